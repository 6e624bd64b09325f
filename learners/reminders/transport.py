"""How a mail leaves the house, and what became of it. Every way out asks `may_transmit` at its point of no return.

Before that point a failure costs nothing: the mail is tried again. After it only an answer of the server is an answer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from enum import StrEnum
from functools import lru_cache
from smtplib import SMTP
from socket import IPPROTO_TCP, TCP_NODELAY
from typing import Protocol, cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import SafeMIMEMultipart, sanitize_address

from learners.reminders.times import AFTER_DOT_SECONDS, COMMAND_SECONDS, CONNECT_SECONDS

MayTransmit = Callable[[], bool]
Reply = tuple[int, bytes]


class Fate(StrEnum):
    """What became of a mail. `AWAY`: no mail can go out now; `NOT_NOW`: this one can't; `NOT_MINE`: another worker has it."""

    ACCEPTED = "accepted"
    NOT_NOW = "not now"
    AWAY = "away"
    REFUSED = "refused"
    BAD_ADDRESS = "bad address"
    UNKNOWN = "unknown"
    NOT_MINE = "not mine"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`reply` is what the server said, or how the connection broke."""

    fate: Fate
    reply: str = ""


class Transport(Protocol):
    def send(self, message: EmailMultiAlternatives, may_transmit: MayTransmit) -> Outcome: ...

    def close(self) -> None: ...


def open_transport(*, after_dot: float | None = None) -> Transport:
    """SMTP by the session below; any other backend that the settings name (files, console, memory) as it comes.

    `after_dot`: seconds that the server has for its last answer, where a person waits for it.
    """
    backend = get_connection()
    if isinstance(backend, EmailBackend):
        backend.timeout = CONNECT_SECONDS
        return SmtpTransport(backend, after_dot or AFTER_DOT_SECONDS)
    return BackendTransport(backend)


class BackendTransport:
    """A backend of Django's that says nothing between start and end: its point of no return is its beginning."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self._backend = backend

    def send(self, message: EmailMultiAlternatives, may_transmit: MayTransmit) -> Outcome:
        if not may_transmit():
            return Outcome(Fate.NOT_MINE)
        try:
            accepted = self._backend.send_messages([message])
        except Exception as error:
            return Outcome(Fate.UNKNOWN, str(error))
        return Outcome(Fate.ACCEPTED) if accepted else Outcome(Fate.REFUSED)

    def close(self) -> None:
        self._backend.close()


class SmtpTransport:
    """One SMTP connection for many mails (RFC 5321), opened by Django's backend: TLS, log-in and certificates are its affair.

    The point of no return lies after the server's 354 and before the body. Whoever may not go on there hangs up: a server
    keeps no mail whose final dot it never saw.
    """

    def __init__(self, backend: EmailBackend, after_dot: float) -> None:
        self._backend = backend
        self._after_dot = after_dot

    @property
    def _server(self) -> SMTP:
        return cast(SMTP, self._backend.connection)

    def send(self, message: EmailMultiAlternatives, may_transmit: MayTransmit) -> Outcome:
        body = _stuffed(cast(SafeMIMEMultipart, message.message()).as_bytes(linesep="\r\n"))
        was_open = self._backend.connection is not None
        try:
            self._open()
        except OSError as error:
            self._drop()
            return Outcome(Fate.AWAY, str(error))
        try:
            reply = self._offer(*envelope(message))
        except OSError as error:
            self._drop()
            if was_open:  # the server may have hung up between two mails, as it has the right to
                return self.send(message, may_transmit)
            return Outcome(Fate.NOT_NOW, str(error))
        if reply[0] != 354:
            self._start_over(reply)
            return _outcome(reply)
        if not may_transmit():
            self._drop()
            return Outcome(Fate.NOT_MINE)
        return self._transmit(body)

    def close(self) -> None:
        """A farewell that fails changes nothing about the mails that were sent before it."""
        try:
            self._backend.close()
        except OSError:
            self._drop()

    def _offer(self, sender: str, recipient: str) -> Reply:
        """The reply that decides: 354, or the first one that refuses."""
        server = self._server
        server.ehlo_or_helo_if_needed()
        for command, *arguments in ((server.mail, sender), (server.rcpt, recipient)):
            reply: Reply = command(*arguments)
            if reply[0] not in (250, 251):
                return reply
        return server.docmd("DATA")

    def _open(self) -> None:
        if self._backend.open() and self._server.sock is not None:
            self._wait_for(COMMAND_SECONDS)
            # The final dot goes out by itself: held back until the body is acknowledged, it costs 40 ms a mail.
            self._server.sock.setsockopt(IPPROTO_TCP, TCP_NODELAY, 1)

    def _transmit(self, body: bytes) -> Outcome:
        try:
            self._server.send(body)
        except OSError as error:
            self._drop()
            return Outcome(Fate.NOT_NOW, str(error))  # the final dot was not sent: the server keeps nothing
        try:
            self._wait_for(self._after_dot)
            self._server.send(b".\r\n")
            reply = self._server.getreply()
            self._wait_for(COMMAND_SECONDS)
        except OSError as error:
            self._drop()
            return Outcome(Fate.UNKNOWN, str(error))
        if reply[0] == 421 or not 200 <= reply[0] < 600:
            self._drop()
        return _outcome(reply) if 200 <= reply[0] < 600 else Outcome(Fate.UNKNOWN, _text(reply))

    def _start_over(self, reply: Reply) -> None:
        """A refused mail leaves the connection to the next one, unless the server said that it hangs up (421)."""
        try:
            if reply[0] == 421 or self._server.rset()[0] != 250:
                self._drop()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        server, self._backend.connection = self._backend.connection, None
        if server is not None:
            server.close()

    def _wait_for(self, seconds: float) -> None:
        if self._server.sock is not None:
            self._server.sock.settimeout(seconds)


def _outcome(reply: Reply) -> Outcome:
    code, text = reply[0], _text(reply)
    if 200 <= code < 300:
        return Outcome(Fate.ACCEPTED, text)
    if 400 <= code < 500:
        return Outcome(Fate.NOT_NOW, text)
    if reply[1].startswith(b"5.1."):  # RFC 3463: the address itself is wrong
        return Outcome(Fate.BAD_ADDRESS, text)
    return Outcome(Fate.REFUSED, text)


def _text(reply: Reply) -> str:
    return f"{reply[0]} {reply[1].decode(errors='replace')}"


def envelope(message: EmailMultiAlternatives) -> tuple[str, str]:
    """The bare addresses of sender and recipient. Raises ValueError where one is no address that mail can be sent to."""
    sender, recipient = (bare(address) for address in (message.from_email, message.to[0]))
    return sender, recipient


@lru_cache(maxsize=1000)
def bare(address: str) -> str:
    """As it is said to a mail server, international domains in ASCII. Raises ValueError where it is no address."""
    found = parseaddr(sanitize_address(address, settings.DEFAULT_CHARSET))[1]
    if not all(found.rpartition("@")):
        raise ValueError(f"{address!r} has no domain.")
    return found


def _stuffed(body: bytes) -> bytes:
    """RFC 5321 §4.5.2: a dot at the beginning of a line is doubled; the last line has its end."""
    stuffed = re.sub(rb"(?m)^\.", b"..", body)
    return stuffed if stuffed.endswith(b"\r\n") else stuffed + b"\r\n"

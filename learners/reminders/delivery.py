"""Sends what is due: claim, look again, compose, transmit, write down. No transaction is open while the mail server talks."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from time import monotonic

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_noop

from learners.reminders.digest import Silence, digest
from learners.reminders.facts import facts_for
from learners.reminders.ledger import REASONS, Verdict, begin_transmission, claim, finish
from learners.reminders.mail import compose
from learners.reminders.models import Reminder

log = logging.getLogger(__name__)
State = Reminder.State
Clock = Callable[[], datetime]

# Well below the broker's visibility timeout; what is left over waits for the next tick's bell.
SECONDS_A_RING = 600

EXPIRED_AT_WORK = gettext_noop("It was too late to send it.")
NOT_WRITTEN = gettext_noop("The mail could not be written.")
SERVER_AWAY = gettext_noop("The mail server could not be reached; it is tried again.")
SERVER_BUSY = gettext_noop("The mail server asked to try again later.")
SERVER_REFUSED = gettext_noop("The mail server refused the mail.")
CONNECTION_LOST = gettext_noop(
    "The connection broke while the mail was on its way: it may have arrived, so it is not sent again."
)


class ServerAwayError(Exception):
    """No mail can go out at the moment, this one or any other."""


def deliver_due(clock: Clock, *, seconds: float = SECONDS_A_RING) -> dict[str, int]:
    """Sends due mail until there is none, the mail server is away, or `seconds` have passed. Counts by the state reached."""
    counts: Counter[str] = Counter()
    until = monotonic() + seconds
    backend: BaseEmailBackend = get_connection()
    try:
        while monotonic() < until and (reminder := claim(clock())):
            counts[deliver(reminder, backend, clock)] += 1
    except ServerAwayError:
        counts[State.PENDING] += 1
    finally:
        _hang_up(backend)
    return {state: counts[state] for state in (*Reminder.FINAL, State.PENDING)}


def deliver(reminder: Reminder, backend: BaseEmailBackend, clock: Clock) -> str:
    """One claimed reminder to its end. Returns the state it reached."""
    written = _write(reminder, clock())
    if isinstance(written, Verdict):
        finish(reminder, written, clock())
        return written.state
    try:
        backend.open()
    except OSError as error:
        finish(reminder, Verdict(State.PENDING, SERVER_AWAY, str(error)), clock())
        raise ServerAwayError from error
    if not begin_transmission(reminder, clock()):
        return reminder.state
    verdict = _transmit(written, backend)
    finish(reminder, verdict, clock())
    return verdict.state


def _write(reminder: Reminder, now: datetime) -> EmailMultiAlternatives | Verdict:
    """Looks again at the learner and writes the mail; whatever goes wrong here is this learner's alone."""
    if reminder.expires_at <= now:
        return Verdict(State.EXPIRED, EXPIRED_AT_WORK)
    try:
        content = digest(facts_for(reminder.learner, reminder.local_date))
        if isinstance(content, Silence):
            return Verdict(State.SKIPPED, REASONS[content])
        message = compose(reminder, content)
        message.message()  # a header that cannot be written shows here, not half-way through the transmission
    except Exception:
        log.exception("%s could not be written.", reminder.key)
        return Verdict(State.FAILED, NOT_WRITTEN)
    return message


def _transmit(message: EmailMultiAlternatives, backend: BaseEmailBackend) -> Verdict:
    try:
        accepted = backend.send_messages([message])
    except Exception as error:
        log.warning("%s was not accepted: %s", message.extra_headers["X-Reminder-Key"], error)
        _hang_up(backend)
        return verdict_on(error)
    return Verdict(State.SENT) if accepted else Verdict(State.FAILED, SERVER_REFUSED)


def verdict_on(error: Exception) -> Verdict:
    """A reply with a code is an answer. Without one nobody knows whether the mail was taken."""
    if isinstance(error, SMTPRecipientsRefused):
        code, reply = next(iter(error.recipients.values()))
        return _verdict_on_reply(code, reply)
    if isinstance(error, SMTPResponseException):
        return _verdict_on_reply(error.smtp_code, error.smtp_error)
    if isinstance(error, SMTPNotSupportedError):
        return Verdict(State.FAILED, SERVER_REFUSED, str(error))
    return Verdict(State.UNCERTAIN, CONNECTION_LOST, str(error))


def _verdict_on_reply(code: int, reply: bytes | str) -> Verdict:
    text = f"{code} {reply.decode(errors='replace') if isinstance(reply, bytes) else reply}"
    if 400 <= code < 500:
        return Verdict(State.PENDING, SERVER_BUSY, text)
    return Verdict(State.FAILED, SERVER_REFUSED, text)


def _hang_up(backend: BaseEmailBackend) -> None:
    """A farewell that fails changes nothing about the mails that were sent before it."""
    try:
        backend.close()
    except OSError as error:
        log.info("The mail server hung up first: %s", error)

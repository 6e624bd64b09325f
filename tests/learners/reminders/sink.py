"""A real SMTP server in a thread, and what it accepted."""

import socket
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """Answers DATA with `reply`. `accepted` are the raw mails it said 250 to."""

    def __init__(self) -> None:
        self.accepted: list[bytes] = []
        self.reply = "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.reply.startswith("250"):
            self.accepted.append(envelope.original_content or b"")
        return self.reply

    def messages(self) -> list[Message]:
        return [message_from_bytes(raw) for raw in self.accepted]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def controller_for(sink: Sink) -> Controller:
    return Controller(sink, hostname="127.0.0.1", port=free_port())

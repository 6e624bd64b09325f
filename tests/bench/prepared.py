"""A worker that sends one prepared mail again and again: what the ledger and SMTP cost when nothing is read and nothing is written.

python -m tests.bench.prepared FILE      (called by tests.bench.mail, in its environment)
"""

import sys
from pathlib import Path
from typing import Any
from unittest import mock

import django

django.setup()

from learners.reminders import delivery  # noqa: E402
from learners.reminders.ledger import RunningClock  # noqa: E402
from learners.reminders.models import Reminder  # noqa: E402


class Prepared:
    """As much of a mail as the way out asks for."""

    from_email, to = "cairn@127.0.0.1", ["somebody@example.org"]

    def __init__(self, body: bytes) -> None:
        self._body = body

    def message(self) -> "Prepared":
        return self

    def as_bytes(self, linesep: str) -> bytes:
        return self._body


def main() -> None:
    prepared: Any = Prepared(Path(sys.argv[1]).read_bytes())
    known = delivery.Known({}, frozenset())
    with (
        mock.patch.object(delivery, "look_again", return_value=known),
        mock.patch.dict(delivery.WRITERS, {Reminder.Kind.DIGEST: lambda _row, _known, _now: prepared}),
    ):
        delivery.deliver_due(RunningClock(), seconds=600)


if __name__ == "__main__":
    main()

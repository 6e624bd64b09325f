"""`manage.py reminders tick|run|audit`: the ledger without Celery, and a look into it."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from learners.plans.recovery.pausing import resume_due
from learners.plans.versions.moving import move_due
from learners.reminders import delivery, ledger
from learners.reminders.models import Reminder


class Command(BaseCommand):
    help = "tick: make rows and reap leases. run: send what is due. audit: count by state and list the keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=["tick", "run", "audit"])
        parser.add_argument(
            "--now", help="ISO time to take as now (UTC where it names no offset); with PORTAL_TESTING=1"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *, action: str, now: str | None, json: bool, **_options: Any) -> None:
        clock = _clock(now)
        found = {"tick": _tick, "run": _run, "audit": _audit}[action](clock)
        self.stdout.write(_as_json(found) if json else _as_text(found))


def _clock(given: str | None) -> Callable[[], datetime]:
    if given is None:
        return ledger.database_clock
    if not settings.PORTAL_TESTING:
        raise CommandError("--now is for tests: set PORTAL_TESTING=1.")
    try:
        now = datetime.fromisoformat(given)
    except ValueError as error:
        raise CommandError(f"--now: {given!r} is not an ISO time, e.g. 2026-03-02T07:00:00+00:00.") from error
    now = now if now.tzinfo else now.replace(tzinfo=UTC)
    return lambda: now


def _tick(clock: Callable[[], datetime]) -> dict[str, Any]:
    """As Celery's minute tick, plans whose learners chose this day to move or to go on included."""
    now = clock()
    found = asdict(ledger.tick(now))
    move_due(now)
    resume_due(now)
    return found


def _run(clock: Callable[[], datetime]) -> dict[str, Any]:
    return delivery.deliver_due(clock, seconds=float("inf"))


def _audit(_clock: Callable[[], datetime]) -> dict[str, Any]:
    rows = Reminder.objects.order_by("local_date", "learner_id", "kind")
    keys = [
        {"key": row.key, "state": row.state, "attempt": row.attempt, "message_id": row.message_id, "reason": row.reason}
        for row in rows
    ]
    return {"counts": Reminder.objects.counts(), "keys": keys}


def _as_json(found: dict[str, Any]) -> str:
    return json.dumps(found)


def _as_text(found: dict[str, Any]) -> str:
    keys = found.get("keys", [])
    lines = [f"{name}: {count}" for name, count in found.get("counts", found).items()]
    return "\n".join([*lines, *(f"{row['key']}  {row['state']}  {row['reason']}".rstrip() for row in keys)])

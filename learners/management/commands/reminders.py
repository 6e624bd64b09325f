"""`manage.py reminders tick|run|audit|clock-ok|resume|bounce`: the ledger without Celery, a look into it, the ways out of a stop,
and the door for mail that came back.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from learners.plans.recovery.pausing import resume_due
from learners.plans.versions.moving import move_due
from learners.reminders import delivery, guarding, ledger, restored
from learners.reminders.bounces import reports
from learners.reminders.bounces.taking import take_report
from learners.reminders.models import Reminder
from learners.reminders.stopping import Stop

MOST_BYTES = 10 * 1024 * 1024  # of a mail that came back


@dataclass(frozen=True, slots=True)
class Asked:
    clock: Callable[[], datetime]
    set_by_hand: bool  # a clock that a test sets agrees with no other, and its ticks are of no real day
    since: datetime | None
    path: Path | None


class Command(BaseCommand):
    help = (
        "tick: make rows and reap leases. run: send what is due. audit: count by state, list the keys and what stops them. "
        "clock-ok: the clocks are right, go on. resume --since: after a restored backup, expire what was due before and go on. "
        "bounce [FILE]: take in a mail that came back, or a complaint, from the file or standard input."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=list(ACTIONS))
        parser.add_argument("path", nargs="?", type=Path, help="bounce: the file with the mail; none is standard input")
        parser.add_argument(
            "--now", help="ISO time to take as now (UTC where it names no offset); with PORTAL_TESTING=1"
        )
        parser.add_argument(
            "--since", help="resume: ISO time until which mail may have gone out; a little late is safer than early"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(
        self, *, action: str, path: Path | None, now: str | None, since: str | None, json: bool, **_options: Any
    ) -> None:
        if path and action != "bounce":
            raise CommandError("Only bounce reads a file.")
        asked = Asked(_clock(now), now is not None, _time("--since", since) if since else None, path)
        found = ACTIONS[action](asked)
        self.stdout.write(_as_json(found) if json else _as_text(found))
        for stop in Stop.objects.standing().order_by("pk"):
            self.stderr.write(f"Stopped ({stop.cause}) since {stop.at.isoformat()}. {stop.detail}")


def _clock(given: str | None) -> Callable[[], datetime]:
    if given is None:
        return ledger.RunningClock()
    if not settings.PORTAL_TESTING:
        raise CommandError("--now is for tests: set PORTAL_TESTING=1.")
    now = _time("--now", given)
    return lambda: now


def _time(name: str, given: str) -> datetime:
    try:
        found = datetime.fromisoformat(given)
    except ValueError as error:
        raise CommandError(f"{name}: {given!r} is not an ISO time, e.g. 2026-03-02T07:00:00+00:00.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _tick(asked: Asked) -> dict[str, Any]:
    """As Celery's minute tick, plans whose learners chose this day to move or to go on included."""
    now = asked.clock()
    if not asked.set_by_hand:
        guarding.look(now)
    found = guarding.tick(now)
    if found is None:
        return asdict(ledger.NOTHING) | _stopped()
    if not asked.set_by_hand:
        restored.note(now)
    move_due(now)
    resume_due(now)
    return asdict(found) | _stopped()


def _run(asked: Asked) -> dict[str, Any]:
    if not asked.set_by_hand:
        guarding.look(asked.clock())
    return delivery.deliver_due(asked.clock, seconds=float("inf"))


def _audit(_asked: Asked) -> dict[str, Any]:
    rows = Reminder.objects.order_by("local_date", "learner_id", "kind")
    keys = [
        {"key": row.key, "state": row.state, "attempt": row.attempt, "message_id": row.message_id, "reason": row.reason}
        for row in rows
    ]
    return {"counts": Reminder.objects.counts(), "keys": keys} | _stopped()


def _clock_ok(asked: Asked) -> dict[str, Any]:
    return {"ended": Stop.objects.end(Stop.Cause.CLOCK, asked.clock())} | _stopped()


def _resume(asked: Asked) -> dict[str, Any]:
    now = asked.clock()
    if asked.since is None:
        raise CommandError("resume needs --since: the time until which mail may have gone out before the restore.")
    if asked.since > now:
        raise CommandError("--since lies in the future: nothing can have been sent then.")
    try:
        return {"expired": restored.resume(asked.since, now)} | _stopped()
    except restored.ClockIsStoppedError as error:
        raise CommandError("The clocks disagree. Put them right and call `reminders clock-ok` first.") from error


def _bounce(asked: Asked) -> dict[str, Any]:
    raw = _mail(asked.path)
    if len(raw) > MOST_BYTES:
        raise CommandError(f"The mail is larger than {MOST_BYTES // 1024**2} MB; nothing was changed.")
    try:
        report = reports.read(raw)
    except reports.NotAReportError as error:
        raise CommandError(f"{error} Nothing was changed.") from error
    return take_report(report, raw, asked.clock())


def _mail(path: Path | None) -> bytes:
    if path is None:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path} could not be read: {error.strerror}.") from error


def _stopped() -> dict[str, Any]:
    return {"stopped": Stop.objects.causes()}


ACTIONS: dict[str, Callable[[Asked], dict[str, Any]]] = {
    "tick": _tick,
    "run": _run,
    "audit": _audit,
    "clock-ok": _clock_ok,
    "resume": _resume,
    "bounce": _bounce,
}


def _as_json(found: dict[str, Any]) -> str:
    return json.dumps(found)


def _as_text(found: dict[str, Any]) -> str:
    keys = found.get("keys", [])
    lines = [
        f"{name.replace('_', ' ')}: {count}" for name, count in found.get("counts", found).items() if name != "stopped"
    ]
    return "\n".join([*lines, *(f"{row['key']}  {row['state']}  {row['reason']}".rstrip() for row in keys)])

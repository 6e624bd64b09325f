"""Notices that the database came from a backup: what was sent since the backup is not in it, and would be sent again.

After each tick its moment goes into a file of DATA_DIR, outside the database. A database whose last tick is older than the
file's has lost what happened between. Its limits: the file must outlive the restore, so a snapshot that takes DATA_DIR back
too goes unnoticed, as does a worker whose DATA_DIR never saw a tick, a backup from before the first tick, or one that is less than
two minutes old. For those, stop the workers and call `reminders resume --since` before they start again.
"""

import logging
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from learners.reminders import ledger
from learners.reminders.models import TickRecord
from learners.reminders.stopping import Stop

log = logging.getLogger(__name__)
MAY_LAG = timedelta(minutes=2)  # ticks that meet may write their moments in either order


class ClockIsStoppedError(Exception):
    """Nothing may expire before somebody has said that the clock is well."""


def watch(now: datetime) -> None:
    last = TickRecord.objects.first()
    noted = last and _noted(last.ledger)
    if last and noted and noted - last.at > MAY_LAG:
        detail = (
            f"The database last ticked at {last.at.isoformat()}, but a tick at {noted.isoformat()} was noted beside it."
        )
        Stop.objects.stop(Stop.Cause.RESTORED, detail, at=now)


def note(tick: datetime) -> None:
    """Writes a finished tick's moment down, whole or not at all. A full disk must not hold up the mail."""
    path = _path(TickRecord.objects.get().ledger)
    beside = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(tick.isoformat())
        beside.replace(path)
    except OSError:
        log.exception("The tick could not be noted: a restored backup would go unnoticed.")


def resume(since: datetime, now: datetime) -> int:
    """Lets mail go again. What was due before `since` may have been sent already, so it expires; returns how many did.

    The tick comes first: today's rows may be lost with the rest, and would otherwise be made, and sent, afterwards.
    """
    if Stop.objects.standing().of(Stop.Cause.CLOCK).exists():
        raise ClockIsStoppedError
    ledger.tick(now)
    expired = ledger.expire_due_before(since, now)
    Stop.objects.end(Stop.Cause.RESTORED, now)
    return expired


def _noted(ledger_id: UUID) -> datetime | None:
    try:
        return datetime.fromisoformat(_path(ledger_id).read_text())
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        log.exception("The note of the last tick cannot be read.")
        return None


def _path(ledger_id: UUID) -> Path:
    """A ledger has a file of its own: another database in the same place is no restored one."""
    folder: Path = settings.DATA_DIR / "last-ticks"
    return folder / f"{ledger_id}.txt"

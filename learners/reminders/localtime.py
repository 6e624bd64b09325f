"""When a wall time on a date happens: RFC 5545 §3.3.5. A missing time takes the offset before the gap, a doubled one its first pass."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ALIVE = timedelta(hours=12)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One mail's place in time: `due` and `expires` are instants in UTC."""

    day: date
    due: datetime
    expires: datetime


def due_instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at.replace(fold=0, tzinfo=None), ZoneInfo(zone)).astimezone(UTC)


def slot(day: date, at: time, zone: str) -> Slot:
    """A late mail is still worth sending for twelve hours, but never on another local day."""
    due = due_instant(day, at, zone)
    midnight = due_instant(day + ONE_DAY, time(0), zone)
    return Slot(day=day, due=due, expires=min(due + ALIVE, midnight))


def slots_within(horizon: timedelta, *, at: time, zone: str, now: datetime) -> Iterator[Slot]:
    """Those due before `now + horizon` that have not expired yet, earliest first."""
    day = now.astimezone(ZoneInfo(zone)).date()
    while (found := slot(day, at, zone)).due <= now + horizon:
        if found.expires > now:
            yield found
        day += ONE_DAY

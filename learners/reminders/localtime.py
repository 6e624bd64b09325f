"""When a wall time on a date happens: RFC 5545 §3.3.5. A missing time takes the offset before the gap, a doubled one its first pass."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from learners.profiles.quiet import Quiet

ALIVE = timedelta(hours=12)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One mail's place in time: `due` and `expires` are instants in UTC."""

    day: date
    due: datetime
    expires: datetime


def due_instant(day: date, at: time, zone: str) -> datetime:
    return _instant(day, at.replace(fold=0), zone)


def _instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)


def slot(day: date, at: time, zone: str, quiet: Quiet | None = None) -> Slot:
    """A late mail is still worth sending for twelve hours, but never on another local day or in quiet hours.

    One whose hour a change of the clocks moves into quiet hours waits for their end. Where that is another day already, it
    expires as it falls due.
    """
    midnight = due_instant(day + ONE_DAY, time(0), zone)
    due = _due_on(day, at, zone, midnight)
    expires = min(due + ALIVE, midnight)
    for start, end in _quiet_around(day, zone, quiet):
        if start <= due < end:
            due = min(end, midnight)
            expires = min(due + ALIVE, midnight)
        elif start > due:
            expires = min(expires, start)
    return Slot(day=day, due=due, expires=expires)


def _due_on(day: date, at: time, zone: str, midnight: datetime) -> datetime:
    """Where the last hour of a day is missing, as in Nuuk, the offset before the gap leads to the next day; the one after it doesn't."""
    due = due_instant(day, at, zone)
    return due if due < midnight else _instant(day, at.replace(fold=1), zone)


def _is_a_day(day: date, zone: str) -> bool:
    """Apia had no 30 December 2011: it went over the date line."""
    return due_instant(day, time(0), zone) < due_instant(day + ONE_DAY, time(0), zone)


def _quiet_around(day: date, zone: str, quiet: Quiet | None) -> Iterator[tuple[datetime, datetime]]:
    """Those that begin on the day before and on the day itself, as instants."""
    if quiet is None:
        return
    start, end = quiet
    for first in (day - ONE_DAY, day):
        last = first if start < end else first + ONE_DAY
        yield due_instant(first, start, zone), due_instant(last, end, zone)


def slots_within(
    horizon: timedelta, *, at: time, zone: str, now: datetime, quiet: Quiet | None = None
) -> Iterator[Slot]:
    """Those due before `now + horizon` that have not expired yet, earliest first. A day that a zone left out has none."""
    day = now.astimezone(ZoneInfo(zone)).date()
    while (found := slot(day, at, zone, quiet)).due <= now + horizon:
        if found.expires > now and _is_a_day(day, zone):
            yield found
        day += ONE_DAY

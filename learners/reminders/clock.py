"""Which clocks there are, and whether they agree: the worker's wall clock, its steady one, and the database's.

A clock that jumps by hours would expire mails that were in time, or send tomorrow's tonight. Readings are compared with the
first one of the process, or with the first one since somebody last said that the clock is well.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from learners.reminders.stopping import Stop

MAY_DIFFER = timedelta(minutes=5)
# The steady clock that goes on while the machine sleeps; where it has no name of its own, the plain one does.
STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True)
class Reading:
    """All at one moment. `steady` has no meaning but its differences."""

    wall: datetime
    steady: timedelta
    database: datetime


@dataclass(slots=True)
class Baseline:
    """What a process compares with; `ended` is the last stop that it knows to have ended."""

    reading: Reading | None = None
    ended: int | None = None


_baseline = Baseline()


def read(database: datetime) -> Reading:
    return Reading(datetime.now(UTC), timedelta(seconds=time.clock_gettime(STEADY)), database)


def disagreement(first: Reading, last: Reading) -> str:
    """In words for whoever looks after the portal; empty where the clocks agree."""
    jump = (last.wall - first.wall) - (last.steady - first.steady)
    if abs(jump) > MAY_DIFFER:
        return f"A worker's clock has jumped by {_seconds(jump)} s."
    apart = last.wall - last.database
    if abs(apart) > MAY_DIFFER:
        return f"A worker's clock is {_seconds(apart)} s away from the database's."
    return ""


def watch(reading: Reading) -> None:
    ended = Stop.objects.last_ended(Stop.Cause.CLOCK)
    if _baseline.reading is None or ended != _baseline.ended:
        _baseline.reading, _baseline.ended = reading, ended
    if words := disagreement(_baseline.reading, reading):
        Stop.objects.stop(Stop.Cause.CLOCK, words, at=reading.database)


def forget() -> None:
    _baseline.reading = _baseline.ended = None


def _seconds(length: timedelta) -> str:
    return f"{length.total_seconds():+.0f}"

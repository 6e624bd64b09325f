"""Whether an exam may be booked, for which days, and what may lapse until then. Pure; the words are in `attempt_words`.

The waiting period counts from the day of the failed exam: failed on 1 March with 14 days to wait, 15 March is the first day on
which one may sit it again. A pass ends it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learners.credentials.eligibility import Cause, Eligibility, Group, Row, State

AHEAD = timedelta(days=731)  # two years, a leap day among them
CORRECTABLE = timedelta(days=14)
BOOKED, PASSED, FAILED = "booked", "passed", "failed"  # the states of `ExamAttempt`


class Barrier(StrEnum):
    """Why an exam may not be booked, or not for that day; each has its sentence in `attempt_words`."""

    BOOKED_ALREADY = "booked already"
    LOCKED = "locked"
    WAITING = "waiting"
    PAST = "past"
    TOO_FAR = "too far"


@dataclass(frozen=True, slots=True)
class Earlier:
    """An attempt on record, by its state's value."""

    exam_on: date
    state: str


@dataclass(frozen=True, slots=True)
class Window:
    """The first and last day that may be booked; `barrier` where none may at all.

    `failed_on` is the day of the failed exam whose waiting period counts, None where none does.
    """

    first: date
    last: date
    today: date
    barrier: Barrier | None = None
    failed_on: date | None = None
    wait_days: int = 0

    @property
    def is_waiting(self) -> bool:
        return self.first > self.today

    def barrier_on(self, day: date) -> Barrier | None:
        """Why that day may not be booked; None where it may."""
        if self.barrier:
            return self.barrier
        if day < self.today:
            return Barrier.PAST
        if day < self.first:
            return Barrier.WAITING
        return Barrier.TOO_FAR if day > self.last else None


def window(earlier: Iterable[Earlier], *, wait_days: int | None, is_open: bool, today: date) -> Window:
    """`is_open` is what the gate says today. To move a booked attempt, leave it out of `earlier`."""
    earlier = list(earlier)
    failed_on = _failed_on(earlier)
    wait = wait_days or 0
    first = max(today, failed_on + timedelta(days=wait)) if failed_on else today
    last = today + AHEAD
    return Window(first, last, today, _barrier(earlier, is_open, first, last), failed_on, wait)


def _failed_on(earlier: Iterable[Earlier]) -> date | None:
    days = {PASSED: date.min, FAILED: date.min}
    for one in earlier:
        if one.state in days:
            days[one.state] = max(days[one.state], one.exam_on)
    return days[FAILED] if days[FAILED] > days[PASSED] else None


def _barrier(earlier: Iterable[Earlier], is_open: bool, first: date, last: date) -> Barrier | None:
    if any(one.state == BOOKED for one in earlier):
        return Barrier.BOOKED_ALREADY
    if not is_open:
        return Barrier.LOCKED
    return Barrier.WAITING if first > last else None


def lapsing(eligibility: Eligibility, on: date) -> tuple[Row, ...]:
    """What counts today and no more on that day, of the required groups that would not be met then."""
    return tuple(
        row
        for group in eligibility.groups
        if group.required and group.state != State.MISSING and not _holds_on(group, on)
        for row in group.rows
        if row.state != State.MISSING and not _counts_on(row, on)
    )


def _holds_on(group: Group, on: date) -> bool:
    return sum(row.state != State.MISSING and _counts_on(row, on) for row in group.rows) >= group.minimum


def _counts_on(row: Row, on: date) -> bool:
    if row.waiver is not None:
        return row.waiver.until >= on
    return row.cause != Cause.HOLDS or row.day is None or row.day >= on


def is_correctable(recorded_on: date | None, today: date) -> bool:
    """Whether a result of that day may still be taken back."""
    return recorded_on is not None and today <= recorded_on + CORRECTABLE

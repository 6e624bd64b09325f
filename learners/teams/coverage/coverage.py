"""How many of a team are covered on each day ahead, and the first day on which they are too few. Pure.

A person counts on a day on which a period of theirs is valid: it begins, ends, is renewed or revoked as
`learners.credentials.expiry` says.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certifications.validity import DAY, add_months
from learners.credentials.expiry import Period, covered_until

Span = tuple[date, date]  # both ends included


class Code(StrEnum):
    MET = "met"
    DROPS = "drops"
    SHORT = "short"


class Fit(StrEnum):
    IN_TIME = "in_time"
    TIGHT = "tight"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Step:
    """So many from that day on. `lapsed` are people who counted the day before, `begun` those who count anew; in order."""

    day: date
    count: int
    lapsed: tuple[int, ...] = ()
    begun: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """`steps` begin today. `short_from` is the first day below the target, None where there is none up to `last`."""

    least: int
    last: date
    steps: tuple[Step, ...]
    short_from: date | None

    @property
    def today(self) -> date:
        return self.steps[0].day

    @property
    def now(self) -> int:
        return self.steps[0].count

    @property
    def code(self) -> Code:
        if self.short_from is None:
            return Code.MET
        return Code.SHORT if self.short_from == self.today else Code.DROPS

    @property
    def missing(self) -> int:
        """How many there are too few on the first day below the target."""
        if self.short_from is None:
            return 0
        return self.least - next(step.count for step in self.steps if step.day == self.short_from)


@dataclass(frozen=True, slots=True)
class Month:
    """`first` is its first day, or today; `lowest` the smallest number in it; who lapses and who begins in it, with the day."""

    first: date
    lowest: int
    lapsed: tuple[tuple[int, date], ...]
    begun: tuple[tuple[int, date], ...]


@dataclass(frozen=True, slots=True)
class Chance:
    """That somebody is ready between two days, no sooner than an exam whose date is known. No `last`: there is no telling."""

    person: int
    first: date
    last: date | None

    def fit(self, day: date) -> Fit:
        """How the range stands to a day on which they are needed."""
        if self.first >= day:
            return Fit.LATE
        return Fit.IN_TIME if self.last is not None and self.last < day else Fit.TIGHT


def spans(periods: Sequence[Period], first: date, last: date) -> Iterator[Span]:
    """The days within both ends on which something is valid, as ranges without a gap; the final one may end far beyond."""
    day = first
    while day <= last:
        end = covered_until(periods, day)
        if end is not None:
            yield day, end
        later = [period.valid_from for period in periods if period.valid_from > (end or day)]
        if not later:
            return
        day = min(later)


def coverage(periods: Mapping[int, Sequence[Period]], least: int, today: date, last: date) -> Coverage:
    """`periods` by person, of all that counts for the target."""
    lapsed: dict[date, list[int]] = {}
    begun: dict[date, list[int]] = {}
    for person, own in periods.items():
        for begins, ends in spans(own, today, last):
            begun.setdefault(begins, []).append(person)
            if ends < last:
                lapsed.setdefault(ends + DAY, []).append(person)
    steps = tuple(_steps(lapsed, begun, today))
    return Coverage(least, last, steps, next((step.day for step in steps if step.count < least), None))


def months(found: Coverage) -> Iterator[Month]:
    """From today's to that of the last day; one's number is at first that of the month before."""
    first, count = found.today, found.now
    while first <= found.last:
        after = add_months(first.replace(day=1), 1)
        own = [step for step in found.steps if first <= step.day < after]
        yield Month(
            first,
            min([*([] if own and own[0].day == first else [count]), *(step.count for step in own)]),
            tuple((person, step.day) for step in own for person in step.lapsed),
            tuple((person, step.day) for step in own for person in step.begun),
        )
        count = own[-1].count if own else count
        first = after


def covers(periods: Sequence[Period], day: date) -> bool:
    return covered_until(periods, day) is not None


def chance(person: int, first: date | None, last: date | None, exam: date | None) -> Chance | None:
    """From a forecast's range, or twice the last day of a plan; None where even the first day is too far to name."""
    if first is None:
        return None
    return Chance(person, max(first, exam or first), last and max(last, exam or last))


def soonest(chances: Iterable[Chance]) -> list[Chance]:
    return sorted(chances, key=lambda one: (one.first, one.last or date.max, one.person))


def _steps(lapsed: Mapping[date, Sequence[int]], begun: Mapping[date, Sequence[int]], today: date) -> Iterator[Step]:
    count = 0
    for day in sorted({today, *lapsed, *begun}):
        gone, new = lapsed.get(day, ()), begun.get(day, ())
        count += len(new) - len(gone)
        yield Step(day, count, tuple(gone), tuple(new) if day != today else ())

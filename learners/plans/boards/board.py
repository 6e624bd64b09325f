"""Which days a week or a month shows, which tasks lie on them, and what else is said of a day. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learners.plans.schedule import Availability, DateRange

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MARGIN = timedelta(days=62)  # the widest page, and the one beside it, must lie within what Python calls a date

Days = tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A task from its first to its last day."""

    key: int
    starts: date
    due: date


@dataclass(frozen=True, slots=True)
class Part:
    """A task on one of its days: the `number`th of `of`."""

    key: int
    number: int = 1
    of: int = 1


class Sign(StrEnum):
    """What a day is to a plan."""

    FIRST = "first day"
    LAST = "last day"
    EXAM = "exam"
    BUFFER = "kept free before the exam"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Frame:
    """From the plan's start to the last day on which something lies. An open pause ends at `date.max`."""

    first: date
    last: date
    exam: date | None = None
    buffer_days: int = 0
    pauses: tuple[DateRange, ...] = ()

    def signs(self, day: date) -> tuple[Sign, ...]:
        found = {
            Sign.FIRST: day == self.first,
            Sign.LAST: day == self.last,
            Sign.EXAM: day == self.exam,
            Sign.BUFFER: self._is_buffer(day),
            Sign.PAUSED: any(first <= day <= last for first, last in self.pauses),
        }
        return tuple(sign for sign, holds in found.items() if holds)

    def is_for_study(self, day: date) -> bool:
        """Whether an empty day could be used: after the start, before the exam and what is kept free, in no pause."""
        ends = self.exam is not None and day >= self.exam
        return day >= self.first and not ends and not {Sign.BUFFER, Sign.PAUSED} & set(self.signs(day))

    def _is_buffer(self, day: date) -> bool:
        return self.exam is not None and timedelta() < self.exam - day <= timedelta(days=self.buffer_days)


def can_show(day: date) -> bool:
    return date.min + MARGIN <= day <= date.max - MARGIN


def week_around(day: date) -> Days:
    """Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return tuple(monday + timedelta(days=number) for number in range(7))


def weeks_of_month(day: date) -> tuple[Days, ...]:
    """The weeks in which a day of its month lies, whole ones."""
    last = next_month(day) - DAY
    found = [week_around(day.replace(day=1))]
    while found[-1][-1] < last:
        found.append(week_around(found[-1][-1] + DAY))
    return tuple(found)


def next_month(day: date) -> date:
    """Its first day."""
    return (day.replace(day=28) + 4 * DAY).replace(day=1)


def month_before(day: date) -> date:
    """Its first day."""
    return (day.replace(day=1) - DAY).replace(day=1)


def days_of(spread: Spread, availability: Availability) -> Days:
    """Its first and its last day, and those between that have study time."""
    between = (spread.starts + timedelta(days=number) for number in range(1, (spread.due - spread.starts).days))
    ends = (spread.starts,) if spread.starts == spread.due else (spread.starts, spread.due)
    return (ends[0], *(day for day in between if availability.minutes_on(day)), *ends[1:])


def parts_by_day(
    spreads: Iterable[Spread], shown: Sequence[date], availability: Availability
) -> dict[date, tuple[Part, ...]]:
    """Of each day of `shown`, which follow each other, what lies on it, in the order of `spreads`."""
    found: dict[date, list[Part]] = {day: [] for day in shown}
    for spread in spreads:
        if spread.starts > shown[-1] or spread.due < shown[0]:
            continue
        days = days_of(spread, availability)
        for number, day in enumerate(days, start=1):
            if day in found:
                found[day].append(Part(spread.key, number, len(days)))
    return {day: tuple(parts) for day, parts in found.items()}


def nearest_day(spreads: Iterable[Spread], shown: Sequence[date]) -> date | None:
    """Where something lies when nothing does in `shown`: the first day after it, else the last one before it."""
    first, last = shown[0], shown[-1]
    spreads = list(spreads)
    later = [spread.starts if spread.starts > last else spread.due for spread in spreads if spread.due > last]
    return min(later) if later else max((spread.due for spread in spreads if spread.due < first), default=None)

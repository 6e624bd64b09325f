"""Study days, and how many of them in a row were used. Pure.

A study day has minutes in the week that held then, is no day off, lies in no pause, and while the plan ran. Only study days count:
what is done on another day is welcome, but a streak neither needs it nor grows by it. Today can't break one: it is not over.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from learners.plans.schedule import DateRange

DAY = timedelta(days=1)
AHEAD = timedelta(days=731)

Hours = tuple[date, tuple[int, ...]]  # since when a week holds, and its minutes, Monday first


@dataclass(frozen=True, slots=True)
class Calendar:
    """`hours` the oldest first; the oldest hold before their day too. `last` is None while no end is known. `free` are ordinals."""

    first: date
    last: date | None
    hours: tuple[Hours, ...]
    free: frozenset[int] = frozenset()

    def asks(self, day: date) -> bool:
        """Whether it is a study day."""
        if day < self.first or (self.last and day > self.last) or day.toordinal() in self.free:
            return False
        number = bisect_right(self.hours, day, key=lambda hours: hours[0])
        return self.hours[max(0, number - 1)][1][day.weekday()] > 0

    def study_days(self, first: date, last: date) -> Iterator[date]:
        day = max(first, self.first)
        while day <= last:
            if self.asks(day):
                yield day
            day += DAY


@dataclass(frozen=True, slots=True)
class Streak:
    """`next_day` is today as long as today is a study day that was not used; None where none lies ahead."""

    current: int
    longest: int
    next_day: date | None


def streak(calendar: Calendar, studied: Collection[date], today: date) -> Streak:
    current = longest = 0
    for day in calendar.study_days(calendar.first, today):
        if day in studied:
            current += 1
        elif day != today:
            current = 0
        longest = max(longest, current)
    begin = today + DAY if today in studied else today
    return Streak(current, longest, next(calendar.study_days(begin, begin + AHEAD), None))


def free_days(ranges: Iterable[DateRange], first: date, last: date) -> frozenset[int]:
    """Those between two days, as ordinals; ranges may overlap and reach far."""
    low, high = first.toordinal(), last.toordinal()
    return frozenset(
        day for begin, end in ranges for day in range(max(begin.toordinal(), low), min(end.toordinal(), high) + 1)
    )

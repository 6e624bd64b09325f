"""Days along the width of a picture, and which of them are named there. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
LEAST_APART = 76  # pixels between two names
MONTHS = (1, 3, 6, 12, 24, 60)


@dataclass(frozen=True, slots=True)
class Axis:
    """From the beginning of `first` to the end of `last`, over `width` pixels from `left` on."""

    first: date
    last: date
    left: int
    width: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def right(self) -> int:
        return self.left + self.width

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def at(self, day: date) -> float:
        """Where the day begins; a day beyond an end stands at that end."""
        gone = min(max((day - self.first).days, 0), self.days)
        return round(self.left + self.width * gone / self.days, 1)

    def after(self, day: date) -> float:
        """Where the day ends."""
        return self.at(day + DAY)


def named_days(axis: Axis) -> tuple[date, ...]:
    """Mondays, or first days of every so many months: the closest that leave their names room, beside each other and at the end.

    The axis' first day where there are none.
    """
    for days, found in _steps(axis):
        if days * axis.width / axis.days >= LEAST_APART:
            return tuple(day for day in found if axis.right - axis.at(day) >= LEAST_APART) or (axis.first,)
    return (axis.first,)


def _steps(axis: Axis) -> Iterator[tuple[int, Iterator[date]]]:
    yield 7, _mondays(axis)
    for months in MONTHS:
        yield months * 30, _months(axis, months)


def _mondays(axis: Axis) -> Iterator[date]:
    day = axis.first + timedelta(days=-axis.first.weekday() % 7)
    while day <= axis.last:
        yield day
        day += timedelta(days=7)


def _months(axis: Axis, step: int) -> Iterator[date]:
    """First days of months within the axis, counted so that each January of a whole number of steps is one."""
    number = axis.first.year * 12 + axis.first.month - 1
    while (day := date(number // 12, number % 12 + 1, 1)) <= axis.last:
        if day >= axis.first and number % step == 0:
            yield day
        number += 1

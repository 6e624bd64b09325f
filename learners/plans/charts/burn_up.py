"""Work done against work planned, both added up by day. Pure.

What is planned counts on the day it is due, whole, as what is done counts on the day of its tick: like is held against like.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Work:
    """A task that is not skipped. `done_on` is a local day."""

    key: str
    minutes: int
    due: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """Minutes that were reached by the end of a day; from the last one on they stay. `base` is before the first."""

    points: tuple[tuple[date, int], ...]
    base: int = 0

    def on(self, day: date) -> int:
        """By the end of that day."""
        count = bisect_right(self.points, day, key=lambda point: point[0])
        return self.points[count - 1][1] if count else self.base

    @property
    def end(self) -> int:
        return self.points[-1][1] if self.points else self.base

    @property
    def most(self) -> int:
        return max(self.base, *(minutes for _day, minutes in self.points), 0)


@dataclass(frozen=True, slots=True)
class BurnUp:
    """`first_plan` is the same work on the days it had at first; None where it had the same ones or nobody knows them.

    `total` steps where the record says that work came or went.
    """

    done: Curve
    planned: Curve
    total: Curve
    first_plan: Curve | None


@dataclass(frozen=True, slots=True)
class Balance:
    """`ahead` in minutes: beyond what is due by the end of today. Below zero: short of what was due before today."""

    ahead: int
    done: int
    due: int


@dataclass(frozen=True, slots=True)
class WeekSums:
    monday: date
    planned: int
    done: int
    planned_so_far: int
    done_so_far: int
    total: int


def burn_up(
    work: Sequence[Work], *, first_days: Mapping[str, date] | None, changes: Iterable[tuple[date, int]]
) -> BurnUp:
    """`first_days` by key, of work that has moved; None where nobody knows. `changes` are days and minutes by which the total grew or shrank."""
    moved = first_days or {}
    planned = added_up((one.due, one.minutes) for one in work)
    first = added_up((moved.get(one.key, one.due), one.minutes) for one in work)
    return BurnUp(
        done=added_up((one.done_on, one.minutes) for one in work if one.done_on),
        planned=planned,
        total=total_of(sum(one.minutes for one in work), changes),
        first_plan=first if first_days is not None and first != planned else None,
    )


def added_up(parts: Iterable[tuple[date, int]], base: int = 0) -> Curve:
    by_day: dict[date, int] = {}
    for day, minutes in parts:
        by_day[day] = by_day.get(day, 0) + minutes
    points, reached = [], base
    for day, minutes in sorted(by_day.items()):
        reached += minutes
        points.append((day, reached))
    return Curve(tuple(points), base)


def total_of(now: int, changes: Iterable[tuple[date, int]]) -> Curve:
    """What the whole plan amounted to, from what it is now and what is known to have changed. Never below zero."""
    changes = [(day, minutes) for day, minutes in changes if minutes]
    return added_up(changes, base=max(0, now - sum(minutes for _day, minutes in changes)))


def before_all(moves: Iterable[Mapping[str, date]]) -> dict[str, date]:
    """By key, the day a task had before its first move; `moves` are the days before each, the oldest move first."""
    found: dict[str, date] = {}
    for before in moves:
        for key, day in before.items():
            found.setdefault(key, day)
    return found


def balance(found: BurnUp, today: date) -> Balance:
    """Today is not over: what is due today can't be missing yet, and counts as planned once it is done."""
    done = found.done.end
    by_yesterday, by_today = found.planned.on(today - DAY), found.planned.on(today)
    if done < by_yesterday:
        return Balance(done - by_yesterday, done, by_yesterday)
    return Balance(max(0, done - by_today), done, by_today)


def week_sums(found: BurnUp, first: date, last: date) -> tuple[WeekSums, ...]:
    """From the week of `first` to that of `last`."""
    monday = first - timedelta(days=first.weekday())
    planned, done, sums = 0, 0, []
    while monday <= last:
        sunday = monday + timedelta(days=6)
        planned_now, done_now = found.planned.on(sunday), found.done.on(sunday)
        sums.append(
            WeekSums(monday, planned_now - planned, done_now - done, planned_now, done_now, found.total.on(sunday))
        )
        planned, done, monday = planned_now, done_now, sunday + DAY
    return tuple(sums)

"""Dates along a chain of certifications, and what lapses on the way. Pure and deterministic.

One certification after the other: study begins on the first day with minutes after the exam before it, fills the minutes of each day,
and the exam is on the day after the last day of study. So these dates are the earliest ones; a plan of whole steps may end a little later.
A running plan keeps its own dates. One without minutes (there is no plan of ours) takes no time here and has no dates.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from learners.credentials.expiry import valid_until
from learners.plans.schedule import LIMIT_DAYS, Availability, NoStudyTimeError

DAY = timedelta(days=1)
MOST_RENEWALS = 12  # of one credential on one way: a validity of a month must not fill the page


@dataclass(frozen=True, slots=True)
class Stone:
    """`rests_on`: the credentials that must hold on its exam day. `ends` and `exam` are those of a running plan."""

    key: int
    minutes: int | None
    validity_months: int | None = None
    rests_on: tuple[int, ...] = ()
    ends: date | None = None
    exam: date | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """What is held: its last valid day (None: no end), and for how many months a renewal counts (None: not known)."""

    until: date | None
    months: int | None


@dataclass(frozen=True, slots=True)
class Leg:
    """First and last day of study, and the day of the exam; None where nothing is to study, or nothing is known."""

    key: int
    starts: date | None = None
    ends: date | None = None
    sits: date | None = None


@dataclass(frozen=True, slots=True)
class Lapse:
    """`key` lapses on `day`, before the exam of `before` on `sits`; `before` is None for the end of the way."""

    key: int
    day: date
    before: int | None
    sits: date


@dataclass(frozen=True, slots=True)
class Outline:
    """`finish` is the last exam day. `is_too_long`: the legs without dates would lie beyond ten years."""

    legs: tuple[Leg, ...]
    lapses: tuple[Lapse, ...]
    finish: date | None
    is_too_long: bool = False


def outline(
    stones: Sequence[Stone],
    availability: Availability,
    today: date,
    *,
    held: Mapping[int, Cover],
    at_the_end: Sequence[int] = (),
) -> Outline:
    """`stones` in study order; `at_the_end`: what must still hold when the last exam is passed.

    Raises NoStudyTimeError where no weekday has minutes and something is to study.
    """
    legs = tuple(_legs(stones, _Days(availability, today), today))
    finish = max((leg.sits for leg in legs if leg.sits), default=None)
    covers = {**held, **{stone.key: _earned(stone, leg) for stone, leg in zip(stones, legs, strict=True)}}
    wanted: list[tuple[int, int | None, date]] = [
        (key, stone.key, leg.sits)
        for stone, leg in zip(stones, legs, strict=True)
        if leg.sits
        for key in stone.rests_on
    ]
    wanted += [(key, None, finish) for key in at_the_end if finish]
    is_too_long = any(stone.minutes and leg.sits is None for stone, leg in zip(stones, legs, strict=True))
    return Outline(legs, tuple(_lapses(covers, wanted)), finish, is_too_long)


def _legs(stones: Iterable[Stone], days: "_Days", today: date) -> Iterator[Leg]:
    """`free` is the first day on which the next may begin; None once ten years are full."""
    free: date | None = today
    for stone in stones:
        leg = _leg(stone, days, free, today)
        yield leg
        if leg.sits is not None and free is not None:
            free = max(free, leg.sits + DAY)
        elif stone.minutes:
            free = None


def _leg(stone: Stone, days: "_Days", free: date | None, today: date) -> Leg:
    if stone.minutes is None:
        return Leg(stone.key)
    if stone.ends is not None and stone.ends >= today:
        return Leg(stone.key, today, stone.ends, _exam(stone, stone.ends))
    if free is None:
        return Leg(stone.key)
    if not stone.minutes:
        return Leg(stone.key, sits=_exam(stone, max(free, today)))
    laid = days.lay(free, stone.minutes)
    return Leg(stone.key, *laid, _exam(stone, laid[1])) if laid else Leg(stone.key)


def _exam(stone: Stone, last: date) -> date:
    """The booked day where it lies ahead of the study, else the day after it."""
    return stone.exam if stone.exam and stone.exam > last else last + DAY


def _earned(stone: Stone, leg: Leg) -> Cover:
    until = valid_until(leg.sits, stone.validity_months) if leg.sits else None
    return Cover(until, stone.validity_months)


def _lapses(covers: Mapping[int, Cover], wanted: Iterable[tuple[int, int | None, date]]) -> Iterator[Lapse]:
    """Each lapse once, before the first exam that it would spoil; a renewal counts from the day before it."""
    ends = {key: cover.until for key, cover in covers.items()}
    renewals = dict.fromkeys(covers, 0)
    for key, before, sits in sorted(wanted, key=lambda one: one[2]):
        while (end := ends.get(key)) is not None and end < sits and renewals[key] < MOST_RENEWALS:
            yield Lapse(key, end, before, sits)
            renewals[key] += 1
            ends[key] = valid_until(end, covers[key].months)


class _Days:
    """Counts minutes along the calendar, whole weeks at a time between the days off."""

    def __init__(self, availability: Availability, today: date) -> None:
        self._week = availability.weekday_minutes
        self._minutes_a_week = availability.minutes_a_week
        self._end = today.toordinal() + LIMIT_DAYS
        self._off = _merged(availability.days_off)
        self._off_ends = [last for _first, last in self._off]

    def lay(self, start: date, minutes: int) -> tuple[date, date] | None:
        """The first and the last day of so many minutes; None where that is beyond ten years."""
        if not self._minutes_a_week:
            raise NoStudyTimeError("Every weekday has zero minutes.")
        first = self._reach(start.toordinal(), 1)
        last = self._reach(first, minutes) if first else None
        return (date.fromordinal(first), date.fromordinal(last)) if first and last else None

    def _reach(self, day: int, left: int) -> int | None:
        """The day on which so many minutes are full."""
        number = bisect_left(self._off_ends, day)
        while day <= self._end:
            first_off, last_off = self._off[number] if number < len(self._off) else (self._end + 1, self._end + 1)
            weeks = min((left - 1) // self._minutes_a_week, max(0, first_off - day) // 7)
            day, left = day + 7 * weeks, left - weeks * self._minutes_a_week
            while day < first_off:
                left -= self._week[(day - 1) % 7]
                if left <= 0:
                    return day
                day += 1
            day, number = last_off + 1, number + 1
        return None


def _merged(ranges: Iterable[tuple[date, date]]) -> list[tuple[int, int]]:
    """Days off as ordinals, sorted, none touching another."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted((first.toordinal(), last.toordinal()) for first, last in ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged

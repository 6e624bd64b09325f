"""Dates for the steps of a plan, and whether they fit. Pure and deterministic.

The rule, step by step in the plan's order, where a study day is one with minutes that is no day off:
- it goes on the day reached so far if it fits into what is left of it;
- else, where something lies on that day already, on the next study day if it fits there whole;
- else it is spread over consecutive study days, beginning with what is left of the day reached. So no study day stays empty
  while a longer one is waited for.
Done and pinned steps stay where they are; their minutes are taken from their days before anything else is laid.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

LIMIT_DAYS = 3653
MOST_MINUTES_A_DAY = 720  # more than this is never proposed as a remedy

DateRange = tuple[date, date]


class ScheduleError(ValueError):
    """No dates can be given."""


class NoStudyTimeError(ScheduleError):
    """Every weekday has zero minutes."""


class TooLongError(ScheduleError):
    """The work, or the days off, reach beyond ten years."""


@dataclass(frozen=True, slots=True)
class Step:
    """`fixed` is the first and last day of a step that must not move. A done step needs one."""

    key: str
    minutes: int
    optional: bool = False
    done: bool = False
    fixed: DateRange | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """`by_day` counts from the start, which is day 1; None where no day is set."""

    key: str
    steps: tuple[Step, ...]
    by_day: int | None = None


@dataclass(frozen=True, slots=True)
class Availability:
    """Minutes for each weekday, Monday first, and ranges of days off with both ends included."""

    weekday_minutes: tuple[int, ...]
    days_off: tuple[DateRange, ...] = ()

    def minutes_on(self, day: date) -> int:
        if any(first <= day <= last for first, last in self.days_off):
            return 0
        return self.weekday_minutes[day.weekday()]

    @property
    def minutes_a_week(self) -> int:
        return sum(self.weekday_minutes)


@dataclass(frozen=True, slots=True)
class Dated:
    key: str
    starts: date
    due: date


@dataclass(frozen=True, slots=True)
class PhaseEnd:
    """`last_day` is None for a phase without steps; such a phase meets any day."""

    key: str
    last_day: date | None
    by: date | None
    met: bool


@dataclass(frozen=True, slots=True)
class Remedies:
    """What would make it fit. `minutes_a_week` is None where no bearable number of minutes on the same weekdays would."""

    earliest_exam: date
    minutes_a_week: int | None
    weekday_minutes: tuple[int, ...] | None
    drop: tuple[str, ...]
    drop_suffices: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """`slack_minutes`: free study minutes between the last step and the exam, or the days kept free before it.

    `short_minutes`: work left on the first of those days; `days_late` counts from it.
    """

    fits: bool
    last_day: date | None
    slack_minutes: int = 0
    short_minutes: int = 0
    days_late: int = 0
    remedies: Remedies | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """`dates` in the order of the steps. `loads`: minutes laid on each day that has any."""

    dates: tuple[Dated, ...]
    loads: dict[date, int]
    phases: tuple[PhaseEnd, ...]
    verdict: Verdict


def schedule(
    phases: Sequence[Phase],
    availability: Availability,
    *,
    start: date,
    exam_date: date | None = None,
    buffer_days: int = 0,
) -> Schedule:
    """Raises NoStudyTimeError or TooLongError where no dates can be given.

    It fits when the last step is laid before the exam and the `buffer_days` kept free before it.
    """
    laid = _lay(phases, availability, start)
    free = exam_date - timedelta(days=buffer_days) if exam_date else None
    return Schedule(
        dates=tuple(laid.dates),
        loads={date.fromordinal(day): minutes for day, minutes in sorted(laid.loads().items())},
        phases=tuple(_phase_end(phase, laid.dates_of(phase), start) for phase in phases),
        verdict=_with_buffer(_verdict(phases, availability, start, free, laid), buffer_days),
    )


def minutes_by_day(steps: Iterable[Step], availability: Availability) -> dict[date, int]:
    """What steps that have their dates ask of each day, replayed in their order."""
    return {date.fromordinal(day): minutes for day, minutes in _fixed_loads(steps, availability).items()}


class _Days:
    """Room of each day by ordinal, and the day reached so far. Steps must be laid in order."""

    def __init__(self, availability: Availability, start: date, taken: dict[int, int], until: date = date.max) -> None:
        if not any(availability.weekday_minutes):
            raise NoStudyTimeError("Every weekday has zero minutes.")
        first = start.toordinal()
        self._minutes = availability.weekday_minutes
        self._taken = taken
        self._end = min(first + LIMIT_DAYS, until.toordinal())
        self._off = _ordinals(availability.days_off, first, self._end)
        self._day, self._left = first - 1, 0
        self.laid: dict[int, int] = {}

    def lay(self, minutes: int) -> tuple[int, int]:
        """The first and last day of a step of so many minutes."""
        if not self._left:
            self._reach(self._next_day())
        if minutes > self._left and self._is_touched():
            following = self._next_day()
            if minutes <= self._room(following):
                self._reach(following)
        starts = self._day
        while minutes > self._left:
            minutes -= self._left
            self._put(self._left)
            self._reach(self._next_day())
        self._put(minutes)
        return starts, self._day

    def _is_touched(self) -> bool:
        return self._left < self._minutes[(self._day - 1) % 7]

    def _put(self, minutes: int) -> None:
        self._left -= minutes
        self.laid[self._day] = self.laid.get(self._day, 0) + minutes

    def _reach(self, day: int) -> None:
        self._day, self._left = day, self._room(day)

    def _next_day(self) -> int:
        for day in range(self._day + 1, self._end + 1):
            if self._room(day):
                return day
        raise TooLongError("The plan would reach beyond ten years.")

    def _room(self, day: int) -> int:
        if day in self._off:
            return 0
        return max(0, self._minutes[(day - 1) % 7] - self._taken.get(day, 0))


@dataclass(slots=True)
class _Laid:
    dates: list[Dated]
    by_key: dict[str, Dated]
    done: dict[int, int]
    open: dict[int, int]
    last: int | None

    def loads(self) -> dict[int, int]:
        return _sum(self.done, self.open)

    def dates_of(self, phase: Phase) -> list[Dated]:
        return [self.by_key[step.key] for step in phase.steps]


def _lay(phases: Sequence[Phase], availability: Availability, start: date) -> _Laid:
    steps = [step for phase in phases for step in phase.steps]
    done, pinned = _done_and_pinned(steps, availability)
    days = _Days(availability, start, _sum(done, pinned))
    dates, last = [], None
    for step in steps:
        if step.fixed is None:
            first, due = (date.fromordinal(day) for day in days.lay(step.minutes))
        else:
            first, due = step.fixed
        dates.append(Dated(step.key, first, due))
        if not step.done:
            last = max(last or 0, due.toordinal())
    return _Laid(dates, {dated.key: dated for dated in dates}, done, _sum(pinned, days.laid), last)


def _fits(phases: Sequence[Phase], availability: Availability, start: date, free: date) -> bool:
    """Whether all is laid before the day that must stay `free`; stops at the first step that is not."""
    steps = [step for phase in phases for step in phase.steps]
    if any(step.fixed and not step.done and step.fixed[1] >= free for step in steps):
        return False
    taken = _sum(*_done_and_pinned(steps, availability))
    days = _Days(availability, start, taken, until=free - timedelta(days=1))
    try:
        for step in steps:
            if step.fixed is None:
                days.lay(step.minutes)
    except TooLongError:
        return False
    return True


def _done_and_pinned(steps: Sequence[Step], availability: Availability) -> tuple[dict[int, int], dict[int, int]]:
    done = _fixed_loads((step for step in steps if step.done), availability)
    return done, _fixed_loads((step for step in steps if step.fixed and not step.done), availability, done)


def _fixed_loads(
    steps: Iterable[Step], availability: Availability, taken: dict[int, int] | None = None
) -> dict[int, int]:
    """Fills the study days from a fixed step's first to its last; what finds no room there lies on the last."""
    loads: dict[int, int] = {}
    for step in steps:
        if step.fixed is None:
            continue
        rest, (day, last) = step.minutes, step.fixed
        while rest:
            number, put = day.toordinal(), rest
            if day < last:
                room = availability.minutes_on(day) - loads.get(number, 0) - (taken or {}).get(number, 0)
                put = min(rest, max(0, room))
            if put:
                loads[number] = loads.get(number, 0) + put
            rest, day = rest - put, min(last, day + timedelta(days=1))
    return loads


def _phase_end(phase: Phase, dates: Sequence[Dated], start: date) -> PhaseEnd:
    last = max((dated.due for dated in dates), default=None)
    by = start + timedelta(days=phase.by_day - 1) if phase.by_day else None
    return PhaseEnd(phase.key, last, by, met=last is None or by is None or last <= by)


def _verdict(
    phases: Sequence[Phase], availability: Availability, start: date, free: date | None, laid: _Laid
) -> Verdict:
    """`free` is the first day that must stay free of study: the exam's, or the first one kept free before it."""
    last = date.fromordinal(laid.last) if laid.last else None
    if free is None:
        return Verdict(fits=True, last_day=last)
    if last is None or last < free:
        slack = _slack(availability, laid, max(start, last or start), free)
        return Verdict(fits=True, last_day=last, slack_minutes=slack)
    return Verdict(
        fits=False,
        last_day=last,
        short_minutes=sum(minutes for day, minutes in laid.open.items() if day >= free.toordinal()),
        days_late=(last - free).days + 1,
        remedies=_remedies(phases, availability, start, free, last),
    )


def _with_buffer(verdict: Verdict, buffer_days: int) -> Verdict:
    if verdict.remedies is None or not buffer_days:
        return verdict
    exam = verdict.remedies.earliest_exam + timedelta(days=buffer_days)
    return replace(verdict, remedies=replace(verdict.remedies, earliest_exam=exam))


def _slack(availability: Availability, laid: _Laid, first: date, free: date) -> int:
    loads = laid.loads()
    days = range(first.toordinal(), free.toordinal())
    off = _ordinals(availability.days_off, first.toordinal(), free.toordinal())
    return sum(
        max(0, availability.weekday_minutes[(day - 1) % 7] - loads.get(day, 0)) for day in days if day not in off
    )


def _remedies(phases: Sequence[Phase], availability: Availability, start: date, free: date, last: date) -> Remedies:
    weekday_minutes = _minutes_needed(phases, availability, start, free)
    drop, suffices = _steps_to_drop(phases, availability, start, free)
    return Remedies(
        earliest_exam=last + timedelta(days=1),
        minutes_a_week=sum(weekday_minutes) if weekday_minutes else None,
        weekday_minutes=weekday_minutes,
        drop=drop,
        drop_suffices=suffices,
    )


def _minutes_needed(
    phases: Sequence[Phase], availability: Availability, start: date, free: date
) -> tuple[int, ...] | None:
    """The same weekdays, all made longer by the same share and rounded up to five minutes."""

    def longer(percent: int) -> tuple[int, ...]:
        return tuple(
            min(max(MOST_MINUTES_A_DAY, minutes), -(-minutes * percent // 500) * 5)
            for minutes in availability.weekday_minutes
        )

    @cache  # neighbouring shares round to the same week
    def week_fits(week: tuple[int, ...]) -> bool:
        return _fits(phases, Availability(week, availability.days_off), start, free)

    def fits(percent: int) -> bool:
        return week_fits(longer(percent))

    most = 100 * MOST_MINUTES_A_DAY // min(minutes for minutes in availability.weekday_minutes if minutes) + 100
    found = _first(fits, 101, most)
    return longer(found) if found else None


def _steps_to_drop(
    phases: Sequence[Phase], availability: Availability, start: date, free: date
) -> tuple[tuple[str, ...], bool]:
    """As few optional steps as suffice, the longest first and of equals the last; all of them where that is not enough."""
    movable = [step for phase in phases for step in phase.steps if step.optional and not step.fixed]
    longest = sorted(enumerate(movable), key=lambda numbered: (numbered[1].minutes, numbered[0]), reverse=True)
    keys = [step.key for _number, step in longest]

    def fits(count: int) -> bool:
        return _fits(_without(phases, set(keys[:count])), availability, start, free)

    found = _first(fits, 1, len(keys))
    return tuple(keys[: found or len(keys)]), bool(found)


def _without(phases: Sequence[Phase], dropped: set[str]) -> list[Phase]:
    return [
        Phase(phase.key, tuple(step for step in phase.steps if step.key not in dropped), phase.by_day)
        for phase in phases
    ]


def _first(fits: Callable[[int], bool], low: int, high: int) -> int | None:
    """By halving: a number that fits while the one below does not. None where not even `high` fits."""
    if high < low or not fits(high):
        return None
    while low < high:
        middle = (low + high) // 2
        if fits(middle):
            high = middle
        else:
            low = middle + 1
    return high


def _ordinals(ranges: Iterable[DateRange], first: int, last: int) -> set[int]:
    return {
        day for begin, end in ranges for day in range(max(begin.toordinal(), first), min(end.toordinal(), last) + 1)
    }


def _sum(one: dict[int, int], other: dict[int, int]) -> dict[int, int]:
    return {day: one.get(day, 0) + other.get(day, 0) for day in one.keys() | other.keys()}

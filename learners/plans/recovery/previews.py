"""Three ways out for a plan that fell behind, as previews with their diffs. Pure and deterministic.

- Hold the date: what is to do is laid anew from today on, with as many more minutes on the same weekdays as the exam date needs.
- Hold the hours: it is laid anew at the same minutes; the last day moves, and the exam date only if it must.
- Drop optional: as few optional tasks as suffice are skipped, the rest is laid anew at the same minutes before the same exam.

What is done stays as it is, and so does what is pinned to a day to come. A pinned task whose day has passed moves.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import groupby

from learners.plans.schedule import (
    Availability,
    DateRange,
    NoStudyTimeError,
    Phase,
    Schedule,
    ScheduleError,
    Step,
    Verdict,
    schedule,
)


class Way(StrEnum):
    HOLD_DATE = "hold_date"
    HOLD_HOURS = "hold_hours"
    DROP_OPTIONAL = "drop_optional"


class Problem(StrEnum):
    """Why a way is closed; each has one sentence in `learners.plans.recovery.words`."""

    NOTHING_LEFT = "nothing left"
    NO_STUDY_TIME = "no study time"
    TOO_LONG = "too long"
    NO_EXAM_DATE = "no exam date"
    EXAM_PASSED = "exam passed"
    EXAM_TOO_NEAR = "exam too near"
    EXAM_LOCKED = "exam locked"
    PINNED_TOO_LATE = "pinned too late"
    HOURS_NOT_ENOUGH = "hours not enough"
    NOTHING_OPTIONAL = "nothing optional"
    DROPPING_NOT_ENOUGH = "dropping not enough"
    DROPPING_NOT_NEEDED = "dropping not needed"
    NOTHING_CHANGES = "nothing changes"


@dataclass(frozen=True, slots=True)
class Piece:
    """A task that is to do, or one done on a day that still counts, with the days it has now. `phase`: its position."""

    step: Step
    phase: int
    days: DateRange


@dataclass(frozen=True, slots=True)
class Ground:
    """`pieces` in the plan's order. `start`: the first day that anything may be laid on. `buffer_days` before the exam stay free.

    `may_move_exam`: whether the gate before the exam is open; without that no new exam date may be set.
    """

    pieces: tuple[Piece, ...]
    availability: Availability
    start: date
    today: date
    exam_date: date | None = None
    buffer_days: int = 0
    may_move_exam: bool = True

    @property
    def todo(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if not piece.step.done)

    @property
    def deadline(self) -> date | None:
        """Everything must be done before this day."""
        return self.exam_date - timedelta(days=self.buffer_days) if self.exam_date else None


@dataclass(frozen=True, slots=True)
class Moved:
    key: str
    before: DateRange
    after: DateRange


@dataclass(frozen=True, slots=True)
class Preview:
    """Pairs are (before, after). `moved`, `dropped` and `unchanged` are together every task to do.

    Where there is a `problem` the way can't be taken; a closed way may still show what it would come to.
    """

    way: Way
    problem: Problem | None
    moved: tuple[Moved, ...]
    dropped: tuple[str, ...]
    unchanged: tuple[str, ...]
    last_day: tuple[date | None, date | None]
    weekday_minutes: tuple[tuple[int, ...], tuple[int, ...]]
    exam_date: tuple[date | None, date | None]
    verdict: Verdict | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same changes: a form carries it, so that nothing but what was shown is applied."""
        changes = (self.way, self.problem, self.moved, self.dropped, self.weekday_minutes, self.exam_date)
        return sha256(repr(changes).encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Terms:
    """What a way changes besides days; None where it stays."""

    dropped: tuple[str, ...] = ()
    weekday_minutes: tuple[int, ...] | None = None
    exam_date: date | None = None


NO_TERMS = Terms()


def previews(ground: Ground) -> tuple[Preview, ...]:
    return tuple(preview(ground, way) for way in Way)


def preview(ground: Ground, way: Way) -> Preview:
    if not ground.todo:
        return _closed(ground, way, Problem.NOTHING_LEFT)
    if problem := _before_all(ground, way):
        return _closed(ground, way, problem)
    try:
        return WAYS[way](ground)
    except NoStudyTimeError:
        return _closed(ground, way, Problem.NO_STUDY_TIME)
    except ScheduleError:
        return _closed(ground, way, Problem.TOO_LONG)


def _before_all(ground: Ground, way: Way) -> Problem | None:
    if way == Way.HOLD_HOURS:
        return None
    if ground.exam_date is None or ground.deadline is None:
        return Problem.NO_EXAM_DATE
    if ground.exam_date <= ground.today:
        return Problem.EXAM_PASSED
    if ground.deadline <= ground.start:
        return Problem.EXAM_TOO_NEAR
    if any(piece.step.fixed and piece.step.fixed[1] >= ground.deadline for piece in ground.todo):
        return Problem.PINNED_TOO_LATE
    return None


def _hold_date(ground: Ground) -> Preview:
    now = _laid(ground)
    if now.verdict.fits:
        return _shown(ground, Way.HOLD_DATE, now)
    minutes = now.verdict.remedies.weekday_minutes if now.verdict.remedies else None
    if minutes is None:
        return _shown(ground, Way.HOLD_DATE, now, problem=Problem.HOURS_NOT_ENOUGH)
    longer = Availability(minutes, ground.availability.days_off)
    return _shown(ground, Way.HOLD_DATE, _laid(ground, availability=longer), Terms(weekday_minutes=minutes))


def _hold_hours(ground: Ground) -> Preview:
    laid = schedule(_phases(ground.pieces), ground.availability, start=ground.start)
    last, deadline = laid.verdict.last_day, ground.deadline
    if last is None or deadline is None or last < deadline:
        return _shown(ground, Way.HOLD_HOURS, laid)
    problem = None if ground.may_move_exam else Problem.EXAM_LOCKED
    exam_date = last + timedelta(days=1 + ground.buffer_days)
    return _shown(ground, Way.HOLD_HOURS, laid, Terms(exam_date=exam_date), problem=problem)


def _drop_optional(ground: Ground) -> Preview:
    now = _laid(ground)
    if now.verdict.fits:
        return _shown(ground, Way.DROP_OPTIONAL, now, problem=Problem.DROPPING_NOT_NEEDED)
    remedies = now.verdict.remedies
    if remedies is None or not remedies.drop:
        return _shown(ground, Way.DROP_OPTIONAL, now, problem=Problem.NOTHING_OPTIONAL)
    rest = _laid(ground, without=remedies.drop)
    problem = None if remedies.drop_suffices else Problem.DROPPING_NOT_ENOUGH
    return _shown(ground, Way.DROP_OPTIONAL, rest, Terms(dropped=remedies.drop), problem=problem)


WAYS = {Way.HOLD_DATE: _hold_date, Way.HOLD_HOURS: _hold_hours, Way.DROP_OPTIONAL: _drop_optional}


def _laid(ground: Ground, availability: Availability | None = None, without: tuple[str, ...] = ()) -> Schedule:
    pieces = [piece for piece in ground.pieces if piece.step.key not in without]
    return schedule(_phases(pieces), availability or ground.availability, start=ground.start, exam_date=ground.deadline)


def _phases(pieces: Iterable[Piece]) -> list[Phase]:
    return [
        Phase(str(position), tuple(piece.step for piece in group))
        for position, group in groupby(pieces, key=lambda piece: piece.phase)
    ]


def _shown(
    ground: Ground, way: Way, laid: Schedule, terms: Terms = NO_TERMS, *, problem: Problem | None = None
) -> Preview:
    after = {dated.key: (dated.starts, dated.due) for dated in laid.dates}
    minutes = ground.availability.weekday_minutes
    kept = [piece for piece in ground.todo if piece.step.key not in terms.dropped]
    moved = tuple(
        Moved(piece.step.key, piece.days, after[piece.step.key])
        for piece in kept
        if piece.days != after[piece.step.key]
    )
    same = not moved and terms == NO_TERMS
    return Preview(
        way,
        problem or (Problem.NOTHING_CHANGES if same else None),
        moved,
        tuple(piece.step.key for piece in ground.todo if piece.step.key in terms.dropped),
        tuple(piece.step.key for piece in kept if piece.days == after[piece.step.key]),
        (_last_day(ground), laid.verdict.last_day),
        (minutes, terms.weekday_minutes or minutes),
        (ground.exam_date, terms.exam_date or ground.exam_date),
        laid.verdict,
    )


def _closed(ground: Ground, way: Way, problem: Problem) -> Preview:
    last, minutes, exam = _last_day(ground), ground.availability.weekday_minutes, ground.exam_date
    keys = tuple(piece.step.key for piece in ground.todo)
    return Preview(way, problem, (), (), keys, (last, last), (minutes, minutes), (exam, exam))


def _last_day(ground: Ground) -> date | None:
    return max((piece.days[1] for piece in ground.todo), default=None)

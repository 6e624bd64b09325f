"""How a plan stands, derived from its facts. Pure; the words are in `learners.plans.words`."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Code(StrEnum):
    NOT_STARTED = "not_started"
    ON_COURSE = "on_course"
    AHEAD = "ahead"
    BEHIND = "behind"
    AT_RISK = "at_risk"
    PAUSED = "paused"
    DONE = "done"
    LEFT = "left"


class Cause(StrEnum):
    """Why; each has one sentence in `learners.plans.words`, with the dates of `Standing`."""

    STARTS_LATER = "starts later"
    NOTHING_DONE = "nothing done"
    ALL_SKIPPED = "all skipped"
    NOTHING_OVERDUE = "nothing overdue"
    WORKED_AHEAD = "worked ahead"
    OVERDUE = "overdue"
    EXAM_PASSED = "exam passed"
    ENDS_AFTER_EXAM = "ends after exam"
    OVERDUE_WITHOUT_ROOM = "overdue without room"
    PAUSED = "paused"
    ALL_DONE = "all done"
    CLOSED = "closed"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """`next_due` and `last_due` are of tasks to do, `furthest_done` of done ones; None where there is none.

    `overdue_tasks` is None where nobody counted them.
    """

    state: str
    minutes_total: int
    minutes_done: int
    next_due: date | None
    last_due: date | None
    furthest_done: date | None
    exam_date: date | None
    start: date
    today: date
    overdue_tasks: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    code: Code
    cause: Cause
    day: date | None = None
    exam_date: date | None = None
    overdue_tasks: int | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """A standing as it is shown: `components/_status.html` takes it. `reason` is a sentence, or empty."""

    code: Code
    word: str
    icon: str
    tone: str
    reason: str


# Icon and tone; the tones are the classes of static/css/base.css.
LOOKS: dict[Code, tuple[str, str]] = {
    Code.NOT_STARTED: ("circle", "neutral"),
    Code.ON_COURSE: ("signpost-split", "good"),
    Code.AHEAD: ("chevron-double-right", "good"),
    Code.BEHIND: ("hourglass-split", "soon"),
    Code.AT_RISK: ("exclamation-triangle", "late"),
    Code.PAUSED: ("pause-circle", "calm"),
    Code.DONE: ("check-circle-fill", "good"),
    Code.LEFT: ("box-arrow-right", "neutral"),
}


def percent_of(minutes_done: int, minutes_total: int) -> int:
    """Of minutes, rounded down: 100 only when all is done."""
    if minutes_total <= 0:
        return 0
    return min(100, minutes_done * 100 // minutes_total)


def standing(facts: PlanFacts) -> Standing:
    if facts.state == "left":
        return Standing(Code.LEFT, Cause.LEFT)
    if facts.state == "finished":
        return Standing(Code.DONE, Cause.ALL_DONE if facts.next_due is None else Cause.CLOSED)
    if facts.next_due is None:
        return _nothing_to_do(facts)
    if facts.state == "paused":
        return Standing(Code.PAUSED, Cause.PAUSED)
    return _exam_in_danger(facts, facts.next_due) or _by_dates(facts, facts.next_due)


def _nothing_to_do(facts: PlanFacts) -> Standing:
    if facts.minutes_done:
        return Standing(Code.DONE, Cause.ALL_DONE)
    return Standing(Code.NOT_STARTED, Cause.ALL_SKIPPED)


def _exam_in_danger(facts: PlanFacts, next_due: date) -> Standing | None:
    """At risk means that the exam is: it has passed, or the dated tasks reach past it or would when moved by the delay."""
    if facts.exam_date is None or facts.last_due is None:
        return None
    if facts.today >= facts.exam_date:
        return Standing(Code.AT_RISK, Cause.EXAM_PASSED, exam_date=facts.exam_date)
    if facts.last_due >= facts.exam_date:
        return Standing(Code.AT_RISK, Cause.ENDS_AFTER_EXAM, facts.last_due, facts.exam_date)
    delay = facts.today - next_due
    if delay.days > 0 and facts.last_due + delay >= facts.exam_date:
        return Standing(Code.AT_RISK, Cause.OVERDUE_WITHOUT_ROOM, next_due, facts.exam_date, facts.overdue_tasks)
    return None


def _by_dates(facts: PlanFacts, next_due: date) -> Standing:
    if next_due < facts.today:
        return Standing(Code.BEHIND, Cause.OVERDUE, next_due, overdue_tasks=facts.overdue_tasks)
    if not facts.minutes_done:
        later = facts.start > facts.today
        return Standing(
            Code.NOT_STARTED, Cause.STARTS_LATER if later else Cause.NOTHING_DONE, facts.start if later else next_due
        )
    if next_due > facts.today and facts.furthest_done is not None and facts.furthest_done > facts.today:
        return Standing(Code.AHEAD, Cause.WORKED_AHEAD, next_due)
    return Standing(Code.ON_COURSE, Cause.NOTHING_OVERDUE, next_due)

"""What the daily mail says, from facts alone: who has nothing open gets no mail, and the reason has a name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from learners.reminders.rhythms import DAYS_BEFORE_EXAM, Rhythm, last_day_of_mail, may_have_mail

OVERDUE_SHOWN = 8
EVERY_WEEKDAY = frozenset(range(7))


class Silence(StrEnum):
    """Why there is no mail. The words a person reads are in `learners.reminders.reasons`."""

    SWITCHED_OFF = "switched off"
    SNOOZED = "snoozed"
    NOT_THE_WEEKDAY = "not the weekday"
    NOT_A_STUDY_DAY = "not a study day"
    NO_DEADLINE = "no deadline"
    ACCOUNT_CLOSED = "account closed"
    NO_ACTIVE_PLAN = "no active plan"
    NOTHING_DUE = "nothing due"


@dataclass(frozen=True, slots=True)
class OpenTask:
    title: str
    minutes: int
    starts: date
    due: date
    optional: bool = False
    pk: int = 0


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """An active plan with the tasks that are still to do. `new_version`: one that is offered and not yet spoken of.

    `study_weekdays`: those with minutes, Monday is 0.
    """

    plan_id: int
    title: str
    exam_date: date | None
    tasks: tuple[OpenTask, ...]
    new_version: int | None = None
    study_weekdays: frozenset[int] = EVERY_WEEKDAY


@dataclass(frozen=True, slots=True)
class Facts:
    """`days_off`: ranges, both ends included."""

    today: date
    reminders_on: bool
    account_active: bool
    plans: tuple[OpenPlan, ...]
    snoozed_until: date | None = None
    rhythm: Rhythm = Rhythm.STUDY_DAYS
    days_off: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One plan's part of the mail. `overdue` is the oldest few, `overdue_more` how many it leaves out."""

    plan_id: int
    title: str
    exam_date: date | None
    days_to_exam: int | None
    today: tuple[OpenTask, ...]
    overdue: tuple[OpenTask, ...]
    overdue_more: int
    new_version: int | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """In a weekly one, `tasks_today` and what goes with it are of the seven days from `today`."""

    today: date
    parts: tuple[PlanPart, ...]
    tasks_today: int
    minutes_today: int
    tasks_overdue: int
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """How much the mail of a coming day holds for someone who keeps to the plan, or why there is none."""

    day: date
    tasks: int
    silence: Silence | None = None


def digest(facts: Facts) -> Digest | Silence:
    if silence := _unwanted(facts) or _out_of_rhythm(facts):
        return silence
    last = last_day_of_mail(facts.rhythm, facts.today)
    today = [task for plan in facts.plans for task in _between(plan, facts.today, last)]
    overdue = sum(len(_before(plan, facts.today)) for plan in facts.plans)
    if not today and not overdue and facts.rhythm != Rhythm.DEADLINES:
        return Silence.NOTHING_DUE
    return Digest(
        today=facts.today,
        parts=tuple(part for plan in facts.plans if (part := _part(plan, facts.today, last))),
        tasks_today=len(today),
        minutes_today=sum(task.minutes for task in today),
        tasks_overdue=overdue,
        weekly=facts.rhythm == Rhythm.WEEKLY,
    )


def _unwanted(facts: Facts) -> Silence | None:
    if not facts.account_active:
        return Silence.ACCOUNT_CLOSED
    if not facts.reminders_on:
        return Silence.SWITCHED_OFF
    if facts.snoozed_until and facts.today <= facts.snoozed_until:
        return Silence.SNOOZED
    return None if facts.plans else Silence.NO_ACTIVE_PLAN


def _out_of_rhythm(facts: Facts) -> Silence | None:
    if not may_have_mail(facts.rhythm, facts.today):
        return Silence.NOT_THE_WEEKDAY
    if facts.rhythm == Rhythm.STUDY_DAYS and not _is_study_day(facts):
        return Silence.NOT_A_STUDY_DAY
    if facts.rhythm == Rhythm.DEADLINES and not any(_is_near(plan, facts.today) for plan in facts.plans):
        return Silence.NO_DEADLINE
    return None


def _is_study_day(facts: Facts) -> bool:
    """Not a day off; one with minutes, or one on which a learner put a task all the same. What is overdue can wait a day."""
    if any(first <= facts.today <= last for first, last in facts.days_off):
        return False
    return any(
        facts.today.weekday() in plan.study_weekdays or any(task.due == facts.today for task in plan.tasks)
        for plan in facts.plans
    )


def _is_near(plan: OpenPlan, today: date) -> bool:
    return plan.exam_date is not None and (plan.exam_date - today).days in DAYS_BEFORE_EXAM


def outlook(facts: Facts, *, first: date, days: int) -> Iterator[Outlook]:
    """The mails of the next days. What is overdue now counts in the first of them only: after that it is hoped done."""
    late_before = first
    for offset in range(days):
        day = first + timedelta(days=offset)
        plans = tuple(_hoped(plan, day, late_before) for plan in facts.plans)
        found = digest(replace(facts, today=day, plans=plans))
        if isinstance(found, Silence):
            yield Outlook(day=day, tasks=0, silence=found)
        else:
            late_before = date.min
            yield Outlook(day=day, tasks=found.tasks_today + found.tasks_overdue)


def _hoped(plan: OpenPlan, day: date, late_before: date) -> OpenPlan:
    """As it will be on that day: all done that comes before it, save what is late already."""
    return replace(plan, tasks=tuple(task for task in plan.tasks if task.due >= day or task.due < late_before))


def _part(plan: OpenPlan, today: date, last: date) -> PlanPart | None:
    on, before = _between(plan, today, last), _before(plan, today)
    days_to_exam = (plan.exam_date - today).days if plan.exam_date and plan.exam_date >= today else None
    if not on and not before and days_to_exam is None and plan.new_version is None:
        return None
    return PlanPart(
        plan_id=plan.plan_id,
        title=plan.title,
        exam_date=plan.exam_date,
        days_to_exam=days_to_exam,
        today=on,
        overdue=before[:OVERDUE_SHOWN],
        overdue_more=max(0, len(before) - OVERDUE_SHOWN),
        new_version=plan.new_version,
    )


def _between(plan: OpenPlan, first: date, last: date) -> tuple[OpenTask, ...]:
    return tuple(task for task in plan.tasks if task.starts <= last and task.due >= first)


def _before(plan: OpenPlan, day: date) -> tuple[OpenTask, ...]:
    return tuple(sorted((task for task in plan.tasks if task.due < day), key=lambda task: task.due))

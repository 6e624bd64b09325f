"""What the daily mail says, from facts alone: who has nothing open gets no mail, and the reason has a name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

OVERDUE_SHOWN = 8


class Silence(StrEnum):
    """Why there is no mail. The words a person reads are in `learners.reminders.reasons`."""

    SWITCHED_OFF = "switched off"
    SNOOZED = "snoozed"
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

    def runs_on(self, day: date) -> bool:
        return self.starts <= day <= self.due


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """An active plan with the tasks that are still to do. `new_version`: one that is offered and not yet spoken of."""

    plan_id: int
    title: str
    exam_date: date | None
    tasks: tuple[OpenTask, ...]
    new_version: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    today: date
    reminders_on: bool
    account_active: bool
    plans: tuple[OpenPlan, ...]
    snoozed_until: date | None = None


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
    today: date
    parts: tuple[PlanPart, ...]
    tasks_today: int
    minutes_today: int
    tasks_overdue: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """How much a coming day holds for someone who keeps to the plan."""

    day: date
    tasks: int


def digest(facts: Facts) -> Digest | Silence:
    if not facts.account_active:
        return Silence.ACCOUNT_CLOSED
    if not facts.reminders_on:
        return Silence.SWITCHED_OFF
    if facts.snoozed_until and facts.today <= facts.snoozed_until:
        return Silence.SNOOZED
    if not facts.plans:
        return Silence.NO_ACTIVE_PLAN
    today = [task for plan in facts.plans for task in _on(plan, facts.today)]
    overdue = sum(len(_before(plan, facts.today)) for plan in facts.plans)
    if not today and not overdue:
        return Silence.NOTHING_DUE
    return Digest(
        today=facts.today,
        parts=tuple(part for plan in facts.plans if (part := _part(plan, facts.today))),
        tasks_today=len(today),
        minutes_today=sum(task.minutes for task in today),
        tasks_overdue=overdue,
    )


def outlook(plans: Iterable[OpenPlan], *, first: date, days: int) -> Iterator[Outlook]:
    """The mails of the next days. What is overdue now counts on the first of them only: after that it is hoped done."""
    plans = tuple(plans)
    for offset in range(days):
        day = first + timedelta(days=offset)
        running = sum(len(_on(plan, day)) for plan in plans)
        left_over = sum(len(_before(plan, day)) for plan in plans) if offset == 0 else 0
        yield Outlook(day=day, tasks=running + left_over)


def _part(plan: OpenPlan, today: date) -> PlanPart | None:
    on, before = _on(plan, today), _before(plan, today)
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


def _on(plan: OpenPlan, day: date) -> tuple[OpenTask, ...]:
    return tuple(task for task in plan.tasks if task.runs_on(day))


def _before(plan: OpenPlan, day: date) -> tuple[OpenTask, ...]:
    return tuple(sorted((task for task in plan.tasks if task.due < day), key=lambda task: task.due))

"""What the daily mail says, from facts alone: who has nothing to be told gets no mail, and the reason has a name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from learners.reminders.marks import EXAM_MARKS, RENEWAL_MARKS, is_due

OVERDUE_SHOWN = 8


class Silence(StrEnum):
    """Why there is no mail. The words a person reads are in `learners.reminders.ledger.REASONS`."""

    SWITCHED_OFF = "switched off"
    ACCOUNT_CLOSED = "account closed"
    PAUSED = "paused"
    NO_ACTIVE_PLAN = "no active plan"
    ALL_STUDIED = "all studied"
    NOTHING_DUE = "nothing due"


@dataclass(frozen=True, slots=True)
class OpenTask:
    title: str
    minutes: int
    starts: date
    due: date
    optional: bool = False

    def runs_on(self, day: date) -> bool:
        return self.starts <= day <= self.due


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """An active plan with the tasks that are still to do. `exam_date` is the booked one, else the one it aims at.

    `new_version`: one that is offered and not yet spoken of.
    """

    plan_id: int
    title: str
    exam_date: date | None
    tasks: tuple[OpenTask, ...]
    new_version: int | None = None


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """One that holds today. Those without an end are left out."""

    name: str
    slug: str
    last_day: date


@dataclass(frozen=True, slots=True)
class Facts:
    """`last_mail`: the local date of the last digest that went out. `paused`: some plan is, and none is active."""

    today: date
    reminders_on: bool
    account_active: bool
    plans: tuple[OpenPlan, ...]
    credentials: tuple[HeldCredential, ...] = ()
    last_mail: date | None = None
    paused: bool = False
    studied_today: bool = False


@dataclass(frozen=True, slots=True)
class PlanPart:
    """One plan's part of the mail. `overdue` is the oldest few, `overdue_more` how many it leaves out.

    `is_exam_mark`: the days to the exam are worth a mail of their own.
    """

    plan_id: int
    title: str
    exam_date: date | None
    days_to_exam: int | None
    today: tuple[OpenTask, ...]
    overdue: tuple[OpenTask, ...]
    overdue_more: int
    new_version: int | None = None
    is_exam_mark: bool = False


@dataclass(frozen=True, slots=True)
class RenewalPart:
    """A credential whose end is near; `days_left` is 0 on its last valid day."""

    name: str
    slug: str
    last_day: date
    days_left: int


@dataclass(frozen=True, slots=True)
class Digest:
    """`renewals`: what lapses first on top."""

    today: date
    parts: tuple[PlanPart, ...]
    tasks_today: int
    minutes_today: int
    tasks_overdue: int
    renewals: tuple[RenewalPart, ...] = ()

    @property
    def has_tasks(self) -> bool:
        return bool(self.tasks_today or self.tasks_overdue)

    @property
    def next_exam(self) -> PlanPart | None:
        """The exam that the subject names."""
        marked = [part for part in self.parts if part.is_exam_mark]
        return min(marked, key=lambda part: part.days_to_exam or 0, default=None)

    @property
    def next_renewal(self) -> RenewalPart | None:
        return next(iter(self.renewals), None)

    @property
    def news(self) -> PlanPart | None:
        return next((part for part in self.parts if part.new_version is not None), None)

    @property
    def has_something_to_say(self) -> bool:
        return bool(self.has_tasks or self.renewals or self.next_exam or self.news)

    @property
    def is_news_only(self) -> bool:
        return bool(self.news) and not (self.has_tasks or self.renewals or self.next_exam)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a coming day's mail holds for someone who keeps to the plan: how many tasks, and what else it speaks of."""

    day: date
    tasks: int
    exams: tuple[PlanPart, ...] = ()
    renewals: tuple[RenewalPart, ...] = ()
    news: tuple[PlanPart, ...] = ()

    @property
    def is_mail(self) -> bool:
        return bool(self.tasks or self.exams or self.renewals or self.news)


def digest(facts: Facts) -> Digest | Silence:
    """What is to be renewed or is near is said to whoever has studied all that was due, too: it comes once."""
    if not facts.account_active:
        return Silence.ACCOUNT_CLOSED
    if not facts.reminders_on:
        return Silence.SWITCHED_OFF
    if facts.paused:
        return Silence.PAUSED
    found = _gathered(facts)
    return found if found.has_something_to_say else _silence(facts)


def outlook(facts: Facts, *, days: int) -> Iterator[Outlook]:
    """The mails of the days from `facts.today` on, each as if those before it went out.

    What is overdue now counts on the first of them only: after that it is hoped done.
    """
    for offset in range(days):
        found = _gathered(facts)
        yield Outlook(
            day=facts.today,
            tasks=found.tasks_today + (found.tasks_overdue if offset == 0 else 0),
            exams=tuple(part for part in found.parts if part.is_exam_mark),
            renewals=found.renewals,
            news=tuple(part for part in found.parts if part.new_version is not None) if offset == 0 else (),
        )
        # A day without a mail had no mark to say, so it may count as one that said them all.
        facts = replace(facts, today=facts.today + timedelta(days=1), last_mail=facts.today)


def _silence(facts: Facts) -> Silence:
    if facts.studied_today:
        return Silence.ALL_STUDIED
    return Silence.NOTHING_DUE if facts.plans else Silence.NO_ACTIVE_PLAN


def _gathered(facts: Facts) -> Digest:
    today = [task for plan in facts.plans for task in _on(plan, facts.today)]
    return Digest(
        today=facts.today,
        parts=tuple(part for plan in facts.plans if (part := _part(plan, facts))),
        tasks_today=len(today),
        minutes_today=sum(task.minutes for task in today),
        tasks_overdue=sum(len(_before(plan, facts.today)) for plan in facts.plans),
        renewals=tuple(_renewals(facts)),
    )


def _renewals(facts: Facts) -> Iterator[RenewalPart]:
    for held in sorted(facts.credentials, key=lambda one: (one.last_day, one.name)):
        if is_due(held.last_day, RENEWAL_MARKS, today=facts.today, last_mail=facts.last_mail):
            yield RenewalPart(held.name, held.slug, held.last_day, (held.last_day - facts.today).days)


def _part(plan: OpenPlan, facts: Facts) -> PlanPart | None:
    exam, today = plan.exam_date, facts.today
    on, before = _on(plan, today), _before(plan, today)
    days_to_exam = (exam - today).days if exam and exam >= today else None
    if not on and not before and days_to_exam is None and plan.new_version is None:
        return None
    return PlanPart(
        plan_id=plan.plan_id,
        title=plan.title,
        exam_date=exam,
        days_to_exam=days_to_exam,
        today=on,
        overdue=before[:OVERDUE_SHOWN],
        overdue_more=max(0, len(before) - OVERDUE_SHOWN),
        new_version=plan.new_version,
        is_exam_mark=exam is not None and is_due(exam, EXAM_MARKS, today=today, last_mail=facts.last_mail),
    )


def _on(plan: OpenPlan, day: date) -> tuple[OpenTask, ...]:
    return tuple(task for task in plan.tasks if task.runs_on(day))


def _before(plan: OpenPlan, day: date) -> tuple[OpenTask, ...]:
    return tuple(sorted((task for task in plan.tasks if task.due < day), key=lambda task: task.due))

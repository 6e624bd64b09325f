"""What the daily mail says, from facts alone: who has nothing to be told gets no mail, and the reason has a name."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from learners.reminders.marks import EXAM_MARKS, RENEWAL_MARKS, is_due
from learners.reminders.rhythms import Rhythm, last_day_of_mail, may_have_mail

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
    pk: int = 0


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """An active plan with the tasks that are still to do. `exam_date` is the booked one, else the one it aims at.

    `new_version`: one that is offered and not yet spoken of. `study_weekdays`: those with minutes, Monday is 0.
    """

    plan_id: int
    title: str
    exam_date: date | None
    tasks: tuple[OpenTask, ...]
    new_version: int | None = None
    study_weekdays: frozenset[int] = EVERY_WEEKDAY


@dataclass(frozen=True, slots=True)
class HeldCredential:
    """One that holds today. Those without an end are left out."""

    name: str
    slug: str
    last_day: date


@dataclass(frozen=True, slots=True)
class Facts:
    """`last_mail`: the local date of the last digest that went out. `paused`: some plan is, and none is active.

    `days_off`: ranges, both ends included.
    """

    today: date
    reminders_on: bool
    account_active: bool
    plans: tuple[OpenPlan, ...]
    credentials: tuple[HeldCredential, ...] = ()
    last_mail: date | None = None
    paused: bool = False
    studied_today: bool = False
    snoozed_until: date | None = None
    rhythm: Rhythm = Rhythm.STUDY_DAYS
    days_off: tuple[tuple[date, date], ...] = ()


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
    """`renewals`: what lapses first on top. In a weekly one, `tasks_today` and its like are of the seven days from `today`."""

    today: date
    parts: tuple[PlanPart, ...]
    tasks_today: int
    minutes_today: int
    tasks_overdue: int
    renewals: tuple[RenewalPart, ...] = ()
    weekly: bool = False

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
    def has_more_than_tasks(self) -> bool:
        return bool(self.renewals or self.next_exam or self.news)

    @property
    def has_something_to_say(self) -> bool:
        return self.has_tasks or self.has_more_than_tasks

    @property
    def is_news_only(self) -> bool:
        return bool(self.news) and not (self.has_tasks or self.renewals or self.next_exam)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a coming day's mail holds for someone who keeps to the plan, or why there is none."""

    day: date
    tasks: int = 0
    exams: tuple[PlanPart, ...] = ()
    renewals: tuple[RenewalPart, ...] = ()
    news: tuple[PlanPart, ...] = ()
    silence: Silence | None = None

    @property
    def is_mail(self) -> bool:
        return self.silence is None


def digest(facts: Facts) -> Digest | Silence:
    """What is to be renewed or is near is said to whoever has studied all that was due, too: it comes once.

    A mark that falls on a day without mail is said in the next one.
    """
    if silence := _unwanted(facts):
        return silence
    found = _gathered(facts)
    if silence := _out_of_rhythm(facts, found):
        return silence
    return found if found.has_something_to_say else _silence(facts)


def _unwanted(facts: Facts) -> Silence | None:
    if not facts.account_active:
        return Silence.ACCOUNT_CLOSED
    if not facts.reminders_on:
        return Silence.SWITCHED_OFF
    if facts.snoozed_until and facts.today <= facts.snoozed_until:
        return Silence.SNOOZED
    return Silence.PAUSED if facts.paused else None


def _out_of_rhythm(facts: Facts, found: Digest) -> Silence | None:
    """Whoever has no plan has no study days: a renewal is said on any day."""
    if not may_have_mail(facts.rhythm, facts.today):
        return Silence.NOT_THE_WEEKDAY
    if facts.rhythm == Rhythm.STUDY_DAYS and facts.plans and not _is_study_day(facts):
        return Silence.NOT_A_STUDY_DAY
    if facts.rhythm == Rhythm.DEADLINES and not found.has_more_than_tasks:
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


def _silence(facts: Facts) -> Silence:
    if facts.studied_today:
        return Silence.ALL_STUDIED
    return Silence.NOTHING_DUE if facts.plans else Silence.NO_ACTIVE_PLAN


def outlook(facts: Facts, *, days: int) -> Iterator[Outlook]:
    """The mails of the days from `facts.today` on, each as if those before it went out.

    What is overdue now counts in the first of them only: after that it is hoped done.
    """
    late_before = facts.today
    for _day in range(days):
        found = digest(replace(facts, plans=tuple(_hoped(plan, facts.today, late_before) for plan in facts.plans)))
        if isinstance(found, Silence):
            yield Outlook(day=facts.today, silence=found)
        else:
            yield _outlook_of(found)
            late_before = date.min
            told = tuple(replace(plan, new_version=None) for plan in facts.plans)
            facts = replace(facts, plans=told, last_mail=facts.today)
        facts = replace(facts, today=facts.today + timedelta(days=1), studied_today=False)


def _outlook_of(found: Digest) -> Outlook:
    return Outlook(
        day=found.today,
        tasks=found.tasks_today + found.tasks_overdue,
        exams=tuple(part for part in found.parts if part.is_exam_mark),
        renewals=found.renewals,
        news=tuple(part for part in found.parts if part.new_version is not None),
    )


def _hoped(plan: OpenPlan, day: date, late_before: date) -> OpenPlan:
    """As it will be on that day: all done that comes before it, save what is late already."""
    return replace(plan, tasks=tuple(task for task in plan.tasks if task.due >= day or task.due < late_before))


def _gathered(facts: Facts) -> Digest:
    last = last_day_of_mail(facts.rhythm, facts.today)
    today = [task for plan in facts.plans for task in _between(plan, facts.today, last)]
    return Digest(
        today=facts.today,
        parts=tuple(part for plan in facts.plans if (part := _part(plan, facts, last))),
        tasks_today=len(today),
        minutes_today=sum(task.minutes for task in today),
        tasks_overdue=sum(len(_before(plan, facts.today)) for plan in facts.plans),
        renewals=tuple(_renewals(facts)),
        weekly=facts.rhythm == Rhythm.WEEKLY,
    )


def _renewals(facts: Facts) -> Iterator[RenewalPart]:
    for held in sorted(facts.credentials, key=lambda one: (one.last_day, one.name)):
        if is_due(held.last_day, RENEWAL_MARKS, today=facts.today, last_mail=facts.last_mail):
            yield RenewalPart(held.name, held.slug, held.last_day, (held.last_day - facts.today).days)


def _part(plan: OpenPlan, facts: Facts, last: date) -> PlanPart | None:
    exam, today = plan.exam_date, facts.today
    on, before = _between(plan, today, last), _before(plan, today)
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


def _between(plan: OpenPlan, first: date, last: date) -> tuple[OpenTask, ...]:
    return tuple(task for task in plan.tasks if task.starts <= last and task.due >= first)


def _before(plan: OpenPlan, day: date) -> tuple[OpenTask, ...]:
    return tuple(sorted((task for task in plan.tasks if task.due < day), key=lambda task: task.due))

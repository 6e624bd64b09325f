"""From the database to the facts a digest is made of, for many people at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from django.db.models import OuterRef, Subquery

from learners.credentials.exams import ExamAttempt
from learners.plans.models import StudyPlan, Task
from learners.plans.versions.offers import OfferLine, offer_lines
from learners.profiles.days_off import DateRange, days_off_of_many
from learners.profiles.models import Learner
from learners.reminders.digest import Facts, OpenPlan, OpenTask
from learners.reminders.holders import Periods, held_on, periods_of
from learners.reminders.localtime import ONE_DAY, due_instant
from learners.reminders.models import LastMail, Reminder
from learners.reminders.rhythms import Rhythm, last_day_of_mail

State = StudyPlan.State


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose facts, and for which local date."""

    learner: Learner
    today: date


def facts_for(learner: Learner, today: date, *, days_ahead: int = 0) -> Facts:
    """As `facts_of`, for one."""
    return facts_of([Asked(learner, today)], days_ahead=days_ahead)[0]


def facts_of(asked: Sequence[Asked], *, days_ahead: int = 0) -> list[Facts]:
    """In the order of asking. Six queries for any number of people; three more where one of their plans has a newer version.

    Plans, their tasks to do (of `days_ahead` more days), who has studied, the last mails, periods of credentials, days off.
    """
    if not asked:
        return []
    learners = [one.learner for one in asked]
    plans = _plans(learners)
    told = Reminder.objects.last_mails(learners)
    active = [plan for plan in chain.from_iterable(plans.values()) if plan.state == State.ACTIVE]
    ground = _Ground(
        plans=plans,
        tasks=_open_tasks(active, max(_until(one, days_ahead) for one in asked)),
        studied=_studied(asked),
        told=told,
        news=_news(active, told),
        periods=periods_of(learners),
        days_off=days_off_of_many([(one.learner, one.today) for one in asked]),
    )
    return [_facts(one, ground, _until(one, days_ahead)) for one in asked]


@dataclass(frozen=True, slots=True)
class _Ground:
    """By learner: plans with the day of the booked exam, ticks, the last mail, periods, days off. By plan: tasks, news."""

    plans: dict[int, list[StudyPlan]]
    tasks: dict[int, list[OpenTask]]
    studied: set[int]
    told: dict[int, LastMail]
    news: dict[int, int]
    periods: dict[int, Periods]
    days_off: dict[int, tuple[DateRange, ...]]


def _facts(asked: Asked, ground: _Ground, until: date) -> Facts:
    learner, pk = asked.learner, asked.learner.pk
    plans = ground.plans[pk]
    active = [plan for plan in plans if plan.state == State.ACTIVE]
    return Facts(
        today=asked.today,
        reminders_on=learner.reminders_on,
        account_active=learner.user.is_active,
        plans=tuple(_open_plan(plan, ground, until) for plan in active),
        credentials=held_on(asked.today, ground.periods[pk]),
        last_mail=ground.told[pk].day if pk in ground.told else None,
        paused=not active and any(plan.state == State.PAUSED for plan in plans),
        studied_today=pk in ground.studied,
        snoozed_until=learner.snoozed_until,
        rhythm=Rhythm(learner.reminder_rhythm),
        days_off=ground.days_off[pk],
    )


def _until(asked: Asked, days_ahead: int) -> date:
    return last_day_of_mail(Rhythm(asked.learner.reminder_rhythm), asked.today) + timedelta(days=days_ahead)


def _plans(learners: Sequence[Learner]) -> dict[int, list[StudyPlan]]:
    booked = ExamAttempt.objects.booked().filter(learner=OuterRef("learner"), certification=OuterRef("certification"))
    plans = StudyPlan.objects.filter(learner__in=learners).exclude(state=State.LEFT).order_by("pk").with_offer()
    found = defaultdict(list)
    for plan in plans.annotate(booked_on=Subquery(booked.values("exam_on")[:1])):
        found[plan.learner_id].append(plan)
    return found


def _open_tasks(plans: Sequence[StudyPlan], until: date) -> dict[int, list[OpenTask]]:
    tasks = defaultdict(list)
    open_tasks = Task.objects.filter(plan__in=plans, state=Task.State.TODO, starts__lte=until)
    names = ("plan", "title", "minutes", "starts", "due", "optional", "pk")
    for plan, *values in open_tasks.order_by("due", "phase_position", "position").values_list(*names):
        tasks[plan].append(OpenTask(*values))
    return tasks


def _studied(asked: Sequence[Asked]) -> set[int]:
    """Those of whom a task was ticked on that local day."""
    days = {one.learner.pk: _local_day(one) for one in asked}
    first, last = min(day[0] for day in days.values()), max(day[1] for day in days.values())
    ticked = Task.objects.filter(
        plan__learner__in=list(days), state=Task.State.DONE, done_at__gte=first, done_at__lt=last
    ).exclude(plan__state=State.LEFT)
    rows = ticked.order_by().values_list("plan__learner", "done_at")
    return {learner for learner, at in rows if at and days[learner][0] <= at < days[learner][1]}


def _local_day(asked: Asked) -> tuple[datetime, datetime]:
    """Its two midnights; the second is the next day's."""
    first, last = (due_instant(day, time(0), asked.learner.time_zone) for day in (asked.today, asked.today + ONE_DAY))
    return first, last


def _open_plan(plan: StudyPlan, ground: _Ground, until: date) -> OpenPlan:
    return OpenPlan(
        plan_id=plan.pk,
        title=plan.title,
        exam_date=vars(plan)["booked_on"] or plan.exam_date,
        tasks=tuple(task for task in ground.tasks.get(plan.pk, ()) if task.starts <= until),
        new_version=ground.news.get(plan.pk),
        study_weekdays=_study_weekdays(plan),
    )


def _study_weekdays(plan: StudyPlan) -> frozenset[int]:
    return frozenset(weekday for weekday, minutes in enumerate(plan.minutes_by_weekday) if minutes)


def _news(plans: Sequence[StudyPlan], told: dict[int, LastMail]) -> dict[int, int]:
    """By plan, the version that is offered. The first mail after it was published speaks of it, no later one does."""
    learners = {plan.pk: plan.learner_id for plan in plans}
    return {
        plan: line.number
        for plan, line in offer_lines(plans).items()
        if not line.choice and not _was_told(line, told.get(learners[plan]))
    }


def _was_told(line: OfferLine, last: LastMail | None) -> bool:
    return bool(last and last.at and line.published_at and last.at > line.published_at)

"""From the database to the facts a digest is made of."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Subquery

from learners.credentials.exams import ExamAttempt
from learners.plans.models import StudyPlan, Task
from learners.plans.versions.offers import OfferLine, offer_lines
from learners.profiles.days_off import days_off_of
from learners.profiles.models import Learner
from learners.reminders.digest import Facts, OpenPlan, OpenTask
from learners.reminders.holders import held_by
from learners.reminders.localtime import ONE_DAY, due_instant
from learners.reminders.models import Reminder
from learners.reminders.rhythms import Rhythm, last_day_of_mail

State = StudyPlan.State


def facts_for(learner: Learner, today: date, *, days_ahead: int = 0) -> Facts:
    """Five queries: plans, their tasks to do (of `days_ahead` more days), the last mail, periods of credentials, days off.

    Three more where a plan has a newer version.
    """
    rhythm = Rhythm(learner.reminder_rhythm)
    until = last_day_of_mail(rhythm, today) + timedelta(days=days_ahead)
    plans = _plans(learner, today)
    active = [plan for plan in plans if plan.state == State.ACTIVE]
    last_day, last_instant = Reminder.objects.last_mail(learner)
    return Facts(
        today=today,
        reminders_on=learner.reminders_on,
        account_active=learner.user.is_active,
        plans=_open_plans(active, _open_tasks(learner, until), _news(active, last_instant)),
        credentials=held_by(learner, today),
        last_mail=last_day,
        paused=not active and any(plan.state == State.PAUSED for plan in plans),
        studied_today=any(vars(plan)["was_studied"] for plan in plans),
        snoozed_until=learner.snoozed_until,
        rhythm=rhythm,
        days_off=days_off_of(learner, today),
    )


def _plans(learner: Learner, today: date) -> list[StudyPlan]:
    """With the day of the exam that is booked, and whether a task was ticked on that local day."""
    midnight, next_midnight = (due_instant(day, time(0), learner.time_zone) for day in (today, today + ONE_DAY))
    ticked = Task.objects.filter(
        plan=OuterRef("pk"), state=Task.State.DONE, done_at__gte=midnight, done_at__lt=next_midnight
    )
    booked = ExamAttempt.objects.booked().filter(learner=OuterRef("learner"), certification=OuterRef("certification"))
    plans = StudyPlan.objects.filter(learner=learner).exclude(state=State.LEFT).order_by("pk").with_offer()
    return list(plans.annotate(was_studied=Exists(ticked), booked_on=Subquery(booked.values("exam_on")[:1])))


def _open_tasks(learner: Learner, until: date) -> dict[int, list[OpenTask]]:
    tasks = defaultdict(list)
    open_tasks = Task.objects.filter(
        plan__learner=learner, plan__state=State.ACTIVE, state=Task.State.TODO, starts__lte=until
    )
    for task in open_tasks.order_by("due", "phase_position", "position"):
        tasks[task.plan_id].append(OpenTask(task.title, task.minutes, task.starts, task.due, task.optional, task.pk))
    return tasks


def _open_plans(
    plans: Sequence[StudyPlan], tasks: dict[int, list[OpenTask]], news: dict[int, int]
) -> tuple[OpenPlan, ...]:
    return tuple(
        OpenPlan(
            plan_id=plan.pk,
            title=plan.title,
            exam_date=vars(plan)["booked_on"] or plan.exam_date,
            tasks=tuple(tasks.get(plan.pk, ())),
            new_version=news.get(plan.pk),
            study_weekdays=_study_weekdays(plan),
        )
        for plan in plans
    )


def _study_weekdays(plan: StudyPlan) -> frozenset[int]:
    return frozenset(weekday for weekday, minutes in enumerate(plan.minutes_by_weekday) if minutes)


def _news(plans: Sequence[StudyPlan], last_mail: datetime | None) -> dict[int, int]:
    """By plan, the version that is offered. The first mail after it was published speaks of it, no later one does."""
    return {
        plan: line.number
        for plan, line in offer_lines(plans).items()
        if not line.choice and not _was_told(line, last_mail)
    }


def _was_told(line: OfferLine, last_mail: datetime | None) -> bool:
    return bool(last_mail and line.published_at and last_mail > line.published_at)

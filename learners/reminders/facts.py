"""From the database to the facts a digest is made of."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery

from learners.plans.models import StudyPlan, Task
from learners.plans.versions.offers import OfferLine, offer_lines
from learners.profiles.days_off import days_off_of
from learners.profiles.models import Learner
from learners.reminders.digest import Facts, OpenPlan, OpenTask
from learners.reminders.models import Reminder
from learners.reminders.rhythms import Rhythm, last_day_of_mail


def facts_for(learner: Learner, today: date, *, days_ahead: int = 0) -> Facts:
    """One query, and those of `open_plans`. With `days_ahead`, the tasks of that many more days."""
    rhythm = Rhythm(learner.reminder_rhythm)
    return Facts(
        today=today,
        reminders_on=learner.reminders_on,
        account_active=learner.user.is_active,
        plans=open_plans(learner, until=last_day_of_mail(rhythm, today) + timedelta(days=days_ahead)),
        snoozed_until=learner.snoozed_until,
        rhythm=rhythm,
        days_off=days_off_of(learner, today),
    )


def open_plans(learner: Learner, *, until: date) -> tuple[OpenPlan, ...]:
    """Two queries: the active plans, and their tasks to do that start by `until`. Three more where a plan has a newer version."""
    tasks = defaultdict(list)
    open_tasks = Task.objects.filter(
        plan__learner=learner, plan__state=StudyPlan.State.ACTIVE, state=Task.State.TODO, starts__lte=until
    )
    for task in open_tasks.order_by("due", "phase_position", "position"):
        tasks[task.plan_id].append(OpenTask(task.title, task.minutes, task.starts, task.due, task.optional, task.pk))
    last_mail = Reminder.objects.filter(learner=OuterRef("learner"), state=Reminder.State.SENT).order_by("-sent_at")
    active = StudyPlan.objects.filter(learner=learner, state=StudyPlan.State.ACTIVE).order_by("pk").with_offer()
    plans = list(active.annotate(last_mail=Subquery(last_mail.values("sent_at")[:1])))
    news = _news(plans)
    return tuple(
        OpenPlan(plan.pk, plan.title, plan.exam_date, tuple(tasks[plan.pk]), news.get(plan.pk), _study_weekdays(plan))
        for plan in plans
    )


def _study_weekdays(plan: StudyPlan) -> frozenset[int]:
    return frozenset(weekday for weekday, minutes in enumerate(plan.minutes_by_weekday) if minutes)


def _news(plans: Sequence[StudyPlan]) -> dict[int, int]:
    """By plan, the version that is offered. The first mail after it was published speaks of it, no later one does."""
    last_mails = {plan.pk: vars(plan)["last_mail"] for plan in plans}
    return {
        plan: line.number
        for plan, line in offer_lines(plans).items()
        if not line.choice and not _was_told(line, last_mails[plan])
    }


def _was_told(line: OfferLine, last_mail: datetime | None) -> bool:
    return bool(last_mail and line.published_at and last_mail > line.published_at)

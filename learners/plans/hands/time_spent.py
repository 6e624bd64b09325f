"""Minutes spent on tasks. The one writer of TimeEntry rows and of `Task.minutes_spent`, their sum, and of the running timer.

Each locks the plan first. A task that is not the learner's to change raises Task.DoesNotExist.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from learners.plans.hands.hands import HandError, held_task
from learners.plans.hands.local_days import MOST_A_DAY, minutes_by_local_day
from learners.plans.models import StudyPlan, Task, TimeEntry
from learners.plans.revisions.revising import Moment
from learners.profiles.models import Learner

MOST_A_TASK = 32_000


@dataclass(frozen=True)
class Logged:
    """`minutes` were written for the task whose timer was stopped; 0 where a day or the task was full already."""

    task: Task
    minutes: int


@transaction.atomic
def add_minutes(moment: Moment, *, plan_pk: int, task_pk: int, minutes: int, day: date) -> Task:
    """To what that day has already. Raises HandError where a day or the task holds no more."""
    task = held_task(moment, plan_pk=plan_pk, task_pk=task_pk)
    entry = task.time_entries.filter(day=day).first()
    before = entry.minutes if entry else 0
    if before + minutes > MOST_A_DAY:
        raise HandError(
            _("A day has 1440 minutes, and %(before)d of that day are written down already.") % {"before": before}
        )
    _check_task(task, minutes)
    _log(task, {day: minutes})
    return task


@transaction.atomic
def correct_minutes(moment: Moment, *, plan_pk: int, task_pk: int, entry_pk: int, minutes: int) -> Task:
    """Raises TimeEntry.DoesNotExist where another window removed it."""
    task = held_task(moment, plan_pk=plan_pk, task_pk=task_pk)
    entry = task.time_entries.get(pk=entry_pk)
    _check_task(task, minutes - entry.minutes)
    entry.minutes = minutes
    entry.save(update_fields=["minutes"])
    write_sum(task)
    return task


@transaction.atomic
def remove_minutes(moment: Moment, *, plan_pk: int, task_pk: int, entry_pk: int) -> Task:
    """Removed twice, it is gone once."""
    task = held_task(moment, plan_pk=plan_pk, task_pk=task_pk)
    task.time_entries.filter(pk=entry_pk).delete()
    write_sum(task)
    return task


# The timer -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def start_timer(moment: Moment, *, plan_pk: int, task_pk: int) -> tuple[Task, Logged | None]:
    """One runs at a time: another one is stopped and logged, and given back. Started twice, it runs from the first time on."""
    plans = _lock_plans(moment.learner)
    task = Task.objects.changeable_by(moment.learner).get(pk=task_pk, plan=plan_pk)
    task.plan = plans[task.plan_id]
    if task.timer_started_at is not None:
        return task, None
    other = running_timer(moment.learner)
    stopped = _stopped(other, plans, moment.now) if other else None
    task.timer_started_at = moment.now
    task.save(update_fields=["timer_started_at"])
    task.plan.refresh_summary()
    return task, stopped


@transaction.atomic
def stop_timer(moment: Moment, *, plan_pk: int, task_pk: int) -> Logged:
    """Of any plan, a left one too. Stopped twice, it is logged once."""
    plans = _lock_plans(moment.learner)
    task = Task.objects.visible_to(moment.learner).get(pk=task_pk, plan=plan_pk)
    return _stopped(task, plans, moment.now)


def running_timer(learner: Learner) -> Task | None:
    """The task whose timer runs, with its plan. One query."""
    running = Task.objects.visible_to(learner).filter(timer_started_at__isnull=False)
    return running.select_related("plan").order_by("timer_started_at").first()


def tick(task: Task, *, now: datetime) -> None:
    """Done; where its timer runs, the time is logged. For `step_task`, which locks the plan."""
    if task.timer_started_at is not None:
        _log_timer(task, now)
    task.tick(now=now)


def skip(task: Task, *, now: datetime) -> None:
    """Skipped; where its timer runs, the time is logged."""
    if task.timer_started_at is not None:
        _log_timer(task, now)
    task.skip()


def _lock_plans(learner: Learner) -> dict[int, StudyPlan]:
    """All of the learner's: a timer may run in any of them, and two windows may start one in two plans at once."""
    plans = list(StudyPlan.objects.visible_to(learner).select_for_update().order_by("pk"))
    for plan in plans:
        plan.learner = learner
    return {plan.pk: plan for plan in plans}


def _stopped(task: Task, plans: Mapping[int, StudyPlan], now: datetime) -> Logged:
    task.plan = plans[task.plan_id]
    minutes = _log_timer(task, now) if task.timer_started_at else 0
    task.plan.refresh_summary()
    return Logged(task, minutes)


def _log_timer(task: Task, now: datetime) -> int:
    """The minutes that were written. The database decides who stops it: the task may have been read before the plan was locked."""
    started = task.timer_started_at
    stopped = Task.objects.filter(pk=task.pk, timer_started_at=started).update(timer_started_at=None)
    task.timer_started_at = None
    if started is None or not stopped:
        return 0
    zone = ZoneInfo(task.plan.learner.time_zone)
    return _log(task, minutes_by_local_day(started, now, zone))


# Entries and their sum -----------------------------------------------------------------------------------------------


def _check_task(task: Task, more: int) -> None:
    if (task.minutes_spent or 0) + more > MOST_A_TASK:
        raise HandError(_("One task holds %(most)d minutes at most.") % {"most": MOST_A_TASK})


def _log(task: Task, minutes: Mapping[date, int]) -> int:
    """Adds to what each day has, as far as the day and the task hold it, and says how much that was."""
    entries = {entry.day: entry for entry in task.time_entries.filter(day__in=list(minutes))}
    left, logged = MOST_A_TASK - (task.minutes_spent or 0), 0
    for day, more in minutes.items():
        entry = entries.get(day) or TimeEntry(task=task, day=day, minutes=0)
        held = min(more, MOST_A_DAY - entry.minutes, left - logged)
        if held > 0:
            entry.minutes += held
            entry.save()
            logged += held
    write_sum(task)
    return logged


def write_sum(task: Task) -> None:
    """Of a task whose plan is locked: the sum of its entries, None where it has none."""
    task.minutes_spent = task.time_entries.aggregate(sum=Sum("minutes"))["sum"]
    task.save(update_fields=["minutes_spent"])
    task.plan.refresh_summary()

"""What a learner changes in a plan with their own hands: the day of a task, its pin, whether it is optional.

Each locks the plan first, then reads the task, and leaves a revision. A task that is not the learner's to change raises
Task.DoesNotExist, whatever else can't be done raises HandError, whose text is the answer to the learner.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from learners.plans.drafts import availability_of
from learners.plans.hands.free_days import FreeDays, Place, free_days
from learners.plans.hands.words import day_refusal, remarks, state_refusal
from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.revisions.revising import Moment, revised
from learners.plans.schedule import DateRange, Step, minutes_by_day
from learners.profiles.days_off import days_off_of

BY_HAND = PlanRevision.Why.BY_HAND


class HandError(ValueError):
    """It can't be done; the text says why, in the learner's language."""


@dataclass(frozen=True)
class Moved:
    """`remarks`: sentences about the new day, where there is something to say."""

    task: Task
    remarks: tuple[str, ...]


def held_task(moment: Moment, *, plan_pk: int, task_pk: int) -> Task:
    """The task, with its plan, whose row is locked first. Raises Task.DoesNotExist where the learner may not change it."""
    plans = StudyPlan.objects.visible_to(moment.learner).running().select_for_update()
    plan = plans.filter(pk=plan_pk).first()
    if plan is None:
        raise Task.DoesNotExist
    plan.learner = moment.learner
    task = Task.objects.get(pk=task_pk, plan=plan)
    task.plan = plan
    return task


@transaction.atomic
def move_task(moment: Moment, *, plan_pk: int, task_pk: int, to: date) -> Moved:
    """The whole task lies on that day then, pinned to it. Order within its phase holds."""
    task = held_task(moment, plan_pk=plan_pk, task_pk=task_pk)
    tasks = list(Task.objects.for_plan_page(task.plan))
    today = moment.today
    if refusal := state_refusal(task) or day_refusal(task, to, free_days_of(task, tasks, today), today):
        raise HandError(refusal)
    with revised(task.plan, moment, BY_HAND):
        task.starts = task.due = to
        task.pinned = True
        task.save(update_fields=["starts", "due", "pinned"])
    others = [one for one in tasks if one.pk != task.pk]
    availability = availability_of(task.plan, days_off_of(moment.learner, moment.today))
    load = loads_of([*others, task], task.plan, availability.days_off).get(to, 0)
    return Moved(task, tuple(remarks(task, task.plan, availability, load, today)))


def pin(moment: Moment, *, plan_pk: int, task_pk: int) -> Task:
    """To the dates that it has; no new dating moves it then."""
    return _mark(moment, plan_pk, task_pk, pinned=True)


def unpin(moment: Moment, *, plan_pk: int, task_pk: int) -> Task:
    """It keeps its dates until the plan is dated anew."""
    return _mark(moment, plan_pk, task_pk, pinned=False)


def set_optional(moment: Moment, *, plan_pk: int, task_pk: int, optional: bool) -> Task:
    """The learner's own decision: a newer version leaves it alone."""
    return _mark(moment, plan_pk, task_pk, optional=optional, optional_by_learner=True)


@transaction.atomic
def _mark(moment: Moment, plan_pk: int, task_pk: int, **fields: bool) -> Task:
    task = held_task(moment, plan_pk=plan_pk, task_pk=task_pk)
    if refusal := state_refusal(task):
        raise HandError(refusal)
    with revised(task.plan, moment, BY_HAND):
        for name, value in fields.items():
            setattr(task, name, value)
        task.save(update_fields=fields)
    return task


def free_days_of(task: Task, tasks: Iterable[Task], today: date) -> FreeDays:
    """`tasks` are all of its plan, in order."""
    places = [Place(one.key, one.title, one.phase_position, one.is_todo, one.own, one.starts, one.due) for one in tasks]
    return free_days(places, task.key, today)


def loads_of(tasks: Iterable[Task], plan: StudyPlan, days_off: Sequence[DateRange]) -> dict[date, int]:
    """Minutes of each day that has any, done tasks among them."""
    steps = [
        Step(task.key, task.minutes, fixed=(task.starts, task.due))
        for task in tasks
        if task.state != Task.State.SKIPPED
    ]
    return minutes_by_day(steps, availability_of(plan, days_off))

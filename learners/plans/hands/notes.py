"""The note of a task, and with it the minutes that its form may add."""

from django.db import transaction

from learners.plans.hands.hands import held_task
from learners.plans.hands.time_spent import add_minutes
from learners.plans.models import Task
from learners.plans.revisions.revising import Moment


@transaction.atomic
def write_note(moment: Moment, *, plan_pk: int, task_pk: int, note: str, minutes: int | None) -> Task:
    """Both or nothing. Raises Task.DoesNotExist, and HandError where the minutes can't be added."""
    task = held_task(moment, plan_pk=plan_pk, task_pk=task_pk)
    task.write_note(note)
    if minutes:
        return add_minutes(moment, plan_pk=plan_pk, task_pk=task_pk, minutes=minutes, day=moment.today)
    task.plan.refresh_summary()
    return task

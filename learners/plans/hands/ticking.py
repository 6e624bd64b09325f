"""A tick and its like: what a learner does most and waits for. Its statements are written out, since to build them cost most of it."""

from collections.abc import Callable

from django.db import connection, transaction

from learners.plans.models import StudyPlan, Task
from learners.profiles.models import Learner

LEARNER = "SELECT * FROM learners_learner WHERE user_id = %s"
PLAN = "SELECT * FROM learners_studyplan WHERE id = %s AND learner_id = %s AND state IN ('active', 'paused')"
TASK = "SELECT * FROM learners_task WHERE id = %s AND plan_id = %s"


@transaction.atomic
def step_task(user_pk: int | None, *, plan_pk: int, task_pk: int, step: Callable[[Task], None]) -> Task:
    """One step on a task of a plan that runs, and the plan's new sums; the task comes with its plan and learner.

    Raises Task.DoesNotExist where it is not theirs to change. The plan is locked first, as by everything that changes tasks.
    """
    for learner in Learner.objects.raw(LEARNER, [user_pk]):
        for plan in StudyPlan.objects.raw(_locking(PLAN), [plan_pk, learner.pk]):
            for task in Task.objects.raw(TASK, [task_pk, plan.pk]):
                task.plan, plan.learner = plan, learner
                step(task)
                plan.refresh_summary()
                return task
    raise Task.DoesNotExist


def _locking(statement: str) -> str:
    """SQLite has one writer at a time and no such words."""
    return f"{statement} {connection.ops.for_update_sql()}" if connection.features.has_select_for_update else statement

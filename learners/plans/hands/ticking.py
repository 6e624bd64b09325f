"""A tick and its like: what a learner does most and waits for. Its statements are written out, since to build them cost most of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from learners.plans.models import StudyPlan, Task

PLAN = """
    SELECT plan.*, learner.time_zone AS zone FROM learners_studyplan plan
    JOIN learners_learner learner ON learner.id = plan.learner_id
    WHERE plan.id = %s AND learner.user_id = %s AND plan.state IN ('active', 'paused')"""
TASK = "SELECT * FROM learners_task WHERE id = %s AND plan_id = %s"


@dataclass(frozen=True, slots=True)
class Stepped:
    """The task with its plan, and the time zone of its learner."""

    task: Task
    zone: str

    def today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.zone)).date()


@transaction.atomic
def step_task(user_pk: int | None, *, plan_pk: int, task_pk: int, step: Callable[[Task], None]) -> Stepped:
    """One step on a task of a plan that runs, and the plan's new sums.

    Raises Task.DoesNotExist where it is not theirs to change. The plan is locked first, as by everything that changes tasks.
    """
    for plan in StudyPlan.objects.raw(_locking(PLAN), [plan_pk, user_pk]):
        for task in Task.objects.raw(TASK, [task_pk, plan.pk]):
            task.plan = plan
            step(task)
            plan.refresh_summary()
            return Stepped(task, vars(plan)["zone"])
    raise Task.DoesNotExist


def _locking(statement: str) -> str:
    """SQLite has one writer at a time and no such words."""
    if not connection.features.has_select_for_update:
        return statement
    return f"{statement} {connection.ops.for_update_sql(of=('plan',))}"

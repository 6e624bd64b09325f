"""From the database to the facts a digest is made of."""

from collections import defaultdict
from datetime import date

from learners.plans.models import StudyPlan, Task
from learners.profiles.models import Learner
from learners.reminders.digest import Facts, OpenPlan, OpenTask


def facts_for(learner: Learner, today: date) -> Facts:
    return Facts(
        today=today,
        reminders_on=learner.reminders_on,
        account_active=learner.user.is_active,
        plans=open_plans(learner, until=today),
    )


def open_plans(learner: Learner, *, until: date) -> tuple[OpenPlan, ...]:
    """Two queries: the active plans, and their tasks to do that start by `until`."""
    tasks = defaultdict(list)
    open_tasks = Task.objects.filter(
        plan__learner=learner, plan__state=StudyPlan.State.ACTIVE, state=Task.State.TODO, starts__lte=until
    )
    for task in open_tasks.order_by("due", "phase_position", "position"):
        tasks[task.plan_id].append(OpenTask(task.title, task.minutes, task.starts, task.due, task.optional))
    return tuple(
        OpenPlan(plan.pk, plan.title, plan.exam_date, tuple(tasks[plan.pk]))
        for plan in StudyPlan.objects.filter(learner=learner, state=StudyPlan.State.ACTIVE).order_by("pk")
    )

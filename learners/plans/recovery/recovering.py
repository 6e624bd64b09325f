"""A way out of being behind: read for the page, and taken."""

from django.db import transaction

from learners.plans.drafts import availability_of, task_step
from learners.plans.gates import gate_of
from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.recovery.previews import Ground, Piece, Preview, Way, preview
from learners.plans.revisions.revising import Moment, revised
from learners.profiles.days_off import days_off_of

Why = PlanRevision.Why
WHY = {Way.HOLD_DATE: Why.HELD_DATE, Way.HOLD_HOURS: Why.HELD_HOURS, Way.DROP_OPTIONAL: Why.DROPPED_OPTIONAL}


class StalePreviewError(Exception):
    """What would change is not what was shown."""


def ground_of(plan: StudyPlan, tasks: list[Task], moment: Moment) -> Ground:
    """`tasks` are all of the plan, in order. Days off are one query, the gate before the exam is read where there is a date."""
    today = moment.today
    return Ground(
        pieces=tuple(
            Piece(task_step(task, today), task.phase_position, (task.starts, task.due))
            for task in tasks
            if task.is_todo or (task.is_done and task.due == today)
        ),
        availability=availability_of(plan, days_off_of(moment.learner, moment.today)),
        start=max(today, plan.start),
        today=today,
        exam_date=plan.exam_date,
        buffer_days=plan.buffer_days,
        may_move_exam=plan.exam_date is None or gate_of(moment.learner, plan.certification_id, today).is_open,
    )


@transaction.atomic
def recover(moment: Moment, *, plan_pk: int, way: Way, shown: str) -> PlanRevision:
    """Takes the way whose preview had the fingerprint `shown`. Raises StudyPlan.DoesNotExist and StalePreviewError."""
    plans = StudyPlan.objects.visible_to(moment.learner).filter(state=StudyPlan.State.ACTIVE)
    plan = plans.select_for_update().get(pk=plan_pk)
    tasks = list(Task.objects.for_plan_page(plan))
    found = preview(ground_of(plan, tasks, moment), way)
    if found.problem or found.fingerprint != shown:
        raise StalePreviewError
    with revised(plan, moment, WHY[way]):
        _take(plan, {task.key: task for task in tasks}, found)
    return plan.revisions.latest("pk")


def _take(plan: StudyPlan, tasks: dict[str, Task], found: Preview) -> None:
    for one in found.moved:
        tasks[one.key].starts, tasks[one.key].due = one.after
    for key in found.dropped:
        tasks[key].state = Task.State.SKIPPED
    touched = [tasks[key] for key in (*(one.key for one in found.moved), *found.dropped)]
    Task.objects.bulk_update(touched, ["starts", "due", "state"], batch_size=500)
    for day, minutes in zip(StudyPlan.WEEKDAYS, found.weekday_minutes[1], strict=True):
        setattr(plan, day, minutes)
    plan.exam_date = found.exam_date[1]
    plan.save(update_fields=["exam_date", *StudyPlan.WEEKDAYS])

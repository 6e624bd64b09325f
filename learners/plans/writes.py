"""Writes over several tables: a new plan with its tasks."""

from django.db import transaction

from certifications.models import PlanPhase, PlanStep
from learners.plans.drafts import Draft
from learners.plans.models import StudyPlan, Task
from learners.profiles.models import AT_ONCE, DayOff, Learner


@transaction.atomic
def create_plan(learner: Learner, draft: Draft) -> tuple[StudyPlan, bool]:
    """The new plan and True, or the one that runs already and False. The week becomes the learner's usual one.

    The learner's row is locked, so that two windows sent at once make one plan.
    """
    locked = Learner.objects.select_for_update().get(pk=learner.pk)
    running = StudyPlan.objects.running().filter(learner=locked, certification=draft.certification).first()
    if running:
        return running, False
    wish = draft.wish
    week = dict(zip(Learner.WEEKDAYS, wish.weekday_minutes, strict=True))
    Learner.objects.filter(pk=locked.pk).update(**week, next_look_at=AT_ONCE)
    if wish.day_off:
        first, last = wish.day_off
        DayOff.objects.get_or_create(learner=locked, first=first, last=last)
    plan = StudyPlan.objects.create(
        learner=locked,
        certification=draft.certification,
        version_id=draft.phases[0].version_id,
        title=draft.certification.name,
        horizon_days=wish.horizon_days,
        start=wish.start,
        exam_date=wish.exam_date,
        buffer_days=wish.buffer_days,
        **week,
    )
    Task.objects.bulk_create(tasks_of(draft, plan))
    plan.refresh_summary()
    return plan, True


def tasks_of(draft: Draft, plan: StudyPlan) -> list[Task]:
    """Unsaved, dated, in the plan's order. What is left out stands on the day that was reached."""
    dates = {dated.key: (dated.starts, dated.due) for dated in draft.schedule.dates}
    tasks, reached = [], draft.wish.start
    for phase_position, phase in enumerate(draft.phases):
        for position, step in enumerate(phase.steps.all()):
            starts, due = dates.get(step.key, (reached, reached))
            reached = due
            tasks.append(_task(plan, phase, step, phase_position=phase_position, position=position))
            tasks[-1].starts, tasks[-1].due = starts, due
            if step.key not in dates:
                tasks[-1].state = Task.State.SKIPPED
    return tasks


def _task(plan: StudyPlan, phase: PlanPhase, step: PlanStep, *, phase_position: int, position: int) -> Task:
    return Task(
        plan=plan,
        key=step.key,
        phase_key=phase.key,
        phase_title=phase.title,
        phase_position=phase_position,
        position=position,
        title=step.title,
        detail=step.detail,
        kind=step.kind,
        minutes=step.minutes,
        optional=step.optional,
    )

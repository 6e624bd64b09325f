"""A newer version beside a demo plan, so that the offer can be seen. What the catalogue says stays as it was loaded.

The plan is put on a version in between: one step short, and another one shorter. The version after it says again what the
one before it said.
"""

from datetime import date, timedelta

from certifications.models import CurriculumVersion, PlanStep
from certifications.publishing import OPEN_STATES, make_current, start_draft
from learners.demo.backdate import morning_of
from learners.plans.models import StudyPlan, Task

PUBLISHED_DAYS_AGO = (20, 3)
SHORTER_BY = 15


def offer_newer_version(plan: StudyPlan, today: date) -> None:
    """Leaves a certification alone whose owner has a draft open: publishing it is not ours to do."""
    certification = plan.certification
    ahead = list(plan.tasks.filter(state=Task.State.TODO, pinned=False).order_by("-phase_position", "-position")[:2])
    if len(ahead) < 2 or certification.versions.filter(state__in=OPEN_STATES).exists():
        return
    missing, shorter = ahead
    between, after = (today - timedelta(days=days) for days in PUBLISHED_DAYS_AGO)
    minutes = max(1, shorter.minutes - SHORTER_BY)
    source, older = plan.version, start_draft(certification)
    older.steps.filter(key=missing.key).delete()
    older.steps.filter(key=shorter.key).update(minutes=minutes)
    make_current(older, now=morning_of(between))
    newer = start_draft(certification)
    newer.steps.filter(key=shorter.key).update(minutes=shorter.minutes)
    _take_over(source.steps.get(key=missing.key), newer)
    make_current(newer, now=morning_of(after))
    certification.refresh_from_db(fields=["current_version"])
    _put_on(plan, older, missing, shorter, minutes)


def _take_over(step: PlanStep, version: CurriculumVersion) -> None:
    step.phase = version.phases.get(key=step.phase.key)
    step.pk, step.version = None, version
    step.save(force_insert=True)


def _put_on(plan: StudyPlan, version: CurriculumVersion, missing: Task, shorter: Task, minutes: int) -> None:
    missing.delete()
    shorter.minutes = minutes
    shorter.save(update_fields=["minutes"])
    plan.version = version
    plan.save(update_fields=["version"])
    plan.refresh_summary()

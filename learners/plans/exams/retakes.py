"""The plan towards a retake: the weak phases once more, in front of the first day on which the exam may be sat again."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from certifications.models import PlanPhase, PlanStep
from learners.credentials.exams import ExamAttempt
from learners.plans.drafts import Draft, Wish, draw, template_of
from learners.plans.exams.exams import Ground, ground_of, latest_plan
from learners.profiles.days_off import days_off_of
from learners.profiles.models import Learner

TESTING = {PlanStep.Kind.REVIEW, PlanStep.Kind.EXAM}
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Retake:
    """`named`: the learner's weak phases are in it. `is_booked`: the exam date is that of a booked attempt, else a proposal."""

    draft: Draft
    ground: Ground
    named: bool
    is_booked: bool

    @property
    def exam_date(self) -> date | None:
        return self.draft.wish.exam_date


def retake_of(attempt: ExamAttempt, learner: Learner, today: date) -> Retake | None:
    """None where the certification has no plan template. Raises ScheduleError where no dates can be given."""
    version = attempt.certification.current_version
    phases = [phase for phase in template_of(version) if phase.steps.all()] if version else []
    if not phases:
        return None
    chosen, named = weak_of(phases, attempt.weak_phases)
    ground = ground_of(learner, attempt.certification, today)
    booked = ExamAttempt.objects.visible_to(learner).booked().filter(certification=attempt.certification_id).first()
    days_off = days_off_of(learner, today)
    draft = draw(attempt.certification, chosen, _wish(learner, attempt.certification_id, chosen, today), days_off)
    day = _exam_day(draft, ground, booked.exam_on if booked else None, today)
    dated = draw(draft.certification, chosen, replace(draft.wish, exam_date=day), days_off) if day else draft
    return Retake(dated, ground, named, booked is not None and day is not None)


def weak_of(phases: Sequence[PlanPhase], weak: Sequence[str]) -> tuple[list[PlanPhase], bool]:
    """The phases of these keys and True. Where the template knows none of them, those with reviews and exams, else all."""
    named = [phase for phase in phases if phase.key in weak]
    if named:
        return named, True
    testing = [phase for phase in phases if any(step.kind in TESTING for step in phase.steps.all())]
    return testing or list(phases), False


def _wish(learner: Learner, certification: int, phases: Sequence[PlanPhase], today: date) -> Wish:
    """At the hours of the latest plan, as far as that has any, and with as many days free before the exam."""
    plan = latest_plan(learner, certification)
    week = plan.minutes_by_weekday if plan and any(plan.minutes_by_weekday) else learner.minutes_by_weekday
    horizon = max(phase.by_day for phase in phases)
    return Wish(horizon, today, None, week, buffer_days=plan.buffer_days if plan else 0)


def _exam_day(draft: Draft, ground: Ground, booked_on: date | None, today: date) -> date | None:
    """What is booked, else the first day that may be booked with all done before; None where none may."""
    if booked_on is not None:
        return booked_on if booked_on > today else None
    last = draft.schedule.verdict.last_day or today
    day = max(ground.window.first, last + (1 + draft.wish.buffer_days) * DAY)
    return None if ground.window.barrier_on(day) else day

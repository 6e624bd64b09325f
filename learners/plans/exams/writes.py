"""Booking, moving and cancelling an exam, its result, and the plan that follows. The learner's row is locked first, then the plan."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from certifications.models import Certification
from learners.credentials.attempts import Barrier
from learners.credentials.awarding import award
from learners.credentials.exams import ExamAttempt
from learners.plans.exams.exams import Ground, ground_of
from learners.plans.exams.retakes import Retake, retake_of
from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.revisions.revising import Moment, revised
from learners.plans.writes import tasks_of
from learners.profiles.models import Learner

State = ExamAttempt.State
TITLE_LENGTH = 200


class RefusedError(Exception):
    """The exam may not be booked for that day."""

    def __init__(self, ground: Ground, barrier: Barrier) -> None:
        super().__init__(barrier)
        self.words = ground.words_of(barrier)


class TooEarlyError(Exception):
    """The exam day lies ahead: there is no result yet."""


class NoRetakeError(Exception):
    """There is nothing to make a retake plan of."""


@transaction.atomic
def book(moment: Moment, certification: Certification, exam_on: date) -> tuple[ExamAttempt, bool]:
    """The new attempt and True, or the one that is booked already and False. The running plan gets its date."""
    _lock(moment.learner)
    booked = ExamAttempt.objects.visible_to(moment.learner).booked().filter(certification=certification).first()
    if booked:
        return booked, False
    _check(ground_of(moment.learner, certification, moment.today), exam_on)
    attempt = ExamAttempt.objects.create(
        learner=moment.learner, certification=certification, exam_on=exam_on, booked_at=moment.now
    )
    date_plan(moment, certification.pk, exam_on)
    return attempt, True


@transaction.atomic
def move(moment: Moment, attempt_pk: int, exam_on: date) -> ExamAttempt:
    """Of a booked one. The running plan gets the new date."""
    attempt = locked_attempt(moment, attempt_pk)
    if attempt.is_booked and exam_on != attempt.exam_on:
        ground = ground_of(moment.learner, attempt.certification, moment.today, moving=attempt.pk)
        _check(ground, exam_on)
        attempt.move_to(exam_on)
        date_plan(moment, attempt.certification_id, exam_on)
    return attempt


@transaction.atomic
def cancel(moment: Moment, attempt_pk: int) -> ExamAttempt:
    """The running plan goes on without a date, unless it aims at another one."""
    attempt = locked_attempt(moment, attempt_pk)
    if attempt.is_booked:
        attempt.cancel()
        date_plan(moment, attempt.certification_id, None, only_from=attempt.exam_on)
    return attempt


def date_plan(moment: Moment, certification: int, exam_on: date | None, *, only_from: date | None = None) -> None:
    """`only_from`: a plan with another date than this keeps it."""
    plan = running_plan(moment.learner, certification)
    if plan is None or plan.exam_date == exam_on or (only_from and plan.exam_date != only_from):
        return
    with revised(plan, moment, PlanRevision.Why.EXAM_BOOKED):
        plan.exam_date = exam_on
        plan.save(update_fields=["exam_date"])


# The result ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def record_pass(moment: Moment, attempt_pk: int, *, note: str = "") -> ExamAttempt:
    """Awards the credential and closes the running plan. A result that stands already is left alone."""
    attempt = _due(moment, attempt_pk)
    if attempt.is_booked:
        attempt.record(State.PASSED, now=moment.now, note=note)
        award(moment.learner, attempt.certification, on=attempt.exam_on, attempt=attempt)
        plan = running_plan(moment.learner, attempt.certification_id)
        if plan:
            plan.finish(now=moment.now)
    return attempt


@transaction.atomic
def record_fail(moment: Moment, attempt_pk: int, *, weak_phases: Sequence[str] = (), note: str = "") -> ExamAttempt:
    """The plan runs on until a retake plan takes its place. A result that stands already is left alone."""
    attempt = _due(moment, attempt_pk)
    if attempt.is_booked:
        attempt.record(State.FAILED, now=moment.now, note=note, weak_phases=weak_phases)
    return attempt


@transaction.atomic
def make_retake(moment: Moment, attempt_pk: int) -> tuple[StudyPlan, bool]:
    """The plan towards a retake and True, or the one that was made for this attempt already and False.

    Raises NoRetakeError, and ScheduleError where no dates can be given.
    """
    attempt = locked_attempt(moment, attempt_pk)
    running = running_plan(moment.learner, attempt.certification_id)
    if running and follows(running, attempt):
        return running, False
    retake = retake_of(attempt, moment.learner, moment.today) if attempt.is_failed else None
    if retake is None:
        raise NoRetakeError
    if running:
        running.finish(now=moment.now)
    return _retake_plan(moment, retake), True


def follows(plan: StudyPlan, attempt: ExamAttempt) -> bool:
    """Whether this is the retake plan that was made after that attempt."""
    is_retake = plan.purpose == StudyPlan.Purpose.RETAKE
    return is_retake and attempt.recorded_at is not None and plan.created_at >= attempt.recorded_at


def _retake_plan(moment: Moment, retake: Retake) -> StudyPlan:
    draft = retake.draft
    plan = StudyPlan.objects.create(
        learner=moment.learner,
        certification=draft.certification,
        version_id=draft.phases[0].version_id,
        title=(_("Retake: %(name)s") % {"name": draft.certification.name})[:TITLE_LENGTH],
        purpose=StudyPlan.Purpose.RETAKE,
        horizon_days=draft.wish.horizon_days,
        start=draft.wish.start,
        exam_date=draft.wish.exam_date,
        buffer_days=draft.wish.buffer_days,
        **dict(zip(StudyPlan.WEEKDAYS, draft.wish.weekday_minutes, strict=True)),
    )
    Task.objects.bulk_create(tasks_of(draft, plan))
    plan.refresh_summary()
    Learner.objects.filter(pk=moment.learner.pk).look_again()
    return plan


# Locks and checks ----------------------------------------------------------------------------------------------------


def _lock(learner: Learner) -> None:
    """Two windows sent at once come one after the other."""
    Learner.objects.select_for_update().get(pk=learner.pk)


def locked_attempt(moment: Moment, attempt_pk: int) -> ExamAttempt:
    """Raises ExamAttempt.DoesNotExist where it is not the learner's own."""
    _lock(moment.learner)
    return ExamAttempt.objects.visible_to(moment.learner).for_exam_page().get(pk=attempt_pk)


def _due(moment: Moment, attempt_pk: int) -> ExamAttempt:
    attempt = locked_attempt(moment, attempt_pk)
    if attempt.is_booked and moment.today < attempt.exam_on:
        raise TooEarlyError
    return attempt


def _check(ground: Ground, exam_on: date) -> None:
    barrier = ground.window.barrier_on(exam_on)
    if barrier:
        raise RefusedError(ground, barrier)


def running_plan(learner: Learner, certification: int) -> StudyPlan | None:
    plans = StudyPlan.objects.visible_to(learner).running().select_for_update()
    return plans.filter(certification=certification).first()

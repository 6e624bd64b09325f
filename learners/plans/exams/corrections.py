"""A result that was recorded by mistake is taken back: the attempt is booked as before, and what its pass made goes."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from learners.credentials.attempts import is_correctable
from learners.credentials.exams import ExamAttempt
from learners.credentials.models import CredentialPeriod
from learners.plans.exams.writes import locked_attempt, running_plan
from learners.plans.models import StudyPlan
from learners.plans.revisions.revising import Moment
from learners.profiles.models import Learner


class CantTakeBackError(Exception):
    """Its words say why."""


def why_not_taken_back(moment: Moment, attempt: ExamAttempt) -> str:
    """Empty where nothing speaks against it."""
    recorded_on = moment.learner.local_date(attempt.recorded_at) if attempt.recorded_at else None
    if not is_correctable(recorded_on, moment.today):
        return _("A result can be taken back for 14 days, and those are over.")
    others = ExamAttempt.objects.visible_to(moment.learner).filter(certification=attempt.certification_id)
    if others.booked().exists():
        return _("Another attempt at this exam is booked meanwhile. Cancel that first.")
    made = _made_by(attempt)
    if any(later.valid_from > one.valid_from for one in made for later in one.credential.periods.all()):
        return _("The credential was renewed since, and that renewal rests on this result.")
    if any(one.revoked_on for one in made):
        return _("What this result earned was revoked. That stays on record.")
    return ""


def _made_by(attempt: ExamAttempt) -> list[CredentialPeriod]:
    """What the pass earned, and what it renewed on lower levels of the programme."""
    passed = ExamAttempt.objects.filter(learner=attempt.learner_id, state=ExamAttempt.State.PASSED)
    program = attempt.certification.program_id
    on_the_same_day = passed.exclude(pk=attempt.pk).filter(certification__program=program, exam_on=attempt.exam_on)
    lower = Q(
        cause=CredentialPeriod.Cause.BY_HIGHER,
        awarded_on=attempt.exam_on,
        credential__learner=attempt.learner_id,
        credential__certification__program=program,
    )
    made = Q(attempt=attempt) if on_the_same_day.exists() else Q(attempt=attempt) | lower
    return list(
        CredentialPeriod.objects.filter(made).select_related("credential").prefetch_related("credential__periods")
    )


@transaction.atomic
def take_back(moment: Moment, attempt_pk: int) -> ExamAttempt:
    """Raises CantTakeBackError. The plan that the pass closed runs again, where no other does."""
    attempt = locked_attempt(moment, attempt_pk)
    if attempt.recorded_at is None:
        return attempt
    why_not = why_not_taken_back(moment, attempt)
    if why_not:
        raise CantTakeBackError(why_not)
    if attempt.is_passed:
        _take_periods(attempt)
        _reopen_plan(moment, attempt)
    attempt.take_back_result()
    return attempt


def _take_periods(attempt: ExamAttempt) -> None:
    """A credential goes with its only period, unless others may have its address."""
    for period in _made_by(attempt):
        period.delete()
        if period.credential.verify_token is None and not CredentialPeriod.objects.filter(
            credential=period.credential_id
        ):
            period.credential.delete()


def _reopen_plan(moment: Moment, attempt: ExamAttempt) -> None:
    if running_plan(moment.learner, attempt.certification_id):
        return
    closed = StudyPlan.objects.visible_to(moment.learner).filter(
        certification=attempt.certification_id, state=StudyPlan.State.FINISHED, finished_at=attempt.recorded_at
    )
    plan = closed.select_for_update().first()
    if plan:
        plan.reopen()
        Learner.objects.filter(pk=moment.learner.pk).look_again()

"""A result that was recorded by mistake is taken back: the attempt is booked as before, and what its pass made goes."""

from django.db import transaction
from django.utils.translation import gettext as _

from learners.credentials.attempts import is_correctable
from learners.credentials.exams import ExamAttempt
from learners.credentials.models import CredentialPeriod
from learners.plans.exam_writes import locked_attempt, running_plan
from learners.plans.models import StudyPlan
from learners.plans.revising import Moment


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
    period = CredentialPeriod.objects.filter(attempt=attempt).first()
    if period and period.credential.periods.filter(valid_from__gt=period.valid_from).exists():
        return _("The credential was renewed since, and that renewal rests on this result.")
    if period and period.revoked_on:
        return _("What this result earned was revoked. That stays on record.")
    return ""


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
        _take_period(attempt)
        _reopen_plan(moment, attempt)
    attempt.take_back_result()
    return attempt


def _take_period(attempt: ExamAttempt) -> None:
    """The credential goes with its only period, unless others may have its address."""
    for period in CredentialPeriod.objects.filter(attempt=attempt).select_related("credential"):
        credential = period.credential
        period.delete()
        if not credential.periods.exists() and credential.verify_token is None:
            credential.delete()


def _reopen_plan(moment: Moment, attempt: ExamAttempt) -> None:
    if running_plan(moment.learner, attempt.certification_id):
        return
    closed = StudyPlan.objects.visible_to(moment.learner).filter(
        certification=attempt.certification_id, state=StudyPlan.State.FINISHED, finished_at=attempt.recorded_at
    )
    plan = closed.select_for_update().first()
    if plan:
        plan.reopen()

"""The one place where a credential is awarded or renewed."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from certifications.models import Certification
from certifications.validity import NewPeriod
from learners.credentials.exams import ExamAttempt
from learners.credentials.expiry import Period
from learners.credentials.models import Credential, CredentialPeriod
from learners.credentials.renewals import period_by_higher, period_for
from learners.profiles.models import Learner

Cause = CredentialPeriod.Cause


@transaction.atomic
def award(
    learner: Learner,
    certification: Certification,
    *,
    on: date,
    until: date | None = None,
    attempt: ExamAttempt | None = None,
) -> CredentialPeriod:
    """A period of validity on the learner's one credential for this certification, made where there is none.

    Where it is held on that day already, the period is a renewal by the certification's rule; what was there stays. With `until`
    the period is written down as it stands, from that day through that end. Lower certifications of the programme that are
    held are renewed with it, where their own rules say so. Awarded twice for the same day or attempt, it is one period.
    """
    Learner.objects.select_for_update().get(pk=learner.pk)
    credential, _is_new = Credential.objects.get_or_create(learner=learner, certification=certification)
    period = _awarded_before(credential, on, attempt)
    if period is None:
        period = _new_period(credential, on, until, attempt)
        _renew_lower(credential, on)
    if attempt and period.attempt_id is None:
        period.attempt = attempt
        period.save(update_fields=["attempt"])
    return period


def _awarded_before(credential: Credential, on: date, attempt: ExamAttempt | None) -> CredentialPeriod | None:
    """That a lower one was renewed by a higher one on that day does not count: a pass of its own is another thing."""
    periods = credential.periods.exclude(Q(cause=Cause.BY_HIGHER) & ~Q(valid_from=on))
    by_attempt = credential.periods.filter(attempt=attempt).first() if attempt else None
    return by_attempt or periods.filter(Q(awarded_on=on) | Q(valid_from=on)).first()


def _new_period(credential: Credential, on: date, until: date | None, attempt: ExamAttempt | None) -> CredentialPeriod:
    found, is_renewal = period_for(_values(credential), credential.rule, on)
    cause = Cause.RENEWED if is_renewal else Cause.EARNED
    if until:
        found, cause = NewPeriod(on, until), cause if attempt else Cause.RECORDED
    return _write(credential, found, cause, on, attempt)


def _renew_lower(passed: Credential, on: date) -> None:
    """Lower is by the level's rank, in any track of the programme: a track may be one level long."""
    certification = passed.certification
    if certification.level is None:
        return
    lower = Credential.objects.filter(
        learner=passed.learner_id,
        certification__program=certification.program_id,
        certification__level__rank__lt=certification.level.rank,
        certification__current_version__renewed_by_higher=True,
    )
    for credential in lower.select_related("certification__current_version").prefetch_related("periods"):
        if found := period_by_higher(_values(credential), credential.rule, on):
            _write(credential, found, Cause.BY_HIGHER, on)


def _values(credential: Credential) -> list[Period]:
    return [period.as_value() for period in credential.periods.all()]


def _write(
    credential: Credential, found: NewPeriod, cause: Cause, on: date, attempt: ExamAttempt | None = None
) -> CredentialPeriod:
    """Where a period begins on that day already, it stays as it is."""
    period, _is_new = CredentialPeriod.objects.get_or_create(
        credential=credential,
        valid_from=found.valid_from,
        defaults={"valid_until": found.valid_until, "cause": cause, "awarded_on": on, "attempt": attempt},
    )
    return period

"""The one place where a credential is awarded or renewed."""

from datetime import date

from django.db import transaction

from certifications.models import Certification
from learners.credentials.exams import ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod
from learners.profiles.models import Learner


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

    Its end is `until`, else what the certification's rule says. Awarded twice for the same day, it is one period.
    """
    Learner.objects.select_for_update().get(pk=learner.pk)
    credential, _is_new = Credential.objects.get_or_create(learner=learner, certification=certification)
    period, _is_new = CredentialPeriod.objects.get_or_create(
        credential=credential,
        valid_from=on,
        defaults={"valid_until": until or credential.end_by_rule(on), "attempt": attempt},
    )
    return period

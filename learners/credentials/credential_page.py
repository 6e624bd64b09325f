"""What the page of one credential shows its holder: how it stands, its evidence, and what happened, newest first."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from learners.credentials.exams import CredentialClaim, Evidence, ExamAttempt
from learners.credentials.held import Held, held
from learners.credentials.models import Credential, CredentialPeriod
from learners.profiles.models import Learner

Cause = CredentialPeriod.Cause


@dataclass(frozen=True)
class Event:
    day: date
    icon: str
    words: str
    note: str = ""


@dataclass(frozen=True)
class CredentialPage:
    one: Held
    evidence: list[Evidence]
    passed: list[ExamAttempt]
    history: list[Event]


def credential_page(credential: Credential, *, learner: Learner, today: date) -> CredentialPage:
    """Four queries more: claims, attempts, and the evidence of each. `credential` comes from `for_credentials_page`."""
    (one,) = held([credential], today=today)
    mine = {"learner": learner, "certification": credential.certification_id}
    claims = list(CredentialClaim.objects.filter(**mine).select_related("reviewed_by").prefetch_related("evidence"))
    attempts = list(ExamAttempt.objects.filter(**mine).prefetch_related("evidence"))
    things: list[CredentialClaim | ExamAttempt] = [*claims, *attempts]
    events = [*_of_periods(one), *_of_claims(claims, learner), *_of_attempts(attempts)]
    return CredentialPage(
        one=one,
        evidence=[file for thing in things for file in thing.evidence.all()],
        passed=[attempt for attempt in attempts if attempt.state == ExamAttempt.State.PASSED],
        history=sorted((event for event in events if event.day <= today), key=lambda event: event.day, reverse=True),
    )


def _of_periods(one: Held) -> list[Event]:
    words = {
        Cause.RENEWED: ("arrow-repeat", _("Renewed.")),
        Cause.BY_HIGHER: ("arrow-repeat", _("Renewed by a higher certification.")),
    }
    usual = ("patch-check", _("A period of validity began."))
    begun = [
        Event(period.awarded_on or period.valid_from, *words.get(Cause(period.cause), usual))
        for period in (shown.period for shown in one.periods)
    ]
    ended = [
        Event(shown.period.revoked_on, "slash-circle", _("Revoked."), shown.period.revoked_reason)
        for shown in one.periods
        if shown.period.revoked_on
    ]
    return [*begun, *ended]


def _of_claims(claims: list[CredentialClaim], learner: Learner) -> list[Event]:
    handed_in = [
        Event(learner.local_date(claim.made_at), "send", _("Handed in as earned elsewhere."), claim.note)
        for claim in claims
    ]
    words = {
        CredentialClaim.State.ACCEPTED: ("check2-circle", _("Accepted by a reviewer.")),
        CredentialClaim.State.REJECTED: ("x-circle", _("Not accepted by a reviewer.")),
    }
    reviewed = [
        Event(learner.local_date(claim.reviewed_at), *words[CredentialClaim.State(claim.state)], claim.review_note)
        for claim in claims
        if claim.reviewed_at and claim.state in words
    ]
    return [*reviewed, *handed_in]


def _of_attempts(attempts: list[ExamAttempt]) -> list[Event]:
    words = {
        ExamAttempt.State.PASSED: ("trophy", _("Exam passed.")),
        ExamAttempt.State.FAILED: ("arrow-counterclockwise", _("Exam not passed.")),
    }
    return [
        Event(attempt.exam_on, *words[ExamAttempt.State(attempt.state)], attempt.note)
        for attempt in attempts
        if attempt.state in words
    ]

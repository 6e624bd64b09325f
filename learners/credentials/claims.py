"""A credential earned elsewhere: handed in, withdrawn, accepted, not accepted. Each move is made once, whoever comes second."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.credentials import evidence
from learners.credentials.awarding import award
from learners.credentials.evidence import Upload
from learners.credentials.exams import CredentialClaim, Evidence
from learners.credentials.models import CredentialPeriod

State = CredentialClaim.State
NOTE_LENGTH = 500
ON_RECORD = gettext_lazy(
    "A period that begins on that day is on record already: nothing to accept. Don't accept it, and say why."
)


def on_record(claim: CredentialClaim) -> bool:
    """Whether a period of that credential begins on that day already, or came from a pass on it."""
    periods = CredentialPeriod.objects.filter(
        credential__learner=claim.learner_id, credential__certification=claim.certification_id
    )
    passed = Q(awarded_on=claim.valid_from) & ~Q(cause=CredentialPeriod.Cause.BY_HIGHER)
    return periods.filter(Q(valid_from=claim.valid_from) | passed).exists()


@transaction.atomic
def hand_in(claim: CredentialClaim, uploads: Sequence[Upload], *, now: datetime) -> CredentialClaim:
    """`claim` is not saved yet. With its files or not at all."""
    claim.made_at = now
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError as reason:
        raise ValidationError(_("One for this certification waits for review already.")) from reason
    evidence.keep(claim, uploads, now=now)
    return claim


@transaction.atomic
def withdraw(claim: CredentialClaim) -> bool:
    """Its files go with it: nobody needs them any more. False when it was accepted meanwhile, or is gone already."""
    open_ones = CredentialClaim.objects.filter(pk=claim.pk, state__in=(State.WAITING, State.REJECTED))
    if not open_ones.update(state=State.WITHDRAWN):
        return False
    evidence.remove(Evidence.objects.filter(claim=claim))
    return True


@transaction.atomic
def accept(claim: CredentialClaim, *, by: AbstractBaseUser, now: datetime, note: str = "") -> None:
    """Awards the credential. Raises `ValidationError` when somebody was here before, or the reviewer is its holder."""
    _review(claim, State.ACCEPTED, by=by, now=now, note=note)
    if on_record(claim):
        raise ValidationError(ON_RECORD)
    period = award(claim.learner, claim.certification, on=claim.valid_from, until=claim.valid_until)
    if CredentialClaim.objects.filter(period=period).exists():
        raise ValidationError(ON_RECORD)
    claim.period = period
    claim.save(update_fields=["period"])


@transaction.atomic
def reject(claim: CredentialClaim, *, by: AbstractBaseUser, now: datetime, note: str) -> None:
    if not note.strip():
        raise ValidationError(_("Say why: the learner reads it, and can hand it in again."))
    _review(claim, State.REJECTED, by=by, now=now, note=note)


def _review(claim: CredentialClaim, state: State, *, by: AbstractBaseUser, now: datetime, note: str) -> None:
    if claim.learner.user_id == by.pk:
        raise ValidationError(_("This is your own. Somebody else has to review it."))
    if len(note) > NOTE_LENGTH:
        raise ValidationError(_("No more than %(most)d characters."), params={"most": NOTE_LENGTH})
    changed = {"state": state, "reviewed_by": by, "reviewed_at": now, "review_note": note.strip()}
    if not CredentialClaim.objects.waiting().filter(pk=claim.pk).update(**changed):
        raise ValidationError(_("It doesn't wait any more: it was reviewed or withdrawn meanwhile."))
    claim.refresh_from_db(fields=list(changed))

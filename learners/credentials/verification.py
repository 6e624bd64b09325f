"""What a credential's holder shows to whoever has the link, and what that page says."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from learners.credentials.expiry import LOOKS, Code
from learners.credentials.held import HeldPeriod, held
from learners.credentials.models import Credential
from learners.credentials.words import Status

# For a reader who is not its holder: that it is time to renew is the holder's business.
SENTENCES = {
    Code.VALID: _("This credential is valid."),
    Code.RENEW_NOW: _("This credential is valid."),
    Code.EXPIRING: _("This credential is valid, and expires soon."),
    Code.EXPIRED: _("This credential has expired."),
    Code.REVOKED: _("This credential was revoked: it is not valid."),
    Code.NOT_YET: _("This credential is not valid yet."),
}


@dataclass(frozen=True)
class Verified:
    """`holder` is empty where no name was given; the address is never shown."""

    credential: Credential
    holder: str
    status: Status
    sentence: str
    icon: str
    tone: str
    periods: tuple[HeldPeriod, ...]
    checked_on: date


def verified(credential: Credential, *, today: date) -> Verified:
    """`credential` comes from `for_verification`."""
    (found,) = held([credential], today=today)
    code = Code.VALID if found.status.code == Code.RENEW_NOW else found.status.code
    icon, tone = LOOKS[code]
    return Verified(
        credential=credential,
        holder=credential.learner.user.name.strip(),
        status=found.status,
        sentence=str(SENTENCES[code]),
        icon=icon,
        tone=tone,
        periods=found.periods,
        checked_on=today,
    )


def show(credential: Credential) -> None:
    """The link is made when it is first shown, and stays the same when shown again."""
    own = Credential.objects.filter(pk=credential.pk)
    own.filter(verify_token__isnull=True).update(verify_token=_token())
    own.update(is_public=True)


def hide(credential: Credential) -> None:
    Credential.objects.filter(pk=credential.pk).update(is_public=False)


def make_new_link(credential: Credential) -> None:
    """The old one leads nowhere from now on."""
    Credential.objects.filter(pk=credential.pk).update(verify_token=_token())


def _token() -> str:
    return secrets.token_urlsafe(32)

"""What a holder sees of their own credentials: the status derived for their today, and every period with its stamp."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from learners.credentials.expiry import Code, standing_of_one
from learners.credentials.models import Credential, CredentialPeriod
from learners.credentials.words import WORDS, Status, status_of

# What asks for something now stands first.
URGENCY = (Code.EXPIRING, Code.RENEW_NOW, Code.VALID, Code.NOT_YET, Code.EXPIRED, Code.REVOKED)
WANTS_RENEWAL = (Code.EXPIRING, Code.RENEW_NOW, Code.EXPIRED)


@dataclass(frozen=True)
class HeldPeriod:
    period: CredentialPeriod
    code: Code
    word: str


@dataclass(frozen=True)
class Held:
    """`renewal` says how to renew where that is asked for and known, else it is empty. `renews`: it has an end to renew."""

    credential: Credential
    status: Status
    periods: tuple[HeldPeriod, ...]
    renewal: str
    renews: bool
    wants_renewal: bool


def held(credentials: Iterable[Credential], *, today: date) -> list[Held]:
    """`credentials` come from `for_credentials_page`."""
    found = [_held(credential, today) for credential in credentials]
    return sorted(found, key=lambda one: URGENCY.index(one.status.code))


def _held(credential: Credential, today: date) -> Held:
    standing = credential.standing(today)
    status = status_of(standing)
    periods = tuple(_period(period, today) for period in credential.periods.all())
    version = credential.certification.current_version
    wants = status.code in WANTS_RENEWAL
    return Held(
        credential=credential,
        status=status,
        periods=periods,
        renewal=version.renewal if version and wants else "",
        renews=wants or (standing.holds and standing.day is not None),
        wants_renewal=wants,
    )


def _period(period: CredentialPeriod, today: date) -> HeldPeriod:
    code = standing_of_one(period.as_value(), today=today)
    return HeldPeriod(period, code, str(WORDS[code]))

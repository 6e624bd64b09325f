"""How a credential stands, as people read it."""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from learners.credentials.expiry import LOOKS, Code, Standing

WORDS = {
    Code.VALID: gettext_lazy("valid"),
    Code.RENEW_NOW: gettext_lazy("renew now"),
    Code.EXPIRING: gettext_lazy("expiring"),
    Code.EXPIRED: gettext_lazy("expired"),
    Code.REVOKED: gettext_lazy("revoked"),
    Code.NOT_YET: gettext_lazy("not valid yet"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """A standing as it is shown: `components/_status.html` takes it. `reason` is a sentence."""

    code: Code
    word: str
    icon: str
    tone: str
    reason: str


def status_of(found: Standing) -> Status:
    return _status_of(found, get_language())


@lru_cache(maxsize=4096)
def _status_of(found: Standing, _language: str | None) -> Status:
    """Kept from page to page: the credentials of a whole team share few days."""
    icon, tone = LOOKS[found.code]
    return Status(found.code, str(WORDS[found.code]), icon, tone, reason(found))


def reason(found: Standing) -> str:
    if found.code == Code.NOT_YET:
        return _("No period of validity has begun.")
    if found.day is None:
        return _("It does not expire.")
    day = date_format(found.day, "DATE_FORMAT")
    if found.code == Code.EXPIRED:
        return _("Its last valid day was %(day)s.") % {"day": day}
    if found.code == Code.REVOKED:
        return _("Revoked on %(day)s.") % {"day": day}
    return _days_left(day, found.days_left or 0)


def _days_left(day: str, days: int) -> str:
    if days == 0:
        return _("Today, %(day)s, is its last valid day.") % {"day": day}
    return ngettext("Valid until %(day)s: %(days)d day left.", "Valid until %(day)s: %(days)d days left.", days) % {
        "day": day,
        "days": days,
    }

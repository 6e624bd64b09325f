"""Until when a credential holds, and how it stands today. Pure; the words are in `learners.credentials.words`.

Both ends of a period are days on which the credential is valid. The end falls on the day of the month on which the period
began, or on the last day of a shorter month: awarded on 31 August for six months, it is valid through 28 February.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

RENEW_DAYS = 90
EXPIRING_DAYS = 30
DAY = timedelta(days=1)


class Code(StrEnum):
    VALID = "valid"
    RENEW_NOW = "renew_now"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Period:
    """No `valid_until`: it does not expire. From `revoked_on` on it is valid no more."""

    valid_from: date
    valid_until: date | None = None
    revoked_on: date | None = None

    @property
    def last_day(self) -> date:
        """The last valid day, `date.max` where there is none; before `valid_from` when revoked from the first day."""
        end = self.valid_until or date.max
        return min(end, self.revoked_on - DAY) if self.revoked_on else end


@dataclass(frozen=True, slots=True)
class Standing:
    """`day` is the last valid day, of the unbroken cover from today on or of what has ended; when revoked, the day of that.

    None where it has no end or has not begun. `days_left` counts the days after today on which it still holds.
    """

    code: Code
    day: date | None = None
    days_left: int | None = None

    @property
    def holds(self) -> bool:
        return self.code in HOLDING


HOLDING = frozenset({Code.VALID, Code.RENEW_NOW, Code.EXPIRING})

# Icon and tone; the tones are the classes of static/css/base.css.
LOOKS: dict[Code, tuple[str, str]] = {
    Code.VALID: ("patch-check", "good"),
    Code.RENEW_NOW: ("arrow-repeat", "soon"),
    Code.EXPIRING: ("hourglass-split", "soon"),
    Code.EXPIRED: ("calendar-x", "late"),
    Code.REVOKED: ("slash-circle", "late"),
    Code.NOT_YET: ("calendar-plus", "neutral"),
}


def add_months(day: date, months: int) -> date:
    """`months` may be negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def valid_until(valid_from: date, months: int | None) -> date | None:
    """The last valid day by a certification's rule; None where the rule knows no expiry."""
    return None if months is None else add_months(valid_from, months)


def standing(periods: Iterable[Period], *, today: date) -> Standing:
    """Of a credential with all its periods, in any order. Without any, nothing has begun."""
    ordered = sorted(periods, key=lambda period: period.valid_from)
    begun = [period for period in ordered if period.valid_from <= today]
    if not begun:
        return Standing(Code.NOT_YET)
    end = _covered_until(ordered, today)
    if end is None:
        return _ended(begun, today)
    return _holding(end, today)


def standing_of_one(period: Period, *, today: date) -> Code:
    """Of one period among several: whether to renew is a question to the credential, not to a period."""
    code = standing((period,), today=today).code
    return Code.VALID if code in {Code.RENEW_NOW, Code.EXPIRING} else code


def _covered_until(ordered: list[Period], today: date) -> date | None:
    """The last day of cover without a gap, through renewals that follow at once; None when today is not covered."""
    end = today - DAY
    for period in ordered:
        if period.valid_from <= _next_day(end) and period.last_day >= period.valid_from:
            end = max(end, period.last_day)
    return end if end >= today else None


def _next_day(day: date) -> date:
    return day if day == date.max else day + DAY


def _holding(end: date, today: date) -> Standing:
    if end == date.max:
        return Standing(Code.VALID)
    days = (end - today).days
    code = Code.EXPIRING if days <= EXPIRING_DAYS else Code.RENEW_NOW if days <= RENEW_DAYS else Code.VALID
    return Standing(code, end, days)


def _ended(begun: list[Period], today: date) -> Standing:
    last = max(begun, key=lambda period: period.last_day)
    if last.revoked_on is not None and last.revoked_on <= today:
        return Standing(Code.REVOKED, last.revoked_on)
    return Standing(Code.EXPIRED, last.last_day)

"""Until when a credential holds, and how it stands today. Pure; the words are in `learners.credentials.words`.

How long a period is, and what a renewal gives, stands in `certifications.validity`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certifications.validity import DAY, USUAL_WINDOW_DAYS, Rule, add_months, valid_until, window_of

__all__ = ["LOOKS", "RENEW_DAYS", "Code", "Period", "Standing", "add_months", "standing", "valid_until"]

RENEW_DAYS = USUAL_WINDOW_DAYS
EXPIRING_DAYS = 30
NO_RULE = Rule()


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


def standing(periods: Iterable[Period], *, today: date, rule: Rule = NO_RULE) -> Standing:
    """Of a credential with all its periods, in any order. Without any, nothing has begun.

    It is to be renewed from the day on which the rule's window opens; where the rule names none, ninety days before the end.
    """
    ordered = sorted(periods, key=lambda period: period.valid_from)
    begun = [period for period in ordered if period.valid_from <= today]
    if not begun:
        return Standing(Code.NOT_YET)
    end = covered_until(ordered, today)
    if end is None:
        return _ended(begun, today)
    return _holding(end, today, rule)


def standing_of_one(period: Period, *, today: date) -> Code:
    """Of one period among several: whether to renew is a question to the credential, not to a period."""
    code = standing((period,), today=today).code
    return Code.VALID if code in {Code.RENEW_NOW, Code.EXPIRING} else code


def covered_until(periods: Iterable[Period], today: date) -> date | None:
    """The last day of cover without a gap, through renewals that follow at once; None when today is not covered."""
    end = today - DAY
    for period in sorted(periods, key=lambda period: period.valid_from):
        if period.valid_from <= _next_day(end) and period.last_day >= period.valid_from:
            end = max(end, period.last_day)
    return end if end >= today else None


def _next_day(day: date) -> date:
    return day if day == date.max else day + DAY


def _holding(end: date, today: date, rule: Rule) -> Standing:
    if end == date.max:
        return Standing(Code.VALID)
    days = (end - today).days
    is_open = window_of(end, rule).holds(today)
    code = Code.EXPIRING if days <= EXPIRING_DAYS else Code.RENEW_NOW if is_open else Code.VALID
    return Standing(code, end, days)


def _ended(begun: list[Period], today: date) -> Standing:
    last = max(begun, key=lambda period: period.last_day)
    if last.revoked_on is not None and last.revoked_on <= today:
        return Standing(Code.REVOKED, last.revoked_on)
    return Standing(Code.EXPIRED, last.last_day)

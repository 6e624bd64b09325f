"""Whether a credential may be renewed on a day, and what that would give. Pure; the rule itself is `certifications.validity`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certifications.validity import NewPeriod, Rule, Window, earned, renewed, window_of
from learners.credentials.expiry import Code, Period, covered_until, standing


class Chance(StrEnum):
    """How it stands with renewing; each has its sentences in `learners.credentials.renewal_words`."""

    LOCKED = "locked"
    """The rule names a window, and it has not opened."""
    NO_HURRY = "no_hurry"
    """No window is named: nothing is locked, and there is time."""
    OPEN = "open"
    LAPSED = "lapsed"
    REVOKED = "revoked"
    ENDLESS = "endless"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Outlook:
    """`end` and `window` are of what is or was held, None where it has no end; `gives` is what a renewal on that day adds.

    When revoked, there is nothing to renew: `gives` is what a new pass would earn.
    """

    chance: Chance
    end: date | None
    window: Window | None
    gives: NewPeriod

    @property
    def may_renew(self) -> bool:
        return self.chance in {Chance.OPEN, Chance.NO_HURRY}


def outlook(periods: Iterable[Period], rule: Rule, day: date) -> Outlook:
    periods = list(periods)
    found = standing(periods, today=day, rule=rule)
    fresh = earned(day, rule)
    if found.code == Code.NOT_YET:
        return Outlook(Chance.NOT_YET, None, None, fresh)
    if found.code == Code.REVOKED:
        return Outlook(Chance.REVOKED, found.day, None, fresh)
    if found.day is None:
        return Outlook(Chance.ENDLESS, None, None, NewPeriod(day, None))
    window = window_of(found.day, rule)
    return Outlook(_chance(window, day), found.day, window, renewed(day, found.day, rule))


def _chance(window: Window, day: date) -> Chance:
    if day > window.last:
        return Chance.LAPSED
    if day >= window.opens:
        return Chance.OPEN
    return Chance.LOCKED if window.is_named else Chance.NO_HURRY


def period_for(periods: Iterable[Period], rule: Rule, on: date) -> tuple[NewPeriod, bool]:
    """What a pass on that day gives, and whether it renews something that holds then."""
    end = covered_until(periods, on)
    if end is None:
        return earned(on, rule), False
    if end == date.max:
        return NewPeriod(on, None), True
    return renewed(on, end, rule), True


def period_by_higher(periods: Iterable[Period], rule: Rule, on: date) -> NewPeriod | None:
    """What a pass of a higher one gives a lower one. None where the rule says nothing of it, where the lower is not held on
    that day, and where it would not hold any longer than it does.
    """
    end = covered_until(periods, on) if rule.renewed_by_higher else None
    if end is None or end == date.max:
        return None
    found = renewed(on, end, rule)
    return found if found.valid_until is None or found.valid_until > end else None

"""Why a plan is at risk, from facts alone. Pure; the words are in `learners.plans.forecasts.words`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

QUIET_DAYS = 7
SLOW_PERCENT = 80
TWICE = 2


class Risk(StrEnum):
    QUIET = "quiet"
    TWICE_AS_LONG = "twice as long"
    LOCKED = "locked"
    SLOW = "slow"


@dataclass(frozen=True, slots=True)
class Found:
    """`number` is of days, tasks or percent, as the risk says; `names` what is missing."""

    risk: Risk
    number: int = 0
    names: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """`last_studied` is None before the first study; `spent` are (estimated, actual) minutes of tasks done of late.

    `pace_percent` is None where there is too little history; `missing` names what the exam's gate still asks for.
    """

    today: date
    start: date
    last_studied: date | None
    spent: Sequence[tuple[int, int]] = ()
    missing: str = ""
    pace_percent: int | None = None


def risks(facts: Facts) -> tuple[Found, ...]:
    """What stands in the way, the most pressing first."""
    quiet = (facts.today - (facts.last_studied or facts.start)).days
    doubled = sum(actual >= TWICE * estimated for estimated, actual in facts.spent)
    found = (
        Found(Risk.QUIET, quiet) if quiet >= QUIET_DAYS else None,
        Found(Risk.LOCKED, names=facts.missing) if facts.missing else None,
        Found(Risk.TWICE_AS_LONG, doubled) if doubled else None,
        Found(Risk.SLOW, facts.pace_percent)
        if facts.pace_percent is not None and facts.pace_percent < SLOW_PERCENT
        else None,
    )
    return tuple(one for one in found if one)

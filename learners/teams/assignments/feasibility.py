"""Whether a person can reach a certification by a day, in numbers. Pure; the facts come from `learners.teams.assignments.reading`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learners.plans.goals.chains import Outline
from learners.plans.schedule import MOST_MINUTES_A_DAY, Schedule

DAY = timedelta(days=1)
Week = tuple[int, ...]


class Code(StrEnum):
    FITS = "fits"
    SHORT = "short"  # of time
    NO_TIME = "no time"  # no weekday has minutes, or there is no end in ten years
    NO_WAY = "no way"  # a certification on the way can't be earned
    HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`finish` is the earliest exam day at the hours of today, the first date that fits; None where there is none.

    `has` and `needs` are minutes a week; `needs` is None where it fits, or where no bearable week would do. `until`: the last valid
    day of what is held (None: no end). `plan_until`: the last day of a running plan. `is_locked`: the exam asks for more first.
    """

    code: Code
    finish: date | None = None
    has: int = 0
    needs: int | None = None
    until: date | None = None
    has_plan: bool = False
    plan_until: date | None = None
    is_paused: bool = False
    is_locked: bool = False

    @property
    def fits(self) -> bool:
        return self.code in {Code.FITS, Code.HOLDS}


def of_schedule(found: Schedule | None, *, has: int, today: date) -> Verdict:
    """`found` was dated with the due day as its exam; None where nothing is left to do."""
    if found is None:
        return Verdict(Code.FITS, finish=today + DAY, has=has)
    last, remedies = found.verdict.last_day, found.verdict.remedies
    finish = max(last, today) + DAY if last else today + DAY
    if found.verdict.fits or remedies is None:
        return Verdict(Code.FITS, finish=finish, has=has)
    return Verdict(Code.SHORT, finish=finish, has=has, needs=remedies.minutes_a_week)


def of_way(found: Outline | None, retimed: Callable[[Week], Outline | None], *, week: Week, due: date) -> Verdict:
    """`found` is the way at the hours of today, `retimed` the same at another week, in which running plans move as well."""
    if found is None:
        return Verdict(Code.NO_TIME)
    if reaches(found, due):
        return Verdict(Code.FITS, finish=found.finish, has=sum(week))
    finish = None if found.is_too_long else found.finish
    longer = longer_week(week, lambda one: reaches(retimed(one), due))
    return Verdict(Code.SHORT, finish=finish, has=sum(week), needs=sum(longer) if longer else None)


def reaches(found: Outline | None, due: date) -> bool:
    return found is not None and not found.is_too_long and (found.finish is None or found.finish <= due)


def longer_week(week: Week, fits: Callable[[Week], bool]) -> Week | None:
    """The same weekdays, all longer by the same share and rounded up to five minutes: the shortest such week that fits, if any.

    By halving, as `learners.plans.schedule` finds it for a plan.
    """
    shortest = min((minutes for minutes in week if minutes), default=0)
    if not shortest:
        return None
    low, high = 100, 100 * MOST_MINUTES_A_DAY // shortest + 100
    if not fits(_longer(week, high)):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(_longer(week, middle)) else (middle + 1, high)
    return _longer(week, high)


def _longer(week: Week, percent: int) -> Week:
    return tuple(min(max(MOST_MINUTES_A_DAY, minutes), -(-minutes * percent // 500) * 5) for minutes in week)

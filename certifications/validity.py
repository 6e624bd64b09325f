"""Until when a certification counts, and what a renewal gives, by what its version says. Pure; days in, days out.

Both ends of a period are days on which it is valid. The end falls on the day of the month on which the period began, or on the last
day of a shorter month: awarded on 31 August for six months, it is valid through 28 February.

The rule of renewal:
- it may be renewed from so many months before the end on, through the last valid day. Where no window is named nothing is locked,
  and the last ninety days are taken for the window;
- renewed inside the window, the new period counts from the old end where the rule says so; else from the day of the renewal.
  A day too early, or after the end, counts from the day of the renewal under either rule;
- a renewal never takes anything away: where the old end is later than the new one would be, the old one stays.
No rule knows days of grace: the day after the end is too late.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

USUAL_WINDOW_DAYS = 90
DAY = timedelta(days=1)


class CountsFrom(StrEnum):
    """From which day a renewed period counts; the values of `CurriculumVersion.renewal_from`."""

    AWARD = "award"
    LAST_EXPIRY = "last_expiry"


@dataclass(frozen=True, slots=True)
class Rule:
    """`months` of validity (None: no expiry is known) and of the window before the end (None: none is named)."""

    months: int | None = None
    window_months: int | None = None
    counts_from: str = CountsFrom.AWARD
    renewed_by_higher: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """The first and the last day on which a renewal counts as one in time. Named by the rule, or the usual ninety days."""

    opens: date
    last: date
    is_named: bool

    def holds(self, day: date) -> bool:
        return self.opens <= day <= self.last


@dataclass(frozen=True, slots=True)
class NewPeriod:
    """`valid_until` is None where it does not expire."""

    valid_from: date
    valid_until: date | None


def add_months(day: date, months: int) -> date:
    """`months` may be negative. Kept within the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def valid_until(valid_from: date, months: int | None) -> date | None:
    """The last valid day by a certification's rule; None where the rule knows no expiry."""
    return None if months is None else add_months(valid_from, months)


def window_of(end: date, rule: Rule) -> Window:
    """Of what is valid through `end`."""
    if rule.window_months is None:
        opens = max(end.toordinal() - USUAL_WINDOW_DAYS, date.min.toordinal())
        return Window(date.fromordinal(opens), end, is_named=False)
    return Window(add_months(end, -rule.window_months), end, is_named=True)


def earned(on: date, rule: Rule) -> NewPeriod:
    """The period of whoever holds nothing on that day."""
    return NewPeriod(on, valid_until(on, rule.months))


def renewed(on: date, end: date, rule: Rule) -> NewPeriod:
    """The period that a renewal on that day adds to what is, or was, valid through `end`."""
    if on > end:
        return earned(on, rule)
    if rule.counts_from == CountsFrom.LAST_EXPIRY and window_of(end, rule).holds(on) and end < date.max:
        return NewPeriod(end + DAY, valid_until(end, rule.months))
    until = valid_until(on, rule.months)
    return NewPeriod(on, until and max(until, end))


class Case(StrEnum):
    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    LAPSED = "lapsed"
    LEAP_DAY = "leap_day"
    BY_HIGHER = "by_higher"


@dataclass(frozen=True, slots=True)
class Sample:
    """Somebody under a rule: awarded, valid through `end`, renewed on a day, and what that gives."""

    case: Case
    awarded: date
    end: date
    window: Window
    on: date
    period: NewPeriod

    @property
    def is_from_end(self) -> bool:
        return self.period.valid_from > self.end

    @property
    def gap_days(self) -> int:
        """Days without cover between the old end and the new period."""
        return max(0, (self.period.valid_from - self.end).days - 1)


def samples(rule: Rule, today: date) -> list[Sample]:
    """One of each case, awarded today; none where the rule knows no expiry."""
    end = valid_until(today, rule.months)
    if end is None:
        return []
    window = window_of(end, rule)
    days = {
        Case.EARLY: max(today + DAY, add_months(window.opens, -1)),
        Case.ON_TIME: window.opens + (window.last - window.opens) // 3,
        Case.LATE: end,
        Case.LAPSED: add_months(end, 1),
    }
    found = [_sample(case, today, day, rule) for case, day in days.items()]
    leap_day = _leap_day_from(today)
    found.append(_sample(Case.LEAP_DAY, leap_day, add_months(leap_day, rule.months or 0), rule))
    if rule.renewed_by_higher:
        found.append(_sample(Case.BY_HIGHER, today, days[Case.ON_TIME], rule))
    return found


def _sample(case: Case, awarded: date, on: date, rule: Rule) -> Sample:
    end = add_months(awarded, rule.months or 0)
    return Sample(case, awarded, end, window_of(end, rule), on, renewed(on, end, rule))


def _leap_day_from(day: date) -> date:
    return next(date(year, 2, 29) for year in _years(day) if monthrange(year, 2)[1] == 29)


def _years(day: date) -> Iterator[int]:
    """From the first whose last day of February is not over."""
    first = day.year if day <= date(day.year, 2, monthrange(day.year, 2)[1]) else day.year + 1
    return iter(range(first, first + 9))

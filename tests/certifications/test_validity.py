from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certifications.models import CurriculumVersion
from certifications.validity import (
    Case,
    CountsFrom,
    NewPeriod,
    Rule,
    Window,
    add_months,
    earned,
    renewed,
    samples,
    valid_until,
    window_of,
)

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
AWARD = Rule(24, 3, CountsFrom.AWARD)
FROM_END = Rule(24, 3, CountsFrom.LAST_EXPIRY)
END = date(2026, 5, 31)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
RULES = st.builds(
    Rule, st.integers(1, 120), st.none() | st.integers(1, 24), st.sampled_from(list(CountsFrom)), st.booleans()
)


@pytest.mark.parametrize(
    ("end", "months", "opens", "is_named"),
    [
        (END, 3, date(2026, 2, 28), True),
        (date(2028, 5, 31), 3, date(2028, 2, 29), True),
        (END, None, date(2026, 3, 2), False),
        (date(2028, 2, 29), 12, date(2027, 2, 28), True),
    ],
)
def test_the_window_opens_so_many_months_before_the_end(end: date, months: int, opens: date, is_named: bool) -> None:
    assert window_of(end, Rule(24, months)) == Window(opens, end, is_named)


@pytest.mark.parametrize(
    ("rule", "on", "valid_from", "until"),
    [
        pytest.param(AWARD, date(2025, 12, 1), date(2025, 12, 1), date(2027, 12, 1), id="award, early"),
        pytest.param(AWARD, date(2026, 3, 10), date(2026, 3, 10), date(2028, 3, 10), id="award, on time"),
        pytest.param(AWARD, END, END, date(2028, 5, 31), id="award, on the last day"),
        pytest.param(AWARD, date(2026, 7, 1), date(2026, 7, 1), date(2028, 7, 1), id="award, lapsed"),
        pytest.param(FROM_END, date(2026, 2, 27), date(2026, 2, 27), date(2028, 2, 27), id="a day before the window"),
        pytest.param(FROM_END, date(2026, 2, 28), date(2026, 6, 1), date(2028, 5, 31), id="the window's first day"),
        pytest.param(FROM_END, END, date(2026, 6, 1), date(2028, 5, 31), id="the window's last day"),
        pytest.param(FROM_END, END + DAY, END + DAY, date(2028, 6, 1), id="a day late"),
        pytest.param(
            Rule(24, None, CountsFrom.LAST_EXPIRY),
            date(2026, 3, 2),
            date(2026, 6, 1),
            date(2028, 5, 31),
            id="no window named, ninety days before",
        ),
        pytest.param(
            Rule(24, None, CountsFrom.LAST_EXPIRY),
            date(2026, 3, 1),
            date(2026, 3, 1),
            date(2028, 3, 1),
            id="no window named, earlier",
        ),
        pytest.param(Rule(1, 3), date(2026, 3, 10), date(2026, 3, 10), END, id="never shorter than what is held"),
        pytest.param(Rule(), date(2026, 3, 10), date(2026, 3, 10), None, id="no validity"),
        pytest.param(
            Rule(None, 3, CountsFrom.LAST_EXPIRY), date(2026, 3, 10), date(2026, 6, 1), None, id="no validity, from end"
        ),
    ],
)
def test_what_a_renewal_gives(rule: Rule, on: date, valid_from: date, until: date | None) -> None:
    assert renewed(on, END, rule) == NewPeriod(valid_from, until)


@pytest.mark.parametrize(
    ("end", "rule", "on", "until"),
    [
        (date(2028, 2, 29), Rule(12, 3, CountsFrom.LAST_EXPIRY), date(2028, 2, 1), date(2029, 2, 28)),
        (date(2028, 2, 29), Rule(48, 3, CountsFrom.LAST_EXPIRY), date(2028, 2, 29), date(2032, 2, 29)),
        (date(2028, 6, 1), Rule(12, 6, CountsFrom.AWARD), date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_29_february_is_kept_within_its_month(end: date, rule: Rule, on: date, until: date) -> None:
    assert renewed(on, end, rule).valid_until == until


@given(RULES, DAYS, DAYS)
def test_a_renewal_never_shortens_what_one_holds(rule: Rule, on: date, end: date) -> None:
    found = renewed(on, end, rule)
    assert found.valid_until is not None
    assert found.valid_until >= found.valid_from
    assert on > end or found.valid_until >= end


@given(RULES, DAYS, DAYS)
def test_a_new_period_begins_on_the_day_of_the_pass_or_right_after_the_old_one(rule: Rule, on: date, end: date) -> None:
    assert renewed(on, end, rule).valid_from in {on, end + DAY}


@given(st.integers(1, 120), st.integers(1, 24), DAYS, st.data())
def test_inside_the_window_the_old_end_counts_to_the_day(months: int, window: int, end: date, data) -> None:
    rule = Rule(months, window, CountsFrom.LAST_EXPIRY)
    on = data.draw(st.dates(window_of(end, rule).opens, end))
    assert renewed(on, end, rule) == NewPeriod(end + DAY, add_months(end, months))


@given(RULES, DAYS, DAYS)
def test_after_the_end_it_is_as_if_earned_anew(rule: Rule, on: date, end: date) -> None:
    if on > end:
        assert renewed(on, end, rule) == earned(on, rule)


def test_beyond_the_calendar_there_is_its_last_day() -> None:
    assert add_months(date(9999, 6, 1), 12) == date.max
    assert valid_until(date(9998, 1, 1), 600) == date.max


@given(RULES, DAYS)
def test_there_is_a_sample_of_each_case(rule: Rule, today: date) -> None:
    found = samples(rule, today)
    cases = [sample.case for sample in found]
    assert cases == [case for case in Case if case != Case.BY_HIGHER or rule.renewed_by_higher]
    assert all(sample.period == renewed(sample.on, sample.end, rule) for sample in found)
    leap = next(sample for sample in found if sample.case == Case.LEAP_DAY)
    assert (leap.awarded.month, leap.awarded.day) == (2, 29)
    assert leap.awarded >= today


def test_without_a_validity_there_are_no_samples() -> None:
    assert samples(Rule(None, 3), TODAY) == []


def test_the_model_offers_the_same_choices() -> None:
    assert set(CurriculumVersion.RenewalFrom.values) == set(CountsFrom)

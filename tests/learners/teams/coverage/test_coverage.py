"""The pure rule: how many count on each day, and when they are too few."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.credentials.expiry import Period
from learners.teams.coverage.coverage import Chance, Code, Fit, chance, coverage, covers, months, soonest, spans

TODAY, LAST = date(2026, 3, 2), date(2027, 9, 2)
LONG_AGO = date(2025, 1, 1)
ENDLESS = Period(LONG_AGO)


def until(*day: int) -> Period:
    return Period(LONG_AGO, date(*day))


def found(periods: dict[int, list[Period]], least: int = 1):
    return coverage(periods, least, TODAY, LAST)


def test_without_anybody_the_target_is_missed_today():
    it = found({})
    assert (it.code, it.now, it.short_from, it.missing) == (Code.SHORT, 0, TODAY, 1)


def test_the_day_after_the_last_valid_one_is_the_first_below():
    it = found({1: [until(2026, 6, 30)], 2: [ENDLESS]}, least=2)
    assert (it.code, it.now, it.short_from, it.missing) == (Code.DROPS, 2, date(2026, 7, 1), 1)
    assert it.steps[1].lapsed == (1,)


def test_a_target_that_keeps_some_in_hand_is_met_until_too_many_lapsed():
    it = found({1: [until(2026, 6, 30)], 2: [until(2026, 8, 31)], 3: [ENDLESS]}, least=2)
    assert it.short_from == date(2026, 9, 1)


def test_no_expiry_lasts_to_the_end():
    assert found({1: [ENDLESS]}).code == Code.MET


def test_whoever_is_valid_through_today_counts_today_and_not_tomorrow():
    it = found({1: [Period(LONG_AGO, TODAY)]})
    assert (it.now, it.short_from) == (1, TODAY + timedelta(days=1))


def test_what_lapsed_yesterday_counts_no_more():
    assert found({1: [Period(LONG_AGO, TODAY - timedelta(days=1))]}).now == 0


def test_an_end_beyond_the_horizon_is_not_told():
    it = found({1: [Period(LONG_AGO, LAST)]})
    assert (it.code, len(it.steps)) == (Code.MET, 1)


def test_a_renewal_that_follows_at_once_leaves_no_gap():
    renewed = [until(2026, 6, 30), Period(date(2026, 7, 1), date(2030, 1, 1))]
    assert found({1: renewed}).code == Code.MET


def test_a_renewal_after_a_gap_ends_the_drop():
    it = found({1: [until(2026, 6, 30), Period(date(2026, 8, 1))]})
    assert [(step.day, step.count) for step in it.steps] == [
        (TODAY, 1),
        (date(2026, 7, 1), 0),
        (date(2026, 8, 1), 1),
    ]
    assert it.steps[-1].begun == (1,)


def test_two_certifications_of_a_kind_make_one_person():
    it = found({1: [until(2026, 6, 30), Period(date(2026, 2, 1), date(2026, 12, 31))]})
    assert (it.now, it.short_from) == (1, date(2027, 1, 1))


def test_what_is_revoked_counts_up_to_the_day_before():
    it = found({1: [Period(LONG_AGO, None, date(2026, 4, 1))], 2: [Period(LONG_AGO, None, TODAY)]})
    assert (it.now, it.short_from) == (1, date(2026, 4, 1))


def test_what_is_revoked_before_it_begins_never_counts():
    assert found({1: [Period(date(2026, 5, 1), None, date(2026, 4, 1))]}).steps[-1].count == 0


def test_months_say_the_fewest_and_who_lapses():
    first, april, may, *_rest = months(found({1: [until(2026, 4, 14)], 2: [ENDLESS]}, least=2))
    assert (first.first, first.lowest, first.lapsed) == (TODAY, 2, ())
    assert (april.lowest, april.lapsed) == (1, ((1, date(2026, 4, 15)),))
    assert (may.first, may.lowest) == (date(2026, 5, 1), 1)


def test_a_month_that_begins_with_a_renewal_is_not_pulled_down_by_the_one_before():
    gap = {1: [until(2026, 3, 20), Period(date(2026, 4, 1))]}
    assert [month.lowest for month in months(found(gap))][:3] == [0, 1, 1]


def test_there_is_a_month_for_each_of_the_horizon():
    assert len(list(months(found({})))) == 19


days = st.integers(-400, 700).map(lambda number: TODAY + timedelta(days=number))
periods = st.builds(
    lambda begins, length, revoked: Period(
        begins, None if length is None else begins + timedelta(days=length), revoked
    ),
    days,
    st.none() | st.integers(0, 800),
    st.none() | days,
)


@given(st.dictionaries(st.integers(1, 6), st.lists(periods, max_size=4), max_size=6), st.integers(0, 548))
def test_the_number_of_any_day_is_that_of_whoever_is_valid_on_it(own, offset):
    day = TODAY + timedelta(days=offset)
    it = coverage(own, 1, TODAY, LAST)
    count = [step.count for step in it.steps if step.day <= day][-1]
    valid = [any(p.valid_from <= day <= p.last_day for p in ones) for ones in own.values()]
    assert count == sum(valid)


@given(st.lists(periods, max_size=5))
def test_spans_are_in_order_and_do_not_touch(own):
    ranges = list(spans(own, TODAY, LAST))
    for (_begins, ends), (after, _end) in pairwise(ranges):
        assert after > ends + timedelta(days=1)


def test_covers_asks_for_the_day_itself():
    assert covers([until(2026, 6, 30)], date(2026, 6, 30))
    assert not covers([until(2026, 6, 30)], date(2026, 7, 1))


# Who could be ready

FEBRUARY, MARCH, APRIL = date(2026, 2, 14), date(2026, 3, 2), date(2026, 4, 1)


def test_nobody_is_ready_before_an_exam_whose_date_is_known():
    assert chance(1, FEBRUARY, MARCH, APRIL) == Chance(1, APRIL, APRIL)
    assert chance(1, FEBRUARY, APRIL, MARCH) == Chance(1, MARCH, APRIL)


def test_a_forecast_beyond_all_years_is_no_chance():
    assert chance(1, None, None, None) is None


def test_no_last_day_is_kept_open():
    assert chance(1, FEBRUARY, None, MARCH) == Chance(1, MARCH, None)


@pytest.mark.parametrize(
    ("one", "fit"),
    [
        (Chance(1, FEBRUARY, MARCH), Fit.IN_TIME),
        (Chance(1, FEBRUARY, APRIL), Fit.TIGHT),
        (Chance(1, FEBRUARY, None), Fit.TIGHT),
        (Chance(1, APRIL, APRIL), Fit.LATE),
    ],
)
def test_in_time_is_before_the_day_itself(one, fit):
    assert one.fit(APRIL) == fit


def test_who_is_ready_first_stands_first():
    chances = [Chance(1, MARCH, None), Chance(2, MARCH, APRIL), Chance(3, FEBRUARY, None)]
    assert [one.person for one in soonest(chances)] == [3, 2, 1]

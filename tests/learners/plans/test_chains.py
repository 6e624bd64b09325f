from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.goals.chains import MOST_RENEWALS, Cover, Lapse, Leg, Stone, outline
from learners.plans.schedule import Availability, NoStudyTimeError, Phase, Step, schedule
from tests.factories import MONDAY

WEEK = Availability((60, 60, 60, 60, 0, 120, 0))
DAY = timedelta(days=1)


def walked(*stones, availability=WEEK, today=MONDAY, held=None, at_the_end=()):
    return outline(stones, availability, today, held=held or {}, at_the_end=at_the_end)


def test_one_follows_the_other_with_the_exam_between_them():
    found = walked(Stone(1, 120), Stone(2, 60))
    assert found.legs == (
        Leg(1, date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)),
        Leg(2, date(2026, 3, 5), date(2026, 3, 5), date(2026, 3, 6)),
    )
    assert found.finish == date(2026, 3, 6)


def test_nothing_is_studied_on_days_off_and_on_days_without_minutes():
    week = Availability(
        WEEK.weekday_minutes, ((date(2026, 3, 3), date(2026, 3, 4)), (date(2026, 3, 4), date(2026, 3, 6)))
    )
    assert walked(Stone(1, 120), availability=week).legs[0] == Leg(1, MONDAY, date(2026, 3, 7), date(2026, 3, 8))


def test_one_without_a_plan_of_ours_takes_no_time_and_has_no_dates():
    found = walked(Stone(1, None), Stone(2, 60))
    assert found.legs == (Leg(1), Leg(2, MONDAY, MONDAY, MONDAY + DAY))


def test_a_running_plan_keeps_its_days_and_its_booked_exam():
    found = walked(Stone(1, 300, ends=date(2026, 4, 1), exam=date(2026, 4, 20)), Stone(2, 60))
    assert found.legs[0] == Leg(1, MONDAY, date(2026, 4, 1), date(2026, 4, 20))
    assert found.legs[1].starts == date(2026, 4, 21)


def test_a_plan_whose_last_day_has_passed_is_counted_anew_and_a_finished_one_leaves_the_exam():
    assert walked(Stone(1, 60, ends=MONDAY - DAY)).legs[0].ends == MONDAY
    assert walked(Stone(1, 0, exam=date(2026, 3, 9))).legs[0] == Leg(1, sits=date(2026, 3, 9))


def test_without_minutes_in_the_week_there_are_no_dates():
    with pytest.raises(NoStudyTimeError):
        walked(Stone(1, 60), availability=Availability((0,) * 7))
    assert walked(Stone(1, None), availability=Availability((0,) * 7)).finish is None


def test_what_lies_beyond_ten_years_has_no_dates_and_says_so():
    found = walked(Stone(1, 60), Stone(2, 10**6), Stone(3, 60))
    assert found.is_too_long
    assert [leg.sits is None for leg in found.legs] == [False, True, True]


def test_what_is_held_lapses_before_the_exam_that_rests_on_it():
    found = walked(Stone(2, 600, rests_on=(1,)), held={1: Cover(date(2026, 3, 10), 24)})
    assert found.lapses == (Lapse(1, date(2026, 3, 10), 2, found.legs[0].sits),)


@pytest.mark.parametrize(("until", "lapses"), [(date(2026, 3, 3), 0), (date(2026, 3, 2), 1), (None, 0)])
def test_a_credential_that_holds_on_the_day_of_the_exam_does_not_lapse_before_it(until, lapses):
    found = walked(Stone(2, 60, rests_on=(1,)), held={1: Cover(until, 24)})
    assert found.legs[0].sits == date(2026, 3, 3)
    assert len(found.lapses) == lapses


def test_one_earned_on_the_way_lapses_too_and_29_february_ends_on_the_28th():
    found = walked(
        Stone(1, 60, validity_months=12),
        Stone(2, 60 * 7 * 60, rests_on=(1,)),
        today=date(2028, 2, 28),
    )
    assert found.legs[0].sits == date(2028, 2, 29)
    assert found.lapses[0] == Lapse(1, date(2029, 2, 28), 2, found.legs[1].sits)


def test_what_is_renewed_in_time_lapses_again_only_after_that():
    held = {1: Cover(date(2026, 3, 10), 1)}
    found = walked(Stone(2, 600, rests_on=(1,)), Stone(3, 1800, rests_on=(1,)), held=held)
    assert [lapse.day for lapse in found.lapses] == [date(2026, 3, 10), date(2026, 4, 10)]
    assert [lapse.before for lapse in found.lapses] == [2, 3]


def test_without_a_known_rule_of_renewal_one_lapse_is_all_that_is_said():
    held = {1: Cover(date(2026, 3, 3), None)}
    assert len(walked(Stone(2, 600, rests_on=(1,)), Stone(3, 6000, rests_on=(1,)), held=held).lapses) == 1


def test_a_validity_of_a_month_does_not_fill_the_page():
    held = {1: Cover(date(2026, 3, 3), 1)}
    assert len(walked(Stone(2, 60 * 6 * 100, rests_on=(1,)), held=held).lapses) == MOST_RENEWALS


def test_at_the_end_of_the_way_everything_must_hold():
    found = walked(Stone(1, 60, validity_months=1), Stone(2, 1800), at_the_end=(1, 2))
    assert found.lapses == (Lapse(1, date(2026, 4, 3), None, found.finish),)


@given(
    st.lists(st.integers(0, 1440), min_size=7, max_size=7).filter(any),
    st.integers(1, 20_000),
    st.lists(st.tuples(st.integers(-5, 300), st.integers(0, 60)), max_size=6),
)
def test_a_stone_takes_the_days_that_one_step_of_its_minutes_takes_in_a_plan(week, minutes, off):
    days_off = tuple((MONDAY + first * DAY, MONDAY + (first + length) * DAY) for first, length in off)
    availability = Availability(tuple(week), days_off)
    found = walked(Stone(1, minutes), availability=availability)
    if found.is_too_long:
        return
    planned = schedule([Phase("one", (Step("all", minutes),))], availability, start=MONDAY).dates[0]
    assert (found.legs[0].starts, found.legs[0].ends) == (planned.starts, planned.due)

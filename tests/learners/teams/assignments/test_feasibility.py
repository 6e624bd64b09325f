"""Whether a certification fits by a day, from dated plans and ways alone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learners.plans.goals.chains import Outline, Stone, outline
from learners.plans.schedule import Availability, Phase, Step, schedule
from learners.teams.assignments.feasibility import Code, Week, longer_week, of_schedule, of_way, reaches
from tests.factories import MONDAY

WEEK = (60, 0, 60, 0, 60, 0, 0)
DAY = timedelta(days=1)


def dated(minutes: tuple[int, ...], due: date, week: Week = WEEK):
    steps = tuple(Step(f"s{number}", value) for number, value in enumerate(minutes))
    return schedule([Phase("one", steps)], Availability(week), start=MONDAY, exam_date=due)


def walked(minutes: tuple[int, ...], week: Week) -> Outline:
    return outline([Stone(number, one) for number, one in enumerate(minutes)], Availability(week), MONDAY, held={})


def test_a_plan_that_ends_the_day_before_fits():
    verdict = of_schedule(dated((60, 60, 60), MONDAY + 5 * DAY), has=180, today=MONDAY)
    assert (verdict.code, verdict.finish, verdict.needs) == (Code.FITS, MONDAY + 5 * DAY, None)


def test_one_day_less_does_not_and_the_numbers_say_what_would():
    verdict = of_schedule(dated((60, 60, 60), MONDAY + 4 * DAY), has=180, today=MONDAY)
    assert (verdict.code, verdict.finish) == (Code.SHORT, MONDAY + 5 * DAY)
    assert verdict.needs == 360  # two study days are left for three tasks of an hour: two on one day
    assert dated((60, 60, 60), MONDAY + 4 * DAY, (120, 0, 120, 0, 120, 0, 0)).verdict.fits
    assert not dated((60, 60, 60), MONDAY + 4 * DAY, (115, 0, 115, 0, 115, 0, 0)).verdict.fits


def test_nothing_left_fits_from_tomorrow_on():
    assert of_schedule(None, has=180, today=MONDAY).finish == MONDAY + DAY


def test_a_way_counts_a_day_for_each_exam():
    found = walked((60, 60), WEEK)
    assert found.finish == MONDAY + 3 * DAY  # studied on Monday and Wednesday, sat on Tuesday and Thursday
    verdict = of_way(found, lambda week: walked((60, 60), week), week=WEEK, due=MONDAY + 3 * DAY)
    assert (verdict.code, verdict.finish, verdict.has) == (Code.FITS, MONDAY + 3 * DAY, 180)


def test_a_way_without_hours_has_no_time():
    assert of_way(None, lambda _week: None, week=(0,) * 7, due=MONDAY).code == Code.NO_TIME


def test_no_week_is_proposed_that_nobody_could_bear():
    verdict = of_way(walked((9000,), WEEK), lambda week: walked((9000,), week), week=WEEK, due=MONDAY + 3 * DAY)
    assert (verdict.code, verdict.needs) == (Code.SHORT, None)


weeks = st.tuples(*[st.sampled_from((0, 25, 60, 120, 240))] * 7).filter(any)
works = st.lists(st.integers(min_value=1, max_value=3000), min_size=1, max_size=5).map(tuple)


@given(minutes=works, week=weeks, days=st.integers(min_value=1, max_value=200))
def test_the_week_that_is_named_fits_and_no_shorter_one_by_five_minutes_a_day(minutes, week, days):
    due = MONDAY + days * DAY
    found = longer_week(week, lambda one: reaches(walked(minutes, one), due))
    if found is None:
        assert not reaches(walked(minutes, tuple(720 if one else 0 for one in week)), due)
        return
    assert reaches(walked(minutes, found), due)
    if sum(found) > sum(week):
        shorter = tuple(max(0, one - 5) for one in found)
        assert not any(shorter) or not reaches(walked(minutes, shorter), due)


@given(minutes=works, week=weeks, days=st.integers(min_value=1, max_value=200))
def test_the_first_date_that_is_named_fits(minutes, week, days):
    verdict = of_way(walked(minutes, week), lambda one: walked(minutes, one), week=week, due=MONDAY + days * DAY)
    assert verdict.finish is not None
    assert of_way(walked(minutes, week), lambda _one: None, week=week, due=verdict.finish).fits
    assert verdict.fits == (verdict.finish <= MONDAY + days * DAY)

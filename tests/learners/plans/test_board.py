"""The days of a week and of a month, and what lies on them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.boards.board import (
    Frame,
    Part,
    Sign,
    Spread,
    can_show,
    days_of,
    month_before,
    nearest_day,
    next_month,
    parts_by_day,
    week_around,
    weeks_of_month,
)
from learners.plans.schedule import Availability

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
WEEKDAYS = Availability((60, 60, 60, 60, 60, 0, 0))

every_day = st.dates(date(1, 3, 5), date(9999, 10, 29))
near_days = st.integers(-40, 80).map(lambda number: MONDAY + number * DAY)
spreads = st.builds(
    lambda key, starts, length: Spread(key, starts, starts + length * DAY),
    st.integers(1, 10**6),
    near_days,
    st.integers(0, 45),
)
plans = st.lists(spreads, max_size=12, unique_by=lambda spread: spread.key)
availabilities = st.builds(
    Availability,
    st.lists(st.sampled_from([0, 60]), min_size=7, max_size=7).map(tuple),
    st.lists(st.tuples(near_days, st.integers(0, 9)).map(lambda one: (one[0], one[0] + one[1] * DAY)), max_size=2).map(
        tuple
    ),
)


@pytest.mark.parametrize("day", [MONDAY, MONDAY + 3 * DAY, MONDAY + 6 * DAY])
def test_a_week_is_from_monday_to_sunday(day):
    assert week_around(day) == tuple(MONDAY + number * DAY for number in range(7))


@pytest.mark.parametrize(
    ("day", "first", "last", "weeks"),
    [
        (date(2026, 3, 15), date(2026, 2, 23), date(2026, 4, 5), 6),
        (date(2027, 2, 28), date(2027, 2, 1), date(2027, 2, 28), 4),
        (date(2028, 2, 29), date(2028, 1, 31), date(2028, 3, 5), 5),
        (date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 3), 5),
    ],
    ids=["six weeks", "four weeks", "a leap day", "over the turn of the year"],
)
def test_a_month_is_whole_weeks(day, first, last, weeks):
    found = weeks_of_month(day)
    assert (found[0][0], found[-1][-1], len(found)) == (first, last, weeks)


@given(every_day)
def test_every_day_is_once_in_its_month(day):
    shown = [one for week in weeks_of_month(day) for one in week]
    assert shown == [shown[0] + number * DAY for number in range(len(shown))]
    assert shown[0].weekday() == 0
    assert {one.day for one in shown if one.month == day.month} == set(
        range(1, (next_month(day) - day.replace(day=1)).days + 1)
    )


@given(every_day)
def test_the_month_before_the_next_is_this_one(day):
    assert month_before(next_month(day)) == day.replace(day=1)
    assert next_month(month_before(day)) == day.replace(day=1)


@pytest.mark.parametrize("day", [date.min, date.max, date(1, 2, 1), date(9999, 11, 30)])
def test_a_day_at_the_edge_of_time_is_not_shown(day):
    assert not can_show(day)


@given(st.dates())
def test_what_can_be_shown_has_its_page_and_the_pages_beside_it(day):
    if can_show(day):
        for other in (day, month_before(day), next_month(day)):
            assert weeks_of_month(other)


@pytest.mark.parametrize(
    ("starts", "due", "days"),
    [(0, 0, (0,)), (0, 2, (0, 1, 2)), (4, 7, (4, 7)), (5, 6, (5, 6)), (3, 8, (3, 4, 7, 8))],
    ids=["one day", "three days", "over a weekend", "a weekend by hand", "around a weekend"],
)
def test_a_task_lies_on_its_ends_and_the_study_days_between(starts, due, days):
    spread = Spread(1, MONDAY + starts * DAY, MONDAY + due * DAY)
    assert days_of(spread, WEEKDAYS) == tuple(MONDAY + number * DAY for number in days)


def test_a_task_that_began_last_week_counts_on():
    spread = Spread(7, MONDAY - 4 * DAY, MONDAY + DAY)
    found = parts_by_day([spread], week_around(MONDAY), WEEKDAYS)
    assert found[MONDAY] == (Part(7, 3, 4),)
    assert found[MONDAY + DAY] == (Part(7, 4, 4),)
    assert found[MONDAY + 2 * DAY] == ()


@given(plans, availabilities, near_days)
def test_every_task_of_a_month_is_there_on_exactly_its_days(given_plan, availability, day):
    shown = [one for week in weeks_of_month(day) for one in week]
    found = parts_by_day(given_plan, shown, availability)
    assert list(found) == shown
    for spread in given_plan:
        days = [one for one in days_of(spread, availability) if one in found]
        assert [one for one in shown if spread.key in [part.key for part in found[one]]] == days


@given(plans, availabilities, near_days)
def test_the_weeks_of_a_month_show_what_the_month_shows(given_plan, availability, day):
    weeks = weeks_of_month(day)
    month = parts_by_day(given_plan, [one for week in weeks for one in week], availability)
    for week in weeks:
        assert parts_by_day(given_plan, week, availability) == {one: month[one] for one in week}


@given(plans, availabilities)
def test_parts_are_numbered_from_one_to_their_count(given_plan, availability):
    shown = [MONDAY + number * DAY for number in range(-40, 130)]
    found = [part for parts in parts_by_day(given_plan, shown, availability).values() for part in parts]
    for spread in given_plan:
        numbers = [(part.number, part.of) for part in found if part.key == spread.key]
        assert numbers == [(number, len(numbers)) for number in range(1, len(numbers) + 1)]


@pytest.mark.parametrize(
    ("days", "nearest"),
    [((), None), ((-3, 9, 20), 9), ((-9, -3), -3)],
    ids=["no task", "the next one", "the last one"],
)
def test_an_empty_week_knows_where_the_tasks_are(days, nearest):
    spreads = [Spread(number, MONDAY + day * DAY, MONDAY + day * DAY) for number, day in enumerate(days)]
    expected = None if nearest is None else MONDAY + nearest * DAY
    assert nearest_day(spreads, week_around(MONDAY)) == expected


def test_a_week_off_in_the_middle_of_a_task_knows_when_it_goes_on():
    spread = Spread(1, MONDAY - 3 * DAY, MONDAY + 9 * DAY)
    off = Availability((60,) * 7, ((MONDAY, MONDAY + 6 * DAY),))
    shown = week_around(MONDAY)
    assert not any(parts_by_day([spread], shown, off).values())
    assert nearest_day([spread], shown) == MONDAY + 9 * DAY


FRAME = Frame(
    first=MONDAY,
    last=MONDAY + 20 * DAY,
    exam=MONDAY + 24 * DAY,
    buffer_days=2,
    pauses=((MONDAY + 3 * DAY, MONDAY + 5 * DAY),),
)


@pytest.mark.parametrize(
    ("day", "signs", "is_for_study"),
    [
        (-1, (), False),
        (0, (Sign.FIRST,), True),
        (2, (), True),
        (3, (Sign.PAUSED,), False),
        (5, (Sign.PAUSED,), False),
        (6, (), True),
        (20, (Sign.LAST,), True),
        (21, (), True),
        (22, (Sign.BUFFER,), False),
        (23, (Sign.BUFFER,), False),
        (24, (Sign.EXAM,), False),
        (25, (), False),
    ],
)
def test_a_day_says_what_it_is_to_the_plan(day, signs, is_for_study):
    assert FRAME.signs(MONDAY + day * DAY) == signs
    assert FRAME.is_for_study(MONDAY + day * DAY) is is_for_study


def test_without_an_exam_no_day_is_kept_free():
    frame = Frame(MONDAY, MONDAY, buffer_days=3)
    assert frame.signs(MONDAY) == (Sign.FIRST, Sign.LAST)
    assert frame.is_for_study(MONDAY + 9 * DAY)

"""Streaks of study days, and their picture. Monday 2 March 2026."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.charts.heat import LEFT, SIDES, TOP, Diary, Kind, draw, weeks_of
from learners.plans.charts.streak import Calendar, Streak, free_days, streak

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
WORKDAYS = (60, 60, 60, 60, 60, 0, 0)
EVERY_DAY = (60,) * 7
HORIZON = MONDAY + 1000 * DAY

weeks = st.lists(st.integers(0, 90), min_size=7, max_size=7).map(tuple)
offsets = st.integers(-5, 120)
sets_of_days = st.frozensets(offsets.map(lambda number: MONDAY + number * DAY), max_size=90)
todays = st.integers(0, 120).map(lambda number: MONDAY + number * DAY)


def calendar(hours=EVERY_DAY, free=frozenset(), last=None) -> Calendar:
    return Calendar(MONDAY, last, ((date.min, hours),), frozenset(day.toordinal() for day in free))


def days(*numbers: int) -> set[date]:
    return {MONDAY + number * DAY for number in numbers}


@pytest.mark.parametrize(
    ("hours", "studied", "today", "found"),
    [
        (EVERY_DAY, (), 0, Streak(0, 0, MONDAY)),
        (EVERY_DAY, (0,), 0, Streak(1, 1, MONDAY + DAY)),
        (EVERY_DAY, (0, 1, 2), 3, Streak(3, 3, MONDAY + 3 * DAY)),
        (EVERY_DAY, (0, 1, 3), 4, Streak(1, 2, MONDAY + 4 * DAY)),
        (EVERY_DAY, (0, 1), 3, Streak(0, 2, MONDAY + 3 * DAY)),
        (WORKDAYS, (3, 4, 7), 8, Streak(3, 3, MONDAY + 8 * DAY)),
        (WORKDAYS, (3, 4), 6, Streak(2, 2, MONDAY + 7 * DAY)),
        (WORKDAYS, (4, 5, 6, 7), 7, Streak(2, 2, MONDAY + 8 * DAY)),
        ((0,) * 7, (0, 1), 1, Streak(0, 0, None)),
    ],
)
def test_a_streak_counts_study_days_alone(hours, studied, today, found):
    assert streak(calendar(hours), days(*studied), MONDAY + today * DAY) == found


def test_a_plan_that_is_over_asks_for_no_more():
    ended = calendar(last=MONDAY + 2 * DAY)
    assert streak(ended, days(0, 1, 2), MONDAY + 40 * DAY) == Streak(3, 3, None)


def test_a_plan_still_to_begin_has_its_first_day_ahead():
    assert streak(calendar(WORKDAYS), set(), MONDAY - 9 * DAY) == Streak(0, 0, MONDAY)


def test_a_week_counts_from_the_day_it_was_chosen():
    changed = Calendar(MONDAY, None, ((date.min, WORKDAYS), (MONDAY + 9 * DAY, EVERY_DAY)))
    assert [changed.asks(MONDAY + number * DAY) for number in (4, 5, 12)] == [True, False, True]
    assert streak(changed, days(0, 1, 2, 3, 4, 7, 8), MONDAY + 9 * DAY).current == 7


def test_days_off_are_cut_to_what_is_asked_for():
    ranges = [(date.min, MONDAY), (MONDAY + 2 * DAY, date.max), (MONDAY + 3 * DAY, MONDAY + DAY)]
    assert free_days(ranges, MONDAY, MONDAY + 3 * DAY) == {day.toordinal() for day in days(0, 2, 3)}


@given(weeks, sets_of_days, todays)
def test_who_studied_on_every_study_day_has_them_all(hours, free, today):
    found = calendar(hours, free)
    every = set(found.study_days(MONDAY, today))
    assert streak(found, every, today).current == streak(found, every, today).longest == len(every)


@given(weeks, sets_of_days, sets_of_days, todays)
def test_today_never_breaks_a_streak(hours, free, studied, today):
    found = calendar(hours, free)
    without, yesterday = studied - {today}, streak(found, studied, today - DAY)
    assert streak(found, without, today).current == yesterday.current
    assert streak(found, without | {today}, today).current == yesterday.current + found.asks(today)


@given(weeks, sets_of_days, sets_of_days, todays)
def test_days_off_never_break_a_streak(hours, free, studied, today):
    before, after = streak(calendar(hours), studied, today), streak(calendar(hours, free - studied), studied, today)
    assert after.current >= before.current
    assert after.longest >= before.longest


@given(weeks, sets_of_days, sets_of_days, todays)
def test_days_off_on_days_of_study_take_no_more_than_themselves(hours, free, studied, today):
    before, after = streak(calendar(hours), studied, today), streak(calendar(hours, free), studied, today)
    assert after.current >= before.current - len(free & studied)


@given(weeks, sets_of_days, sets_of_days, todays)
def test_study_on_other_days_changes_nothing(hours, free, studied, today):
    found = calendar(hours, free)
    asked = {day for day in studied if found.asks(day)}
    one, other = streak(found, studied, today), streak(found, asked, today)
    assert (one.current, one.longest) == (other.current, other.longest)


@given(weeks, sets_of_days, sets_of_days, todays)
def test_the_longest_is_never_shorter_and_the_next_day_is_a_study_day(hours, free, studied, today):
    found = calendar(hours, free)
    result = streak(found, studied, today)
    assert 0 <= result.current <= result.longest <= len(studied)
    if result.next_day:
        assert found.asks(result.next_day)
        assert result.next_day >= today
        assert result.next_day not in studied or result.next_day > today


# The picture ---------------------------------------------------------------------------------------------------------


def test_each_day_is_known_for_what_it_was():
    diary = Diary({MONDAY: 30, MONDAY + 5 * DAY: 10}, calendar(WORKDAYS, days(2)), MONDAY + 7 * DAY)
    first, second = weeks_of(diary, MONDAY + 7 * DAY)
    studied, missed, free = Kind.STUDIED, Kind.MISSED, Kind.FREE
    assert [day.kind for day in first] == [studied, missed, free, missed, missed, studied, free]
    assert [day.kind for day in second] == [Kind.OPEN, *[None] * 6]


def test_days_before_the_plan_are_nothing_and_study_on_them_is_shown():
    (week,) = weeks_of(
        Diary({MONDAY + DAY: 5}, Calendar(MONDAY + 2 * DAY, None, ((date.min, EVERY_DAY),)), MONDAY + 2 * DAY),
        MONDAY + 2 * DAY,
    )
    assert [day.kind for day in week[:3]] == [None, Kind.STUDIED, Kind.OPEN]


def test_the_more_minutes_the_larger_the_square():
    minutes = {MONDAY + number * DAY: value for number, value in enumerate((0, 1, 31, 61, 120))}
    drawn = draw(weeks_of(Diary(minutes, calendar(), MONDAY + 4 * DAY), MONDAY + 4 * DAY), MONDAY + 4 * DAY, 9)
    assert [path.count("M") for path in drawn.squares] == [2, 1, 1, 1]


def test_only_the_last_weeks_are_drawn_and_months_are_named_where_they_begin():
    diary = Diary({MONDAY: 30}, calendar(), MONDAY + 370 * DAY)
    every = weeks_of(diary, diary.today)
    drawn = draw(every, diary.today, 16)
    assert (len(every), drawn.width) == (53, LEFT + 16 * 18)
    assert [day for _x, day in drawn.months] == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]


def test_a_leap_day_and_the_end_of_a_year_have_their_places():
    start = date(2027, 12, 27)
    diary = Diary({date(2028, 2, 29): 30}, Calendar(start, None, ((date.min, EVERY_DAY),)), date(2028, 3, 5))
    found = weeks_of(diary, diary.today)
    assert [len(week) for week in found] == [7] * 10
    assert found[-1][1].kind == Kind.STUDIED


@given(
    st.dictionaries(offsets.map(lambda number: MONDAY + number * DAY), st.integers(0, 1440)), todays, st.integers(1, 60)
)
def test_every_square_lies_in_the_picture(minutes, today, most):
    drawn = draw(weeks_of(Diary(minutes, calendar(WORKDAYS), today), today), today, most)
    assert len(drawn.squares) == len(SIDES)
    for path in (*drawn.squares, drawn.today):
        for x, y, side in re.findall(r"M([\d.]+),([\d.]+)h([\d.]+)", path):
            assert LEFT <= float(x) <= float(x) + float(side) <= drawn.width
            assert TOP <= float(y) <= float(y) + float(side) <= drawn.height

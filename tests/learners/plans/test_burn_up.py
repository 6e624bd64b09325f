"""Work done against work planned, and its picture. Monday 2 March 2026."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.charts.burn_up import (
    Balance,
    Curve,
    WeekSums,
    Work,
    added_up,
    balance,
    before_all,
    burn_up,
    total_of,
    week_sums,
)
from learners.plans.charts.burn_up_picture import BOTTOM, LEFT, RIGHT, TOP, WIDTH, Dates, draw

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
days = st.integers(-60, 400).map(lambda number: MONDAY + number * DAY)
works = st.lists(st.tuples(st.integers(1, 400), days, st.none() | days), max_size=40).map(
    lambda rows: [Work(f"t{number}", *row) for number, row in enumerate(rows)]
)


def work(minutes: int, due: int, done: int | None = None) -> Work:
    return Work(f"due-{due}", minutes, MONDAY + due * DAY, None if done is None else MONDAY + done * DAY)


def test_a_curve_is_level_before_between_and_after_its_days():
    curve = added_up([(MONDAY + 2 * DAY, 30), (MONDAY, 60), (MONDAY, 15)])
    assert curve.points == ((MONDAY, 75), (MONDAY + 2 * DAY, 105))
    assert [curve.on(MONDAY + number * DAY) for number in (-1, 0, 1, 2, 9)] == [0, 75, 75, 105, 105]


@pytest.mark.parametrize(
    ("done_on", "found"),
    [
        ((None, None, None), Balance(-60, 0, 60)),
        ((-1, None, None), Balance(0, 60, 150)),
        ((-1, 0, None), Balance(0, 150, 150)),
        ((-1, 0, 0), Balance(30, 180, 150)),
    ],
)
def test_what_is_due_today_is_not_missing_yet(done_on, found):
    rows = [work(minutes, due, done) for minutes, due, done in zip((60, 90, 30), (-1, 0, 5), done_on, strict=True)]
    assert balance(burn_up(rows, first_days={}, changes=[]), MONDAY) == found


def test_the_total_steps_where_work_came_and_went():
    curve = total_of(600, [(MONDAY, 60), (MONDAY + 5 * DAY, -90)])
    assert (curve.base, [curve.on(MONDAY + number * DAY) for number in (0, 5)]) == (630, [690, 600])


def test_the_first_plan_has_the_days_before_the_first_move():
    moves = [{"a": MONDAY}, {"a": MONDAY + 3 * DAY, "b": MONDAY + DAY}]
    assert before_all(moves) == {"a": MONDAY, "b": MONDAY + DAY}


def test_a_plan_that_never_moved_has_no_first_plan_beside_it():
    rows = [work(60, 4), work(30, 5)]
    assert burn_up(rows, first_days={}, changes=[]).first_plan is None
    assert burn_up(rows, first_days=None, changes=[]).first_plan is None
    assert burn_up(rows, first_days={"due-4": MONDAY + 4 * DAY}, changes=[]).first_plan is None
    moved = burn_up(rows, first_days={"due-4": MONDAY + DAY, "gone": MONDAY}, changes=[]).first_plan
    assert moved == Curve(((MONDAY + DAY, 60), (MONDAY + 5 * DAY, 90)))


def test_weeks_sum_what_is_in_them_and_what_is_reached():
    found = burn_up([work(60, 0, 8), work(30, 7), work(45, 13)], first_days=None, changes=[])
    assert week_sums(found, MONDAY + 2 * DAY, MONDAY + 13 * DAY) == (
        WeekSums(MONDAY, 60, 0, 60, 0, 135),
        WeekSums(MONDAY + 7 * DAY, 75, 60, 135, 60, 135),
    )


@given(works, st.lists(st.tuples(days, st.integers(-300, 300)), max_size=6))
def test_curves_rise_and_end_with_all_the_work(rows, changes):
    found = burn_up(rows, first_days=None, changes=changes)
    for curve in (found.done, found.planned):
        assert all(before[1] < after[1] for before, after in pairwise(curve.points))
    assert found.planned.end == sum(one.minutes for one in rows)
    assert found.done.end == sum(one.minutes for one in rows if one.done_on)
    if sum(one.minutes for one in rows) >= sum(minutes for _day, minutes in changes):
        assert found.total.end == found.planned.end


@given(works)
def test_the_weeks_of_the_table_add_up_to_the_whole(rows):
    found = burn_up(rows, first_days=None, changes=[])
    every = [day for one in rows for day in (one.due, one.done_on) if day]
    sums = week_sums(found, min(every, default=MONDAY), max(every, default=MONDAY))
    assert sum(week.planned for week in sums) == sums[-1].planned_so_far == found.planned.end
    assert sum(week.done for week in sums) == sums[-1].done_so_far == found.done.end


@given(works, days, st.none() | days, st.none() | st.integers(0, 1100), st.none() | st.integers(0, 1100))
def test_nothing_is_drawn_beside_the_picture(rows, today, exam, half, more):
    reached = None if half is None else today + half * DAY
    latest = None if reached is None or more is None else reached + more * DAY
    found = burn_up(rows, first_days={}, changes=[])
    drawn = draw(found, Dates(MONDAY, today, exam, reached, latest))
    for path in (*drawn.paths.values(), drawn.fan, drawn.area):
        places = re.findall(r"([MLHV])([\d.]+)(?:,([\d.]+))?", path)
        for sign, first, second in places:
            x = float(first) if sign in "MLH" else LEFT
            y = float(second) if second else float(first) if sign == "V" else TOP
            assert LEFT <= x <= WIDTH - RIGHT
            assert TOP <= y <= BOTTOM
    assert "-" not in "".join(drawn.paths.values())
    for upright in (drawn.today, drawn.exam):
        assert upright is None or LEFT <= upright.x <= WIDTH - RIGHT


def test_a_plan_that_is_over_has_no_today_and_no_forecast():
    drawn = draw(burn_up([work(60, 0, 0)], first_days={}, changes=[]), Dates(MONDAY, None, half=MONDAY))
    assert (drawn.today, drawn.exam, drawn.fan) == (None, None, "")


def test_a_forecast_far_away_stretches_the_picture_to_twice_its_length_at_most():
    found = burn_up([work(60, 0, 0), work(60, 99)], first_days={}, changes=[])
    near = draw(found, Dates(MONDAY, MONDAY, half=MONDAY + 110 * DAY, most=MONDAY + 120 * DAY))
    far = draw(found, Dates(MONDAY, MONDAY, half=MONDAY + 110 * DAY, most=MONDAY + 900 * DAY))
    unknown = draw(found, Dates(MONDAY, MONDAY, half=MONDAY + 110 * DAY))
    assert [drawn.axis.days for drawn in (near, far, unknown)] == [121, 199, 111]
    assert [drawn.fan.count("L") for drawn in (near, far, unknown)] == [2, 3, 3]

"""Days along a picture, and the picture of a plan. Monday 2 March 2026."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.charts.axis import LEAST_APART, Axis, named_days
from learners.plans.charts.time_line import MARGIN, MOST_LANES, NAMED, WIDTH, Around, Mark, Piece, draw
from learners.plans.weeks import Week

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
AROUND = Around(start=MONDAY, today=MONDAY, shows_today=True)


def piece(
    first: int = 0, last: int | None = None, *, phase: int = 0, mark: Mark = Mark.TODO, title: str = "Read"
) -> Piece:
    due = MONDAY + (first if last is None else last) * DAY
    return Piece(phase, f"Phase {phase}", title, mark, MONDAY + first * DAY, due)


def test_an_axis_goes_from_the_beginning_of_its_first_day_to_the_end_of_its_last():
    axis = Axis(MONDAY, MONDAY + 9 * DAY, left=10, width=100)
    assert (axis.at(MONDAY), axis.at(MONDAY + DAY), axis.after(MONDAY + 9 * DAY)) == (10, 20, 110)


def test_days_beyond_an_axis_stand_at_its_ends():
    axis = Axis(MONDAY, MONDAY + 9 * DAY, left=10, width=100)
    assert (axis.at(MONDAY - DAY), axis.at(MONDAY + 99 * DAY)) == (10, 110)


@pytest.mark.parametrize(
    ("days", "named"),
    [
        (1, [MONDAY]),
        (14, [MONDAY, MONDAY + 7 * DAY]),
        (200, [date(2026, month, 1) for month in range(4, 10)]),
        (1500, [date(year, month, 1) for year in range(2026, 2031) for month in (1, 7)][1:-2]),
        (3650, [date(year, 1, 1) for year in range(2027, 2036)]),
    ],
)
def test_as_many_days_are_named_as_have_room(days, named):
    assert list(named_days(Axis(MONDAY, MONDAY + (days - 1) * DAY, 0, 960))) == named


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 3700))
def test_names_of_days_never_overlap_and_lie_within(first, days):
    axis = Axis(first, first + (days - 1) * DAY, 8, 944)
    named = named_days(axis)
    assert named
    assert all(axis.holds(day) for day in named)
    assert all(axis.at(after) - axis.at(before) > LEAST_APART * 0.9 for before, after in pairwise(named))


def test_each_phase_is_a_band_from_its_first_day_to_its_last():
    drawn = draw([piece(0, 3), piece(5), piece(6, 9, phase=1)], [], AROUND)
    one, two = drawn.bands
    assert (one.left, one.left + one.width) == (round(drawn.axis.at(MONDAY)), round(drawn.axis.after(MONDAY + 5 * DAY)))
    assert one.top + one.height < two.top
    assert two.left + two.width == WIDTH - MARGIN


def test_few_tasks_have_names_and_many_have_none():
    few = draw([piece(number) for number in range(NAMED)], [], AROUND)
    many = draw([piece(number) for number in range(NAMED + 1)], [], AROUND)
    assert (len(few.bands[0].names), len(many.bands[0].names)) == (NAMED, 0)
    assert many.height < few.height


def test_each_state_has_a_shape_of_its_own():
    drawn = draw([piece(mark=mark) for mark in Mark], [], AROUND)
    signs = {mark: re.sub(r"[-\d.,]+", "", path) for mark, path in drawn.marks.items()}
    assert signs == {Mark.DONE: "Mhvhz", Mark.TODO: "Mhvhz", Mark.OVERDUE: "MhvhzMl", Mark.SKIPPED: "Mh"}


def test_a_name_stands_where_there_is_room_for_it():
    early, late, whole = draw([piece(0, 9), piece(90, 99), piece(0, 99)], [], AROUND).bands[0].names
    assert (early.before, late.before, whole.before) == (False, True, False)
    assert early.x > 50
    assert late.x < WIDTH - 50
    assert whole.x < 50


def test_the_exam_the_days_before_it_and_pauses_are_drawn():
    around = Around(MONDAY, MONDAY, True, MONDAY + 30 * DAY, 5, ((MONDAY + 3 * DAY, MONDAY + 4 * DAY),))
    drawn = draw([piece()], [], around)
    assert drawn.exam is not None
    assert drawn.buffer is not None
    assert drawn.today is not None
    assert drawn.today.x < drawn.pauses[0].left < drawn.buffer.left < drawn.exam.x
    assert drawn.buffer.left + drawn.buffer.width < drawn.exam.x


def test_a_plan_that_is_over_shows_no_today():
    drawn = draw([piece()], [], Around(MONDAY, MONDAY + 900 * DAY, shows_today=False))
    assert drawn.today is None
    assert drawn.axis.days == 1


def test_today_is_on_the_line_before_the_plan_begins_and_long_after():
    for today in (MONDAY - 40 * DAY, MONDAY + 900 * DAY):
        assert draw([piece()], [], Around(MONDAY, today, shows_today=True)).axis.holds(today)


def test_a_week_with_too_much_is_drawn_apart():
    drawn = draw([piece()], [Week(MONDAY, 60, 120), Week(MONDAY + 7 * DAY, 180, 120)], AROUND)
    assert (drawn.load.count("M"), drawn.over.count("M"), drawn.room.count("M")) == (1, 1, 2)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 4000), st.integers(0, 60), st.sampled_from(Mark)), max_size=120
    ),
    st.integers(-400, 4000),
)
def test_every_mark_and_name_lies_in_the_picture(given_tasks, today):
    pieces = [piece(first, first + days, phase=phase, mark=mark) for phase, first, days, mark in sorted(given_tasks)]
    drawn = draw(pieces, [], Around(MONDAY, MONDAY + today * DAY, shows_today=True))
    for path in drawn.marks.values():
        for x, y, width in re.findall(r"M([\d.]+),([\d.]+)h([\d.]+)", path):
            assert float(x) >= MARGIN
            assert float(x) + float(width) <= WIDTH - MARGIN + 0.2
            assert drawn.top < float(y) < drawn.load_top
    for band in drawn.bands:
        assert 0 <= band.left < WIDTH
        assert all(0 <= name.x <= WIDTH for name in (band.title, *band.names))
        assert len(pieces) <= NAMED or band.height <= MOST_LANES * 9 + 4

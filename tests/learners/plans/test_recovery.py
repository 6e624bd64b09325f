"""The three ways out, in tables. Monday 2 March 2026, an hour each weekday."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from learners.plans.recovery.previews import Ground, Piece, Problem, Way, preview, previews
from learners.plans.schedule import Availability, Step

MONDAY = date(2026, 3, 2)
HOUR_A_WEEKDAY = (60, 60, 60, 60, 60, 0, 0)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def piece(key: str, minutes: int = 60, due: int = -3, phase: int = 0, **fields) -> Piece:
    """Due three days ago unless told otherwise."""
    return Piece(Step(key, minutes, **fields), phase, (day(due), day(due)))


def ground(*pieces: Piece, exam: int | None = 7, buffer: int = 0, minutes=HOUR_A_WEEKDAY, days_off=()) -> Ground:
    exam_date = day(exam) if exam is not None else None
    return Ground(pieces, Availability(minutes, days_off), MONDAY, MONDAY, exam_date, buffer)


TEN = tuple(piece(f"t{number}", optional=number in {3, 7}) for number in range(10))
SIX = tuple(piece(f"t{number}", optional=number == 3) for number in range(6))


def test_holding_the_date_raises_the_minutes_as_far_as_needed_and_no_further():
    found = preview(ground(*TEN), Way.HOLD_DATE)
    assert found.problem is None
    assert found.weekday_minutes == (HOUR_A_WEEKDAY, (120, 120, 120, 120, 120, 0, 0))
    assert found.exam_date == (day(7), day(7))
    assert found.verdict is not None
    assert found.verdict.fits
    assert found.last_day == (day(-3), day(4))


def test_holding_the_date_keeps_the_hours_where_they_suffice():
    found = preview(ground(piece("a"), piece("b", due=0)), Way.HOLD_DATE)
    assert found.problem is None
    assert found.weekday_minutes == (HOUR_A_WEEKDAY, HOUR_A_WEEKDAY)
    assert [(one.key, one.after) for one in found.moved] == [("a", (day(0), day(0))), ("b", (day(1), day(1)))]


def test_holding_the_hours_moves_the_last_day_and_the_exam_with_it():
    found = preview(ground(*TEN), Way.HOLD_HOURS)
    assert (found.problem, found.last_day) == (None, (day(-3), day(11)))
    assert found.exam_date == (day(7), day(12))
    assert found.weekday_minutes == (HOUR_A_WEEKDAY, HOUR_A_WEEKDAY)


def test_holding_the_hours_leaves_an_exam_alone_that_is_far_enough():
    assert preview(ground(*TEN, exam=20), Way.HOLD_HOURS).exam_date == (day(20), day(20))


def test_the_days_kept_free_before_the_exam_stay_free():
    assert preview(ground(*TEN, buffer=2), Way.HOLD_HOURS).exam_date == (day(7), day(14))
    held = preview(ground(*TEN, exam=7, buffer=3), Way.HOLD_DATE)
    assert held.last_day[1] is not None
    assert held.last_day[1] < day(4)


def test_an_exam_that_has_passed_moves_behind_the_last_day():
    assert preview(ground(*TEN, exam=-1), Way.HOLD_HOURS).exam_date == (day(-1), day(12))


def test_an_exam_before_which_a_prerequisite_is_missing_can_not_be_moved():
    locked = replace(ground(*TEN), may_move_exam=False)
    assert preview(locked, Way.HOLD_HOURS).problem == Problem.EXAM_LOCKED
    assert preview(replace(locked, exam_date=day(20)), Way.HOLD_HOURS).problem is None


def test_dropping_skips_as_few_optional_tasks_as_suffice():
    found = preview(ground(*SIX), Way.DROP_OPTIONAL)
    assert (found.problem, found.dropped) == (None, ("t3",))
    assert found.last_day[1] == day(4)
    assert len(found.moved) == 5


def test_a_pinned_task_to_come_stays_and_one_of_the_past_moves():
    later = piece("later", due=3, fixed=(day(3), day(3)))
    found = preview(ground(piece("past"), later), Way.HOLD_HOURS)
    assert [one.key for one in found.moved] == ["past"]
    assert found.unchanged == ("later",)


def test_what_is_done_today_takes_its_minutes_and_is_in_no_diff():
    done = piece("done", due=0, done=True, fixed=(day(0), day(0)))
    found = preview(ground(done, piece("next")), Way.HOLD_HOURS)
    assert [(one.key, one.after) for one in found.moved] == [("next", (day(1), day(1)))]
    assert found.unchanged == ()


@pytest.mark.parametrize(
    ("given", "way", "problem"),
    [
        (ground(), Way.HOLD_HOURS, Problem.NOTHING_LEFT),
        (ground(*TEN, minutes=(0,) * 7), Way.HOLD_HOURS, Problem.NO_STUDY_TIME),
        (ground(*TEN, minutes=(0,) * 7), Way.HOLD_DATE, Problem.NO_STUDY_TIME),
        (ground(*TEN, days_off=((day(0), day(9000)),)), Way.HOLD_HOURS, Problem.TOO_LONG),
        (ground(piece("a", 100_000), minutes=(5, 0, 0, 0, 0, 0, 0)), Way.HOLD_HOURS, Problem.TOO_LONG),
        (ground(*TEN, exam=None), Way.HOLD_DATE, Problem.NO_EXAM_DATE),
        (ground(*TEN, exam=None), Way.DROP_OPTIONAL, Problem.NO_EXAM_DATE),
        (ground(*TEN, exam=0), Way.HOLD_DATE, Problem.EXAM_PASSED),
        (ground(*TEN, exam=2, buffer=2), Way.HOLD_DATE, Problem.EXAM_TOO_NEAR),
        (ground(*TEN, piece("p", due=8, fixed=(day(8), day(8)))), Way.HOLD_DATE, Problem.PINNED_TOO_LATE),
        (ground(piece("a", 9000)), Way.HOLD_DATE, Problem.HOURS_NOT_ENOUGH),
        (ground(piece("a", 9000)), Way.DROP_OPTIONAL, Problem.NOTHING_OPTIONAL),
        (ground(*TEN), Way.DROP_OPTIONAL, Problem.DROPPING_NOT_ENOUGH),
        (ground(piece("a", optional=True)), Way.DROP_OPTIONAL, Problem.DROPPING_NOT_NEEDED),
        (ground(piece("a", due=0)), Way.HOLD_DATE, Problem.NOTHING_CHANGES),
    ],
)
def test_a_closed_way_says_why(given, way, problem):
    assert preview(given, way).problem == problem


def test_a_way_that_would_not_be_enough_still_says_where_it_ends():
    found = preview(ground(*TEN), Way.DROP_OPTIONAL)
    assert found.dropped == ("t3", "t7")
    assert found.verdict is not None
    assert found.verdict.days_late == 3


def test_leap_day_and_the_end_of_a_year_are_days_like_others():
    eve = date(2027, 12, 31)
    late = Ground(tuple(TEN), Availability((60,) * 7), eve, eve, date(2028, 1, 5))
    assert preview(late, Way.HOLD_HOURS).exam_date == (date(2028, 1, 5), date(2028, 1, 10))
    leap = Ground((piece("a", 180),), Availability((60,) * 7), date(2028, 2, 28), date(2028, 2, 28))
    assert preview(leap, Way.HOLD_HOURS).moved[0].after == (date(2028, 2, 28), date(2028, 3, 1))


def test_the_fingerprint_is_of_what_would_change():
    first, other = ground(*TEN), ground(*TEN[:-1])
    assert [one.fingerprint for one in previews(first)] == [one.fingerprint for one in previews(first)]
    assert len({one.fingerprint for one in (*previews(first), *previews(other))}) == 6

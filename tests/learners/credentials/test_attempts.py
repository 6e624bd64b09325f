"""Whether an exam may be booked and for which days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.credentials.attempts import AHEAD, Barrier, Earlier, Window, is_correctable, lapsing, window
from learners.credentials.eligibility import Ask, Facts, Waiver, judge

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def failed(days: int) -> Earlier:
    return Earlier(TODAY + days * DAY, "failed")


def open_to(*earlier: Earlier, wait: int | None = 14) -> Window:
    return window(earlier, wait_days=wait, is_open=True, today=TODAY)


@pytest.mark.parametrize(
    ("earlier", "wait", "first"),
    [
        ((), 14, TODAY),
        ((failed(-3),), 14, TODAY + 11 * DAY),
        ((failed(-14),), 14, TODAY),
        ((failed(-13),), 14, TODAY + DAY),
        ((failed(-3),), None, TODAY),
        ((failed(-3),), 0, TODAY),
        ((failed(-30), failed(-2)), 14, TODAY + 12 * DAY),
        ((failed(-3), Earlier(TODAY - 2 * DAY, "passed")), 14, TODAY),
        ((failed(-3), Earlier(TODAY - 20 * DAY, "passed")), 14, TODAY + 11 * DAY),
        ((Earlier(TODAY - DAY, "cancelled"),), 14, TODAY),
    ],
)
def test_the_first_day_lies_behind_the_waiting_period(earlier, wait, first) -> None:
    assert open_to(*earlier, wait=wait).first == first


@pytest.mark.parametrize(
    ("day", "barrier"),
    [
        (TODAY - DAY, Barrier.PAST),
        (TODAY, Barrier.WAITING),
        (TODAY + 10 * DAY, Barrier.WAITING),
        (TODAY + 11 * DAY, None),
        (TODAY + AHEAD, None),
        (TODAY + AHEAD + DAY, Barrier.TOO_FAR),
    ],
)
def test_a_day_is_refused_with_its_reason(day: date, barrier: Barrier | None) -> None:
    assert open_to(failed(-3)).barrier_on(day) == barrier


def test_another_booked_attempt_refuses_every_day() -> None:
    found = open_to(Earlier(TODAY + 30 * DAY, "booked"))
    assert found.barrier_on(TODAY + 40 * DAY) == Barrier.BOOKED_ALREADY


def test_a_locked_gate_refuses_every_day() -> None:
    found = window((), wait_days=14, is_open=False, today=TODAY)
    assert found.barrier_on(TODAY + 40 * DAY) == Barrier.LOCKED


def test_a_wait_beyond_what_can_be_booked_is_said_at_once() -> None:
    found = open_to(failed(0), wait=1000)
    assert found.barrier == Barrier.WAITING
    assert found.first == TODAY + 1000 * DAY


days = st.integers(-2000, 2000).map(lambda number: TODAY + number * DAY)
attempts = st.lists(st.builds(Earlier, days, st.sampled_from(["passed", "failed", "cancelled", "booked"])), max_size=8)


@given(attempts, st.none() | st.integers(0, 1000), st.booleans(), days)
def test_a_bookable_day_is_never_inside_a_waiting_period(earlier, wait, is_open, day) -> None:
    found = window(earlier, wait_days=wait, is_open=is_open, today=TODAY)
    if found.barrier_on(day) is None:
        assert is_open
        assert TODAY <= day <= TODAY + AHEAD
        assert not any(one.state == "booked" for one in earlier)
        passed = max((one.exam_on for one in earlier if one.state == "passed"), default=date.min)
        for one in earlier:
            if one.state == "failed" and one.exam_on > passed:
                assert day >= one.exam_on + (wait or 0) * DAY


EXAM = date(2026, 6, 1)


def first_needed(*asks: Ask, **facts):
    return lapsing(judge(asks, Facts(**facts), 9), EXAM)


def test_a_prerequisite_that_lapses_before_the_exam_is_named() -> None:
    ask = Ask("first", "First", certification=1)
    assert [row.ask.key for row in first_needed(ask, held={1: EXAM - DAY})] == ["first"]
    assert first_needed(ask, held={1: EXAM}) == ()
    assert first_needed(ask, held={1: None}) == ()


def test_an_alternative_that_holds_longer_suffices() -> None:
    asks = [Ask("a", "A", certification=1, group="g"), Ask("b", "B", certification=2, group="g")]
    assert first_needed(*asks, held={1: EXAM - DAY, 2: None}) == ()
    assert [row.ask.key for row in first_needed(*asks, held={1: EXAM - DAY})] == ["a"]


def test_a_recommended_one_may_lapse() -> None:
    assert first_needed(Ask("a", "A", required=False, certification=1), held={1: EXAM - DAY}) == ()


def test_a_waiver_that_ends_before_the_exam_is_named() -> None:
    ask = Ask("first", "First", certification=1)
    waivers = {9: (Waiver("", "Long in the trade", "Sam", EXAM - DAY),)}
    assert [row.ask.key for row in first_needed(ask, waivers=waivers)] == ["first"]


@pytest.mark.parametrize(("recorded", "expected"), [(None, False), (0, True), (-14, True), (-15, False)])
def test_a_result_can_be_taken_back_for_fourteen_days(recorded: int | None, expected: bool) -> None:
    assert is_correctable(None if recorded is None else TODAY + recorded * DAY, TODAY) == expected

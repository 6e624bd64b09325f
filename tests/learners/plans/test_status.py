"""How a plan stands, by a table; today is Monday 2 March 2026."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.status import LOOKS, Cause, Code, PlanFacts, percent_of, standing
from learners.plans.words import REASONS, WORDS, status_of

TODAY = date(2026, 3, 2)
UNDER_WAY = PlanFacts(
    state="active",
    minutes_total=600,
    minutes_done=120,
    next_due=TODAY,
    last_due=TODAY + timedelta(days=20),
    furthest_done=TODAY - timedelta(days=1),
    exam_date=None,
    start=TODAY - timedelta(days=10),
    today=TODAY,
)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("changes", "code", "cause"),
    [
        pytest.param({}, Code.ON_COURSE, Cause.NOTHING_OVERDUE, id="due today is not overdue"),
        pytest.param({"next_due": day(-1)}, Code.BEHIND, Cause.OVERDUE, id="due yesterday"),
        pytest.param(
            {"next_due": day(1), "furthest_done": day(2)}, Code.AHEAD, Cause.WORKED_AHEAD, id="did what is due later"
        ),
        pytest.param(
            {"furthest_done": day(2)}, Code.ON_COURSE, Cause.NOTHING_OVERDUE, id="later done, today's is open"
        ),
        pytest.param(
            {"minutes_done": 0, "furthest_done": None}, Code.NOT_STARTED, Cause.NOTHING_DONE, id="nothing done yet"
        ),
        pytest.param(
            {"minutes_done": 0, "start": day(3), "next_due": day(3)},
            Code.NOT_STARTED,
            Cause.STARTS_LATER,
            id="starts later",
        ),
        pytest.param(
            {"minutes_done": 0, "next_due": day(-1)}, Code.BEHIND, Cause.OVERDUE, id="nothing done and overdue"
        ),
        pytest.param(
            {"next_due": None, "last_due": None, "minutes_done": 600}, Code.DONE, Cause.ALL_DONE, id="all done"
        ),
        pytest.param(
            {"next_due": None, "last_due": None, "minutes_done": 0, "minutes_total": 0},
            Code.NOT_STARTED,
            Cause.ALL_SKIPPED,
            id="all skipped",
        ),
        pytest.param({"exam_date": day(21)}, Code.ON_COURSE, Cause.NOTHING_OVERDUE, id="ends the day before the exam"),
        pytest.param({"exam_date": day(20)}, Code.AT_RISK, Cause.ENDS_AFTER_EXAM, id="ends on the exam day"),
        pytest.param({"exam_date": day(0)}, Code.AT_RISK, Cause.EXAM_PASSED, id="exam today and not done"),
        pytest.param({"exam_date": day(-5)}, Code.AT_RISK, Cause.EXAM_PASSED, id="exam passed"),
        pytest.param({"exam_date": day(23), "next_due": day(-2)}, Code.BEHIND, Cause.OVERDUE, id="the delay has room"),
        pytest.param(
            {"exam_date": day(22), "next_due": day(-2)},
            Code.AT_RISK,
            Cause.OVERDUE_WITHOUT_ROOM,
            id="the delay has no room",
        ),
        pytest.param(
            {"state": "paused", "next_due": day(-9)}, Code.PAUSED, Cause.PAUSED, id="a paused plan is never overdue"
        ),
        pytest.param({"state": "paused", "exam_date": day(-1)}, Code.PAUSED, Cause.PAUSED, id="nor at risk"),
        pytest.param({"state": "left", "next_due": day(-9)}, Code.LEFT, Cause.LEFT, id="left"),
        pytest.param({"state": "finished", "next_due": None}, Code.DONE, Cause.ALL_DONE, id="finished"),
        pytest.param({"state": "finished"}, Code.DONE, Cause.CLOSED, id="closed with something left to do"),
    ],
)
def test_a_plan_stands(changes, code, cause):
    found = standing(replace(UNDER_WAY, **changes))
    assert (found.code, found.cause) == (code, cause)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"next_due": date(2026, 2, 25), "overdue_tasks": 3}, "3 tasks overdue since 25 February."),
        ({"next_due": date(2026, 2, 25), "overdue_tasks": 1}, "1 task overdue since 25 February."),
        ({"next_due": date(2026, 2, 25)}, "Tasks overdue since 25 February."),
        ({"next_due": date(2025, 12, 31)}, "Tasks overdue since 31 Dec 2025."),
        ({"exam_date": date(2026, 3, 20)}, "The last task is due on 22 March, the exam is on 20 March."),
        (
            {"exam_date": date(2026, 3, 23), "next_due": date(2026, 2, 28), "overdue_tasks": 2},
            "2 tasks overdue since 28 February, too long for the exam on 23 March.",
        ),
    ],
)
def test_the_reason_is_a_sentence_with_its_dates(changes, sentence):
    assert status_of(replace(UNDER_WAY, **changes)).reason == sentence


@pytest.mark.parametrize("code", Code)
def test_every_status_has_a_word_an_icon_and_a_tone(code):
    assert str(WORDS[code])
    assert all(LOOKS[code])


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_its_sentence(cause):
    assert str(REASONS[cause]) % {"day": "4 March", "exam": "5 March"}


@pytest.mark.parametrize(
    ("done", "total", "percent"),
    [(0, 600, 0), (599, 600, 99), (600, 600, 100), (5, 600, 0), (0, 0, 0), (700, 600, 100)],
)
def test_percent_is_of_minutes_and_rounded_down(done, total, percent):
    assert percent_of(done, total) == percent


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_percent_is_a_hundred_only_when_all_is_done(done, total):
    assert 0 <= percent_of(done, total) <= 100
    assert (percent_of(done, total) == 100) == (done >= total)

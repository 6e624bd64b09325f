"""The range of finish dates from one's own pace, as values and on its page. Monday 2 March 2026."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.forecasts.forecast import Block, blocks_of, forecast
from learners.plans.forecasts.risks import Facts, Found, Risk, risks
from learners.plans.models import PlanRevision, Task
from learners.plans.schedule import Availability
from tests.factories import MONDAY, NOON, make_guided, make_plan, make_task

HOUR_A_DAY = Availability((60,) * 7)
DAY = timedelta(days=1)
HX = {"HX-Request": "true"}


def weeks(*done: int) -> list[Block]:
    return [Block(MONDAY - (len(done) - number) * 7 * DAY, minutes, 420) for number, minutes in enumerate(done)]


def test_a_steady_pace_gives_one_day():
    found = forecast(840, weeks(420, 420, 420), HOUR_A_DAY, today=MONDAY, seed=1)
    assert found is not None
    assert (found.half, found.most, found.pace_percent) == (MONDAY + 13 * DAY, MONDAY + 13 * DAY, 100)


def test_half_the_pace_takes_twice_as_long():
    found = forecast(840, weeks(210, 210), HOUR_A_DAY, today=MONDAY, seed=1)
    assert found is not None
    assert (found.half, found.pace_percent) == (MONDAY + 27 * DAY, 50)


def test_an_uneven_pace_gives_a_range():
    found = forecast(2000, weeks(0, 420, 60, 400), HOUR_A_DAY, today=MONDAY, seed=1)
    assert found is not None
    assert found.half is not None
    assert found.most is not None
    assert found.half < found.most


@pytest.mark.parametrize("done", [(), (420,), (0, 0, 0)])
def test_with_too_little_history_there_is_none(done):
    assert forecast(100, weeks(*done), HOUR_A_DAY, today=MONDAY, seed=1) is None


def test_an_end_beyond_three_years_is_no_day():
    found = forecast(60_000, weeks(1, 1), HOUR_A_DAY, today=MONDAY, seed=1)
    assert found is not None
    assert (found.half, found.most) == (None, None)


@given(
    st.lists(st.integers(0, 900), min_size=2, max_size=12),
    st.integers(1, 20_000),
    st.lists(st.integers(0, 300), min_size=7, max_size=7).filter(any),
    st.integers(0, 10),
)
def test_whatever_the_past_the_range_is_in_order_repeats_itself_and_more_work_never_ends_earlier(
    done, remaining, minutes, seed
):
    week = Availability(tuple(minutes), ((MONDAY + 3 * DAY, MONDAY + 9 * DAY),))
    ends = []
    for work in (remaining, remaining + 500):
        found = forecast(work, weeks(*done), week, today=MONDAY, seed=seed)
        assert found == forecast(work, weeks(*done), week, today=MONDAY, seed=seed)
        if found is None:
            assert not any(done)
            return
        half, most = (day or date.max for day in (found.half, found.most))
        assert MONDAY <= half <= most
        assert most == date.max or week.minutes_on(most)
        ends.append((half, most))
    assert ends[0] <= ends[1]


def test_blocks_are_whole_weeks_since_the_start_that_end_yesterday():
    start = MONDAY - 20 * DAY
    done = [(start, 30), (MONDAY - 14 * DAY, 45), (MONDAY - DAY, 60), (MONDAY, 500)]
    found = blocks_of(done, HOUR_A_DAY, start=start, today=MONDAY)
    assert found == (Block(MONDAY - 14 * DAY, 45, 420), Block(MONDAY - 7 * DAY, 60, 420))


def test_days_off_and_pauses_are_no_time_one_had():
    off = Availability((60,) * 7, ((MONDAY - 3 * DAY, MONDAY - 2 * DAY),))
    paused = ((MONDAY - 14 * DAY, MONDAY - 8 * DAY),)
    found = blocks_of([], off, start=MONDAY - 30 * DAY, today=MONDAY, paused=paused)
    assert [block.available for block in found] == [420, 420, 300]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ({"last_studied": MONDAY - 9 * DAY}, [Found(Risk.QUIET, 9)]),
        ({"last_studied": MONDAY - 6 * DAY}, []),
        ({"last_studied": None}, [Found(Risk.QUIET, 40)]),
        ({"spent": [(30, 60), (30, 59), (10, 25)]}, [Found(Risk.TWICE_AS_LONG, 2)]),
        ({"missing": "Foundation"}, [Found(Risk.LOCKED, names="Foundation")]),
        ({"pace_percent": 79}, [Found(Risk.SLOW, 79)]),
        ({"pace_percent": 80}, []),
    ],
)
def test_each_risk_is_found_by_its_fact(facts, found):
    given_facts = {"last_studied": MONDAY, **facts}
    assert list(risks(Facts(today=MONDAY, start=MONDAY - 40 * DAY, **given_facts))) == found


@pytest.fixture
def plan(ada, noon):
    made = make_plan(ada, make_guided(), start=MONDAY - 28 * DAY, exam_date=MONDAY + 10 * DAY)
    for number in range(4):
        done_at = NOON - timedelta(days=27 - 6 * number)
        make_task(made, number, state="done", done_at=done_at, due=MONDAY - 20 * DAY)
    make_task(made, 9, minutes=900, due=MONDAY + DAY)
    made.refresh_summary()
    return made


def page(client, plan, **headers) -> str:
    text: str = client.get(reverse("plans:forecast", args=[plan.pk]), **headers).content.decode()
    return text


def test_the_page_says_the_range_the_exam_and_why(signed_in, plan):
    text = page(signed_in, plan)
    assert "At your own pace you finish" in text
    assert "That is too late for the exam on 12 March." in text
    assert "No study for 9 days." in text
    assert "Of the time you set aside you used 16 %." in text
    assert "400 simulated futures" in text


def test_the_plan_page_loads_its_part_and_links_to_the_page(signed_in, plan):
    assert reverse("plans:forecast", args=[plan.pk]) in signed_in.get(plan.get_absolute_url()).content.decode()
    fragment = page(signed_in, plan, headers=HX)
    assert "That is too late for the exam on 12 March." in fragment
    assert "<html" not in fragment


def test_today_has_one_line_of_it(signed_in, plan):
    text = signed_in.get(reverse("plans:today")).content.decode()
    assert "At your own pace you finish" in text


def test_a_young_plan_says_that_there_is_too_little_history(signed_in, ada, noon):
    young = make_plan(ada, tasks=({},), start=MONDAY - 8 * DAY)
    young.refresh_summary()
    assert "it takes 2 whole weeks of the plan, and there is 1." in page(signed_in, young)


def test_twice_the_estimate_is_a_reason(signed_in, plan):
    plan.tasks.filter(state="done").update(minutes_spent=130)
    assert "4 tasks took twice their estimate or more." in page(signed_in, plan)


def test_a_paused_week_does_not_slow_the_pace(signed_in, plan):
    without = page(signed_in, plan)
    for why, days in ((PlanRevision.Why.PAUSED, 21), (PlanRevision.Why.RESUMED, 14)):
        PlanRevision.objects.create(plan=plan, at=NOON - timedelta(days=days), why=why, diff={})
    assert page(signed_in, plan).count("<tr>") == without.count("<tr>") - 1


def test_a_plan_without_anything_left_has_none(signed_in, plan):
    plan.tasks.update(state=Task.State.SKIPPED, done_at=None)
    plan.refresh_summary()
    assert "A forecast is made while a plan runs" in page(signed_in, plan)


def test_a_stranger_finds_nothing_and_a_visitor_logs_in(as_stranger, client, plan):
    address = reverse("plans:forecast", args=[plan.pk])
    assert as_stranger.get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_the_page_asks_as_much_for_many_tasks(signed_in, plan, django_assert_max_num_queries):
    # session, user, learner, plan, days off, done of late, pauses, last logged, minutes spent, and the gate's own
    counts = []
    for first in (20, 60):
        with django_assert_max_num_queries(25) as asked:
            page(signed_in, plan)
        counts.append(len(asked.captured_queries))
        for number in range(first, first + 40):
            make_task(plan, number, state="done", due=MONDAY - 5 * DAY)
    assert counts[0] == counts[1]

"""The page of a plan's study days. Noon on Monday 2 March 2026."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.urls import reverse

from learners.plans.charts.days_page import studied_of
from learners.plans.models import PlanRevision, StudyPlan, TimeEntry
from tests.factories import MONDAY, NOON, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)
ESTIMATED = "Each task counts with its estimate, on the day you ticked it."


@pytest.fixture
def plan(ada):
    """Two weeks of an hour a day, no Friday and no Sunday (the learner's usual week); Wednesday to Saturday were studied."""
    made = make_plan(ada, start=MONDAY - 14 * DAY)
    for number in (5, 4, 2):
        make_task(made, number, state="done", done_at=NOON - number * DAY, minutes=40)
    make_task(made, 9, due=MONDAY + 3 * DAY)
    made.refresh_summary()
    return made


def page(client, plan) -> str:
    answer = client.get(reverse("plans:days", args=[plan.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_says_the_streak_that_free_days_do_not_break(signed_in, plan):
    text = page(signed_in, plan)
    assert "A streak of 3 study days. Today still counts. Studied on 3 days, 2 h." in text
    assert ESTIMATED in text
    row = text.split("23 Feb 2026</th>")[1].split("</tr>")[0]
    cells = [cell.split("</td>")[0] for cell in row.split('<td class="number">')[1:]]
    assert cells == ["–", "–", "40", "40", "free", "40", "free", "2 h"]


def test_a_tick_today_lengthens_it_at_once(signed_in, plan):
    page(signed_in, plan)
    signed_in.post(reverse("plans:tick", args=[plan.pk, plan.tasks.get(state="todo").pk]))
    make_task(plan, 10)
    plan.refresh_summary()
    assert "A streak of 4 study days. Studied on 4 days, 3 h." in page(signed_in, plan)


def test_a_streak_that_broke_is_kindly_said(signed_in, plan):
    plan.tasks.filter(done_at__gte=NOON - 2 * DAY).update(state="todo", done_at=None)
    plan.refresh_summary()
    assert "No streak now; today is a study day. The longest streak: 2 study days." in page(signed_in, plan)
    StudyPlan.objects.filter(pk=plan.pk).update(monday=0)
    assert "No streak now; the next study day is Tuesday 3 March." in page(signed_in, plan)


def test_a_day_off_that_comes_later_mends_it(signed_in, ada, plan):
    plan.tasks.filter(done_at=NOON - 4 * DAY).update(state="todo", done_at=None)
    plan.refresh_summary()
    assert "A streak of 1 study day." in page(signed_in, plan)
    ada.days_off.create(first=MONDAY - 4 * DAY, last=MONDAY - 4 * DAY)
    assert "A streak of 2 study days." in page(signed_in, plan)


def test_a_pause_breaks_nothing(signed_in, plan):
    plan.tasks.filter(done_at=NOON - 2 * DAY).update(done_at=NOON - 13 * DAY)
    for why, days in ((PlanRevision.Why.PAUSED, 12), (PlanRevision.Why.RESUMED, 5)):
        PlanRevision.objects.create(plan=plan, at=NOON - days * DAY, why=why, diff={})
    StudyPlan.objects.filter(pk=plan.pk).update(state="paused", paused_on=MONDAY - 3 * DAY, resumes_on=MONDAY + 8 * DAY)
    assert "A streak of 3 study days. Studied" in page(signed_in, plan)
    StudyPlan.objects.filter(pk=plan.pk).update(resumes_on=None)
    assert "A streak of 3 study days. Studied" in page(signed_in, plan)


def test_a_weekday_that_has_minutes_only_now_is_not_asked_for_in_the_past(signed_in, plan):
    StudyPlan.objects.filter(pk=plan.pk).update(friday=60, sunday=60, changes=7)
    assert "No streak now" in page(signed_in, plan)
    diff = {"plan": {"friday": [0, 60], "sunday": [0, 60]}, "tasks": {}}
    PlanRevision.objects.create(plan=plan, at=NOON, why=PlanRevision.Why.RESCHEDULED, diff=diff)
    StudyPlan.objects.filter(pk=plan.pk).update(changes=8)
    assert "A streak of 3 study days." in page(signed_in, plan)


def test_minutes_written_down_count_before_estimates(signed_in, plan):
    task = plan.tasks.get(done_at=NOON - 5 * DAY)
    TimeEntry.objects.create(task=task, day=MONDAY - 6 * DAY, minutes=25)
    TimeEntry.objects.create(task=plan.tasks.get(state="todo"), day=MONDAY, minutes=10)
    found = studied_of(plan, ZoneInfo("UTC"))
    assert (found.logged, found.estimated) == (2, 2)
    assert found.minutes == {
        MONDAY - 6 * DAY: 25,
        MONDAY - 5 * DAY: 0,
        MONDAY - 4 * DAY: 40,
        MONDAY - 2 * DAY: 40,
        MONDAY: 10,
    }
    assert "A task without any counts with its estimate" in page(signed_in, plan)


def test_a_tick_at_night_belongs_to_the_learners_own_day(plan):
    plan.tasks.exclude(state="todo").update(done_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert list(studied_of(plan, ZoneInfo("Europe/Berlin")).minutes) == [MONDAY]


@pytest.mark.parametrize("state", ["finished", "left"])
def test_a_plan_that_is_over_shows_its_longest_streak(signed_in, plan, state):
    StudyPlan.objects.filter(pk=plan.pk).update(state=state)
    text = page(signed_in, plan)
    assert "The longest streak: 3 study days. Studied on 3 days, 2 h." in text
    assert "A streak of" not in text


def test_when_all_is_done_the_streak_stays(signed_in, plan):
    plan.tasks.filter(state="todo").update(state="skipped")
    plan.tasks.exclude(state="skipped").update(done_at=NOON - 9 * DAY)
    plan.refresh_summary()
    assert "A streak of 1 study day. Studied" in page(signed_in, plan)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Nothing is studied yet. The next study day is Monday 2 March 2026."),
        ({"start": date(2028, 2, 29)}, "Nothing is studied yet. The next study day is Tuesday 29 February 2028."),
        ({"state": "left"}, "Nothing was studied in this plan."),
        ({"state": "paused", "paused_on": MONDAY}, "Nothing is studied yet."),
    ],
)
def test_before_anything_is_studied_it_says_when_to_begin(signed_in, ada, fields, words):
    plan = make_plan(ada, tasks=({},), **fields)
    plan.refresh_summary()
    assert words in page(signed_in, plan)


def test_public_holidays_of_earlier_years_are_free_too(signed_in, ada, noon):
    """`days_off_of` looks one year back; a plan may have begun before."""
    type(ada).objects.filter(pk=ada.pk).update(holidays_of="DE")
    plan = make_plan(ada, start=date(2023, 10, 2))
    make_task(plan, 1, state="done", done_at=datetime(2023, 10, 2, 12, tzinfo=UTC))
    make_task(plan, 2, state="done", done_at=datetime(2023, 10, 4, 12, tzinfo=UTC))
    make_task(plan, 3)
    plan.refresh_summary()
    assert "The longest streak: 2 study days." in page(signed_in, plan)  # the third is a holiday


def test_a_stranger_finds_nothing_and_a_visitor_logs_in(as_stranger, client, plan):
    address = reverse("plans:days", args=[plan.pk])
    assert as_stranger.get(address).status_code == 404
    assert client.get(address)["Location"].startswith("/accounts/login/")


def test_the_page_asks_as_much_for_many_tasks(signed_in, plan, django_assert_num_queries):
    for number in (0, 499):
        for more in range(number):
            make_task(plan, more + 20, state="done", done_at=NOON - more * DAY)
        caches["pages"].clear()
        # session, user, learner, plan, days off; minutes written down, what is done, record, pauses
        with django_assert_num_queries(9):
            page(signed_in, plan)
        with django_assert_num_queries(5):  # kept: without the last four
            page(signed_in, plan)

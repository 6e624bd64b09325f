"""The page of a plan's time line. Noon on Monday 2 March 2026."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse

from learners.plans.models import PlanRevision, StudyPlan
from tests.factories import MONDAY, NOON, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)


@pytest.fixture
def plan(ada):
    made = make_plan(
        ada,
        tasks=(
            {"title": "Read <the> map", "due": MONDAY - 3 * DAY, "minutes": 30},
            {"title": "Pack", "state": "done"},
            {"title": "Sing", "state": "skipped"},
            {"title": "Walk", "due": MONDAY + 5 * DAY, "starts": MONDAY + 2 * DAY, "phase_position": 1},
        ),
        start=MONDAY - 7 * DAY,
        exam_date=MONDAY + 30 * DAY,
        buffer_days=3,
    )
    made.refresh_summary()
    return made


def page(client, plan) -> str:
    answer = client.get(reverse("plans:timeline", args=[plan.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_page_says_in_words_what_the_picture_shows(signed_in, plan):
    text = page(signed_in, plan)
    for words in (
        "4 tasks from 27 February to 7 March.",
        "The exam is on 1 April; 3 days before it are kept free.",
        "Today 2 Mar",
        "Exam 1 Apr",
        "Read &lt;the&gt; map",
        "kept free before the exam",
    ):
        assert words in text
    for state in ("overdue", "done", "skipped", "to do"):
        assert f">{state}</td>" in text


def test_pauses_are_on_the_line_and_a_paused_plan_has_nothing_overdue(signed_in, plan):
    for why, days in ((PlanRevision.Why.PAUSED, 6), (PlanRevision.Why.RESUMED, 4), (PlanRevision.Why.PAUSED, 1)):
        PlanRevision.objects.create(plan=plan, at=NOON - days * DAY, why=why, diff={})
    StudyPlan.objects.filter(pk=plan.pk).update(state="paused", paused_on=MONDAY - DAY)
    text = page(signed_in, plan)
    assert "Paused from 24 February to 25 February. Paused since 1 March." in text
    assert text.count('fill="url(#line-pause)"') == 3  # two on the line, one in the legend
    assert ">overdue<" not in text


@pytest.mark.parametrize("state", ["finished", "left"])
def test_a_plan_that_is_over_can_be_seen_without_today(signed_in, plan, state):
    StudyPlan.objects.filter(pk=plan.pk).update(state=state)
    text = page(signed_in, plan)
    assert "Today 2 Mar" not in text
    assert ">overdue<" not in text


def test_a_plan_without_exam_or_tasks_says_what_to_do(signed_in, ada):
    text = page(signed_in, make_plan(ada))
    assert "This plan has no task" in text
    assert "<svg" not in text.split("<main")[1]


def test_a_plan_over_the_end_of_a_year_that_is_still_to_begin(signed_in, ada):
    begin = date(2027, 12, 20)
    plan = make_plan(ada, start=begin, tasks=({"due": begin}, {"due": date(2028, 2, 29)}))
    plan.refresh_summary()
    text = page(signed_in, plan)
    assert "2 tasks from 20 Dec 2027 to 29 Feb 2028." in text
    assert "Jan 2028" in text


def test_the_plan_page_leads_here_and_back(signed_in, plan):
    address = reverse("plans:timeline", args=[plan.pk])
    assert f'href="{address}"' in signed_in.get(plan.get_absolute_url()).content.decode()
    assert f'href="{address}" aria-current="page"' in page(signed_in, plan)


def test_a_stranger_finds_nothing_and_a_visitor_logs_in(as_stranger, client, plan):
    address = reverse("plans:timeline", args=[plan.pk])
    assert as_stranger.get(address).status_code == 404
    assert client.get(address)["Location"].startswith("/accounts/login/")


def test_the_page_asks_as_much_for_many_tasks(signed_in, plan, django_assert_num_queries):
    for number in (0, 499):
        for more in range(number):
            make_task(plan, more + 9, due=MONDAY + more * DAY)
        caches["pages"].clear()
        with django_assert_num_queries(7):  # session, user, learner, plan, days off; pauses, tasks
            text = page(signed_in, plan)
        with django_assert_num_queries(5):  # kept: without the last two
            page(signed_in, plan)
    assert text.split("</figure>")[0].count("<text") < 60  # no names: the picture stays light

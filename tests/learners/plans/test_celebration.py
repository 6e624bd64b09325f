"""The quiet word when all of a plan is done: once. Noon on Monday 2 March 2026."""

from datetime import timedelta

import pytest
from django.urls import reverse

from learners.plans.charts.celebrating import celebrate
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from tests.factories import MONDAY, NOON, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HX = {"HX-Request": "true"}
WORDS = "The last stone is laid."
EMPTY = '<div id="celebration" role="status"> </div>'


@pytest.fixture
def plan(ada):
    made = make_plan(ada, tasks=({"state": "done", "minutes": 30}, {"minutes": 90}), title="Up the hill")
    made.refresh_summary()
    return made


@pytest.fixture
def done(plan):
    plan.tasks.update(state="done", done_at=NOON)
    plan.refresh_summary()
    return plan


def page(client, address, **fields) -> str:
    return " ".join(client.get(address, **fields).content.decode().split())


def tick(client, plan, verb="tick", **fields):
    return client.post(reverse(f"plans:{verb}", args=[plan.pk, plan.tasks.order_by("pk").last().pk]), **fields)


@pytest.mark.parametrize("where", ["plan", "today"])
def test_it_is_said_once_wherever_it_is_seen_first(signed_in, done, where):
    address = {"plan": done.get_absolute_url(), "today": "/today/"}[where]
    text = page(signed_in, address)
    assert WORDS in text
    assert "All of Up the hill is done: 2 h of work." in text
    for again in (done.get_absolute_url(), "/today/", address):
        text = page(signed_in, again)
        assert WORDS not in text
        assert EMPTY in text
    done.refresh_from_db()
    assert done.celebrated_at == NOON


def test_two_tabs_celebrate_once(ada, done):
    one, other = StudyPlan.objects.get(pk=done.pk), StudyPlan.objects.get(pk=done.pk)
    assert [celebrate(plan, ada, now=NOON) for plan in (one, other, one)] == [True, False, False]


def test_a_plan_that_was_unticked_meanwhile_is_not_celebrated(signed_in, ada, done):
    read = StudyPlan.objects.get(pk=done.pk)
    tick(signed_in, done, "untick")
    assert not celebrate(read, ada, now=NOON)
    done.refresh_from_db()
    assert done.celebrated_at is None


def test_finished_again_it_is_not_celebrated_again(signed_in, done):
    assert WORDS in page(signed_in, done.get_absolute_url())
    tick(signed_in, done, "untick")
    tick(signed_in, done)
    assert WORDS not in page(signed_in, done.get_absolute_url())


def test_who_wants_none_gets_none(signed_in, ada, done):
    Learner.objects.filter(pk=ada.pk).update(celebrations=False)
    for address in (done.get_absolute_url(), "/today/"):
        assert WORDS not in page(signed_in, address)
    done.refresh_from_db()
    assert done.celebrated_at is None


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "left"},
        {"state": "finished", "finished_at": NOON},
        {"minutes_done": 0},
        {"next_due": MONDAY + timedelta(days=9)},
    ],
)
def test_what_is_not_all_done_or_is_over_is_not_celebrated(signed_in, done, fields):
    StudyPlan.objects.filter(pk=done.pk).update(**fields)
    assert WORDS not in page(signed_in, done.get_absolute_url())


def test_a_head_takes_the_celebration_from_nobody(signed_in, done):
    signed_in.head(done.get_absolute_url())
    assert WORDS in page(signed_in, done.get_absolute_url())


def test_the_last_tick_by_htmx_is_celebrated_in_its_place_on_the_plan_page(signed_in, plan):
    assert EMPTY in page(signed_in, plan.get_absolute_url())
    tick(signed_in, plan, headers=HX)
    address = reverse("plans:summary", args=[plan.pk])
    text = page(signed_in, address, headers=HX)
    assert 'id="celebration" hx-swap-oob="innerHTML"' in text
    assert WORDS in text
    assert "celebration" not in page(signed_in, address, headers=HX)


def test_the_last_tick_on_today_is_celebrated_there(signed_in, plan):
    assert EMPTY in page(signed_in, "/today/")
    text = tick(signed_in, plan, data={"back": "today"}, headers=HX, follow=True).content.decode()
    assert 'id="celebration" hx-swap-oob="innerHTML"' in text
    assert WORDS in text


def test_a_stranger_sees_and_takes_nothing(as_stranger, client, done):
    assert as_stranger.get(done.get_absolute_url()).status_code == 404
    assert client.get(done.get_absolute_url()).status_code == 302
    done.refresh_from_db()
    assert done.celebrated_at is None


def test_only_a_plan_that_is_done_asks_once_more(signed_in, ada, plan, django_assert_num_queries):
    with django_assert_num_queries(6):  # session, user, learner, plan with certification, tasks, days off
        page(signed_in, plan.get_absolute_url())
    tick(signed_in, plan)
    for count in (7, 5, 5):  # the celebration; then kept: without the tasks too
        with django_assert_num_queries(count):
            page(signed_in, plan.get_absolute_url())

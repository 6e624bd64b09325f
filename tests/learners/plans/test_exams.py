"""Booking, moving and cancelling an exam. Noon on Monday 2 March 2026."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest

from certifications.models import Prerequisite
from certifications.publishing import make_current
from learners.credentials.exams import ExamAttempt
from learners.plans.models import PlanRevision
from tests.factories import (
    MONDAY,
    NOON,
    make_attempt,
    make_certification,
    make_credential,
    make_guided,
    make_plan,
    make_waiver,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)
JUNE = date(2026, 6, 1)


@pytest.fixture
def guided(db):
    return make_guided("trail-guide", guide={"retake_wait_days": 14, "validity_months": 24})


@pytest.fixture
def locked_goal(db):
    """A certification, and another that asks for it."""
    first, goal = make_certification("first", name="First"), make_certification("goal", published=False)
    version = goal.versions.get()
    Prerequisite.objects.create(
        version=version, key="first", kind="certification", certification=first, strength="required"
    )
    make_current(version, now=NOON)
    return first, goal


def page(pk: int, name: str = "") -> str:
    return f"/exams/{pk}/{name}"


BOOK = "/exams/book/trail-guide/"


def attempts():
    return [(one.exam_on, one.state) for one in ExamAttempt.objects.order_by("pk")]


# Who ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "date/", "cancel/", "result/", "correct/", "retake/"])
def test_what_is_anothers_does_not_exist(as_stranger, client, ada, guided, name):
    attempt = make_attempt(ada, guided)
    assert as_stranger.get(page(attempt.pk, name)).status_code == HTTPStatus.NOT_FOUND
    if name:
        assert as_stranger.post(page(attempt.pk, name)).status_code == HTTPStatus.NOT_FOUND
    assert client.get(page(attempt.pk, name))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("address", ["/exams/", BOOK])
def test_a_visitor_is_asked_to_log_in(client, guided, address):
    assert client.get(address)["Location"].startswith("/accounts/login/")


def test_nobody_sees_anothers_exams(as_stranger, ada, guided):
    make_attempt(ada, guided)
    assert guided.name not in as_stranger.get("/exams/").content.decode()


# The list -----------------------------------------------------------------------------------------------------------


def test_without_any_exam_the_page_says_what_to_do(signed_in):
    text = signed_in.get("/exams/").content.decode()
    assert "No exam is noted yet." in text
    assert 'href="/certifications/"' in text


def test_booked_ones_come_first_then_the_past_with_their_results(signed_in, ada):
    late = make_attempt(ada, make_guided("late"), exam_on=MONDAY + 30 * DAY)
    soon = make_attempt(ada, make_guided("soon"), exam_on=MONDAY + 3 * DAY)
    old = make_attempt(ada, make_guided("old"), state="failed", exam_on=MONDAY - 30 * DAY)
    new = make_attempt(ada, make_guided("new"), state="passed", exam_on=MONDAY - 3 * DAY)
    context = signed_in.get("/exams/").context
    assert [one for one, *_rest in context["booked"]] == [soon, late]
    assert [one for one, *_rest in context["past"]] == [new, old]


def test_a_running_plan_without_a_booked_exam_leads_to_booking(signed_in, ada, guided):
    make_plan(ada, guided, tasks=({},), exam_date=JUNE)
    assert f"{BOOK}?on=2026-06-01" in signed_in.get("/exams/").content.decode()
    make_attempt(ada, guided, exam_on=JUNE)
    assert f"{BOOK}?on=2026-06-01" not in signed_in.get("/exams/").content.decode()


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_asks_the_same_number_of_queries_for_any_number(signed_in, ada, django_assert_num_queries, count: int):
    for number in range(count):
        guided = make_guided(f"guided-{number}")
        make_attempt(ada, guided, exam_on=JUNE)
        make_attempt(ada, guided, state="passed")
        make_plan(ada, make_guided(f"planned-{number}"), tasks=({},))
    # session, user, learner, attempts with certification and period, running plans with certification
    with django_assert_num_queries(5):
        signed_in.get("/exams/")


# Booking ------------------------------------------------------------------------------------------------------------


def test_a_booked_exam_gives_the_plan_its_date_on_record(signed_in, ada, guided):
    plan = make_plan(ada, guided, tasks=({},))
    response = signed_in.post(BOOK, {"exam_on": "2026-06-01"})
    attempt = ExamAttempt.objects.get()
    assert response["Location"] == page(attempt.pk)
    plan.refresh_from_db()
    assert (attempt.exam_on, attempt.state, plan.exam_date) == (JUNE, "booked", JUNE)
    revision = PlanRevision.objects.get()
    assert (revision.plan, revision.why, revision.diff["plan"]["exam_date"]) == (
        plan,
        "exam_booked",
        [None, "2026-06-01"],
    )


def test_a_proposed_day_is_filled_in(signed_in, guided):
    assert 'value="2026-06-01"' in signed_in.get(f"{BOOK}?on=2026-06-01").content.decode()
    assert signed_in.get(f"{BOOK}?on=nonsense").status_code == HTTPStatus.OK


def test_without_a_plan_an_exam_can_be_booked_too(signed_in, guided):
    signed_in.post(BOOK, {"exam_on": "2026-06-01"})
    assert attempts() == [(JUNE, "booked")]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("", "On which day?"),
        ("31.2.2026", "This is no date."),
        ("2026-03-01", "That day is over."),
        ("2028-03-03", "That is more than two years ahead. The last day that can be booked is 2 Mar 2028."),
        ("2026-03-05", "one waits 14 days: it may be sat again from 13 Mar 2026 on."),
    ],
)
def test_a_day_that_cannot_be_is_answered_at_the_field(signed_in, ada, guided, given: str, message: str):
    make_attempt(ada, guided, state="failed", exam_on=date(2026, 2, 27))
    text = signed_in.post(BOOK, {"exam_on": given}).content.decode()
    assert message in text
    assert f'value="{given}"' in text
    assert attempts() == [(date(2026, 2, 27), "failed")]


def test_the_first_day_after_the_waiting_period_can_be_booked(signed_in, ada, guided):
    make_attempt(ada, guided, state="failed", exam_on=date(2026, 2, 27))
    assert "from 13 Mar 2026 on" in signed_in.get(BOOK).content.decode()
    signed_in.post(BOOK, {"exam_on": "2026-03-13"})
    assert attempts()[-1] == (date(2026, 3, 13), "booked")


def test_booked_twice_is_one_attempt(signed_in, guided):
    signed_in.post(BOOK, {"exam_on": "2026-06-01"})
    second = signed_in.post(BOOK, {"exam_on": "2026-07-01"})
    assert second["Location"] == page(ExamAttempt.objects.get().pk)
    assert attempts() == [(JUNE, "booked")]


def test_a_locked_exam_is_not_booked_and_what_is_missing_is_named(signed_in, locked_goal):
    text = signed_in.get("/exams/book/goal/").content.decode()
    assert "The exam is locked until you have: First" in text
    signed_in.post("/exams/book/goal/", {"exam_on": "2026-06-01"})
    assert attempts() == []


def test_a_prerequisite_that_lapses_before_the_exam_is_warned_of(signed_in, ada, locked_goal):
    first, _goal = locked_goal
    make_credential(ada, first, periods=({"valid_from": MONDAY - DAY, "valid_until": JUNE - DAY},))
    text = signed_in.post("/exams/book/goal/", {"exam_on": "2026-06-01"}, follow=True).content.decode()
    assert "Your First is valid until 31 May 2026, which is before the exam on 1 Jun 2026." in text


def test_a_waiver_that_ends_before_the_exam_is_warned_of(signed_in, ada, locked_goal):
    _first, goal = locked_goal
    make_waiver(ada, goal, until=JUNE - DAY)
    text = signed_in.post("/exams/book/goal/", {"exam_on": "2026-06-01"}, follow=True).content.decode()
    assert "Your waiver for First ends on 31 May 2026" in text


def test_a_plan_that_does_not_fit_before_the_exam_says_so(signed_in, ada, guided):
    week = dict.fromkeys(["monday", "wednesday"], 30)
    make_plan(ada, guided, tasks=({"minutes": 600},), tuesday=0, thursday=0, friday=0, saturday=0, sunday=0, **week)
    text = signed_in.post(BOOK, {"exam_on": "2026-03-10"}, follow=True).content.decode()
    assert "It does not fit" in text


def test_a_plan_that_does_not_fit_leads_to_what_would(signed_in, ada, guided):
    plan = make_plan(ada, guided, tasks=({"minutes": 6000},), exam_date=JUNE)
    attempt = make_attempt(ada, guided, exam_on=JUNE)
    assert f'href="/plans/{plan.pk}/behind/"' in signed_in.get(page(attempt.pk)).content.decode()


def test_a_plan_that_aims_at_another_day_by_now_is_said(signed_in, ada, guided):
    make_plan(ada, guided, tasks=({},), exam_date=JUNE + DAY)
    attempt = make_attempt(ada, guided, exam_on=JUNE)
    assert "The plan aims at 2 Jun 2026 by now." in signed_in.get(page(attempt.pk)).content.decode()


def test_a_retired_or_archived_certification_is_not_booked(signed_in):
    make_guided("retired", retired=True)
    make_guided("archived", archived=True)
    assert signed_in.get("/exams/book/retired/").status_code == HTTPStatus.NOT_FOUND
    assert signed_in.get("/exams/book/archived/").status_code == HTTPStatus.NOT_FOUND


# Moving and cancelling ----------------------------------------------------------------------------------------------


def test_an_exam_is_moved_with_its_plan_and_calendars_see_a_newer_one(signed_in, ada, guided):
    plan = make_plan(ada, guided, tasks=({},), exam_date=JUNE)
    attempt = make_attempt(ada, guided, exam_on=JUNE)
    signed_in.post(page(attempt.pk, "date/"), {"exam_on": "2026-06-10"})
    attempt.refresh_from_db()
    plan.refresh_from_db()
    assert (attempt.exam_on, attempt.sequence, plan.exam_date) == (date(2026, 6, 10), 1, date(2026, 6, 10))


def test_moving_to_the_same_day_changes_nothing(signed_in, ada, guided):
    attempt = make_attempt(ada, guided, exam_on=JUNE)
    signed_in.post(page(attempt.pk, "date/"), {"exam_on": "2026-06-01"})
    attempt.refresh_from_db()
    assert attempt.sequence == 0


def test_an_exam_is_not_moved_into_a_waiting_period(signed_in, ada, guided):
    make_attempt(ada, guided, state="failed", exam_on=date(2026, 2, 27))
    attempt = make_attempt(ada, guided, exam_on=JUNE)
    text = signed_in.post(page(attempt.pk, "date/"), {"exam_on": "2026-03-12"}).content.decode()
    assert "from 13 Mar 2026 on" in text
    attempt.refresh_from_db()
    assert attempt.exam_on == JUNE


def test_cancelling_asks_once_then_clears_the_plans_date(signed_in, ada, guided):
    plan = make_plan(ada, guided, tasks=({},), exam_date=JUNE)
    attempt = make_attempt(ada, guided, exam_on=JUNE)
    assert "goes on without an exam date" in signed_in.get(page(attempt.pk, "cancel/")).content.decode()
    signed_in.post(page(attempt.pk, "cancel/"))
    attempt.refresh_from_db()
    plan.refresh_from_db()
    assert (attempt.state, attempt.sequence, plan.exam_date) == ("cancelled", 1, None)
    assert signed_in.get(page(attempt.pk)).status_code == HTTPStatus.OK
    signed_in.post(BOOK, {"exam_on": "2026-06-01"})
    assert attempts() == [(JUNE, "cancelled"), (JUNE, "booked")]


def test_a_plan_that_aims_at_another_day_keeps_it(signed_in, ada, guided):
    plan = make_plan(ada, guided, tasks=({},), exam_date=JUNE + DAY)
    attempt = make_attempt(ada, guided, exam_on=JUNE)
    signed_in.post(page(attempt.pk, "cancel/"))
    plan.refresh_from_db()
    assert plan.exam_date == JUNE + DAY


@pytest.mark.parametrize("state", ["passed", "failed", "cancelled"])
@pytest.mark.parametrize("name", ["date/", "cancel/"])
def test_what_is_over_is_neither_moved_nor_cancelled(signed_in, ada, guided, state: str, name: str):
    attempt = make_attempt(ada, guided, state=state)
    assert signed_in.post(page(attempt.pk, name), {"exam_on": "2026-06-01"}).status_code == HTTPStatus.NOT_FOUND


def test_the_page_of_an_exam_asks_the_same_number_of_queries_for_any_number_of_tasks(
    signed_in, ada, guided, django_assert_num_queries
):
    make_plan(ada, guided, tasks=({},) * 30, exam_date=JUNE)
    attempt = make_attempt(ada, guided, exam_on=JUNE)
    # session, user, learner, attempt; other attempts; plans' last days, credentials, statements, years, waivers, what is
    # asked for; the plan, its tasks, days off
    with django_assert_num_queries(14):
        signed_in.get(page(attempt.pk))


# The desk -----------------------------------------------------------------------------------------------------------


@pytest.mark.ignore_template_errors
def test_the_desk_reads_attempts_and_changes_none(admin_client, ada, guided):
    attempt = make_attempt(ada, guided, exam_on=JUNE, note="Mine alone")
    desk = "/admin/learners/examattempt/"
    assert guided.name in admin_client.get(desk).content.decode()
    shown = admin_client.get(f"{desk}{attempt.pk}/change/").content.decode()
    assert guided.name in shown
    assert "Mine alone" not in shown
    for address in (f"{desk}add/", f"{desk}{attempt.pk}/delete/"):
        assert admin_client.post(address).status_code == HTTPStatus.FORBIDDEN

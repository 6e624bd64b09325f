"""One exam as a file to add to a calendar by hand. Noon on Monday 2 March 2026."""

from datetime import date
from http import HTTPStatus

import pytest
from django.test import Client

from learners.calendars.feed import calendar_of
from learners.plans.exams.writes import move
from learners.plans.revisions.revising import Moment
from tests.factories import NOON, make_attempt, make_guided, make_plan
from tests.learners.calendars.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
JUNE = date(2026, 6, 1)


@pytest.fixture
def plan(ada):
    return make_plan(ada, make_guided("trail-guide", name="Trail guide"), exam_date=JUNE)


@pytest.fixture
def booked(ada, plan):
    return make_attempt(ada, plan.certification, exam_on=JUNE)


def test_a_booked_exam_comes_as_a_file_with_that_exam_alone(signed_in, ada, booked) -> None:
    make_attempt(ada, exam_on=JUNE)
    answer = signed_in.get(f"/calendar/exams/{booked.pk}.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="exam-trail-guide.ics"'
    (event,) = read(answer.content).values()
    assert (event.title, event.first) == ("Exam: Trail guide", JUNE)


def test_the_file_and_the_feed_tell_the_same_event(signed_in, ada, booked) -> None:
    (event,) = read(signed_in.get(f"/calendar/exams/{booked.pk}.ics").content).values()
    assert read(calendar_of(ada, now=NOON))[f"exam-{booked.pk}"] == event


def test_fetched_again_after_a_move_it_is_the_same_event_with_a_higher_number(signed_in, ada, booked) -> None:
    address = f"/calendar/exams/{booked.pk}.ics"
    (before,) = read(signed_in.get(address).content).values()
    move(Moment(ada, NOON), booked.pk, date(2026, 6, 10))
    (after,) = read(signed_in.get(address).content).values()
    assert (after.uid, after.first) == (before.uid, date(2026, 6, 10))
    assert after.sequence > before.sequence


@pytest.mark.parametrize("state", ["passed", "failed", "cancelled"])
def test_an_exam_that_is_not_booked_has_no_file(signed_in, booked, state: str) -> None:
    booked.state = state
    booked.save()
    assert signed_in.get(f"/calendar/exams/{booked.pk}.ics").status_code == HTTPStatus.NOT_FOUND


def test_a_plan_s_date_comes_as_a_file_too(signed_in, ada, plan) -> None:
    answer = signed_in.get(f"/calendar/plans/{plan.pk}/exam.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="exam-trail-guide.ics"'
    (event,) = read(answer.content).values()
    assert event.title == "Exam planned: Trail guide"
    assert read(calendar_of(ada, now=NOON))[f"plan-exam-{plan.pk}"] == event


def test_once_an_exam_is_booked_the_plan_leads_to_that_one(signed_in, plan, booked) -> None:
    answer = signed_in.get(f"/calendar/plans/{plan.pk}/exam.ics")
    assert answer.headers["Location"] == f"/calendar/exams/{booked.pk}.ics"


@pytest.mark.parametrize("fields", [{"exam_date": None}, {"state": "left"}], ids=["no date", "left"])
def test_a_plan_without_a_date_to_come_has_no_file(signed_in, plan, fields: dict) -> None:
    type(plan).objects.update(**fields)
    assert signed_in.get(f"/calendar/plans/{plan.pk}/exam.ics").status_code == HTTPStatus.NOT_FOUND


def test_a_stranger_finds_neither_and_signed_out_one_is_led_to_the_log_in(as_stranger, plan, booked) -> None:
    for address in (f"/calendar/exams/{booked.pk}.ics", f"/calendar/plans/{plan.pk}/exam.ics"):
        assert as_stranger.get(address).status_code == HTTPStatus.NOT_FOUND
        answer = Client().get(address)
        assert answer.status_code == HTTPStatus.FOUND
        assert answer.headers["Location"].startswith("/accounts/login/")


def test_the_exam_s_page_and_the_plan_s_settings_offer_the_file(signed_in, plan, booked) -> None:
    assert f'href="/calendar/exams/{booked.pk}.ics"' in signed_in.get(booked.get_absolute_url()).content.decode()
    settings = signed_in.get(f"/plans/{plan.pk}/settings/").content.decode()
    assert f'href="/calendar/plans/{plan.pk}/exam.ics"' in settings

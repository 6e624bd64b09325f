"""What a monitor is told."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from learners.reminders.delivery import deliver_due
from learners.reminders.models import Reminder, ReminderQuerySet, ReminderTransition, TickRecord
from learners.reminders.stopping import Stop
from portal import health
from tests.factories import MONDAY, NOON, make_learner

HEALTH, DEEP = reverse("healthz"), reverse("healthz-deep")


def test_alive_needs_no_database():
    assert Client().get(HEALTH).content == b"ok"


def test_alive_needs_no_database_even_with_a_session_cookie():
    client = Client()
    client.cookies["cairn_session"] = "something"
    assert client.get(HEALTH).status_code == 200


def test_alive_sets_no_cookie():
    assert not Client().get(HEALTH).cookies


def deep() -> tuple[int, dict[str, object]]:
    response = Client().get(DEEP)
    return response.status_code, response.json()


def make_unsent(minutes: int, **fields: Any) -> Reminder:
    due = NOON - timedelta(minutes=minutes)
    return Reminder.objects.create(
        learner=make_learner(),
        local_date=MONDAY,
        due_at=due,
        expires_at=due + timedelta(hours=12),
        tz_name="UTC",
        local_time=due.time(),
        message_id="<x@y>",
        **fields,
    )


@pytest.mark.django_db
def test_well_is_when_all_answer_and_the_ledger_was_gone_through(noon):
    TickRecord.objects.all().record(NOON - timedelta(seconds=40))
    assert deep() == (
        200,
        {
            "database": True,
            "broker": True,
            "last_tick_seconds": 40,
            "oldest_unsent_seconds": None,
            "unanswered_seconds": None,
            "due": 0,
            "uncertain_last_day": 0,
            "stopped": [],
            "ok": True,
        },
    )


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "status"), [(180, 200), (181, 503)])
def test_a_tick_must_not_be_older_than_three_minutes(seconds, status, noon):
    TickRecord.objects.all().record(NOON - timedelta(seconds=seconds))
    assert deep()[0] == status


@pytest.mark.django_db
@pytest.mark.parametrize(("seconds", "status"), [(180, 200), (181, 503)])
def test_a_bell_must_not_go_unheard_for_more_than_three_minutes(seconds, status, noon):
    TickRecord.objects.all().record(NOON)
    for ago in (seconds, 60, 0):
        TickRecord.objects.all().ring(NOON - timedelta(seconds=ago))
    found_status, found = deep()
    assert (found_status, found["unanswered_seconds"]) == (status, seconds)


@pytest.mark.django_db
def test_a_worker_that_asks_for_mail_has_heard_it(noon):
    TickRecord.objects.all().record(NOON)
    TickRecord.objects.all().ring(NOON - timedelta(hours=1))
    deliver_due(lambda: NOON)
    assert deep()[0] == 200


@pytest.mark.django_db
def test_without_any_tick_it_is_not_well(noon):
    status, found = deep()
    assert (status, found["last_tick_seconds"]) == (503, None)


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "status"), [(5, 200), (6, 503)])
def test_no_mail_may_wait_for_more_than_five_minutes(minutes, status, noon):
    TickRecord.objects.all().record(NOON)
    make_unsent(minutes)
    found_status, found = deep()
    assert (found_status, found["oldest_unsent_seconds"]) == (status, minutes * 60)


@pytest.mark.django_db
def test_a_broker_that_does_not_answer_is_not_well(noon, monkeypatch):
    TickRecord.objects.all().record(NOON)
    monkeypatch.setattr(health, "broker_answers", lambda: False)
    status, found = deep()
    assert (status, found["broker"], found["ok"]) == (503, False, False)


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_not_well(monkeypatch):
    def refuse(*_args):
        raise DatabaseError("password authentication failed for user cairn at db.internal")

    monkeypatch.setattr(ReminderQuerySet, "oldest_unsent_due_at", refuse)
    response = Client().get(DEEP)
    assert (response.status_code, response.json()["database"]) == (503, False)
    assert b"internal" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"state": "leased", "lease_token": uuid4(), "lease_until": NOON}, 503),
        ({"state": "transmitting", "lease_token": uuid4(), "lease_until": NOON}, 503),
        ({"state": "sent"}, 200),
        ({"state": "uncertain"}, 200),
    ],
)
def test_what_is_held_and_does_not_end_waits_too_and_what_has_ended_does_not(fields, status, noon):
    TickRecord.objects.all().record(NOON)
    make_unsent(6, **fields)
    assert deep()[0] == status


@pytest.mark.django_db
def test_it_says_how_many_are_due(noon):
    for minutes in (1, 2, -1):
        make_unsent(minutes)
    assert deep()[1]["due"] == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("hours", "count"), [(1, 1), (24, 1), (25, 0)])
def test_it_says_how_many_became_uncertain_in_the_last_day(hours, count, noon):
    reminder = make_unsent(60 * (hours + 1), state="uncertain")
    for number in range(2):
        at = NOON - timedelta(hours=hours + number)
        ReminderTransition.objects.create(reminder=reminder, from_state="transmitting", to_state="uncertain", at=at)
    assert deep()[1]["uncertain_last_day"] == count


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 20])
def test_it_makes_the_same_number_of_queries_for_few_reminders_and_for_many(rows, noon, django_assert_num_queries):
    for number in range(rows):
        make_unsent(number)
    # 1 last tick, 2 oldest unsent, 3 what stops the reminders, 4 how many are due, 5 how many became uncertain
    with django_assert_num_queries(5):
        deep()


@pytest.mark.django_db
@pytest.mark.parametrize("cause", Stop.Cause.values)
def test_it_is_not_well_while_something_stops_the_reminders(cause, noon):
    TickRecord.objects.all().record(NOON)
    Stop.objects.stop(Stop.Cause(cause), "Why.", NOON)
    status, found = deep()
    assert (status, found["stopped"]) == (503, [cause])
    Stop.objects.end(Stop.Cause(cause), NOON)
    assert deep()[0] == 200


def test_it_says_the_same_to_everybody(noon, ada, signed_in, as_stranger):
    """No person's page: a monitor has no account."""
    answers = [client.get(DEEP) for client in (signed_in, as_stranger, Client())]
    assert {(answer.status_code, answer.content) for answer in answers} == {(503, answers[0].content)}

"""What Prometheus reads, and who may."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from prometheus_client.parser import text_string_to_metric_families

from learners.privacy.erasing import erase
from learners.reminders.models import Reminder, TickRecord
from learners.reminders.stopping import Stop
from tests.factories import MONDAY, NOON, make_learner

METRICS = reverse("metrics")
TOKEN = "granite-and-slate-é"
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def token(settings) -> None:
    settings.METRICS_TOKEN = TOKEN


def make_reminder(state: str = "pending", *, due: datetime = NOON - MINUTE, **fields) -> Reminder:
    return Reminder.objects.create(
        learner=make_learner(),
        local_date=MONDAY,
        state=state,
        due_at=due,
        expires_at=due + timedelta(hours=12),
        tz_name="UTC",
        local_time=due.time(),
        message_id="<x@y>",
        **fields,
    )


def scrape() -> dict[str, float]:
    text = Client().get(METRICS, headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {sample.name + "".join(f"|{label}" for label in sample.labels.values()): sample.value for sample in samples}


# Who may


@pytest.mark.parametrize(
    "header",
    [None, "", TOKEN, "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", f"bearer {TOKEN}"],
)
def test_who_has_not_the_token_is_told_that_nothing_is_there(header, ada, signed_in, as_stranger):
    headers = {} if header is None else {"Authorization": header}
    for client in (signed_in, as_stranger, Client()):
        assert client.get(METRICS, headers=headers).status_code == 404


@pytest.mark.django_db
def test_who_sends_the_token_needs_no_account():
    response = Client().get(METRICS, headers={"Authorization": f"Bearer {TOKEN}"})
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("header", ["Bearer ", "Bearer", "", f"Bearer {TOKEN}"])
@pytest.mark.django_db
def test_without_the_setting_nobody_may(header, settings):
    settings.METRICS_TOKEN = ""
    assert Client().get(METRICS, headers={"Authorization": header}).status_code == 404


@pytest.mark.django_db
def test_it_is_only_read():
    assert Client().post(METRICS, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405


@pytest.mark.django_db
def test_it_names_no_person():
    learner = make_reminder().learner
    text = Client().get(METRICS, headers={"Authorization": f"Bearer {TOKEN}"}).content.decode()
    assert learner.user.email not in text


# What it says


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["sent", "skipped", "failed", "expired", "uncertain"])
def test_every_end_has_its_total(state, noon):
    make_reminder(state)
    make_reminder(state)
    make_reminder()
    found = scrape()
    assert found["cairn_reminders_created_total"] == 3
    for other in Reminder.FINAL:
        assert found[f"cairn_reminders_{other}_total"] == (2 if other == state else 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("due", "fields", "is_due", "oldest"),
    [
        (NOON - 3 * MINUTE, {}, 1, 180),
        (NOON, {}, 1, 0),
        (NOON + MINUTE, {}, 0, 0),
        (NOON - 3 * MINUTE, {"not_before": NOON + MINUTE}, 0, 180),
        (NOON - 3 * MINUTE, {"state": "sent"}, 0, 0),
    ],
)
def test_it_says_what_is_due_and_for_how_long_the_oldest_waits(due, fields, is_due, oldest, noon):
    make_reminder(due=due, **fields)
    found = scrape()
    assert (found["cairn_reminders_due"], found["cairn_reminders_oldest_due_seconds"]) == (is_due, oldest)


@pytest.mark.django_db
def test_lateness_is_counted_into_bounds_and_summed(noon):
    for seconds in (0, 60, 61, 4000, 50_000):
        make_reminder("sent", sent_at=NOON - MINUTE + timedelta(seconds=seconds))
    make_reminder("failed")
    found = scrape()
    name = "cairn_reminders_lateness_seconds"
    bounds = {"60.0": 2, "300.0": 3, "900.0": 3, "3600.0": 3, "14400.0": 4, "43200.0": 4, "+Inf": 5}
    assert {le: found[f"{name}_bucket|{le}"] for le in bounds} == bounds
    assert (found[f"{name}_count"], found[f"{name}_sum"]) == (5, 54_121)


@pytest.mark.django_db
def test_an_empty_ledger_says_nought_and_has_no_tick(noon):
    found = scrape()
    assert set(found.values()) == {0}
    assert "cairn_reminders_last_tick_seconds" not in found


@pytest.mark.django_db
def test_it_says_how_long_ago_a_tick_finished(noon):
    TickRecord.objects.all().record(NOON - MINUTE)
    assert scrape()["cairn_reminders_last_tick_seconds"] == 60


@pytest.mark.django_db
def test_it_says_what_stops_the_reminders(noon):
    Stop.objects.stop(Stop.Cause.CLOCK, "Why.", NOON)
    found = scrape()
    assert (found["cairn_reminders_stopped|clock"], found["cairn_reminders_stopped|restored"]) == (1, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 20])
def test_it_makes_the_same_number_of_queries_for_few_reminders_and_for_many(rows, noon, django_assert_num_queries):
    for _ in range(rows):
        make_reminder("sent", sent_at=NOON)
    # 1 one pass over the ledger, 2 last tick, 3 what stops the reminders
    with django_assert_num_queries(4):
        scrape()


@pytest.mark.django_db
def test_what_an_erased_account_leaves_counts_on():
    """A counter that goes down reads as a restart."""
    TickRecord.objects.all().record(NOON)
    gone = make_reminder("sent", sent_at=NOON)
    make_reminder("failed")
    before = scrape()
    erase(gone.learner.user, now=NOON)
    after = scrape()
    assert not Reminder.objects.filter(pk=gone.pk).exists()
    assert {name for name in before if "_total" in name or "lateness" in name}
    for name, value in before.items():
        if "_total" in name or "lateness" in name:
            assert after[name] == value, name

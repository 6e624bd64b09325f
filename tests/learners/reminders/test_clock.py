"""Clocks that disagree stop the ledger until somebody says that they are well."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from learners.reminders import clock, delivery, guarding, ledger, tasks
from learners.reminders.clock import Reading, disagreement, read
from learners.reminders.models import Reminder, TickRecord
from learners.reminders.stopping import Stop

SEVEN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
NONE = timedelta()


def reading(wall: timedelta = NONE, steady: timedelta = NONE, database: timedelta = NONE) -> Reading:
    """How far each has come since seven o'clock."""
    return Reading(SEVEN + wall, 1000 * MINUTE + steady, SEVEN + database)


@pytest.fixture
def jumped(monkeypatch) -> None:
    """The machine's clock jumps by a day, between one minute and the next; the database is on the same machine."""
    now = reading()

    def read_now(_database: datetime) -> Reading:
        return now

    monkeypatch.setattr(ledger, "database_clock", lambda: now.database)
    monkeypatch.setattr(clock, "read", read_now)
    monkeypatch.setattr(tasks.send_due, "delay", lambda: None)
    tasks.tick()
    now = reading(wall=DAY, steady=MINUTE, database=DAY)


def states() -> list[str]:
    return list(Reminder.objects.order_by("local_date").values_list("state", flat=True))


# Whether they agree


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (reading(), ""),
        (reading(MINUTE, MINUTE, MINUTE), ""),
        (reading(100 * DAY, 100 * DAY, 100 * DAY), ""),
        (reading(wall=5 * MINUTE), ""),
        (reading(wall=-5 * MINUTE), ""),
        (reading(wall=6 * MINUTE, database=6 * MINUTE), "A worker's clock has jumped by +360 s."),
        (reading(wall=-DAY, database=-DAY), "A worker's clock has jumped by -86400 s."),
        (reading(steady=DAY), "A worker's clock has jumped by -86400 s."),
        (reading(DAY, DAY), "A worker's clock is +86400 s away from the database's."),
        (reading(database=6 * MINUTE), "A worker's clock is -360 s away from the database's."),
        (reading(database=5 * MINUTE), ""),
    ],
)
def test_clocks_may_differ_by_five_minutes(last, words):
    assert disagreement(reading(), last) == words


def test_a_zone_that_is_not_utc_is_no_difference():
    assert (
        disagreement(reading(), Reading(SEVEN, 1000 * MINUTE, datetime.fromisoformat("2026-03-02T08:00+01:00"))) == ""
    )


@pytest.mark.django_db
def test_the_clocks_of_this_machine_agree():
    first, last = read(ledger.database_clock()), read(ledger.database_clock())
    assert disagreement(first, last) == ""
    assert last.steady >= first.steady


# What a jump does


def test_while_the_clocks_disagree_nothing_is_created_or_expires(student, jumped):
    before = list(Reminder.objects.values())
    tasks.tick()
    assert list(Reminder.objects.values()) == before
    assert Stop.objects.causes() == ["clock"]


def test_without_the_guard_rows_would_have_expired_and_been_made(student, jumped, monkeypatch):
    """The negative control of the test above: it can see what the guard prevents."""
    monkeypatch.setattr(clock, "watch", lambda _reading: None)
    assert states() == ["pending", "pending"]
    tasks.tick()
    assert states() == ["expired", "pending", "pending"]


def test_nor_is_a_lease_taken_away(student, jumped):
    ledger.claim(SEVEN)
    tasks.tick()
    assert states() == ["leased", "pending"]


def test_nor_is_anything_sent_at_an_hour_that_may_be_wrong(student, jumped, mailoutbox):
    tasks.send_due()
    assert (states(), mailoutbox) == (["pending", "pending"], [])


def test_a_pass_that_was_held_is_no_tick_that_finished(student, jumped):
    tasks.tick()
    assert TickRecord.objects.get().at == SEVEN


@pytest.mark.django_db
def test_a_worker_whose_own_clock_is_well_is_held_too(student):
    Stop.objects.stop(Stop.Cause.CLOCK, "Why.", SEVEN)
    guarding.look(SEVEN)
    assert guarding.tick(SEVEN) is None


@pytest.mark.django_db
def test_it_stays_stopped_when_the_clock_comes_back_by_itself():
    for wall in (NONE, DAY, NONE):
        clock.watch(reading(wall=wall, database=wall))
    assert Stop.objects.causes() == ["clock"]


@pytest.mark.django_db
@pytest.mark.parametrize("wall", [NONE, DAY], ids=["put right", "right since it jumped"])
def test_after_clock_ok_the_worker_compares_anew_and_goes_on(wall):
    for earlier in (NONE, DAY):
        clock.watch(reading(wall=earlier, database=earlier))
    call_command("reminders", "clock-ok")
    for _ in range(2):
        clock.watch(reading(wall=wall, database=wall))
    assert Stop.objects.causes() == []


@pytest.mark.django_db
def test_a_second_jump_after_clock_ok_stops_again():
    for wall in (NONE, DAY):
        clock.watch(reading(wall=wall, database=wall))
    call_command("reminders", "clock-ok")
    for wall in (DAY, 2 * DAY):
        clock.watch(reading(wall=wall, database=wall))
    assert Stop.objects.causes() == ["clock"]


@pytest.mark.django_db
def test_clock_ok_does_not_help_against_a_database_that_is_still_elsewhere():
    clock.watch(reading(database=DAY))
    call_command("reminders", "clock-ok")
    clock.watch(reading(database=DAY))
    assert Stop.objects.filter(cause="clock").count() == 2
    assert Stop.objects.causes() == ["clock"]


# Rows and words


@pytest.mark.django_db
def test_stopping_twice_leaves_one_row_with_the_first_detail():
    for detail in ("first", "second"):
        Stop.objects.stop(Stop.Cause.CLOCK, detail, SEVEN)
    assert Stop.objects.get().detail == "first"


@pytest.mark.django_db
def test_the_database_refuses_a_second_standing_stop_of_a_cause():
    Stop.objects.create(cause="clock", at=SEVEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stop.objects.create(cause="clock", at=SEVEN)
    Stop.objects.create(cause="restored", at=SEVEN)


@pytest.mark.parametrize("action", ["tick", "audit", "clock-ok"])
def test_the_command_says_what_stops_the_reminders(action, student, jumped, capsys):
    tasks.tick()
    call_command("reminders", action, json=True)
    printed = capsys.readouterr()
    assert json.loads(printed.out)["stopped"] == ([] if action == "clock-ok" else ["clock"])
    assert ("has jumped by +86340 s" in printed.err) is (action != "clock-ok")


@pytest.mark.parametrize("stands", [True, False])
def test_the_command_ticks_and_sends_only_while_nothing_stops_it(stands, student, settings, mailoutbox):
    settings.PORTAL_TESTING = True
    if stands:
        Stop.objects.stop(Stop.Cause.CLOCK, "Why.", SEVEN)
    for action in ("tick", "run"):
        call_command("reminders", action, now=SEVEN.isoformat())
    assert (len(mailoutbox), Reminder.objects.count()) == ((0, 0) if stands else (1, 2))


def test_a_clock_set_by_hand_is_not_compared(student, settings, monkeypatch):
    """Tests move it by days, forwards and back."""
    settings.PORTAL_TESTING = True
    monkeypatch.setattr(clock, "read", read)
    for now in (SEVEN, SEVEN + 100 * DAY, SEVEN):
        call_command("reminders", "tick", now=now.isoformat())
        call_command("reminders", "run", now=now.isoformat())
    assert not Stop.objects.exists()


@pytest.mark.django_db
def test_nothing_is_claimed_while_any_stop_stands(student):
    ledger.tick(SEVEN)
    Stop.objects.stop(Stop.Cause.RESTORED, "Why.", SEVEN)
    assert sum(delivery.deliver_due(lambda: SEVEN).values()) == 0
    Stop.objects.end(Stop.Cause.RESTORED, SEVEN)
    assert sum(delivery.deliver_due(lambda: SEVEN).values()) == 1

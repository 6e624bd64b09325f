"""After a backup was restored, nothing goes out until somebody says since when it may."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from learners.profiles.models import Learner
from learners.reminders import delivery, guarding, ledger, restored
from learners.reminders.models import Reminder, TickRecord
from learners.reminders.stopping import Stop
from tests.factories import make_plan

pytestmark = pytest.mark.django_db
SEVEN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def tick(now: datetime) -> None:
    guarding.look(now)
    assert guarding.tick(now)
    restored.note(now)


def restore(last_tick: datetime) -> None:
    """What a backup of then would say, of the last tick and of whom it had still to look at."""
    TickRecord.objects.update(at=last_tick)
    Learner.objects.all().look_again()


def send(now: datetime) -> int:
    return delivery.deliver_due(lambda: now)["sent"]


def resume(since: datetime, now: datetime, settings) -> None:
    settings.PORTAL_TESTING = True
    call_command("reminders", "resume", since=since.isoformat(), now=now.isoformat())


# Noticing


@pytest.mark.parametrize(
    ("lost", "stopped"),
    [(timedelta(), []), (2 * MINUTE, []), (3 * MINUTE, ["restored"]), (timedelta(days=30), ["restored"])],
)
def test_a_database_that_is_older_than_the_note_beside_it_was_restored(lost, stopped):
    tick(SEVEN)
    restore(SEVEN - lost)
    guarding.look(SEVEN + HOUR)
    assert Stop.objects.causes() == stopped


def test_an_outage_is_no_restore():
    tick(SEVEN)
    tick(SEVEN + timedelta(days=2))
    guarding.look(SEVEN + timedelta(days=2))
    assert Stop.objects.causes() == []


def test_another_database_in_the_same_place_is_no_restored_one():
    tick(SEVEN)
    TickRecord.objects.update(at=SEVEN - HOUR, ledger=uuid4())
    guarding.look(SEVEN)
    assert Stop.objects.causes() == []


def test_a_ledger_keeps_its_name_from_tick_to_tick():
    tick(SEVEN)
    name = TickRecord.objects.get().ledger
    tick(SEVEN + MINUTE)
    assert TickRecord.objects.get().ledger == name


def test_a_place_that_never_saw_a_tick_notices_nothing(settings, tmp_path):
    tick(SEVEN)
    settings.DATA_DIR = tmp_path / "other"
    restore(SEVEN - HOUR)
    guarding.look(SEVEN)
    assert Stop.objects.causes() == []


@pytest.mark.parametrize("text", ["", "yesterday", "\0"])
def test_a_note_that_cannot_be_read_stops_nobody_and_is_logged(text, tmp_path, caplog):
    tick(SEVEN)
    for path in Path(tmp_path / "last-ticks").iterdir():
        path.write_text(text)
    guarding.look(SEVEN)
    assert Stop.objects.causes() == []
    assert "cannot be read" in caplog.text


def test_a_note_that_cannot_be_written_stops_nobody_and_is_logged(tmp_path, caplog):
    (tmp_path / "last-ticks").write_text("a file where a folder should be")
    restored_before = Stop.objects.count()
    assert ledger.tick(SEVEN)
    restored.note(SEVEN)
    assert Stop.objects.count() == restored_before
    assert "could not be noted" in caplog.text


def test_a_clock_set_by_hand_is_not_noted(student, settings, tmp_path):
    settings.PORTAL_TESTING = True
    call_command("reminders", "tick", now=SEVEN.isoformat())
    assert not (tmp_path / "last-ticks").exists()


# What it stops, and how it goes on


def test_what_was_sent_after_the_backup_is_not_sent_again(student, settings, mailoutbox):
    tick(SEVEN - 30 * MINUTE)
    backup = list(Reminder.objects.values())
    tick(SEVEN)
    assert send(SEVEN) == 1

    Reminder.objects.all().delete()
    Reminder.objects.bulk_create(Reminder(**row) for row in backup)
    restore(SEVEN - 30 * MINUTE)
    later = SEVEN + HOUR
    tick(later)
    assert send(later) == 0

    resume(SEVEN + MINUTE, later, settings)
    tick(later + MINUTE)
    assert (send(later + MINUTE), len(mailoutbox)) == (0, 1)
    row = Reminder.objects.order_by("local_date")[0]
    assert (row.state, row.reason) == ("expired", ledger.MAY_BE_SENT_BEFORE_RESTORE)


def test_without_the_guard_it_would_have_been_sent_again(student, mailoutbox, monkeypatch):
    """The negative control of the test above: it can see the double."""
    monkeypatch.setattr(restored, "watch", lambda _now: None)
    tick(SEVEN)
    send(SEVEN)
    Reminder.objects.all().delete()
    restore(SEVEN - 30 * MINUTE)
    tick(SEVEN + HOUR)
    assert (send(SEVEN + HOUR), len(mailoutbox)) == (1, 2)


def test_rows_that_the_backup_never_had_are_not_sent_again_either(student, settings, mailoutbox):
    tick(SEVEN)
    send(SEVEN)
    Reminder.objects.all().delete()
    restore(SEVEN - timedelta(days=3))
    guarding.look(SEVEN + HOUR)
    resume(SEVEN + MINUTE, SEVEN + HOUR, settings)
    tick(SEVEN + HOUR)
    assert (send(SEVEN + HOUR), len(mailoutbox)) == (0, 1)


def test_what_was_due_since_goes_out(student, settings):
    tick(SEVEN - HOUR)
    restore(SEVEN - 2 * HOUR)
    tick(SEVEN)
    assert send(SEVEN) == 0
    resume(SEVEN, SEVEN, settings)
    assert send(SEVEN) == 1


@pytest.mark.parametrize(
    ("state", "after"),
    [
        ("pending", "expired"),
        ("leased", "expired"),
        ("sent", "sent"),
        ("skipped", "skipped"),
        ("uncertain", "uncertain"),
    ],
)
def test_only_what_is_open_expires(state, after, student):
    ledger.tick(SEVEN)
    lease = {"lease_token": uuid4(), "lease_until": SEVEN + HOUR} if state == "leased" else {}
    row = Reminder.objects.order_by("local_date")[0]
    Reminder.objects.filter(pk=row.pk).update(state=state, **lease)
    restored.resume(SEVEN + MINUTE, SEVEN + MINUTE)
    row.refresh_from_db()
    assert (row.state, row.lease_token) == (after, None)


def test_a_worker_that_held_a_row_through_the_restore_can_send_it_no_more(student):
    ledger.tick(SEVEN)
    [held] = ledger.claim(SEVEN)
    assert held
    restored.resume(SEVEN + MINUTE, SEVEN + MINUTE)
    assert not ledger.begin_transmission(held, SEVEN + MINUTE)


def test_each_that_expires_is_in_the_history(student):
    ledger.tick(SEVEN)
    assert restored.resume(SEVEN + MINUTE, SEVEN + MINUTE) == 1
    [step] = Reminder.objects.order_by("local_date")[0].transitions.all()
    assert (step.from_state, step.to_state, step.reason) == (
        "pending",
        "expired",
        ledger.MAY_BE_SENT_BEFORE_RESTORE,
    )


# The command


def test_resume_says_how_many_expired(students, settings, capsys):
    settings.PORTAL_TESTING = True
    Stop.objects.stop(Stop.Cause.RESTORED, "Why.", SEVEN)
    since = (SEVEN + MINUTE).isoformat()
    call_command("reminders", "resume", since=since, now=since, json=True)
    assert json.loads(capsys.readouterr().out) == {"expired": 12, "stopped": []}


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (None, "needs --since"),
        ("yesterday", "--since: 'yesterday' is not an ISO time"),
        ("2026-03-02T07:00:01Z", "lies in the future"),
    ],
)
def test_resume_refuses_in_words(since, words, settings):
    settings.PORTAL_TESTING = True
    Stop.objects.stop(Stop.Cause.RESTORED, "Why.", SEVEN)
    with pytest.raises(CommandError, match=words):
        call_command("reminders", "resume", since=since, now=SEVEN.isoformat())
    assert Stop.objects.causes() == ["restored"]


def test_nothing_expires_by_resume_while_the_clocks_disagree(student, settings):
    ledger.tick(SEVEN)
    Stop.objects.stop(Stop.Cause.CLOCK, "Why.", SEVEN)
    with pytest.raises(CommandError, match="clock-ok"):
        resume(SEVEN, SEVEN, settings)
    assert set(Reminder.objects.values_list("state", flat=True)) == {"pending"}


def test_clock_ok_leaves_a_restored_database_stopped():
    for cause in Stop.Cause:
        Stop.objects.stop(cause, "Why.", SEVEN)
    call_command("reminders", "clock-ok")
    assert Stop.objects.causes() == ["restored"]


@pytest.mark.parametrize("learners", [1, 20])
def test_the_guards_make_the_same_number_of_queries_for_few_learners_and_for_many(learners, django_assert_num_queries):
    for _ in range(learners):
        make_plan()
    tick(SEVEN)
    # 1 last stop of the clock that has ended, 2 last tick
    with django_assert_num_queries(2):
        guarding.look(SEVEN + MINUTE)

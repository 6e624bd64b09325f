from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connection

from learners.plans.models import StudyPlan, Task
from learners.reminders import delivery, ledger
from learners.reminders.facts import facts_for
from learners.reminders.mail import compose
from learners.reminders.models import Reminder, TickRecord
from learners.reminders.tasks import send_due, tick
from tests.factories import MONDAY, NOON, make_guided, make_learner, make_plan, make_user
from tests.learners.reminders.sink import free_port

pytestmark = pytest.mark.django_db
SEVEN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def run(now: datetime = SEVEN) -> dict[str, int]:
    ledger.tick(now)
    return {state: count for state, count in delivery.deliver_due(lambda: now).items() if count}


def the_row() -> Reminder:
    return Reminder.objects.get(local_date=MONDAY)


# End to end


def test_a_learner_with_a_task_due_gets_one_mail(student, sink):
    run()
    [message] = sink.messages()
    assert message["To"] == student.user.email
    assert message["Subject"] == "Today: 1 task, 45 min"


def test_the_mail_arrives_with_its_headers(student, sink):
    run()
    [message] = sink.messages()
    assert message["Message-ID"] == f"<{student.pk}.2026-03-02.digest@127.0.0.1>"
    assert message["X-Reminder-Key"] == f"{student.pk}.2026-03-02.digest"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_mail_arrives_as_text_and_html(student, sink):
    run()
    [message] = sink.messages()
    assert [part.get_content_type() for part in message.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_running_twice_sends_one(student, sink):
    assert (run(), run()) == ({"sent": 1}, {})
    assert len(sink.accepted) == 1


def test_running_from_eight_workers_at_once_sends_one_each(at_once, students, sink):
    at_once(1, lambda: ledger.tick(SEVEN))
    at_once(8, lambda: delivery.deliver_due(lambda: SEVEN))
    keys = [message["X-Reminder-Key"] for message in sink.messages()]
    assert sorted(keys) == sorted(f"{learner.pk}.2026-03-02.digest" for learner in students)


def test_the_same_storm_shows_doubles_where_the_claim_is_broken(at_once, student, sink, monkeypatch):
    all_have_looked = Barrier(8)

    def look_without_swapping(now: datetime, *, most: int) -> list[Reminder]:
        rows = Reminder.objects.select_related("learner__user").filter(due_at__lte=now).exclude(state="sent")
        found = list(rows[:most])
        all_have_looked.wait()
        return found

    def send_whatever_the_state(_reminder: Reminder, _now: datetime) -> bool:
        return True

    def write_down(reminder: Reminder, *_args: object) -> bool:
        Reminder.objects.filter(pk=reminder.pk).update(state="sent")
        all_have_looked.wait()
        return True

    monkeypatch.setattr(delivery, "claim", look_without_swapping)
    monkeypatch.setattr(delivery, "begin_transmission", send_whatever_the_state)
    monkeypatch.setattr(delivery, "finish", write_down)
    at_once(1, lambda: ledger.tick(SEVEN))
    at_once(8, lambda: delivery.deliver_due(lambda: SEVEN))
    assert len(sink.accepted) == 8


def test_the_next_day_brings_the_next_mail(student, sink):
    run()
    assert run(SEVEN + timedelta(days=1)) == {"sent": 1}


# Looking again


def reason_after(change) -> str:
    ledger.tick(SEVEN - timedelta(hours=1))
    change()
    assert run() == {"skipped": 1}
    return the_row().reason


def test_who_did_all_that_was_due_gets_no_mail(student):
    done = {"state": Task.State.DONE, "done_at": NOON}
    assert reason_after(lambda: Task.objects.update(**done)) == "You had studied all that was due."
    assert mail.outbox == []


def test_who_skipped_what_was_due_gets_no_mail(student):
    assert reason_after(lambda: Task.objects.update(state=Task.State.SKIPPED)).startswith("Nothing was due")


def test_who_paused_in_the_meantime_gets_no_mail(student):
    paused = StudyPlan.State.PAUSED
    assert reason_after(lambda: StudyPlan.objects.update(state=paused)) == "The study plan was paused."


def test_who_switched_reminders_off_in_the_meantime_gets_no_mail(student):
    assert reason_after(student.stop_reminders) == "Reminders were switched off."


def test_who_snoozed_in_the_meantime_gets_no_mail_and_reads_until_when(student):
    assert reason_after(lambda: student.snooze(MONDAY)) == "Reminders were snoozed up to and including 2 March 2026."
    assert mail.outbox == []


def test_the_mail_comes_again_on_the_day_after_a_snooze(student, sink):
    student.snooze(MONDAY)
    assert (run(), run(SEVEN + timedelta(days=1))) == ({"skipped": 1}, {"sent": 1})


def test_whose_account_was_closed_in_the_meantime_gets_no_mail(student):
    student.user.is_active = False
    assert reason_after(student.user.save) == "The account was not active."


def test_looking_again_costs_the_same_for_one_task_and_for_many(student, django_assert_num_queries):
    # 1 plans, 2 the last mail, 3 open tasks, 4 who has studied, 5 periods of credentials, 6 days off
    learner = make_plan(make_learner(), make_guided(), tasks=tuple({} for _ in range(30))).learner
    for person in (student, learner):
        with django_assert_num_queries(6):
            facts_for(person, MONDAY)


# One bad learner


def test_a_mail_that_cannot_be_written_fails_alone(student, sink, monkeypatch):
    bad = make_plan(make_learner(), make_guided(), tasks=({},)).learner
    write = compose

    def compose_unless_bad(reminder, content):
        if reminder.learner == bad:
            raise ZeroDivisionError
        return write(reminder, content)

    monkeypatch.setattr(delivery, "compose", compose_unless_bad)
    assert run() == {"sent": 1, "pending": 1}
    for hours in range(1, 5):
        ended = run(SEVEN + timedelta(hours=1.5 * hours))
    assert ended == {"failed": 1}
    row = Reminder.objects.get(learner=bad, local_date=MONDAY)
    assert (row.reason, row.attempt) == (delivery.NOT_WRITTEN, delivery.TRIES)
    assert [message["To"] for message in sink.messages()] == [student.user.email]


def test_an_address_with_a_line_break_fails_alone(student, sink):
    make_plan(make_learner(user=make_user(email="a@example.org\nBcc: b@example.org")), make_guided(), tasks=({},))
    assert run() == {"sent": 1, "pending": 1}
    assert [message["To"] for message in sink.messages()] == [student.user.email]


# The mail server


def test_a_server_that_asks_to_wait_is_asked_again_later(student, sink):
    sink.reply = "451 Try again later"
    assert run() == {"pending": 1}
    assert the_row().smtp_reply == "451 Try again later"
    sink.reply = "250 OK"
    assert run(SEVEN + timedelta(minutes=2)) == {"sent": 1}


def test_a_server_that_refuses_is_not_asked_again(student, sink):
    sink.reply = "550 No such person"
    assert run() == {"failed": 1}
    assert run(SEVEN + timedelta(hours=1)) == {}


def test_a_server_that_is_away_costs_one_try_and_no_mail(students, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = free_port()
    assert run() == {"pending": 1}
    assert Reminder.objects.filter(attempt__gt=0).count() == 1


class Watching(BaseEmailBackend):
    """Notes whether a transaction was open while mail went out."""

    open_transactions: list[bool] = []

    def send_messages(self, messages) -> int:
        self.open_transactions.append(connection.in_atomic_block)
        return len(messages)


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_mail_goes_out(student, settings, monkeypatch):
    monkeypatch.setattr(Watching, "open_transactions", [])
    settings.EMAIL_BACKEND = f"{Watching.__module__}.Watching"
    run()
    assert Watching.open_transactions == [False]


# The doors


@pytest.fixture
def testing(settings) -> None:
    settings.PORTAL_TESTING = True


def test_the_command_ticks_runs_and_audits(student, sink, testing, capsys):
    now = SEVEN.isoformat()
    call_command("reminders", "tick", now=now)
    call_command("reminders", "run", now=now)
    capsys.readouterr()
    call_command("reminders", "audit", json=True)
    assert '"sent": 1, "skipped": 0' in capsys.readouterr().out
    assert len(sink.accepted) == 1


def test_the_audit_lists_every_key(student, testing, capsys):
    call_command("reminders", "tick", now=SEVEN.isoformat())
    capsys.readouterr()
    call_command("reminders", "audit")
    assert f"{student.pk}.2026-03-02.digest  pending" in capsys.readouterr().out


def test_the_bell_rings_only_when_something_is_due(student, monkeypatch):
    rung = []
    monkeypatch.setattr(send_due, "delay", lambda: rung.append(1))
    monkeypatch.setattr(ledger, "database_clock", lambda: SEVEN - timedelta(hours=1))
    tick()
    assert rung == []
    monkeypatch.setattr(ledger, "database_clock", lambda: SEVEN)
    tick()
    assert rung == [1]
    assert TickRecord.objects.get().unanswered_since == SEVEN


def test_the_task_sends_what_is_due(student, monkeypatch):
    monkeypatch.setattr(ledger, "database_clock", lambda: SEVEN)
    ledger.tick(SEVEN)
    send_due()
    assert [message.to for message in mail.outbox] == [[student.user.email]]

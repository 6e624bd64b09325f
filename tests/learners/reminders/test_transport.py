"""What the mail server does at each phase of a mail, and what becomes of the mail. Judged by the server's own log."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes

import pytest

from learners.reminders import delivery, ledger, transport
from learners.reminders.mail import compose
from learners.reminders.models import Reminder, SuppressedAddress
from learners.reminders.times import LEASE, times_lie_inside_each_other
from tests.factories import MONDAY
from tests.faults.sink import DROP, Fault, Phase, Sink, once, serving

pytestmark = pytest.mark.django_db
SEVEN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
BUSY, GONE, AWAY = "451 4.7.0 later", "554 5.7.1 no", "421 4.3.2 closing"


@pytest.fixture
def server(settings, tmp_path) -> Iterator[Sink]:
    found = Sink(tmp_path / "sink.log")
    with serving(found) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield found


@pytest.fixture(autouse=True)
def hurried(monkeypatch) -> None:
    """The same limits, a hundred times shorter."""
    for name in ("CONNECT_SECONDS", "COMMAND_SECONDS", "AFTER_DOT_SECONDS"):
        monkeypatch.setattr(transport, name, 0.3)


def run(now: datetime = SEVEN) -> dict[str, int]:
    ledger.tick(now)
    return {state: count for state, count in delivery.deliver_due(lambda: now).items() if count}


def the_row() -> Reminder:
    return Reminder.objects.get(local_date=MONDAY)


def history() -> list[str]:
    return list(the_row().transitions.values_list("to_state", flat=True))


@pytest.mark.parametrize(
    ("phase", "fault", "state", "copies"),
    [
        (Phase.CONNECT, Fault("554 no service"), "pending", 0),
        (Phase.CONNECT, DROP, "pending", 0),
        (Phase.EHLO, DROP, "pending", 0),
        (Phase.MAIL, Fault(BUSY), "pending", 0),
        (Phase.MAIL, Fault(AWAY), "pending", 0),
        (Phase.MAIL, Fault(GONE), "failed", 0),
        (Phase.MAIL, DROP, "pending", 0),
        (Phase.RCPT, Fault(BUSY), "pending", 0),
        (Phase.RCPT, Fault(GONE), "failed", 0),
        (Phase.RCPT, DROP, "pending", 0),
        (Phase.DATA, Fault(BUSY), "pending", 0),
        (Phase.DATA, Fault(GONE), "failed", 0),
        (Phase.DATA, DROP, "pending", 0),
        (Phase.DOT, Fault(BUSY), "pending", 0),
        (Phase.DOT, Fault(AWAY), "pending", 0),
        (Phase.DOT, Fault(GONE), "failed", 0),
        (Phase.DOT, DROP, "uncertain", 0),
        (Phase.ACCEPTED, DROP, "uncertain", 1),
    ],
    ids=lambda value: getattr(value, "value", None) or getattr(value, "reply", None) or str(value),
)
def test_a_fault_at_each_phase_has_its_end(student, server, phase, fault, state, copies):
    server.plan = once(phase, fault)
    assert run() == {state: 1}
    assert server.copies().total() == copies
    server.plan = None
    again = run(SEVEN + timedelta(minutes=3))
    assert again == ({"sent": 1} if state == "pending" else {})
    assert server.copies().total() == (1 if state == "pending" else copies)


@pytest.mark.parametrize(
    ("phase", "state"),
    [
        (Phase.CONNECT, "pending"),
        (Phase.MAIL, "pending"),
        (Phase.DATA, "pending"),
        (Phase.DOT, "uncertain"),
        (Phase.ACCEPTED, "uncertain"),
    ],
)
def test_a_server_that_stalls_is_waited_for_so_long_and_no_longer(student, server, phase, state):
    server.plan = once(phase, Fault(seconds=1.5))
    assert run() == {state: 1}


def test_the_point_of_no_return_lies_between_354_and_the_body(student, server, monkeypatch):
    reached: list[Phase] = []
    server.plan = reached.append
    at_the_point: list[list[Phase]] = []

    def noted(reminder: Reminder, now: datetime) -> bool:
        at_the_point.append([phase for phase in reached if phase != Phase.BODY])
        return ledger.begin_transmission(reminder, now)

    monkeypatch.setattr(delivery, "begin_transmission", noted)
    assert run() == {"sent": 1}
    assert at_the_point == [[Phase.CONNECT, Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.DATA]]
    assert history() == ["leased", "transmitting", "sent"]


def test_a_worker_that_lost_its_lease_before_that_point_sends_nothing(student, server):
    ledger.tick(SEVEN)
    [row] = ledger.claim(SEVEN)
    late = SEVEN + LEASE + timedelta(minutes=1)
    ledger.tick(late)
    carrier = transport.open_transport()
    assert delivery.deliver(row, delivery.look_again([row]), carrier, lambda: late) == "leased"
    carrier.close()
    assert server.copies().total() == 0
    assert the_row().state == "pending"
    assert run(late) == {"sent": 1}


def test_the_next_mail_goes_over_the_same_connection_after_a_refusal(students, server):
    server.plan = once(Phase.RCPT, Fault("550 5.1.1 unknown"))
    assert run() == {"sent": len(students) - 1, "failed": 1}
    assert server.connections == 1


def test_a_server_that_hung_up_between_two_mails_is_called_again_at_no_cost(students, server):
    seen = []

    def second_mail(phase: Phase) -> Fault | None:
        seen.append(phase)
        return DROP if phase == Phase.MAIL and seen.count(Phase.MAIL) == 2 else None

    server.plan = second_mail
    assert run() == {"sent": len(students)}
    assert server.connections == 2
    assert max(server.copies().values()) == 1


def test_an_address_that_does_not_exist_gets_no_other_mail(student, server):
    server.plan = once(Phase.RCPT, Fault("550 5.1.1 unknown"))
    assert run() == {"failed": 1}
    assert SuppressedAddress.objects.get().address == student.user.email
    assert run(SEVEN + timedelta(days=1)) == {"skipped": 1}
    assert Reminder.objects.get(local_date=MONDAY + timedelta(days=1)).reason == delivery.ADDRESS_BOUNCES
    assert server.copies().total() == 0


def test_a_refusal_of_another_kind_leaves_the_address_alone(student, server):
    server.plan = once(Phase.RCPT, Fault("550 5.7.1 not today"))
    assert run() == {"failed": 1}
    assert not SuppressedAddress.objects.exists()


def test_an_address_without_a_domain_fails_at_once(student, server):
    student.user.email = "somebody"
    student.user.save(update_fields=["email"])
    assert run() == {"failed": 1}
    assert the_row().reason == delivery.NO_ADDRESS
    assert server.connections == 0


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(student, server, monkeypatch):
    write = compose

    def dotted(reminder, content):
        message = write(reminder, content)
        message.body = "one\n.\n..two\n.three"
        return message

    monkeypatch.setattr(delivery, "compose", dotted)
    assert run() == {"sent": 1}
    assert b"\r\none\r\n.\r\n..two\r\n.three\r\n" in server.mails[0]


@pytest.mark.parametrize(("setting", "states"), [("keep", ["uncertain"]), ("resend", ["pending", "sent"])])
def test_what_may_have_arrived_is_sent_again_only_where_the_relay_drops_doubles(
    student, server, settings, setting, states
):
    settings.REMINDER_AMBIGUOUS = setting
    server.plan = once(Phase.ACCEPTED, DROP)
    reached = [state for minutes in (0, 3) for state in run(SEVEN + timedelta(minutes=minutes))]
    assert reached == states
    assert server.copies().total() == len(states)
    assert len({mail["Message-ID"] for mail in map(message_from_bytes, server.mails)}) == 1


@pytest.mark.parametrize(("setting", "state"), [("keep", "uncertain"), ("resend", "pending")])
def test_a_worker_that_was_killed_on_the_way_leaves_the_same(student, settings, setting, state):
    settings.REMINDER_AMBIGUOUS = setting
    ledger.tick(SEVEN)
    [row] = ledger.claim(SEVEN)
    assert ledger.begin_transmission(row, SEVEN)
    ledger.tick(SEVEN + LEASE + timedelta(minutes=1))
    assert the_row().state == state


def test_the_times_lie_inside_each_other(settings):
    assert times_lie_inside_each_other(None) == []
    settings.CELERY_VISIBILITY_TIMEOUT = 600
    assert [error.id for error in times_lie_inside_each_other(None)] == ["reminders.E002", "reminders.E003"]

"""A mail to oneself. Judged by the mail server's own log where one answers."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.reminders import delivery, ledger, transport, trial
from learners.reminders.models import Reminder, SuppressedAddress
from tests.factories import MONDAY, NOON, make_plan
from tests.faults.sink import DROP, Fault, Phase, Sink, once, serving

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
PAGE, SEND = reverse("reminders:reminders"), reverse("reminders:send-test")


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    cache.clear()


@pytest.fixture
def server(settings, tmp_path, monkeypatch) -> Iterator[Sink]:
    """The limits are a hundred times shorter."""
    found = Sink(tmp_path / "sink.log")
    for module, name in ((transport, "CONNECT_SECONDS"), (transport, "COMMAND_SECONDS"), (trial, "COMMAND_SECONDS")):
        monkeypatch.setattr(module, name, 0.3)
    with serving(found) as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield found


def said(client: Client) -> str:
    [message] = client.post(SEND, follow=True).context["messages"]
    return str(message)


def test_the_page_asks_who_is_there():
    assert Client().post(SEND)["Location"].startswith(reverse("account_login"))
    assert mail.outbox == []


def test_it_is_sent_by_post_only(signed_in):
    assert signed_in.get(SEND).status_code == 405
    assert SEND in signed_in.get(PAGE).content.decode()


def test_it_is_todays_mail_marked_as_a_test_and_goes_to_ones_own_address_only(ada, stranger, signed_in):
    make_plan(ada, tasks=({"title": "Read the guide"},))
    make_plan(stranger, tasks=({},))
    assert "The mail server accepted a test mail to ada@example.org." in said(signed_in)
    [found] = mail.outbox
    assert (found.subject, found.recipients()) == ("Test: Today: 1 task, 1 h", ["ada@example.org"])
    assert "- Read the guide, 1 h" in found.body


def test_it_leaves_the_ledger_alone_and_the_days_mail_still_comes(ada, signed_in):
    make_plan(ada, tasks=({},))
    said(signed_in)
    assert not Reminder.objects.exists()
    ledger.tick(NOON)
    assert delivery.deliver_due(lambda: NOON)["sent"] == 1
    test, daily = (message.message() for message in mail.outbox)
    assert test["Message-ID"] != daily["Message-ID"]
    assert (test["X-Reminder-Key"], daily["X-Reminder-Key"]) == (None, f"{ada.pk}.2026-03-02.digest")
    assert test["List-Unsubscribe"] == daily["List-Unsubscribe"]
    assert test["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_two_have_different_message_ids(ada, signed_in):
    said(signed_in), said(signed_in)
    assert len({message.message()["Message-ID"] for message in mail.outbox}) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Nothing more is due today. The next one comes on Wednesday 4 March at 07:00, with 1 task."),
        ({"reminders_on": False}, "Reminders are off: none will come until you turn them on in your settings."),
        ({"snoozed_until": date(2026, 3, 30)}, "there is nothing to remind you of in the next 14 days."),
    ],
)
def test_without_a_mail_of_today_it_says_when_the_next_one_comes(changes, words, ada, signed_in):
    Learner.objects.filter(pk=ada.pk).update(**changes)
    make_plan(ada, tasks=({"due": MONDAY + timedelta(days=2)},))
    said(signed_in)
    [found] = mail.outbox
    assert found.subject == "Test: this is how a reminder reaches you"
    assert words in " ".join(found.body.split())
    assert words in str(vars(found)["alternatives"][0][0])


def test_a_paused_plan_is_no_reason_not_to_try(ada, signed_in):
    make_plan(ada, tasks=({},), state=StudyPlan.State.PAUSED)
    assert "accepted" in said(signed_in)


def test_three_an_hour_are_sent_and_the_fourth_is_refused_in_words(noon, signed_in, as_stranger):
    assert all("accepted" in said(signed_in) for _ in range(3))
    assert said(signed_in) == "Three test mails an hour are enough. Try again later."
    assert "accepted" in said(as_stranger)
    assert len(mail.outbox) == 4
    noon.shift(timedelta(hours=1))
    assert "accepted" in said(signed_in)


def test_a_suppressed_address_is_refused_with_its_reason(ada, signed_in):
    SuppressedAddress.objects.suppress(ada, "Ada@Example.org", reason="550 5.1.1 unknown", at=NOON)
    assert said(signed_in) == "No mail goes to ada@example.org since 2 March 2026. The reason: 550 5.1.1 unknown"
    assert mail.outbox == []


def test_what_is_no_address_is_refused(ada, signed_in):
    type(ada.user).objects.update(email="ada")
    assert "“ada” is no address that mail can be sent to." in said(signed_in)
    assert mail.outbox == []


def test_a_mail_that_can_not_be_written_is_said_so(ada, signed_in, monkeypatch):
    monkeypatch.setattr(trial, "_write", lambda learner, now: 1 / 0)
    assert said(signed_in).startswith("The mail could not be written.")


@pytest.mark.parametrize(
    ("phase", "fault", "words", "copies"),
    [
        (Phase.CONNECT, DROP, "could not be reached", 0),
        (Phase.RCPT, Fault("451 4.7.0 later"), "did not take the test mail now. Its answer: 451 4.7.0 later", 0),
        (Phase.RCPT, Fault("550 5.1.1 no such user"), "says that ada@example.org does not exist", 0),
        (Phase.DOT, Fault("554 5.7.1 <b>no</b>"), "refused the test mail. Its answer: 554 5.7.1 <b>no</b>", 0),
        (Phase.MAIL, Fault(seconds=1.5), "did not take the test mail now", 0),
        (Phase.DOT, Fault(seconds=1.5), "may have arrived", 0),
        (Phase.ACCEPTED, DROP, "may have arrived", 1),
    ],
    ids=str,
)
def test_the_servers_answer_is_said_on_the_page(phase, fault, words, copies, server, signed_in):
    server.plan = once(phase, fault)
    response = signed_in.post(SEND, follow=True)
    assert words in str(next(iter(response.context["messages"])))
    assert b"<b>no</b>" not in response.content
    assert server.copies() == ({"-": copies} if copies else {})  # without a key: no copy of a mail of the ledger


def test_a_server_that_is_not_there_is_said_so(server, signed_in, settings):
    settings.EMAIL_PORT = 1
    assert "could not be reached" in said(signed_in)


def test_the_servers_acceptance_is_said_on_the_page(server, ada, signed_in):
    assert "accepted a test mail" in said(signed_in)
    assert len(server.mails) == 1

"""Names and titles as nobody should write them: one clean header line each, and a mail that can be read."""

from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.urls import reverse

from learners.credentials.models import Credential
from learners.plans.models import StudyPlan, Task
from learners.profiles.lines import LONGEST_SUBJECT, clean, one_line
from learners.profiles.models import Learner
from learners.reminders import ledger
from learners.reminders.delivery import deliver_due
from learners.reminders.links import done_url, snooze_url
from learners.reminders.mail import unsubscribe_token
from tests.factories import MONDAY, make_certification, make_credential, make_learner, make_plan
from tests.learners.reminders.sink import Sink
from tests.learners.reminders.test_ledger import SEVEN

BAD = {
    "line ends": "Ada\r\nBcc: everybody@example.org\r\n\r\nHello",
    "nothing": "Ada\x00 Lovelace",
    "ten kilobytes": "word " * 2000,
    "one long word": "x" * 10_000,
    "right to left": "Ada \u202egnp.exe\u202c \u2067x\u2069",
    "emoji": "Ada 🏔️ 👩‍🔬",
    "bells": "Ada\x07\x1b[31m",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_a_header_line_is_one_clean_line_of_sensible_length(text) -> None:
    line = one_line(text)
    assert line == line.strip()
    assert not set(line) & set("\r\n\t\x00\x07\x1b\u202e\u202c\u2067\u2069")
    assert 0 < len(line) <= LONGEST_SUBJECT


def test_what_is_in_order_stays_as_it_is() -> None:
    text = "Prüfung in 3 Tagen · \u05e9\u05dc\u05d5\u05dd 🏔️"
    assert one_line(text) == clean(text) == text


@pytest.mark.django_db
@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_the_mail_arrives_with_one_line_for_each_header(text, student, sink: Sink) -> None:
    """Where forms and files let none of it in, a row that was written by hand still may hold it."""
    stored = text.replace("\x00", "")[:120]  # PostgreSQL keeps no NUL
    type(student.user).objects.filter(pk=student.user_id).update(name=stored)
    StudyPlan.objects.update(title=stored, exam_date=MONDAY)
    Task.objects.update(title=stored)
    certification = make_certification(name=stored)
    make_credential(student, certification, periods=({"valid_from": MONDAY, "valid_until": MONDAY},))
    ledger.tick(SEVEN)
    assert deliver_due(lambda: SEVEN)["sent"] == 1
    [given] = sink.messages()
    read = message_from_bytes(given.as_bytes(), policy=policy.default)
    assert read.get_all("Bcc") is None
    assert len(read.get_all("Subject", [])) == len(read.get_all("To", [])) == 1
    assert "\n" not in str(read["Subject"])
    body = read.get_body(("plain",))
    assert body
    assert not set(body.get_content()) & set("\x00\x07\x1b\u202e\u202c")


@pytest.mark.django_db
def test_a_form_refuses_nothing_where_something_should_be(signed_in: Client, ada: Learner) -> None:
    page = signed_in.post(reverse("profiles:settings"), {"name": "Ada\x00", "time_zone": "UTC"})
    assert page.status_code == 200
    assert "Null characters are not allowed." in page.content.decode()
    assert not Credential.objects.exists()


# Tampered links


def bodies(address: str, tokens: list[str], method: str) -> set[tuple[int, bytes]]:
    asked = (getattr(Client(), method)(address.format(token)) for token in tokens)
    return {(answer.status_code, answer.content) for answer in asked}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["unsubscribe", "done", "snooze"])
def test_a_tampered_link_answers_the_same_whoever_it_would_be_about(student, name, method) -> None:
    """Of one who is there, and of one who is not; and nothing has changed."""
    task = make_plan(make_learner(), tasks=({},)).tasks.get()
    made = {
        "unsubscribe": unsubscribe_token(student),
        "done": done_url(task.pk).rstrip("/").rsplit("/", 1)[1],
        "snooze": snooze_url(student, 1).rstrip("/").rsplit("/", 1)[1],
    }[name]
    value, signature = made.rsplit(":", 1)
    there, nowhere = f"{value}:{signature[::-1]}", f"99999{value}:{signature}"
    found = bodies(f"/reminders/{name}/{{}}/", [there, nowhere], method)
    assert len(found) == 1
    [(status, _body)] = found
    assert 400 <= status < 500
    student.refresh_from_db()
    task.refresh_from_db()
    assert (student.reminders_on, student.snoozed_until, task.is_done) == (True, None, False)

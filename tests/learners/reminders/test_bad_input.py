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
from learners.reminders.links import REMINDERS, TEAM_MAIL, done_url, snooze_url
from tests.factories import MONDAY, make_certification, make_credential, make_guided, make_learner, make_plan, make_user
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
    raw = sink.accepted[0]
    head = raw.partition(b"\r\n\r\n")[0]
    assert head.isascii()  # RFC 2047
    assert max(map(len, raw.split(b"\r\n"))) <= 998  # RFC 5322 §2.1.1
    read = message_from_bytes(given.as_bytes(), policy=policy.default)
    assert read.get_all("Bcc") is None
    assert len(read.get_all("Subject", [])) == len(read.get_all("To", [])) == 1
    assert "\n" not in str(read["Subject"])
    body = read.get_body(("plain",))
    assert body
    html = read.get_body(("html",))
    assert html
    for part in (body, html):
        assert not set(part.get_content()) & set("\r\x00\x07\x1b\u202e\u202c\u2067\u2069")
        assert clean(stored).split()[0] in part.get_content()
    assert len(str(read["Subject"])) <= LONGEST_SUBJECT


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


def tokens_of(learner: Learner, task: Task) -> dict[str, str]:
    links = {"done": done_url(task.pk), "snooze": snooze_url(learner, 1), "stop-team-mail": TEAM_MAIL.url(learner)}
    found = {name: link.rstrip("/").rsplit("/", 1)[1] for name, link in links.items()}
    return found | {"unsubscribe": REMINDERS.token(learner)}


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ["unsubscribe", "done", "snooze", "stop-team-mail"])
def test_a_link_that_leads_nowhere_answers_the_same_whoever_it_would_be_about(student, name, method) -> None:
    """Tampered with, of one who is there and of one who is not; of an account that is gone, and to act for a closed one.

    Nothing changes. Who wants no more mail is heard with a closed account too (the next test).
    """
    people = [student, make_learner(user=make_user(is_active=False)), make_learner()]
    tasks = [make_plan(one, make_guided(), tasks=({},)).tasks.get() for one in people]
    there, closed, gone = (tokens_of(*pair)[name] for pair in zip(people, tasks, strict=True))
    people.pop().user.delete()
    value, signature = there.rsplit(":", 1)
    asked = [f"{value}:{signature[::-1]}", f"99999{value}:{signature}", gone]
    asked += [closed] if name in {"done", "snooze"} else []
    found = bodies(reverse(f"reminders:{name}", args=["{}"]).replace("%7B%7D", "{}"), asked, method)
    assert [status for status, _body in found] == [404]
    kept = Learner.objects.values_list("reminders_on", "team_mail_on", "snoozed_until").distinct()
    assert list(kept) == [(True, True, None)]
    assert not Task.objects.filter(state=Task.State.DONE).exists()


@pytest.mark.django_db
def test_whose_account_is_closed_can_still_end_the_mail() -> None:
    """It may be opened again; the preference belongs to the person and outlives it."""
    closed = make_learner(user=make_user(is_active=False))
    for address in (REMINDERS.url(closed), TEAM_MAIL.url(closed)):
        assert Client().post(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    closed.refresh_from_db()
    assert (closed.reminders_on, closed.team_mail_on) == (False, False)

"""A mail looked at from the desk: as it would be, with nothing sent, nothing written and no link that acts."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.plans.models import Task
from learners.profiles.models import Learner
from learners.reminders.desk import previews
from learners.reminders.desk.preview import Ticket
from learners.reminders.links import REMINDERS, snooze_of_token, task_of_token
from learners.reminders.models import Reminder, SuppressedAddress
from learners.reminders.samples import Sample
from portal.models import User
from tests.certifications.desk import client_of, make_owner
from tests.factories import MONDAY, make_user
from tests.learners.reminders.desk.rows import make_row

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
FORM, MAKE = reverse("admin:learners_reminder_preview"), reverse("admin:learners_reminder_preview_make")
MORNING = datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.fixture
def olga(db) -> User:
    return make_owner()


@pytest.fixture
def vera(db) -> User:
    """An owner who may see learners' mail."""
    vera = make_owner(name="Vera")
    vera.user_permissions.add(Permission.objects.get(codename="preview_mail"))
    return vera


def asked(client: Client, **fields: str):
    return client.post(MAKE, {"who": "learner", "kind": "digest", **fields}, follow=True)


def of(learner: Learner) -> dict[str, str]:
    return {"email": learner.user.email}


def html_of(answer, client: Client):
    return client.get(re.search(r'<iframe[^>]* src="([^"]+)"', answer.content.decode())[1])  # type: ignore[index]


@pytest.mark.parametrize("sample", Sample)
def test_every_sample_is_shown_to_any_owner(olga: User, sample: Sample) -> None:
    answer = asked(client_of(olga), who=sample.value)
    assert answer.status_code == 200
    assert ("No mail would come" in answer.content.decode()) == (sample == Sample.STUDIED)


def test_a_sample_says_what_its_name_promises(olga: User) -> None:
    client = client_of(olga)
    answer = asked(client, who="busy")
    shown = answer.content.decode()
    assert "Exam in 7 days" in shown
    assert "sam@example.org" in shown
    assert "Cloud operations, foundation" in html_of(answer, client).content.decode()


def test_a_learner_s_mail_is_as_it_would_go_out(vera: User, student: Learner) -> None:
    client = client_of(vera)
    answer = asked(client, **of(student))
    shown, html = answer.content.decode(), html_of(answer, client).content.decode()
    assert "Today: 1 task, 45 min" in shown
    for text in (shown, html):
        assert "Read the guide" in text
    for name in ("Message-ID", "X-Reminder-Key", "List-Unsubscribe", "Auto-Submitted"):
        assert f"<dt>{name}</dt>" in shown
    assert f"&lt;{student.pk}.2026-03-02.digest@" in shown


def test_another_day_is_looked_at_too(vera: User, student: Learner) -> None:
    assert "1 task is overdue" in asked(client_of(vera), day="2026-03-05", **of(student)).content.decode()


SILENT: dict[str, tuple[Callable[[Learner], object], str]] = {
    "switched off": (lambda one: one.stop_reminders(), "Reminders were switched off."),
    "snoozed": (lambda one: one.snooze(MONDAY), "up to and including 2 March 2026"),
    "no plan": (lambda one: one.plans.all().delete(), "There was no active study plan."),
    "bounces": (
        lambda one: SuppressedAddress.objects.suppress(one, one.user.email, reason="", at=MORNING),
        "Mail to the address comes back.",
    ),
}


@pytest.mark.parametrize(("make", "why"), SILENT.values(), ids=SILENT.keys())
def test_why_no_mail_would_come_is_said(vera: User, student: Learner, make, why: str) -> None:
    make(student)
    shown = asked(client_of(vera), **of(student)).content.decode()
    assert "No mail would come" in shown
    assert why in shown
    assert "<iframe" not in shown


def test_a_mail_that_can_not_be_written_is_said_too(vera: User, student: Learner, monkeypatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setitem(previews.WRITERS, "digest", broken)
    assert "The mail could not be written." in asked(client_of(vera), **of(student)).content.decode()


def test_no_link_in_a_preview_acts_for_the_learner(vera: User, student: Learner) -> None:
    client = client_of(vera)
    answer = asked(client, **of(student))
    text = answer.content.decode() + html_of(answer, client).content.decode()
    links = set(re.findall(r"/reminders/(unsubscribe|done|snooze)/([^/\s\"&]+)/", text))
    assert {name for name, _token in links} == {"unsubscribe", "done", "snooze"}
    readers = {"unsubscribe": REMINDERS.learner, "done": task_of_token, "snooze": snooze_of_token}
    for name, token in links:
        assert readers[name](token) is None
        Client().post(reverse(f"reminders:{name}", args=[token]))
    student.refresh_from_db()
    assert student.reminders_on
    assert student.snoozed_until is None
    assert Task.objects.get().state == "todo"
    assert not re.search(r"(:|%3A)[\w-]{43}(?![\w-])", text.replace(_sealed(answer), ""))


def _sealed(answer) -> str:
    return str(answer.redirect_chain[-1][0].split("/")[-2])


def test_nothing_is_sent_or_written_but_the_log(vera: User, student: Learner) -> None:
    client = client_of(vera)
    html_of(asked(client, **of(student)), client)
    assert mail.outbox == []
    assert Reminder.objects.count() == 0
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (vera, str(student.pk))
    assert entry.change_message == "Looked at a preview of the digest mail for 2026-03-02."


def test_each_look_is_on_the_log_and_a_sample_is_not(vera: User, student: Learner) -> None:
    client = client_of(vera)
    for who in ("learner", "learner", "busy"):
        asked(client, **{**of(student), "who": who})
    assert LogEntry.objects.count() == 2


def test_the_html_has_a_policy_under_which_nothing_runs_loads_or_is_sent(olga: User) -> None:
    client = client_of(olga)
    answer = asked(client, who="busy")
    html = html_of(answer, client)
    policy = html.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "sandbox", "form-action 'none'", "frame-ancestors 'self'"):
        assert part in policy
    assert "script-src" not in policy
    assert html.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "srcdoc" not in answer.content.decode()
    assert "sandbox></iframe>" in answer.content.decode()


def test_learners_mail_takes_a_permission_of_its_own(olga: User, student: Learner) -> None:
    client = client_of(olga)
    assert "A learner of this portal" not in client.get(FORM).content.decode()
    answer = asked(client, **of(student))
    assert "Select a valid choice" in answer.content.decode()
    assert not LogEntry.objects.exists()
    forged = Ticket(olga.pk, str(student.pk), "digest", MONDAY).sealed()
    for name in ("shown", "mail"):
        assert client.get(reverse(f"admin:learners_reminder_preview_{name}", args=[forged])).status_code == 403


def test_a_ticket_is_the_asker_s_alone_and_lasts_an_hour(vera: User, student: Learner) -> None:
    client = client_of(vera)
    sealed = _sealed(asked(client, **of(student)))
    shown, html = (reverse(f"admin:learners_reminder_preview_{name}", args=[sealed]) for name in ("shown", "mail"))
    other = make_user(is_staff=True, is_superuser=True)
    assert [client_of(other).get(address).status_code for address in (shown, html)] == [404, 404]
    assert client.get(shown.replace(sealed, sealed[:-2] + "xx")).status_code == 404
    with time_machine.travel(MORNING + timedelta(minutes=61), tick=False):
        assert client.get(shown).headers["Location"] == FORM
        assert client.get(html).status_code == 404


def test_staff_without_the_permission_and_others_reach_none_of_it(olga: User, ada: Learner) -> None:
    sealed = Ticket(olga.pk, "busy", "digest", MONDAY).sealed()
    addresses = [
        FORM,
        *(reverse(f"admin:learners_reminder_preview_{name}", args=[sealed]) for name in ("shown", "mail")),
    ]
    staff = make_user(is_staff=True)
    for address in addresses:
        assert client_of(staff).get(address).status_code in (403, 404)
        assert client_of(ada.user).get(address).status_code == 302
        assert Client().get(address).status_code == 302
    assert client_of(staff).post(MAKE, {"who": "busy", "kind": "digest"}).status_code == 403


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"email": "nobody@example.org"}, "Nobody here has this address."),
        ({"email": ""}, "Give the address."),
        ({"email": "ada@example.org", "day": "2031-01-01"}, "Choose a day from a month ago to a year ahead."),
        ({"email": "ada@example.org", "day": "0001-01-01"}, "Choose a day from a month ago to a year ahead."),
        ({"email": "ada@example.org", "day": "soon"}, "Enter a valid date."),
        ({"email": "ada@example.org", "kind": "nonsense"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_is_kept(
    vera: User, ada: Learner, fields: dict[str, str], said: str
) -> None:
    answer = asked(client_of(vera), **fields)
    shown = answer.content.decode()
    assert said in shown
    assert f'value="{fields["email"]}"' in shown or not fields["email"]
    assert not LogEntry.objects.exists()


def test_from_a_row_the_form_knows_its_learner_and_day(vera: User, olga: User, ada: Learner) -> None:
    row = make_row(ada, now=timezone.now(), local_date=date(2026, 3, 4))
    shown = client_of(vera).get(f"{FORM}?reminder={row.pk}").content.decode()
    assert 'value="ada@example.org"' in shown
    assert 'value="2026-03-04"' in shown
    assert "ada@example.org" not in client_of(olga).get(f"{FORM}?reminder={row.pk}").content.decode()
    for nonsense in ("", "x", "9" * 40, "99999"):
        assert client_of(vera).get(f"{FORM}?reminder={nonsense}").status_code == 200


def test_the_day_left_empty_is_the_learner_s_own_today(vera: User, ada: Learner) -> None:
    ada.time_zone = "Pacific/Honolulu"
    ada.save()
    assert "Sunday 1 March 2026" in asked(client_of(vera), **of(ada)).content.decode()

"""Trying a mail again from the desk: it asks first, says why not, and the log keeps who did it."""

from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.profiles.models import Learner
from learners.reminders.desk import retry_page
from learners.reminders.models import Reminder
from learners.reminders.retrying import DAY_IS_OVER, WAS_SENT
from portal.models import User
from tests.certifications.desk import client_of, make_owner
from tests.factories import make_learner, make_user
from tests.learners.reminders.desk.rows import make_row

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = reverse("admin:learners_reminder_changelist")
FAILED = ("leased", ("failed", "The mail could not be written."))


@pytest.fixture
def olga(db) -> User:
    return make_owner()


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def ask(client: Client, *rows: Reminder, **more: str):
    return client.post(LIST, {"action": "retry", "_selected_action": [row.pk for row in rows], **more})


def state(row: Reminder) -> str:
    return Reminder.objects.get(pk=row.pk).state


def test_it_asks_first_and_says_which_can_not_be(olga: User, ada: Learner, stranger: Learner, now: datetime) -> None:
    failed = make_row(ada, now=now, steps=FAILED)
    sent = make_row(stranger, now=now, steps=("leased", "transmitting", "sent"))
    answer = ask(client_of(olga), failed, sent)
    shown = answer.content.decode()
    safe, refused = shown.split('id="refused-heading"')
    assert "Ada" in safe
    assert f"Stranger, {now:%-d %b %Y}, daily digest: {WAS_SENT}" in refused
    assert f'name="_selected_action" value="{failed.pk}"' in shown
    assert f'name="_selected_action" value="{sent.pk}"' not in shown
    assert (state(failed), state(sent)) == ("failed", "sent")


def test_confirmed_it_is_done_once_and_the_log_says_by_whom(olga: User, ada: Learner, now: datetime) -> None:
    row = make_row(ada, now=now, steps=FAILED)
    client = client_of(olga)
    first = ask(client, row, confirmed="yes")
    assert first.status_code == 302
    assert "1 mail waits to be sent again." in client.get(LIST).content.decode()
    ask(client, row, confirmed="yes")
    assert state(row) == "pending"
    assert row.transitions.filter(to_state="pending").count() == 1
    entry = LogEntry.objects.get(object_id=str(row.pk))
    assert (entry.user, entry.change_message) == (olga, "Tried again by hand.")


def test_what_became_unsafe_between_asking_and_confirming_is_refused_in_words(
    olga: User, ada: Learner, stranger: Learner, now: datetime
) -> None:
    late = make_row(ada, now=now, steps=FAILED, expires_at=now - timedelta(seconds=1))
    good = make_row(stranger, now=now, steps=FAILED)
    client = client_of(olga)
    ask(client, late, good, confirmed="yes")
    shown = client.get(LIST).content.decode()
    assert f"Ada, {now.date().isoformat()}: {DAY_IS_OVER}" in shown
    assert (state(late), state(good)) == ("failed", "pending")
    assert not LogEntry.objects.filter(object_id=str(late.pk)).exists()


def test_a_row_s_page_has_the_button_or_says_why_not(
    olga: User, ada: Learner, stranger: Learner, now: datetime
) -> None:
    failed, sent = (
        make_row(ada, now=now, steps=FAILED),
        make_row(stranger, now=now, steps=("leased", "transmitting", "sent")),
    )
    page, other = (
        client_of(olga).get(reverse("admin:learners_reminder_change", args=[row.pk])).content.decode()
        for row in (failed, sent)
    )
    assert "Try it again" in page
    assert "Try it again" not in other
    assert WAS_SENT in other


def test_looking_changes_nothing(olga: User, ada: Learner, now: datetime) -> None:
    row = make_row(ada, now=now, steps=FAILED)
    client_of(olga).get(f"{LIST}?action=retry&_selected_action={row.pk}&confirmed=yes", follow=True)
    assert state(row) == "failed"


def test_who_may_only_look_can_not(ada: Learner, now: datetime) -> None:
    row = make_row(ada, now=now, steps=FAILED)
    reader = make_user(is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_reminder"))
    client = client_of(reader)
    ask(client, row, confirmed="yes")
    assert state(row) == "failed"
    page = client.get(reverse("admin:learners_reminder_change", args=[row.pk])).content.decode()
    assert "Try it again" not in page


@pytest.mark.parametrize("person", ["staff", "learner", "visitor"])
def test_everybody_else_reaches_nothing(ada: Learner, now: datetime, person: str) -> None:
    row = make_row(ada, now=now, steps=FAILED)
    client = {"staff": lambda: client_of(make_user(is_staff=True)), "learner": lambda: client_of(ada.user)}.get(
        person, Client
    )()
    assert ask(client, row, confirmed="yes").status_code in (302, 403)
    assert state(row) == "failed"


def test_a_million_at_once_are_too_many(olga: User, now: datetime, monkeypatch) -> None:
    monkeypatch.setattr(retry_page, "MOST", 2)
    rows = [make_row(make_learner(), now=now, steps=FAILED) for _number in range(3)]
    client = client_of(olga)
    ask(client, *rows, confirmed="yes")
    assert {state(row) for row in rows} == {"failed"}
    assert "Choose 2 mails at most." in client.get(LIST).content.decode()


def test_asking_takes_the_same_queries_however_many(olga: User, now: datetime, django_assert_num_queries) -> None:
    """Session, person, permissions twice; the list's count; the chosen; the clock; histories, the last restore, suppressed addresses."""
    client = client_of(olga)
    for count in (1, 20):
        rows = [make_row(make_learner(), now=now, steps=FAILED) for _number in range(count)]
        ask(client, *rows)
        with django_assert_num_queries(10):
            ask(client, *rows)

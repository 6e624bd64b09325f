"""The ledger at the desk: found, narrowed, read, and never written."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.profiles.models import Learner
from learners.reminders.desk import paging
from learners.reminders.ledger import EXPIRED
from learners.reminders.models import Reminder
from tests.certifications.desk import client_of, make_owner
from tests.factories import make_learner, make_user
from tests.learners.reminders.desk.rows import make_many, make_row

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = reverse("admin:learners_reminder_changelist")
FAILED = ("leased", ("failed", "The mail could not be written."))


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


@pytest.fixture
def now() -> datetime:
    return timezone.now()


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def listed(client: Client, query: str = "") -> set[int]:
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200, answer.headers
    return {row.pk for row in answer.context["cl"].result_list}


def change(reminder: Reminder) -> str:
    return reverse("admin:learners_reminder_change", args=[reminder.pk])


def test_several_states_are_shown_at_once(owner: Client, ada: Learner, stranger: Learner, now: datetime) -> None:
    failed = make_row(ada, now=now, steps=FAILED)
    sent = make_row(stranger, now=now, steps=("leased", "transmitting", "sent"))
    waiting = make_row(make_learner(), now=now)
    assert listed(owner) == {failed.pk, sent.pk, waiting.pk}
    assert listed(owner, "?state=failed") == {failed.pk}
    assert listed(owner, "?state=failed,sent") == {failed.pk, sent.pk}
    assert listed(owner, "?state=nonsense") == {failed.pk, sent.pk, waiting.pk}


def test_a_state_s_word_adds_it_or_takes_it_away_and_says_how_many(owner: Client, ada: Learner, now: datetime) -> None:
    make_many(ada, now=now, count=3, steps=FAILED)
    shown = page(owner, "?state=failed")
    assert 'href="?state=failed%2Csent"' in shown
    assert 'failed <span class="quiet">(3)</span>' in shown
    assert 'aria-current="true"' in shown


def test_counting_stops_at_a_thousand(ada: Learner, now: datetime) -> None:
    make_many(ada, now=now, count=5, steps=FAILED)
    assert Reminder.objects.counts_up_to(3)["failed"] == 4
    assert Reminder.objects.counts_up_to(5)["failed"] == 5


@pytest.mark.parametrize(
    ("value", "ages"), [("today", {0}), ("yesterday", {1}), ("week", set(range(7)))], ids=["today", "yesterday", "week"]
)
def test_days_are_named(owner: Client, ada: Learner, now: datetime, value: str, ages: set[int]) -> None:
    rows = {
        age: make_row(ada, now=now - timedelta(days=age), local_date=now.date() - timedelta(days=age))
        for age in (0, 1, 2, 3, 4, 5, 6, 7, 8)
    }
    assert listed(owner, f"?day={value}") == {rows[age].pk for age in ages}


def test_a_date_is_typed(owner: Client, ada: Learner, now: datetime) -> None:
    then = now - timedelta(days=40)
    row = make_row(ada, now=then)
    assert listed(owner, f"?day={then.date().isoformat()}") == {row.pk}
    assert f'value="{then.date().isoformat()}"' in page(owner, f"?day={then.date().isoformat()}")


@pytest.mark.parametrize("zone_offset", [-14, 12], ids=["far east", "far west"])
def test_the_day_is_the_learner_s_own_wherever_they_are(
    owner: Client, ada: Learner, now: datetime, zone_offset: int
) -> None:
    """The index is asked for a stretch of UTC, which has to hold every clock's day."""
    midnight = datetime.combine(now.date(), datetime.min.time(), now.tzinfo)
    edge = midnight + timedelta(hours=zone_offset if zone_offset < 0 else 23 + zone_offset)
    row = make_row(ada, now=now, due_at=edge, local_date=now.date())
    assert listed(owner, "?day=today") == {row.pk}


@pytest.mark.parametrize("value", ["soon", "2026-02-31", "9999-12-31", "0001-01-01"])
def test_what_is_no_date_shows_the_list_without_filters(owner: Client, value: str) -> None:
    assert owner.get(f"{LIST}?day={value}", follow=True).redirect_chain == [(f"{LIST}?e=1", 302)]


def test_people_are_found_by_name_and_address_and_mails_by_their_key(
    owner: Client, ada: Learner, stranger: Learner, now: datetime
) -> None:
    hers, other = make_row(ada, now=now), make_row(stranger, now=now)
    assert listed(owner, "?q=ADA") == {hers.pk}
    assert listed(owner, "?q=stranger@example") == {other.pk}
    assert listed(owner, f"?q={hers.key}") == {hers.pk}
    assert listed(owner, f"?q={other.message_id}") == {other.pk}
    assert listed(owner, "?q=nobody") == set()
    assert listed(owner, "?q=1.2026-02-31.digest") == set()


def test_a_learner_s_page_and_a_user_s_lead_to_their_mails(ada: Learner, stranger: Learner, now: datetime) -> None:
    hers, _other = make_row(ada, now=now), make_row(stranger, now=now)
    admin = client_of(make_user(is_staff=True, is_superuser=True))
    address = f"{LIST}?learner__id__exact={ada.pk}"
    for name, pk in (("learners_learner", ada.pk), ("portal_user", ada.user_id)):
        assert address in admin.get(reverse(f"admin:{name}_change", args=[pk])).content.decode()
    assert listed(admin, f"?learner__id__exact={ada.pk}") == {hers.pk}


def test_a_user_who_never_studied_has_no_such_link() -> None:
    admin = make_user(is_staff=True, is_superuser=True)
    answer = client_of(admin).get(reverse("admin:portal_user_change", args=[admin.pk]))
    assert "learner__id__exact" not in answer.content.decode()


def test_no_more_rows_are_counted_than_can_be_turned_to(
    owner: Client, ada: Learner, now: datetime, monkeypatch
) -> None:
    make_many(ada, now=now, count=6)
    assert "6 reminders" in page(owner)
    monkeypatch.setattr(paging, "MOST", 4)
    assert "The newest 4 of more" in page(owner)


def test_the_list_takes_the_same_queries_however_long_it_is(
    owner: Client, now: datetime, django_assert_num_queries
) -> None:
    """Session, person, permissions of the person and of the groups; the count up to its limit; the rows with their people;
    one count for each of eight states; what stops the reminders.
    """
    for count in (1, 10, 40):
        for _number in range(count):
            make_row(make_learner(), now=now, steps=FAILED)
        with django_assert_num_queries(15):
            page(owner)
        with django_assert_num_queries(15):
            page(owner, "?state=failed,sent&day=week&kind__exact=digest")
        with django_assert_num_queries(16):  # and the people of that name
            page(owner, "?q=person")


def test_a_row_tells_its_story_on_both_clocks(owner: Client, ada: Learner) -> None:
    then = datetime.fromisoformat("2026-03-02T07:00:00+00:00")
    row = make_row(ada, now=then, steps=("leased", "transmitting", "sent"), sent_at=then + timedelta(minutes=65))
    shown = owner.get(change(row)).content.decode()
    assert "2 Mar 2026 06:00:00" in shown  # UTC
    assert "2 Mar 2026 07:00:00" in shown  # Berlin
    assert "There (Europe/Berlin)" in shown
    assert "2 h 5 min" in shown
    assert shown.index("<td>leased</td>") < shown.index("<td>transmitting</td>") < shown.index("<td>sent</td>")


def test_a_row_takes_the_same_queries_however_long_its_story_is(
    owner: Client, ada: Learner, stranger: Learner, now: datetime, django_assert_num_queries
) -> None:
    """Session, person, permissions twice, the row twice, its history twice, the clock, the last restore, suppressed addresses."""
    short = make_row(ada, now=now, steps=FAILED)
    long = make_row(stranger, now=now, steps=(*("leased", "pending") * 6, *FAILED))
    owner.get(change(short))  # the first page of a process reads which models there are, besides
    for row in (short, long):
        with django_assert_num_queries(11):
            owner.get(change(row))


def test_nothing_can_be_added_edited_or_deleted(ada: Learner, now: datetime) -> None:
    admin = client_of(make_user(is_staff=True, is_superuser=True))
    row = make_row(ada, now=now, steps=(("expired", EXPIRED),))
    assert admin.get(reverse("admin:learners_reminder_add")).status_code == 403
    assert admin.post(reverse("admin:learners_reminder_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert admin.post(change(row), {"state": "pending"}).status_code == 403
    admin.post(LIST, {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})
    row.refresh_from_db()
    assert row.state == "expired"
    assert "<input" not in admin.get(change(row)).content.decode().split("<fieldset")[1]


def test_it_is_the_staff_s_with_that_permission_alone(ada: Learner, now: datetime) -> None:
    row = make_row(ada, now=now)
    staff = client_of(make_user(is_staff=True))
    for address in (LIST, change(row)):
        assert staff.get(address).status_code == 403
        assert client_of(ada.user).get(address).status_code == 302
        assert Client().get(address).status_code == 302

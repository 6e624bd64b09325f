"""What holds mail back is seen at the desk, with what ends it."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import DELETION, LogEntry
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from learners.profiles.models import Learner
from learners.reminders.desk.held import standing, way_out
from learners.reminders.models import SuppressedAddress
from learners.reminders.stopping import Stop
from tests.certifications.desk import client_of, make_owner
from tests.factories import NOON, make_learner, make_user
from tests.learners.reminders.desk.rows import make_row

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
HOME, LIST = reverse("admin:index"), reverse("admin:learners_reminder_changelist")
STOPS, HELD = reverse("admin:learners_stop_changelist"), reverse("admin:learners_suppressedaddress_changelist")


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("address", [HOME, LIST, STOPS])
def test_a_standing_stop_is_said_where_one_looks_with_the_command_that_ends_it(owner: Client, address: str) -> None:
    Stop.objects.stop(Stop.Cause.CLOCK, "A worker's clock has jumped by +7200 s.", at=NOON)
    Stop.objects.stop(Stop.Cause.RESTORED, "The database last ticked long ago.", at=NOON)
    shown = page(owner, address)
    assert "jumped by +7200 s." in shown
    assert "<code>manage.py reminders clock-ok</code>" in shown
    assert "<code>manage.py reminders resume --since 2026-03-02T12:00:00+00:00</code>" in shown
    assert shown.index("clock-ok</code>") < shown.index("resume --since")


@pytest.mark.parametrize("address", [HOME, LIST])
def test_one_that_has_ended_is_said_no_more(owner: Client, address: str) -> None:
    Stop.objects.stop(Stop.Cause.CLOCK, "A worker's clock has jumped.", at=NOON)
    Stop.objects.end(Stop.Cause.CLOCK, NOON)
    assert "clock-ok" not in page(owner, address)


def test_the_commands_that_are_named_end_the_stops(capsys) -> None:
    for cause in (Stop.Cause.CLOCK, Stop.Cause.RESTORED):
        Stop.objects.stop(cause, "It happened.", at=timezone.now() - timedelta(minutes=5))
    for one in standing():
        call_command(*one.command.split()[1:])
    assert standing() == []


def test_a_since_is_never_before_the_stop() -> None:
    stop = Stop(cause=Stop.Cause.RESTORED, at=NOON + timedelta(microseconds=5))
    assert way_out(stop).endswith("2026-03-02T12:00:01+00:00")


def test_stops_are_a_record_that_nobody_changes(owner: Client) -> None:
    Stop.objects.stop(Stop.Cause.CLOCK, "A worker's clock has jumped.", at=NOON)
    stop = Stop.objects.get()
    assert "A worker&#x27;s clock has jumped." in page(owner, STOPS)
    admin = client_of(make_user(is_staff=True, is_superuser=True))
    assert admin.get(reverse("admin:learners_stop_add")).status_code == 403
    for name in ("change", "delete"):
        assert admin.post(reverse(f"admin:learners_stop_{name}", args=[stop.pk]), {"post": "yes"}).status_code == 403
    assert Stop.objects.standing().count() == 1


def test_the_home_says_how_many_may_or_may_not_have_arrived_and_leads_to_them(owner: Client) -> None:
    now = timezone.now()
    uncertain = ("leased", "transmitting", "uncertain")
    rows = [make_row(make_learner(), now=now, steps=uncertain) for _number in range(3)]
    make_row(make_learner(), now=now - timedelta(days=8), steps=uncertain)
    make_row(make_learner(), now=now, steps=("leased", "failed"))
    shown = page(owner, HOME)
    assert "3 mails may or may not have arrived" in shown
    assert "1 mail failed" in shown
    address = f"{LIST}?state=uncertain&day=week"
    assert address.replace("&", "&amp;") in shown
    assert {row.pk for row in owner.get(address).context["cl"].result_list} == {row.pk for row in rows}


def test_a_quiet_week_is_said_too(owner: Client) -> None:
    assert "no mail failed, and none is in doubt" in page(owner, HOME)


def test_staff_without_the_permission_see_none_of_it() -> None:
    Stop.objects.stop(Stop.Cause.CLOCK, "A worker's clock has jumped.", at=NOON)
    staff = client_of(make_user(is_staff=True))
    assert "clock-ok" not in page(staff, HOME)
    assert [staff.get(address).status_code for address in (STOPS, HELD)] == [403, 403]


def test_an_address_is_found_with_its_reason_and_lifted_on_record(owner: Client, ada: Learner) -> None:
    SuppressedAddress.objects.suppress(ada, "ada@old.example", reason="550 5.1.1 no such user", at=NOON)
    SuppressedAddress.objects.suppress(make_learner(), "bo@old.example", reason="550", at=NOON)
    shown = page(owner, f"{HELD}?q=ada@old")
    assert "550 5.1.1 no such user" in shown
    assert "2 Mar 2026 12:00" in shown
    assert "bo@old.example" not in shown
    held = SuppressedAddress.objects.get(address="ada@old.example")
    owner.post(reverse("admin:learners_suppressedaddress_delete", args=[held.pk]), {"post": "yes"})
    assert not SuppressedAddress.objects.of("ada@old.example").exists()
    entry = LogEntry.objects.get(action_flag=DELETION)
    assert entry.object_repr == "ada@old.example"


def test_nobody_makes_or_changes_one_by_hand(ada: Learner) -> None:
    SuppressedAddress.objects.suppress(ada, "ada@old.example", reason="550", at=NOON)
    held = SuppressedAddress.objects.get()
    admin = client_of(make_user(is_staff=True, is_superuser=True))
    assert admin.get(reverse("admin:learners_suppressedaddress_add")).status_code == 403
    address = reverse("admin:learners_suppressedaddress_change", args=[held.pk])
    assert admin.post(address, {"address": "eve@example.org"}).status_code == 403
    held.refresh_from_db()
    assert held.address == "ada@old.example"


def test_lists_take_the_same_queries_however_long_they_are(owner: Client, django_assert_num_queries) -> None:
    """Session, person, permissions twice, count, rows; of stops their number twice and what stands."""
    for number in range(1, 12, 5):
        for count in range(number):
            SuppressedAddress.objects.suppress(make_learner(), f"{number}-{count}@old.example", reason="", at=NOON)
            Stop.objects.stop(Stop.Cause.CLOCK, "Jumped.", at=NOON)
            Stop.objects.end(Stop.Cause.CLOCK, NOON)
        with django_assert_num_queries(6):
            page(owner, HELD)
        with django_assert_num_queries(8):
            page(owner, STOPS)

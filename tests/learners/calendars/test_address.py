"""The secret address: how it is made, told once, renewed and turned off, and who reads behind it."""

import re
from hashlib import sha256
from http import HTTPStatus

import pytest
import time_machine
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from learners.calendars.models import CalendarEvent, CalendarFeed
from learners.profiles.models import Learner
from tests.factories import NOON, make_guided, make_plan
from tests.learners.calendars.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
SITE = "https://cairn.example.org"


@pytest.fixture(autouse=True)
def site(settings) -> None:
    settings.SITE_URL = SITE


def made(client: Client, name: str = "make", **fields) -> str:
    """Presses the button and returns the path of the address in the answer; empty where it tells none."""
    answer = client.post(reverse(f"calendars:{name}"), fields, follow=True)
    assert answer.status_code == HTTPStatus.OK
    told = re.search(rf'value="{SITE}(/calendar/[\w-]+\.ics)"', answer.content.decode())
    return told[1] if told else ""


def status(path: str, client: Client | None = None) -> int:
    return (client or Client()).get(path).status_code


@pytest.fixture
def address(signed_in: Client, ada: Learner) -> str:
    make_plan(ada, make_guided("trail-guide", name="Trail guide"), tasks=({"title": "Read the map"},))
    return made(signed_in)


# The feed ------------------------------------------------------------------------------------------------------------


def test_whoever_has_the_address_reads_without_a_log_in(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == HTTPStatus.OK
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert [event.title for event in read(answer.content).values()] == ["Read the map"]


def test_the_answer_is_kept_by_nobody_else_and_leaves_no_trace(address: str, signed_in: Client) -> None:
    for client in (Client(), signed_in):
        answer = client.get(address)
        assert "private" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


def test_who_is_signed_in_makes_no_difference(address: str, signed_in, as_stranger) -> None:
    contents = {client.get(address).content for client in (Client(), signed_in, as_stranger)}
    assert len(contents) == 1


def test_a_calendar_that_has_it_already_gets_a_short_answer(address: str, ada) -> None:
    tag = Client().get(address)["ETag"]
    short = Client().get(address, headers={"If-None-Match": tag})
    assert (short.status_code, short.content, short["ETag"]) == (HTTPStatus.NOT_MODIFIED, b"", tag)
    assert short["Referrer-Policy"] == "no-referrer"
    ada.plans.get().tasks.update(title="Read another map")
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == HTTPStatus.OK


def test_only_reading_is_possible(address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.head(address).status_code == HTTPStatus.OK
    for method in (client.put, client.patch, client.delete):
        assert method(address).status_code in {HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.FORBIDDEN}
    assert Client().post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("secret", ["nobody-has-this", "ü" * 43, "%00", "%ff", "a" * 500, " "])
def test_a_wrong_secret_leads_nowhere(address: str, secret: str) -> None:
    assert status(f"/calendar/{secret}.ics") == HTTPStatus.NOT_FOUND


def test_the_hash_is_no_key(address: str) -> None:
    assert status(f"/calendar/{CalendarFeed.objects.get().secret_hash}.ics") == HTTPStatus.NOT_FOUND


def test_somebody_who_may_not_sign_in_any_more_has_no_calendar(address: str, ada) -> None:
    ada.user.is_active = False
    ada.user.save()
    assert status(address) == HTTPStatus.NOT_FOUND
    ada.user.is_active = True
    ada.user.save()
    assert status(address) == HTTPStatus.OK


def test_with_its_learner_the_address_is_gone(address: str, ada) -> None:
    ada.user.delete()
    assert status(address) == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("count", [1, 60])
def test_reading_asks_the_same_queries_for_any_number_of_tasks(
    address: str, ada, django_assert_num_queries, count: int
) -> None:
    make_plan(ada, make_guided(), tasks=({},) * count)
    Client().get(address)
    # the feed with its learner; plans, booked exams, credentials, tasks, what was told before; when it was read
    with django_assert_num_queries(7):
        Client().get(address)


# The secret ----------------------------------------------------------------------------------------------------------


def test_it_is_long_and_stands_in_the_database_as_a_hash_only(address: str) -> None:
    secret = address.removeprefix("/calendar/").removesuffix(".ics")
    assert re.fullmatch(r"[\w-]{43}", secret)
    assert CalendarFeed.objects.get().secret_hash == sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret not in repr(cursor.fetchall()), table


def test_it_is_told_once(address: str, signed_in) -> None:
    page = signed_in.get("/calendar/").content.decode()
    assert ".ics" not in page
    assert "Make a new address" in page


def test_the_answer_that_tells_it_is_not_kept_and_offers_it_to_this_device(signed_in) -> None:
    answer = signed_in.post("/calendar/make/")
    assert answer["Cache-Control"] == "private, no-store"
    assert re.search(r'href="webcal://cairn\.example\.org/calendar/[\w-]{43}\.ics"', answer.content.decode())


def test_made_twice_it_is_one_and_the_first_one_holds(address: str, signed_in) -> None:
    assert made(signed_in) == ""
    assert CalendarFeed.objects.count() == 1
    assert status(address) == HTTPStatus.OK


def test_a_renewed_address_ends_the_old_one_at_once(address: str, signed_in) -> None:
    new = made(signed_in, "renew", feed=CalendarFeed.objects.get().pk)
    assert new != address
    assert (status(address), status(new)) == (HTTPStatus.NOT_FOUND, HTTPStatus.OK)


def test_a_form_to_renew_that_is_sent_again_renews_once(address: str, signed_in) -> None:
    feed = CalendarFeed.objects.get().pk
    new = made(signed_in, "renew", feed=feed)
    assert made(signed_in, "renew", feed=feed) == ""
    assert status(new) == HTTPStatus.OK


@pytest.mark.parametrize("feed", ["", "x", "0", "-1", "²", "9" * 30])
def test_a_form_about_no_address_renews_nothing(address: str, signed_in, feed: str) -> None:
    assert made(signed_in, "renew", feed=feed) == ""
    assert status(address) == HTTPStatus.OK


def test_a_renewed_address_tells_the_same_events_with_the_same_numbers(address: str, signed_in) -> None:
    before = Client().get(address).content
    assert Client().get(made(signed_in, "renew", feed=CalendarFeed.objects.get().pk)).content == before


def test_turned_off_it_leads_nowhere_and_can_be_made_anew(address: str, signed_in) -> None:
    assert "Turned off." in signed_in.post("/calendar/off/", follow=True).content.decode()
    assert status(address) == HTTPStatus.NOT_FOUND
    assert status(made(signed_in)) == HTTPStatus.OK


@pytest.mark.parametrize("name", ["make", "renew", "off"])
def test_a_stranger_changes_only_what_is_theirs(address: str, as_stranger, stranger, name: str) -> None:
    told = made(as_stranger, name, feed=CalendarFeed.objects.get().pk)
    assert bool(told) is (name == "make")
    assert status(address) == HTTPStatus.OK


@pytest.mark.parametrize("name", ["calendar", "make", "renew", "off"])
def test_signed_out_one_is_led_to_the_log_in(name: str) -> None:
    path = reverse(f"calendars:{name}")
    for answer in (Client().get(path), Client().post(path)):
        assert answer.status_code == HTTPStatus.FOUND
        assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", ["make", "renew"])
def test_asking_for_the_page_of_a_form_changes_nothing_and_leads_back(address: str, signed_in, name: str) -> None:
    answer = signed_in.get(reverse(f"calendars:{name}"))
    assert (answer.status_code, answer.headers["Location"]) == (HTTPStatus.FOUND, "/calendar/")
    assert status(address) == HTTPStatus.OK


def test_turning_off_needs_a_form(address: str, signed_in) -> None:
    assert status("/calendar/off/", signed_in) == HTTPStatus.METHOD_NOT_ALLOWED


# The page ------------------------------------------------------------------------------------------------------------


def test_the_page_says_when_a_calendar_last_read_on_the_learner_s_own_clock(address: str, ada, signed_in) -> None:
    ada.time_zone = "Asia/Tokyo"
    ada.save()
    assert "not yet" in signed_in.get("/calendar/").content.decode()
    Client().get(address)
    page = signed_in.get("/calendar/").content.decode()
    assert "2 Mar 2026, 21:00</time>" in page
    assert "Asia/Tokyo" in page


def test_reading_is_noted_and_a_short_answer_too(address: str) -> None:
    tag = Client().get(address)["ETag"]
    with time_machine.travel(NOON.replace(hour=18), tick=False):
        Client().get(address, headers={"If-None-Match": tag})
    assert CalendarFeed.objects.get().last_read_at == NOON.replace(hour=18)


def test_the_settings_and_a_running_plan_lead_to_it(address: str, ada, signed_in) -> None:
    for page in ("/settings/", ada.plans.get().get_absolute_url()):
        assert 'href="/calendar/"' in signed_in.get(page).content.decode()


def test_the_desk_shows_neither_addresses_nor_what_was_told() -> None:
    assert not {CalendarFeed, CalendarEvent} & set(admin.site._registry)

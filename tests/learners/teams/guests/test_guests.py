"""Links for guests: who makes them, what they show, and how they end."""

import re
from datetime import date, timedelta
from hashlib import sha256
from http import HTTPStatus

import pytest
import time_machine
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from learners.teams.guests.models import GuestLink
from learners.teams.models import Membership
from tests.factories import MONDAY, NOON, make_guided, make_learner, make_membership, make_team, make_user
from tests.learners.teams.progress.people import DONE, hidden, log_all, members, plan_all, sit_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
SITE = "https://cairn.example.org"
LAST = MONDAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def site(settings) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def team(ada):
    team = make_team("platform", name="Platform")
    make_membership(team, ada, role=Membership.Role.MANAGER)
    return team


@pytest.fixture
def tab(team) -> str:
    return reverse("teams:guests", args=[team.slug])


def made(client: Client, tab: str, **fields) -> str:
    answer = client.post(tab, {"label": "The board", "ends_on": LAST.isoformat(), **fields})
    told = re.search(rf'value="{SITE}(/guests/[\w-]+/)"', answer.content.decode())
    return told[1] if told else ""


@pytest.fixture
def address(signed_in, tab) -> str:
    return made(signed_in, tab)


def opened(address: str, on: date = MONDAY) -> int:
    with time_machine.travel(NOON + (on - MONDAY), tick=False):
        return Client().get(address).status_code


# What a guest sees


def test_a_guest_reads_the_figures_without_an_account_and_without_names(team, address):
    people = [make_learner(user=make_user(name=f"Grace {number}")) for number in range(6)]
    for learner in people:
        make_membership(team, learner)
    plan_all(people, DONE)
    sit_all(people, make_guided(name="Trail guide"), *["passed"] * 6)
    shown = Client().get(address).content.decode()
    assert "Of 6 people" in " ".join(shown.split())
    assert "Trail guide" in shown
    for word in ("Grace", "Ada", "example.org/teams", "/teams/", "@"):
        assert word not in shown, word


def test_small_groups_are_hidden_from_guests_too(team, address):
    plan_all(members(team, 4), DONE)
    plan_all(hidden(team, 4), DONE)
    shown = Client().get(address).content.decode()
    assert "Fewer than 5 people" in shown
    assert "chart-picture" not in shown


def test_the_answer_is_kept_by_nobody_found_by_no_search_and_tells_no_other_site(address, signed_in):
    for client in (Client(), signed_in):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert not answer.cookies


def test_a_guest_can_only_read(address):
    client = Client(enforce_csrf_checks=True)
    assert client.head(address).status_code == HTTPStatus.OK
    assert Client().post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize("count", [5, 25])
def test_it_costs_the_same_for_few_and_for_many(team, address, count, django_assert_num_queries):
    log_all(plan_all(members(team, count), DONE))
    with django_assert_num_queries(14):  # the link with its team, that it was used, and the twelve of the figures
        Client().get(address)


# How it ends


def test_it_ends_with_its_last_day(address):
    assert opened(address, LAST) == HTTPStatus.OK
    assert opened(address, LAST + timedelta(days=1)) == HTTPStatus.NOT_FOUND


def test_a_revoked_one_leads_nowhere_at_once(team, address, signed_in):
    link = GuestLink.objects.get()
    answer = signed_in.post(reverse("teams:revoke-guest", args=[team.slug, link.pk]), follow=True)
    assert "Revoked." in answer.content.decode()
    assert opened(address) == HTTPStatus.NOT_FOUND
    with time_machine.travel(NOON + timedelta(hours=5), tick=False):
        link.revoke(now=NOON + timedelta(hours=5))
    assert GuestLink.objects.get().revoked_at == NOON


def test_unknown_ended_and_revoked_can_not_be_told_apart(address, signed_in, tab):
    other = made(signed_in, tab)
    GuestLink.objects.filter(pk=GuestLink.objects.order_by("pk")[0].pk).update(revoked_at=NOON)
    GuestLink.objects.filter(revoked_at__isnull=True).update(ends_on=MONDAY - timedelta(days=1))
    answers = [Client().get(one) for one in (address, other, "/guests/nobody-has-this/", "/guests/ü/")]
    assert {answer.status_code for answer in answers} == {HTTPStatus.NOT_FOUND}
    assert len({re.sub(rb'nonce-?="?[\w=+/-]+', b"", answer.content) for answer in answers}) == 1


def test_with_its_team_it_is_gone(team, address):
    Membership.objects.all().delete()
    team.delete()
    assert opened(address) == HTTPStatus.NOT_FOUND


# The secret


def test_it_is_long_and_stands_in_the_database_as_a_hash_only(address):
    secret = address.removeprefix("/guests/").strip("/")
    assert re.fullmatch(r"[\w-]{43}", secret)
    assert GuestLink.objects.get().secret_hash == sha256(secret.encode()).hexdigest()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert secret not in repr(cursor.fetchall()), table
    assert opened(f"/guests/{GuestLink.objects.get().secret_hash}/") == HTTPStatus.NOT_FOUND


def test_it_is_told_once(address, signed_in, tab):
    answer = signed_in.get(tab)
    assert "/guests/" not in answer.content.decode().replace("/platform/guests/", "")
    assert answer["Cache-Control"] == "private, no-store"


# The managers' page


def test_managers_see_how_often_it_was_opened(address, signed_in, tab):
    assert "Not opened yet." in signed_in.get(tab).content.decode()
    for _time in range(2):
        Client().get(address)
    shown = " ".join(signed_in.get(tab).content.decode().split())
    assert "Opened 2 times, last on 2 Mar 2026, 12:00 (UTC)." in shown
    assert "Made by Ada on 2 Mar 2026." in shown


def test_a_manager_from_above_sees_and_revokes_it_too(team, address, stranger, as_stranger, tab):
    above = make_team("division")
    make_membership(above, stranger, role=Membership.Role.MANAGER)
    team.parent = above
    team.save()
    assert "The board" in as_stranger.get(tab).content.decode()
    as_stranger.post(reverse("teams:revoke-guest", args=[team.slug, GuestLink.objects.get().pk]))
    assert opened(address) == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("role", ["", "member"])
def test_nobody_else_makes_sees_or_revokes_them(team, address, as_stranger, stranger, tab, role):
    if role:
        make_membership(team, stranger, role=role)
    revoke = reverse("teams:revoke-guest", args=[team.slug, GuestLink.objects.get().pk])
    assert as_stranger.get(tab).status_code == HTTPStatus.NOT_FOUND
    assert as_stranger.post(tab, {"label": "x", "ends_on": LAST}).status_code == HTTPStatus.NOT_FOUND
    assert as_stranger.post(revoke).status_code == HTTPStatus.NOT_FOUND
    assert GuestLink.objects.count() == 1
    assert opened(address) == HTTPStatus.OK


def test_a_link_of_another_team_is_not_revoked_through_ones_own(team, address, stranger, as_stranger):
    own = make_team("own")
    make_membership(own, stranger, role=Membership.Role.MANAGER)
    revoke = reverse("teams:revoke-guest", args=[own.slug, GuestLink.objects.get().pk])
    assert as_stranger.post(revoke).status_code == HTTPStatus.NOT_FOUND
    assert opened(address) == HTTPStatus.OK


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"label": " "}, "This field is required."),
        ({"ends_on": ""}, "This field is required."),
        ({"ends_on": "soon"}, "Enter a valid date."),
        ({"ends_on": MONDAY - timedelta(days=1)}, "This day is over."),
        ({"ends_on": MONDAY + timedelta(days=367)}, "A year from today at most."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(signed_in, tab, fields, says):
    answer = signed_in.post(tab, {"label": "The board", "ends_on": LAST.isoformat(), **fields})
    shown = answer.content.decode()
    assert says in shown
    assert "label" in fields or 'value="The board"' in shown
    assert not GuestLink.objects.exists()


@pytest.mark.parametrize("days", [0, 366])
def test_it_may_end_today_or_in_a_year(signed_in, tab, days):
    assert made(signed_in, tab, ends_on=(MONDAY + timedelta(days=days)).isoformat())


def test_revoking_needs_a_form(team, address, signed_in):
    revoke = reverse("teams:revoke-guest", args=[team.slug, GuestLink.objects.get().pk])
    assert signed_in.get(revoke).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_the_database_wants_to_know_for_whom_it_is(team):
    with pytest.raises(IntegrityError), transaction.atomic():
        GuestLink.objects.create(team=team, secret_hash="x", label="", created_at=NOON, ends_on=LAST)


@pytest.mark.parametrize("links", [1, 20])
def test_the_page_costs_the_same_for_few_links_and_for_many(
    team, ada, signed_in, tab, links, django_assert_num_queries
):
    for _number in range(links):
        GuestLink.objects.all().make(team, label="x", ends_on=LAST, by=ada, now=NOON)
    with django_assert_num_queries(5):  # session, user, learner, team, links with who made them
        signed_in.get(tab)


def test_the_desk_does_not_show_them():
    assert GuestLink not in admin.site._registry

"""A manager's calendar of a team: what it holds, of whom, and how its address ends."""

import re
from datetime import date, timedelta
from hashlib import sha256
from http import HTTPStatus

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from learners.calendars.teams.models import TeamFeed
from learners.profiles.models import Learner
from learners.teams.log.models import Look
from learners.teams.models import Membership
from tests.factories import (
    MONDAY,
    NOON,
    make_attempt,
    make_credential,
    make_guided,
    make_learner,
    make_membership,
    make_plan,
    make_team,
    make_user,
)
from tests.learners.calendars.reading import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
SITE = "https://cairn.example.org"
SOON = MONDAY + timedelta(days=10)
PAGES = ["calendar", "renew"]


@pytest.fixture(autouse=True)
def site(settings) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def team(ada):
    team = make_team("platform", name="Platform")
    make_membership(team, ada, role=Membership.Role.MANAGER)
    return team


def made(client: Client, team, **fields) -> str:
    answer = client.post(reverse("team-calendars:renew", args=[team.slug]), fields, follow=True)
    told = re.search(rf'value="{SITE}(/calendar/teams/[\w-]+\.ics)"', answer.content.decode())
    return told[1] if told else ""


@pytest.fixture
def address(signed_in, team) -> str:
    return made(signed_in, team)


def member(team, name: str = "Grace", **fields) -> Learner:
    learner = make_learner(user=make_user(name=name))
    make_membership(team, learner, **fields)
    return learner


def status(address: str) -> int:
    return Client().get(address).status_code


def events(address: str) -> list[tuple[str, date]]:
    return sorted((event.title, event.first) for event in read(Client().get(address).content).values())


# What it holds


def test_exams_and_ends_of_credentials_with_their_names(team, address):
    guide, other = make_guided(name="Trail guide"), make_guided(name="Map reader")
    grace = member(team)
    make_plan(grace, guide, exam_date=SOON)
    make_attempt(grace, guide, exam_on=SOON + timedelta(days=1))
    make_plan(grace, other, exam_date=SOON)
    make_credential(grace, other, periods=({"valid_from": MONDAY, "valid_until": SOON},))
    assert events(address) == [
        ("Exam planned: Map reader, Grace", SOON),
        ("Exam: Trail guide, Grace", SOON + timedelta(days=1)),
        ("Expires: Map reader, Grace", SOON),
    ]


@pytest.mark.parametrize("fields", [{"visibility": "status"}, {"accepted_at": None}, {"left_at": NOON}], ids=str)
def test_nothing_of_who_does_not_show_dates(team, address, fields):
    make_attempt(member(team, **fields), exam_on=SOON)
    make_attempt(member(make_team("other")), exam_on=SOON)
    make_attempt(member(make_team("below", parent=team)), exam_on=SOON)
    assert events(address) == []


def test_whoever_leaves_or_shows_less_is_gone_at_once(team, address):
    membership = member(team).memberships.get()
    make_attempt(membership.learner, exam_on=SOON)
    assert len(events(address)) == 1
    membership.set_visibility(Membership.Visibility.STATUS)
    assert events(address) == []
    membership.set_visibility(Membership.Visibility.DATES)
    membership.leave(now=NOON)
    assert events(address) == []


def test_each_reading_is_on_record_for_the_members(team, address, ada):
    grace = member(team)
    for _time in range(2):
        Client().get(address)
    (look,) = Look.objects.for_log_page(grace)
    assert (look.manager_id, look.page, look.times) == (ada.user_id, "export", 2)


def test_a_calendar_that_has_it_already_gets_a_short_answer(team, address):
    attempt = make_attempt(member(team), exam_on=SOON)
    tag = Client().get(address)["ETag"]
    short = Client().get(address, headers={"If-None-Match": tag})
    assert (short.status_code, short.content) == (HTTPStatus.NOT_MODIFIED, b"")
    attempt.move_to(SOON + timedelta(days=1))
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == HTTPStatus.OK


def test_the_answer_is_kept_by_nobody_else_and_leaves_no_trace(address):
    answer = Client().get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.cookies


@pytest.mark.parametrize("count", [1, 30])
def test_reading_costs_the_same_for_few_and_for_many(team, address, count, django_assert_num_queries):
    for _number in range(count):
        learner = member(team)
        make_attempt(learner, exam_on=SOON)
        make_plan(learner, exam_date=SOON)
        make_credential(learner, periods=({"valid_from": MONDAY, "valid_until": SOON},))
    Client().get(address)
    # the feed, whether it is in force, the look; exams booked and planned, ends, what was told before; when it was read
    with django_assert_num_queries(8):
        Client().get(address)


# How it ends


@pytest.mark.parametrize("how", ["leaves", "becomes a member", "may not sign in", "is erased"])
def test_it_ends_with_the_manager(team, address, ada, how):
    assert status(address) == HTTPStatus.OK
    membership = ada.memberships.get()
    if how == "leaves":
        membership.leave(now=NOON)
    elif how == "becomes a member":
        Membership.objects.filter(pk=membership.pk).update(role=Membership.Role.MEMBER)
    elif how == "may not sign in":
        type(ada.user).objects.filter(pk=ada.user_id).update(is_active=False)
    else:
        ada.user.delete()
    assert status(address) == HTTPStatus.NOT_FOUND


def test_a_manager_from_above_has_an_address_of_their_own(team, address, stranger, as_stranger):
    team.parent = make_team("division")
    team.save()
    make_membership(team.parent, stranger, role=Membership.Role.MANAGER)
    other = made(as_stranger, team)
    as_stranger.post(reverse("team-calendars:off", args=[team.slug]))
    assert (status(address), status(other)) == (HTTPStatus.OK, HTTPStatus.NOT_FOUND)


def test_a_renewed_address_ends_the_old_one_and_a_form_sent_twice_renews_once(signed_in, team, address):
    feed = TeamFeed.objects.get().pk
    new = made(signed_in, team, feed=feed)
    assert made(signed_in, team, feed=feed) == ""
    assert (status(address), status(new)) == (HTTPStatus.NOT_FOUND, HTTPStatus.OK)


@pytest.mark.parametrize("feed", ["", "x", "0", "-1", "²", "9" * 30])
def test_a_form_about_no_address_renews_nothing(signed_in, team, address, feed):
    assert made(signed_in, team, feed=feed) == ""
    assert status(address) == HTTPStatus.OK


def test_turned_off_it_leads_nowhere_and_can_be_made_anew(signed_in, team, address):
    answer = signed_in.post(reverse("team-calendars:off", args=[team.slug]), follow=True)
    assert "Turned off." in answer.content.decode()
    assert status(address) == HTTPStatus.NOT_FOUND
    assert status(made(signed_in, team)) == HTTPStatus.OK


# The secret, and the page


def test_it_stands_in_the_database_as_a_hash_only_and_is_told_once(signed_in, team, address):
    secret = address.rsplit("/", 1)[1].removesuffix(".ics")
    assert re.fullmatch(r"[\w-]{43}", secret)
    assert TeamFeed.objects.get().secret_hash == sha256(secret.encode()).hexdigest()
    answer = signed_in.get(reverse("team-calendars:calendar", args=[team.slug]))
    assert ".ics" not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("secret", ["nobody-has-this", "ü", "a" * 500])
def test_a_wrong_secret_leads_nowhere(address, secret):
    assert status(f"/calendar/teams/{secret}.ics") == HTTPStatus.NOT_FOUND


def test_an_own_address_and_a_team_s_are_no_keys_to_each_other(signed_in, team, address):
    assert status(address.replace("/teams", "")) == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("role", ["", "member"])
def test_only_managers_have_the_page(team, as_stranger, stranger, role):
    if role:
        make_membership(team, stranger, role=role)
    for name in PAGES:
        assert as_stranger.get(reverse(f"team-calendars:{name}", args=[team.slug])).status_code == HTTPStatus.NOT_FOUND
    for name in ("renew", "off"):
        assert as_stranger.post(reverse(f"team-calendars:{name}", args=[team.slug])).status_code == HTTPStatus.NOT_FOUND
    assert not TeamFeed.objects.exists()


def test_asking_for_the_page_of_a_form_changes_nothing_and_leads_back(signed_in, team, address):
    answer = signed_in.get(reverse("team-calendars:renew", args=[team.slug]))
    assert answer.headers["Location"] == "/calendar/teams/platform/"
    assert status(address) == HTTPStatus.OK


def test_the_desk_does_not_show_them():
    assert TeamFeed not in admin.site._registry

"""The log that a member reads: who looked at what of them, when, and what it showed."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from learners.teams.log.models import Look
from learners.teams.models import Membership
from tests.factories import NOON, make_learner, make_membership, make_team, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
STATUS, DATES, TASKS = Membership.Visibility.values


@pytest.fixture
def team():
    return make_team("platform", name="Platform")


@pytest.fixture
def head(team):
    learner = make_learner(user=make_user(name="Hedy Head"))
    make_membership(team, learner, role=Membership.Role.MANAGER)
    return learner


def client_of(learner) -> Client:
    client = Client()
    client.force_login(learner.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def rows(client: Client) -> list[tuple[str, str, list[str]]]:
    answer = client.get(reverse("teams:looks"))
    return [
        (str(row.look.manager), str(row.look.get_page_display()), [str(level) for level in row.levels])
        for row in answer.context["rows"]
    ]


def test_what_a_manager_opens_stands_in_the_members_log(signed_in, ada, team, head):
    place = make_membership(team, ada, visibility=STATUS)
    client_of(head).get(team.get_absolute_url())
    client_of(head).get(reverse("teams:waivers", args=[team.slug, place.pk]))
    assert sorted(rows(signed_in)) == [
        ("Hedy Head", "the team page", ["status only"]),
        ("Hedy Head", "your waivers", ["status only"]),
    ]
    assert "2 Mar 2026, 12:00" in signed_in.get(reverse("teams:looks")).content.decode()


def test_times_are_on_the_members_own_clock(signed_in, ada, team, head):
    ada.time_zone = "Asia/Tokyo"
    ada.save()
    make_membership(team, ada)
    Look.objects.all().note(manager=head, team=team, page="team", now=NOON)
    page = signed_in.get(reverse("teams:looks")).content.decode()
    assert "2 Mar 2026, 21:00" in page
    assert "Times are in Asia/Tokyo." in page


def test_a_look_at_another_member_is_nobody_elses(signed_in, ada, team, head):
    make_membership(team, ada)
    other = make_membership(team, make_learner())
    Look.objects.all().note(manager=head, team=team, page="waivers", now=NOON, member=other.learner)
    assert rows(signed_in) == []


def test_looks_before_and_after_ones_time_in_the_team_are_not_ones_own(signed_in, ada, team, head):
    hour = timedelta(hours=1)
    make_membership(team, ada, accepted_at=NOON + hour, left_at=NOON + 3 * hour)
    for number, page in enumerate(["early", "within", "late"]):
        Look.objects.all().note(manager=head, team=team, page=page, now=NOON + 2 * number * hour)
    shown = signed_in.get(reverse("teams:looks")).context["rows"]
    assert [row.look.page for row in shown] == ["within"]


def test_who_has_not_accepted_has_no_log(signed_in, ada, team, head):
    make_membership(team, ada, accepted_at=None)
    Look.objects.all().note(manager=head, team=team, page="team", now=NOON)
    assert rows(signed_in) == []


def test_what_was_shown_then_is_told_though_it_is_less_now(signed_in, ada, team, head, noon):
    make_membership(team, ada, visibility=TASKS, accepted_at=NOON - timedelta(days=9))
    manager = client_of(head)
    manager.get(team.get_absolute_url())
    noon.move_to(NOON + timedelta(minutes=1))
    signed_in.post(reverse("teams:visibility", args=[team.slug]), {"visibility": STATUS})
    assert rows(signed_in) == [("Hedy Head", "the team page", ["status, dates and tasks"])]
    noon.move_to(NOON + timedelta(minutes=2))
    manager.get(team.get_absolute_url())
    assert rows(signed_in)[0][2] == ["status, dates and tasks", "status only"]
    noon.move_to(NOON + timedelta(days=1))
    manager.get(team.get_absolute_url())
    assert rows(signed_in)[0][2] == ["status only"]


def test_a_manager_who_is_gone_leaves_the_look(signed_in, ada, team, head):
    make_membership(team, ada)
    Look.objects.all().note(manager=head, team=team, page="team", now=NOON)
    head.user.delete()
    assert "somebody whose account is erased" in signed_in.get(reverse("teams:looks")).content.decode()


@pytest.mark.parametrize("looks", [1, 70])
def test_it_comes_in_pages_at_the_same_cost(signed_in, ada, team, head, looks, django_assert_num_queries):
    make_membership(team, ada)
    for day in range(looks):
        Look.objects.all().note(manager=head, team=team, page="team", now=NOON + timedelta(days=day))
    # session, user, learner, count, looks, places, their choices
    with django_assert_num_queries(7):
        answer = signed_in.get(reverse("teams:looks"))
    assert len(answer.context["rows"]) == min(looks, 50)


def test_a_visitor_is_asked_to_log_in(client):
    assert client.get(reverse("teams:looks")).status_code == HTTPStatus.FOUND


def test_reading_changes_nothing(signed_in):
    assert signed_in.post(reverse("teams:looks")).status_code == HTTPStatus.METHOD_NOT_ALLOWED

"""A team's page is served as it was rendered for a minute, and never to whom or of whom it no longer holds. Noon on Monday 2 March 2026."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from learners.profiles.models import Learner
from learners.teams.models import Membership, Team
from learners.teams.people.reading import members_among, places_of
from tests.factories import MONDAY, NOON, make_guided, make_learner, make_membership, make_plan, make_team, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
WARM = 3  # requests: one goes through the team, one reads those shown, and the third finds a page


@pytest.fixture
def team(ada: Learner) -> Team:
    found = make_team("platform", name="Platform")
    make_membership(found, ada, role=Membership.Role.MANAGER)
    return found


@pytest.fixture
def grace(team: Team) -> Membership:
    learner = make_learner(user=make_user(name="Grace"))
    late = ({"due": MONDAY - timedelta(days=2), "minutes": 60},)
    make_plan(learner, tasks=late, exam_date=MONDAY + timedelta(days=30)).refresh_summary()
    return make_membership(team, learner)


@pytest.fixture
def rendered(monkeypatch) -> list[str]:
    """The names of the pages that were rendered, as they are."""
    found: list[str] = []

    def noted(name: str, context: dict[str, object], request: HttpRequest) -> str:
        found.append(name)
        return render_to_string(name, context, request)

    monkeypatch.setattr("learners.teams.people.rendered.render_to_string", noted)
    return found


@pytest.fixture
def page(signed_in: Client, team: Team) -> Callable[..., str]:
    return lambda client=signed_in, **query: client.get(team.get_absolute_url(), query).content.decode()


def manager_of(team: Team, **fields: object) -> Client:
    learner = make_learner(user=make_user(**fields))
    make_membership(team, learner, role=Membership.Role.MANAGER)
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_third_who_asks_finds_the_page_of_the_second(page, grace, rendered) -> None:
    pages = [TOKEN.sub("", page()) for _ in range(WARM + 2)]
    assert len(rendered) == WARM - 1
    assert len({re.sub(r"\s+", " ", one) for one in pages}) == 1
    assert "Grace" in pages[-1]


def test_each_filter_and_each_page_of_people_has_its_own(page, grace, rendered) -> None:
    for query in ({}, {"at_risk": "on"}, {"page": "2"}, {"status": "done"}):
        for _ in range(WARM):
            found = page(**query)
        assert ("Nobody in this team fits these filters." in found) is (query == {"status": "done"})


def test_every_form_of_a_page_that_was_kept_has_the_askers_own_token(page, team, grace) -> None:
    first, second = manager_of(team), manager_of(team)
    for _ in range(WARM):
        page(first)
    tokens = [set(TOKEN.findall(page(client))) for client in (first, second)]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    nudge = reverse("teams:nudge", args=[team.slug, grace.pk])
    answers = [second.post(nudge, {"csrfmiddlewaretoken": found.pop()}).status_code for found in tokens]
    assert answers == [403, 302]


def test_whoever_left_is_gone_and_whoever_shows_less_shows_less_at_once(page, grace) -> None:
    for _ in range(WARM):
        assert "1 Apr 2026" in page()
    grace.set_visibility("status")
    assert "1 Apr 2026" not in page()
    grace.leave(now=NOON)
    assert "Grace" not in page()


def test_whoever_is_moved_to_another_team_is_gone_at_once(page, team, grace) -> None:
    for _ in range(WARM):
        page()
    Membership.objects.filter(pk=grace.pk).update(team=make_team("elsewhere"))
    assert "Grace" not in page()


def test_after_a_minute_it_is_made_anew(page, grace, noon, rendered) -> None:
    for _ in range(WARM):
        page()
    noon.shift(timedelta(seconds=59))
    page()
    assert len(rendered) == WARM - 1
    noon.shift(timedelta(seconds=2))
    page()
    assert len(rendered) == WARM


def test_it_is_as_old_as_the_oldest_of_what_it_was_made_from(page, grace, noon, rendered) -> None:
    page()
    noon.shift(timedelta(seconds=50))
    page()
    noon.shift(timedelta(seconds=11))
    page()
    assert len(rendered) == WARM


def test_what_was_said_to_one_manager_is_said_to_nobody_else(page, team, grace, signed_in) -> None:
    for _ in range(WARM):
        page()
    nudge = reverse("teams:nudge", args=[team.slug, grace.pk])
    assert "Nudged. Grace reads it on Today" in signed_in.post(nudge, follow=True).content.decode()
    for _ in range(WARM):
        found = page()
        assert "Grace reads it on Today" not in found
        assert "Nudged on 2 Mar" in found


def test_the_desk_is_for_those_who_may_open_it(page, team, grace) -> None:
    desk = f'href="{reverse("admin:index")}"'
    staff, other = manager_of(team, is_staff=True), manager_of(team)
    for _ in range(WARM):
        assert desk in page(staff)
        assert desk not in page(other)


@pytest.mark.parametrize("query", [{"name": "gra"}, {"unknown": "1"}], ids=["free text", "unknown"])
def test_what_hardly_anybody_asks_for_again_is_not_kept(page, grace, rendered, query) -> None:
    for _ in range(WARM + 1):
        assert "Grace" in page(**query)
    assert len(rendered) == WARM + 1


def test_a_renamed_team_is_called_by_its_new_name(page, team, grace) -> None:
    for _ in range(WARM):
        page()
    Team.objects.update(name="Highlands")
    assert "<h1>Highlands</h1>" in page()


def test_a_former_manager_does_not_get_what_was_kept(page, team, grace, signed_in) -> None:
    for _ in range(WARM):
        page()
    Membership.objects.filter(role=Membership.Role.MANAGER).update(left_at=NOON)
    assert signed_in.get(team.get_absolute_url()).status_code == 404


def test_places_are_those_of_members_and_of_nobody_else(team) -> None:
    """The rule is in SQL beside the one of the models."""
    certification, tools = make_guided(), make_team("tools", parent=team)
    kinds: tuple[dict[str, Any], ...] = (
        {},
        {"visibility": "status"},
        {"left_at": NOON},
        {"accepted_at": None},
        {"role": "manager"},
    )
    made = [make_membership(of, make_learner(), **kind) for of in (team, tools) for kind in kinds]
    make_plan(made[0].learner, certification)
    pks = [one.pk for one in made]
    expected = {(pk, of, shows) for pk, _learner, of, _name, _mail, shows, _zone in members_among(pks, team)}
    assert len(expected) == 4
    assert places_of(pks) == expected
    assert places_of([]) == frozenset()

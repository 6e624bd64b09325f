"""Teams inside teams: who may look down, and that no ring closes. And the record of who looked."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from learners.profiles.models import Learner
from learners.teams.log.models import Look
from learners.teams.models import Membership, Team
from learners.teams.tree import ring
from tests.factories import NOON, make_learner, make_membership, make_team, make_user

pytestmark = pytest.mark.django_db
MANAGER = Membership.Role.MANAGER
LOOKS = reverse("teams:looks")


@pytest.fixture
def nested() -> tuple[Team, Team, Team]:
    """Division → platform → tools."""
    division = make_team("division", name="Division")
    platform = make_team("platform", name="Platform", parent=division)
    return division, platform, make_team("tools", name="Tools", parent=platform)


# Looking down


@pytest.mark.parametrize(("manages", "sees"), [(0, [200, 200, 200]), (1, [404, 200, 200]), (2, [404, 404, 200])])
def test_a_manager_sees_the_teams_below_and_none_above(ada, signed_in: Client, nested, manages, sees) -> None:
    make_membership(nested[manages], ada, role=MANAGER)
    assert [signed_in.get(team.get_absolute_url()).status_code for team in nested] == sees


@pytest.mark.parametrize("fields", [{"accepted_at": None}, {"left_at": NOON}, {"role": "member"}])
def test_who_was_only_invited_or_has_left_or_is_a_member_sees_nothing_below(ada, signed_in, nested, fields) -> None:
    make_membership(nested[0], ada, **{"role": MANAGER, **fields})
    assert signed_in.get(nested[2].get_absolute_url()).status_code == 404


def test_a_member_reads_who_looks_from_above(ada, signed_in: Client, nested) -> None:
    make_membership(nested[2], ada)
    make_membership(nested[2], make_learner(user=make_user(name="Near")), role=MANAGER)
    make_membership(nested[0], make_learner(user=make_user(name="Far")), role=MANAGER)
    page = " ".join(signed_in.get(reverse("teams:teams")).content.decode().split())
    assert "Managed by Near, Far (through Division)." in page


def test_whoever_manages_from_above_finds_the_teams_below(ada, signed_in: Client, nested) -> None:
    make_membership(nested[0], ada, role=MANAGER)
    page = signed_in.get(reverse("teams:teams"))
    assert [team.name for team in page.context["below"]] == ["Platform", "Tools"]


@pytest.mark.parametrize("teams", [1, 12])
def test_the_page_of_ones_teams_costs_the_same_for_few_and_for_many(ada, signed_in, teams, django_assert_num_queries):
    above = make_team(name="Above")
    make_membership(above, make_learner(), role=MANAGER)
    for _ in range(teams):
        make_membership(make_team(parent=above), ada)
    # session, user, learner, the teams above, managers, memberships, teams below, invitations, assignments to answer, nudges
    with django_assert_num_queries(10):
        signed_in.get(reverse("teams:teams"))


# No ring


def test_a_team_can_not_become_part_of_one_below_it(nested) -> None:
    nested[0].parent = nested[2]
    with pytest.raises(ValidationError) as error:
        nested[0].full_clean()
    assert error.value.message_dict == {"parent": ["That would close a ring: Division → Tools → Platform → Division."]}


def test_the_admin_says_so_at_the_field(admin_client, nested) -> None:
    given = {"slug": "division", "name": "Division", "parent": nested[1].pk}
    inline = {f"memberships-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    page = admin_client.post(f"/admin/learners/team/{nested[0].pk}/change/", {**given, **inline})
    assert "Division → Platform → Division" in page.content.decode()
    assert Team.objects.get(pk=nested[0].pk).parent is None


@pytest.mark.parametrize(
    ("parents", "found"),
    [
        ({}, ()),
        ({2: 3, 3: None}, ()),
        ({2: 1}, (1, 2, 1)),
        ({2: 3, 3: 1}, (1, 2, 3, 1)),
        ({2: 3, 3: 2}, ()),  # a ring among others is theirs, and no endless search
    ],
)
def test_a_ring_is_found_by_its_path(parents, found) -> None:
    assert ring(1, 2, parents) == found


def test_even_a_ring_that_got_in_ends_the_search(ada, signed_in: Client, nested) -> None:
    Team.objects.filter(pk=nested[0].pk).update(parent=nested[2])
    make_membership(nested[1], ada, role=MANAGER)
    assert [signed_in.get(team.get_absolute_url()).status_code for team in nested] == [200] * 3


# The record


@pytest.fixture
def member(nested) -> Membership:
    return make_membership(nested[2], make_learner(user=make_user(name="Grace")), accepted_at=NOON - timedelta(days=2))


def looks_of(learner: Learner) -> list[tuple[str, int]]:
    return [(look.page, look.times) for look in Look.objects.for_log_page(learner)]


def test_a_look_is_on_record_once_a_day_and_counted(ada, signed_in: Client, member, noon) -> None:
    make_membership(member.team, ada, role=MANAGER)
    for _ in range(3):
        signed_in.get(member.team.get_absolute_url())
    signed_in.get(reverse("teams:waivers", args=[member.team.slug, member.pk]))
    assert sorted(looks_of(member.learner)) == [("team", 3), ("waivers", 1)]


def test_nobody_reads_looks_from_before_they_came_or_after_they_left(ada, member) -> None:
    for hours in (-72, -1, 1):
        Look.objects.all().note(manager=ada, team=member.team, page="team", now=NOON + timedelta(hours=hours))
    member.leave(now=NOON)
    assert looks_of(member.learner) == [("team", 2)]  # those of one day are one row, begun before the leave


def test_looks_at_another_member_are_theirs(ada, member) -> None:
    other = make_membership(member.team, make_learner())
    Look.objects.all().note(manager=ada, team=member.team, page="waivers", member=other.learner, now=NOON)
    assert looks_of(member.learner) == []


def test_the_page_says_who_and_when(ada, member, noon) -> None:
    Look.objects.all().note(manager=ada, team=member.team, page="team", now=NOON)
    client = Client()
    client.force_login(member.learner.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(LOOKS).content.decode()
    assert str(ada) in page
    assert "the team page" in page


def test_whoever_erased_the_account_stays_without_a_name(ada, member, noon) -> None:
    Look.objects.all().note(manager=ada, team=member.team, page="team", now=NOON)
    ada.user.delete()
    client = Client()
    client.force_login(member.learner.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "somebody whose account is erased" in client.get(LOOKS).content.decode()


@pytest.mark.parametrize("rows", [1, 40])
def test_the_record_costs_the_same_for_few_rows_and_for_many(member, rows, django_assert_num_queries) -> None:
    for _ in range(rows):
        Look.objects.all().note(manager=make_learner(), team=member.team, page="team", now=NOON)
    client = Client()
    client.force_login(member.learner.user, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_num_queries(7):  # session, user, learner, count, rows, places, what they showed
        client.get(LOOKS)

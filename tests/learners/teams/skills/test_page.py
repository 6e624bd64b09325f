"""The page of a team's skills: the cells, the gaps of a role, who alone has what, and who may look."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import Certification, Role, Skill, SkillTaught
from certifications.publishing import make_current
from learners.profiles.models import Learner
from learners.teams.log.models import Look
from learners.teams.models import Membership, Team
from tests.factories import (
    MONDAY,
    NOON,
    make_certification,
    make_credential,
    make_membership,
    make_plan,
    make_skill,
    make_team,
)
from tests.learners.teams.crowd import make_crowd, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
MANAGER = Membership.Role.MANAGER
STATUS = Membership.Visibility.STATUS
LONG_AGO = date(2025, 1, 1)


@pytest.fixture
def team(ada: Learner) -> Team:
    team = make_team("platform", name="Platform")
    make_membership(team, ada, role=MANAGER)
    return team


@pytest.fixture
def python() -> Skill:
    return make_skill("python")


@pytest.fixture
def developer(python: Skill) -> Certification:
    return teaching(python)


def teaching(*skills: Skill) -> Certification:
    certification = make_certification(published=False)
    version = certification.versions.get()
    for skill in skills:
        SkillTaught.objects.create(version=version, skill=skill)
    make_current(version, now=NOON)
    return certification


def make_role(slug: str, *skills: Skill) -> Role:
    role = Role.objects.create(slug=slug, name=slug.capitalize())
    role.skills.set(skills)
    return role


def address(team: Team) -> str:
    return reverse("teams:skills", args=[team.slug])


def hold(learner: Learner, certification: Certification, until: date | None = None) -> None:
    make_credential(learner, certification, periods=({"valid_from": LONG_AGO, "valid_until": until},))


def study(learner: Learner, certification: Certification, *, done: bool = False, **fields) -> None:
    task = {"due": MONDAY + timedelta(days=5), **({"state": "done"} if done else {})}
    make_plan(learner, certification, tasks=(task,), **fields).refresh_summary()


def matrix(client: Client, shown: Team, /, **query: str) -> dict[str, list[str]]:
    return {
        row.skill.slug: [cell.name for cell in row.cells] for row in client.get(address(shown), query).context["rows"]
    }


# The cells


def test_a_cell_says_has_soon_learning_or_not_yet(signed_in, team, developer):
    people = [make_member(team, name) for name in ("Alan", "Bob", "Carol", "Dora", "Eve")]
    hold(people[0], developer)
    hold(people[1], developer, MONDAY + timedelta(days=30))
    study(people[2], developer)
    study(people[3], developer, done=True)
    assert matrix(signed_in, team) == {"python": ["has", "soon", "learning", "has", "none"]}
    (row,) = signed_in.get(address(team)).context["rows"]
    assert (row.having, row.learning) == (3, 1)


@pytest.mark.parametrize("state", ["paused", "left"])
def test_a_plan_that_does_not_run_teaches_nothing_now(signed_in, team, developer, state):
    study(make_member(team, "Grace"), developer, state=state)
    assert matrix(signed_in, team) == {}


def test_a_closed_plan_counts_as_finished(signed_in, team, developer):
    study(make_member(team, "Grace"), developer, state="finished")
    assert matrix(signed_in, team) == {"python": ["has"]}


def test_a_credential_that_lapsed_counts_no_more(signed_in, team, developer):
    hold(make_member(team, "Grace"), developer, MONDAY - timedelta(days=1))
    assert matrix(signed_in, team) == {}


def test_screen_readers_hear_a_word_in_each_cell(signed_in, team, developer):
    hold(make_member(team, "Grace"), developer)
    assert '<span class="visually-hidden">has it</span>' in signed_in.get(address(team)).content.decode()


# What is shared


def test_a_credential_of_status_only_is_not_there_and_the_page_says_so(signed_in, team, developer):
    hold(make_member(team, "Grace", visibility=STATUS), developer, MONDAY + timedelta(days=30))
    response = signed_in.get(address(team))
    assert response.context["rows"] == []
    assert "1 of them shares the status only" in " ".join(response.content.decode().split())


def test_plans_of_status_only_count_as_the_team_page_shows_them(signed_in, team, developer):
    study(make_member(team, "Grace", visibility=STATUS), developer)
    study(make_member(team, "Zoe", visibility=STATUS), developer, done=True)
    assert matrix(signed_in, team) == {"python": ["learning", "has"]}


@pytest.mark.parametrize("fields", [{"left_at": NOON}, {"accepted_at": None}, {"role": MANAGER}])
def test_who_has_left_or_not_accepted_or_manages_is_not_there(signed_in, team, developer, fields):
    make_member(team, "Zoe")
    hold(make_member(team, "Grace", **fields), developer)
    assert "Grace" not in signed_in.get(address(team)).content.decode()


# Only one, and gaps


def test_whoever_alone_has_a_skill_is_named_on_top(signed_in, team, developer, python):
    both = make_skill("shared")
    hold(make_member(team, "Grace"), developer)
    common = teaching(both)
    for name in ("Alan", "Bob"):
        hold(make_member(team, name), common)
    alone = signed_in.get(address(team)).context["alone"]
    assert [(one.name, one.skills) for one in alone] == [("Grace", (python,))]


def test_with_a_role_only_its_skills_are_in_danger(signed_in, team, developer):
    make_role("tester", make_skill("patience"))
    hold(make_member(team, "Grace"), developer)
    assert signed_in.get(address(team), {"role": "tester"}).context["alone"] == []


def test_a_role_puts_its_skills_first_those_that_are_missing_before_all(signed_in, team, developer, python):
    make_role("engineer", python, make_skill("zen"))
    grace = make_member(team, "Grace")
    hold(grace, developer)
    hold(grace, teaching(make_skill("art")))
    assert list(matrix(signed_in, team)) == ["art", "python"]
    assert list(matrix(signed_in, team, role="engineer")) == ["zen", "python", "art"]


def test_a_gap_names_who_is_nearest_and_with_what(signed_in, team, developer, python):
    make_role("engineer", python)
    study(make_member(team, "Grace"), developer)
    (gap,) = signed_in.get(address(team), {"role": "engineer"}).context["gaps"]
    assert gap.skill == python
    assert gap.nearest == (f"Grace, with {developer.name}, planned until 7 Mar 2026",)


def test_nearest_of_status_only_has_no_date_and_stands_last(signed_in, team, developer, python):
    make_role("engineer", python)
    study(make_member(team, "Alan", visibility=STATUS), developer)
    study(make_member(team, "Zoe"), developer)
    (gap,) = signed_in.get(address(team), {"role": "engineer"}).context["gaps"]
    assert gap.nearest == (
        f"Zoe, with {developer.name}, planned until 7 Mar 2026",
        f"Alan, with {developer.name}",
    )


def test_nearest_are_few_and_each_once(signed_in, team, developer, python):
    make_role("engineer", python)
    other = teaching(python)
    for name in ("Alan", "Bob", "Carol"):
        member = make_member(team, name)
        study(member, developer)
        study(member, other)
    (gap,) = signed_in.get(address(team), {"role": "engineer"}).context["gaps"]
    assert [words.split(",")[0] for words in gap.nearest] == ["Alan", "Bob", "1 more"]


def test_a_gap_that_nobody_learns_names_what_teaches_it(signed_in, team, developer, python):
    make_role("engineer", python)
    make_member(team, "Grace")
    (gap,) = signed_in.get(address(team), {"role": "engineer"}).context["gaps"]
    assert (gap.nearest, gap.taught_by) == ((), (developer.name,))


def test_what_somebody_has_is_no_gap(signed_in, team, developer, python):
    make_role("engineer", python)
    hold(make_member(team, "Grace"), developer)
    assert signed_in.get(address(team), {"role": "engineer"}).context["gaps"] == []


# Narrowing, pages, access, cost


def test_a_team_below_can_be_shown_alone(signed_in, team, developer):
    hold(make_member(team, "Grace"), developer)
    study(make_member(make_team("tools", parent=team), "Alan"), developer)
    assert matrix(signed_in, team) == {"python": ["learning", "has"]}
    assert matrix(signed_in, team, team="tools") == {"python": ["learning"]}


@pytest.mark.parametrize("query", [{"team": "elsewhere"}, {"team": "above"}, {"role": "nobody"}])
def test_an_unknown_role_or_a_team_that_is_not_below_is_404(signed_in, team, query):
    make_team("elsewhere")
    Team.objects.filter(pk=team.pk).update(parent=make_team("above"))
    assert signed_in.get(address(team), query).status_code == 404


def test_people_come_in_pages_and_keep_the_filter(signed_in, team, developer, python):
    make_role("engineer", python)
    make_crowd(team, 30, held=developer, studied=developer)
    response = signed_in.get(address(team), {"role": "engineer", "page": "2"})
    assert [person.name for person in response.context["page"]] == [f"Person {number:05}" for number in range(25, 30)]
    assert response.context["rows"][0].having == 30
    assert "role=engineer&amp;page=1" in response.content.decode()


@pytest.mark.parametrize("fields", [{}, {"role": MANAGER, "accepted_at": None}, {"role": MANAGER, "left_at": NOON}])
def test_the_page_is_404_for_who_does_not_manage(as_stranger, stranger, team, fields):
    make_membership(team, stranger, **fields)
    assert as_stranger.get(address(team)).status_code == 404


def test_those_who_are_shown_find_the_look_on_record_and_nobody_else(signed_in, team):
    above = make_member(team, "Grace")
    below = make_member(make_team("tools", parent=team), "Alan")
    signed_in.get(address(team), {"team": "tools"})
    assert [look.page for look in Look.objects.for_log_page(below)] == [Look.Page.SKILLS]
    assert not Look.objects.for_log_page(above).exists()


@pytest.mark.parametrize("people", [10, 400])
def test_the_page_asks_the_same_number_of_queries_for_any_team(
    signed_in, team, developer, python, django_assert_num_queries, people
):
    make_role("engineer", python, make_skill("zen"))
    make_crowd(team, people, held=developer, studied=teaching(*(make_skill() for _number in range(people // 10))))
    # session, user, learner, team, teams inside it, the look on record, roles, people, skills, what teaches them, plans, periods
    with django_assert_num_queries(11):
        signed_in.get(address(team), {"role": "engineer"})


def test_a_team_of_nobody_says_so(signed_in, team):
    assert "Nobody is in this team yet." in signed_in.get(address(team)).content.decode()

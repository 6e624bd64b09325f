"""The page of a team's coverage: what is counted, who is named, and who may look."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import Certification, Level
from learners.credentials.models import Credential
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.teams.coverage.models import CoverageTarget
from learners.teams.log.models import Look
from learners.teams.models import Membership, Team
from tests.factories import (
    MONDAY,
    NOON,
    make_certification,
    make_credential,
    make_guided,
    make_learner,
    make_membership,
    make_plan,
    make_program,
    make_task,
    make_team,
)
from tests.learners.teams.crowd import client_of, make_crowd, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
MANAGER = Membership.Role.MANAGER
STATUS, TASKS = Membership.Visibility.STATUS, Membership.Visibility.TASKS
LONG_AGO = date(2025, 1, 1)


@pytest.fixture
def team(ada: Learner) -> Team:
    team = make_team("platform", name="Platform")
    make_membership(team, ada, role=MANAGER)
    return team


@pytest.fixture
def architect() -> Certification:
    return make_guided("architect", guide={"renewal_window_months": 2})


def address(team: Team) -> str:
    return reverse("teams:coverage", args=[team.slug])


def want(team: Team, certification: Certification, least: int = 1) -> CoverageTarget:
    return CoverageTarget.objects.create(team=team, certification=certification, least=least)


def hold(learner: Learner, certification: Certification, until: date | None = None, **period: Any) -> Credential:
    dates = {"valid_from": LONG_AGO, "valid_until": until, **period}
    return make_credential(learner, certification, periods=(dates,))


def page_of(client: Client, team: Team) -> Any:
    return client.get(address(team)).context["targets"][0]


def study(learner: Learner, certification: Certification, **fields: Any) -> StudyPlan:
    """With one task to do, due on the day that `until` names."""
    until = fields.pop("until", MONDAY + timedelta(days=10))
    plan = make_plan(learner, certification, tasks=({"due": until},), **fields)
    plan.refresh_summary()
    return plan


# What is counted


def test_the_page_says_the_day_on_which_a_target_is_missed_and_who_lapses(signed_in, team, architect):
    want(team, architect, 2)
    hold(make_member(team, "Grace"), architect, date(2026, 6, 30))
    hold(make_member(team, "Alan"), architect)
    html = signed_in.get(address(team)).content.decode()
    assert "drops below on 1 Jul 2026" in html
    assert "<strong>Grace</strong> valid until 30 Jun 2026, can be renewed from 30 Apr" in html


def test_a_window_that_is_open_is_said_to_be(signed_in, team, architect):
    want(team, architect)
    hold(make_member(team, "Grace"), architect, date(2026, 3, 20))
    (lapser,) = page_of(signed_in, team).lapsing.people
    assert lapser.renewal == "can be renewed now"


def test_members_of_a_team_below_count(signed_in, team, architect):
    want(team, architect)
    hold(make_member(make_team("tools", parent=team), "Grace"), architect)
    assert page_of(signed_in, team).verdict.word == "met"


def test_somebody_in_two_teams_counts_once(signed_in, team, architect):
    want(team, architect, 2)
    grace = make_member(team, "Grace")
    make_membership(make_team("tools", parent=team), grace)
    hold(grace, architect)
    assert page_of(signed_in, team).found.now == 1
    assert signed_in.get(address(team)).context["counted"].people == 1


@pytest.mark.parametrize("fields", [{"left_at": NOON}, {"accepted_at": None}, {"role": MANAGER}])
def test_who_has_left_or_not_accepted_or_manages_does_not_count(signed_in, team, architect, fields):
    want(team, architect)
    hold(make_member(team, "Grace", **fields), architect)
    response = signed_in.get(address(team))
    assert response.context["targets"][0].found.now == 0
    assert "Grace" not in response.content.decode()


def test_members_of_a_team_above_do_not_count(signed_in, ada, architect):
    above = make_team("above")
    below = make_team("below", parent=above)
    make_membership(below, ada, role=MANAGER)
    want(below, architect)
    hold(make_member(above, "Grace"), architect)
    assert page_of(signed_in, below).found.now == 0


@pytest.mark.parametrize(("level", "count"), [(None, 2), ("professional", 1)])
def test_a_programme_counts_any_of_its_certifications_from_a_level_on(signed_in, team, level, count):
    program = make_program("architects", name="Architects")
    professional = Level.objects.create(slug="professional", name="Professional", rank=30)
    low, high = make_certification(program=program), make_certification(program=program, level=professional)
    hold(make_member(team, "Grace"), low)
    hold(make_member(team, "Alan"), high)
    hold(make_member(team, "Zoe"), make_certification())
    target = CoverageTarget(team=team, program=program, least=1, level=professional if level else None)
    target.save()
    it = page_of(signed_in, team)
    assert it.found.now == count
    assert it.target.what == ("Architects, Professional or higher" if level else "Architects")


def test_whoever_erased_or_let_lapse_or_lost_it_counts_no_more(signed_in, team, architect):
    want(team, architect)
    hold(make_member(team, "Grace"), architect, MONDAY - timedelta(days=1))
    hold(make_member(team, "Alan"), architect, revoked_on=MONDAY)
    assert page_of(signed_in, team).found.now == 0


# What is shared


def test_a_credential_of_status_only_is_neither_counted_nor_shown_and_the_page_says_so(signed_in, team, architect):
    want(team, architect)
    hold(make_member(team, "Grace", visibility=STATUS), architect, date(2026, 6, 30))
    response = signed_in.get(address(team))
    html = " ".join(response.content.decode().split())
    assert response.context["targets"][0].found.now == 0
    assert "Grace" not in html
    assert "30 Jun" not in html
    assert "1 of them shares the status only" in html


def test_the_widest_of_several_memberships_holds(signed_in, team, architect):
    want(team, architect)
    grace = make_member(team, "Grace", visibility=STATUS)
    make_membership(make_team("tools", parent=team), grace, visibility=TASKS)
    hold(grace, architect)
    response = signed_in.get(address(team))
    assert response.context["targets"][0].found.now == 1
    assert response.context["counted"].hidden == 0


def test_a_membership_elsewhere_opens_nothing_here(signed_in, team, architect):
    want(team, architect)
    grace = make_member(team, "Grace", visibility=STATUS)
    make_membership(make_team("elsewhere"), grace, visibility=TASKS)
    hold(grace, architect)
    assert page_of(signed_in, team).found.now == 0


def test_a_plan_of_status_only_is_named_without_a_date(signed_in, team, architect):
    want(team, architect)
    study(make_member(team, "Grace", visibility=STATUS), architect, exam_date=date(2026, 5, 17))
    response = signed_in.get(address(team))
    helps = response.context["targets"][0].help
    assert (helps.people, helps.undated, helps.more) == ((), ("Grace",), 0)
    assert "17 May" not in response.content.decode()


# Who could step in


def test_a_plan_without_history_counts_by_its_own_last_day(signed_in, team, architect):
    want(team, architect)
    hold(make_member(team, "Alan"), architect, date(2026, 6, 30))
    study(make_member(team, "Grace"), architect, until=date(2026, 6, 5))
    (ready,) = page_of(signed_in, team).help.people
    assert (ready.name, ready.when, str(ready.fit.word)) == ("Grace", "planned until 5 Jun", "in time")


def test_a_forecast_is_a_range_of_days(signed_in, team, architect):
    want(team, architect)
    plan = study(make_member(team, "Grace"), architect, start=MONDAY - timedelta(days=60), monday=60)
    for number, days in enumerate((8, 20, 35, 43), start=2):
        make_task(plan, number, state="done", minutes=30 * number, done_at=NOON - timedelta(days=days))
    make_task(plan, 9, minutes=600, due=MONDAY + timedelta(days=90))
    plan.refresh_summary()
    (ready,) = page_of(signed_in, team).help.people
    assert ready.when.startswith("by ")
    assert " – " in ready.when


def test_nobody_is_ready_before_their_exam(signed_in, team, architect):
    want(team, architect)
    hold(make_member(team, "Alan"), architect, date(2026, 6, 30))
    study(make_member(team, "Grace"), architect, exam_date=date(2026, 7, 1))
    (ready,) = page_of(signed_in, team).help.people
    assert (ready.when, str(ready.fit.word)) == ("exam on 1 Jul", "too late")


def test_a_plan_that_is_behind_and_has_no_forecast_promises_no_day(signed_in, team, architect):
    want(team, architect)
    study(make_member(team, "Grace"), architect, until=MONDAY - timedelta(days=3))
    (ready,) = page_of(signed_in, team).help.people
    assert ready.when == "behind, and no forecast yet"


@pytest.mark.parametrize("state", ["paused", "left", "finished"])
def test_a_plan_that_does_not_run_helps_nobody(signed_in, team, architect, state):
    want(team, architect)
    study(make_member(team, "Grace"), architect, state=state)
    assert page_of(signed_in, team).help.people == ()


def test_whoever_counts_anyway_does_not_step_in(signed_in, team):
    program = make_program("architects")
    low, high = make_guided(program=program), make_guided(program=program)
    CoverageTarget.objects.create(team=team, program=program, least=2)
    grace = make_member(team, "Grace")
    hold(grace, low)
    study(grace, high)
    assert page_of(signed_in, team).help.people == ()


def test_whoever_lapses_and_has_a_renewal_plan_can_step_in(signed_in, team, architect):
    want(team, architect)
    grace = make_member(team, "Grace")
    hold(grace, architect, date(2026, 4, 30))
    study(grace, architect, purpose="renewal")
    (ready,) = page_of(signed_in, team).help.people
    assert ready.is_renewal
    assert str(ready.fit.word) == "in time"


# Access, the record, the cost


@pytest.mark.parametrize("people", [10, 400])
def test_the_page_asks_the_same_number_of_queries_for_any_team(
    signed_in, team, architect, django_assert_num_queries, people
):
    other = make_guided()
    want(team, architect, 2 * people)
    want(team, other, 2)
    make_crowd(team, people, held=architect, studied=other)
    # session, user, learner, team, the look on record, targets, periods of validity, plans, what was done, pauses, days off,
    # how many are counted
    with django_assert_num_queries(12):
        signed_in.get(address(team))


def test_a_page_without_targets_says_what_to_do(signed_in, team):
    assert reverse("teams:new-target", args=[team.slug]) in signed_in.get(address(team)).content.decode()


@pytest.mark.parametrize("fields", [{}, {"role": MANAGER, "accepted_at": None}, {"role": MANAGER, "left_at": NOON}])
def test_every_address_is_404_for_who_does_not_manage(as_stranger, stranger, team, architect, fields):
    target = want(team, architect)
    make_membership(team, stranger, **fields)
    kept = [reverse(f"teams:{name}", args=[team.slug, target.pk]) for name in ("target", "remove-target")]
    assert as_stranger.get(address(team)).status_code == 404
    assert as_stranger.get(reverse("teams:new-target", args=[team.slug])).status_code == 404
    assert as_stranger.get(kept[0]).status_code == 404
    assert [as_stranger.post(one, {}).status_code for one in kept] == [404, 404]
    assert CoverageTarget.objects.count() == 1


def test_every_member_whom_the_page_counts_finds_the_look_on_record(signed_in, team, architect):
    below = make_member(make_team("tools", parent=team), "Grace")
    signed_in.get(address(team))
    signed_in.get(address(team))
    (look,) = Look.objects.for_log_page(below)
    assert (look.page, look.team.slug, look.times) == (Look.Page.COVERAGE, "tools", 2)


def test_a_look_at_a_team_below_is_on_record_there_alone(signed_in, team):
    above = make_member(team, "Grace")
    tools = make_team("tools", parent=team)
    signed_in.get(address(tools))
    assert not Look.objects.for_log_page(above).exists()
    assert [look.team for look in Look.objects.all()] == [tools]


def test_a_manager_who_is_no_member_of_staff_reads_it_from_above(team, architect):
    boss = make_learner()
    above = make_team("division")
    Team.objects.filter(pk=team.pk).update(parent=above)
    make_membership(above, boss, role=MANAGER)
    assert client_of(boss).get(address(team)).status_code == 200

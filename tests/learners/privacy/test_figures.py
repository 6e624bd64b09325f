"""A team's figures stay when a member erases their account, and say nothing of them."""

from datetime import date

import pytest

from learners.plans.models import StudyPlan
from learners.privacy.erasing import erase
from learners.profiles.models import Learner
from learners.teams.former import FormerFigure, Totals, totals
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
    make_team,
)

pytestmark = pytest.mark.django_db


def accomplished(*teams: Team, **membership) -> Learner:
    learner = make_learner()
    for team in teams:
        make_membership(team, learner, **membership)
    make_plan(learner, state=StudyPlan.State.FINISHED)
    make_plan(learner, state=StudyPlan.State.LEFT)
    make_credential(learner, periods=({"valid_from": date(2025, 3, 9), "valid_until": date(2026, 8, 17)},))
    make_credential(learner, periods=({"valid_from": date(2025, 3, 9)},))
    make_credential(learner, periods=({"valid_from": date(2024, 3, 9), "valid_until": date(2025, 3, 9)},))
    return learner


def numbers(team: Team, today: date = MONDAY) -> tuple[int, int]:
    found: Totals = totals(team, today=today)
    return found.finished, found.held


@pytest.mark.parametrize("visibility", Membership.Visibility.values)
def test_the_totals_of_each_of_their_teams_stay(visibility):
    teams = [make_team(), make_team()]
    learner = accomplished(*teams, visibility=visibility)
    accomplished(*teams)
    before = [numbers(team) for team in teams]
    erase(learner.user, now=NOON)
    assert [numbers(team) for team in teams] == before


def test_a_credential_leaves_the_totals_with_its_last_month():
    team = make_team()
    erase(accomplished(team).user, now=NOON)
    assert [numbers(team, day) for day in (date(2026, 8, 31), date(2026, 9, 1))] == [(1, 2), (1, 1)]


def test_two_people_with_the_same_leave_one_row():
    team, certification = make_team(), make_guided()
    for _person in range(2):
        learner = make_learner()
        make_membership(team, learner)
        make_plan(learner, certification, state=StudyPlan.State.FINISHED)
        erase(learner.user, now=NOON)
    assert FormerFigure.objects.values_list("count", "until").get() == (2, "")


@pytest.mark.parametrize("fields", [{"accepted_at": None}, {"left_at": NOON}, {"role": "manager"}], ids=str)
def test_who_was_no_current_member_leaves_nothing(fields):
    erase(accomplished(make_team(), **fields).user, now=NOON)
    assert not FormerFigure.objects.exists()


def test_who_was_in_no_team_leaves_nothing():
    erase(accomplished().user, now=NOON)
    assert not FormerFigure.objects.exists()


def test_the_month_is_the_last_of_an_unbroken_cover():
    team, learner = make_team(), make_learner()
    make_membership(team, learner)
    first = {"valid_from": date(2025, 1, 1), "valid_until": date(2026, 5, 31)}
    make_credential(
        learner,
        make_certification(),
        periods=(first, {"valid_from": date(2026, 6, 1), "valid_until": date(2028, 2, 29)}),
    )
    erase(learner.user, now=NOON)
    assert FormerFigure.objects.get().until == "2028-02"


def test_the_manager_reads_the_same_total_and_no_name(noon, ada, signed_in):
    team = make_team()
    make_membership(team, ada, role=Membership.Role.MANAGER)
    learner = accomplished(team)
    erase(learner.user, now=NOON)
    found = totals(team, today=NOON.date())
    assert (found.finished, found.held, found.former) == (1, 2, True)
    assert learner.user.name not in signed_in.get(team.get_absolute_url()).content.decode()


def test_a_strangers_team_page_stays_closed(noon, as_stranger):
    team = make_team()
    erase(accomplished(team).user, now=NOON)
    assert as_stranger.get(team.get_absolute_url()).status_code == 404

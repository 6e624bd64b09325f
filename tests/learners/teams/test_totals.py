"""What a team has reached together, with those who are gone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from learners.plans.models import StudyPlan, Task
from learners.plans.status import Code
from learners.profiles.models import Learner
from learners.teams.former import FormerFigure, totals
from learners.teams.models import Membership
from tests.factories import (
    MONDAY,
    NOON,
    make_certification,
    make_credential,
    make_learner,
    make_membership,
    make_plan,
    make_team,
)

pytestmark = pytest.mark.django_db
DONE = ({"state": Task.State.DONE},)
FINISHED = StudyPlan.State.FINISHED
CREDENTIAL, PLAN = FormerFigure.What.CREDENTIAL, FormerFigure.What.FINISHED_PLAN


@pytest.fixture
def team():
    return make_team("platform")


def member(team, **fields) -> Learner:
    learner = make_learner()
    make_membership(team, learner, **fields)
    return learner


def numbers(team, today: date = MONDAY) -> tuple[int, int, bool]:
    found = totals(team, today=today)
    return found.finished, found.held, found.former


def hold(learner: Learner, **period) -> None:
    make_credential(learner, periods=({"valid_from": date(2025, 1, 1), **period},))


def test_a_plan_counts_whose_status_is_done(team):
    learner = member(team)
    make_plan(learner, state=FINISHED)
    all_done, half_done, left = (
        make_plan(learner, tasks=DONE),
        make_plan(learner, tasks=(*DONE, {})),
        make_plan(learner, tasks=DONE, state=StudyPlan.State.LEFT),
    )
    for plan in (all_done, half_done, left):
        plan.refresh_summary()
    said_done = [plan for plan in StudyPlan.objects.all() if plan.status(MONDAY).code == Code.DONE]
    assert set(StudyPlan.objects.done()) == set(said_done)
    assert numbers(team) == (2, 0, False)


@pytest.mark.parametrize(
    ("period", "held"),
    [
        ({}, 1),
        ({"valid_until": MONDAY}, 1),
        ({"valid_until": MONDAY - timedelta(days=1)}, 0),
        ({"valid_from": MONDAY + timedelta(days=1)}, 0),
        ({"revoked_on": MONDAY}, 0),
        ({"revoked_on": MONDAY + timedelta(days=1)}, 1),
    ],
)
def test_a_credential_counts_while_it_is_valid(team, period, held):
    learner = member(team)
    hold(learner, **period)
    credential = learner.credentials.get()
    assert credential.standing(MONDAY).holds == bool(held)
    assert numbers(team) == (0, held, False)


def test_a_renewed_credential_counts_once(team):
    make_credential(member(team), periods=({"valid_from": date(2025, 1, 1)}, {"valid_from": date(2026, 1, 1)}))
    assert numbers(team) == (0, 1, False)


def test_what_a_member_does_not_show_is_not_counted(team):
    learner = member(team, visibility=Membership.Visibility.STATUS)
    hold(learner)
    make_plan(learner, state=FINISHED)
    assert numbers(team) == (1, 0, False)


@pytest.mark.parametrize(
    "fields", [{"accepted_at": None}, {"left_at": NOON}, {"role": Membership.Role.MANAGER}], ids=str
)
def test_who_is_no_current_member_does_not_count(team, fields):
    learner = member(team, **fields)
    hold(learner)
    make_plan(learner, state=FINISHED)
    assert numbers(team) == (0, 0, False)


def test_other_teams_do_not_count(team):
    other = make_team("other")
    hold(member(other))
    FormerFigure.objects.all().add(team=other.pk, certification=make_certification().pk, what=CREDENTIAL)
    assert numbers(team) == (0, 0, False)


@pytest.mark.parametrize(
    ("until", "today", "held"),
    [("", MONDAY, 1), ("2026-03", MONDAY, 1), ("2026-03", date(2026, 3, 31), 1), ("2026-03", date(2026, 4, 1), 0)],
)
def test_a_credential_of_somebody_who_is_gone_counts_to_the_end_of_its_month(team, until, today, held):
    FormerFigure.objects.all().add(team=team.pk, certification=make_certification().pk, what=CREDENTIAL, until=until)
    assert numbers(team, today) == (0, held, bool(held))


def test_the_same_figure_of_a_second_person_is_no_second_row(team):
    certification = make_certification()
    for _person in range(3):
        FormerFigure.objects.all().add(team=team.pk, certification=certification.pk, what=PLAN)
    assert FormerFigure.objects.get().count == 3
    assert numbers(team) == (3, 0, True)


def test_a_second_row_for_one_figure_is_refused_by_the_database(team):
    figure = {"team": team, "certification": make_certification(), "what": PLAN, "count": 1}
    FormerFigure.objects.create(**figure)
    with pytest.raises(IntegrityError), transaction.atomic():
        FormerFigure.objects.create(**figure)


def test_a_figure_holds_nothing_of_a_person():
    names = {field.name for field in FormerFigure._meta.get_fields()}
    assert names == {"id", "team", "certification", "what", "until", "count"}

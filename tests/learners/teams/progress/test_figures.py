"""A team's numbers: what is counted, of whom, and what stays hidden."""

from datetime import date, timedelta

import pytest

from learners.plans.models import StudyPlan
from learners.teams.former import FormerFigure
from learners.teams.models import Membership
from learners.teams.progress.figures import FEWEST_WEEKS, MONTHS, WEEKS, Progress, progress_of
from learners.teams.progress.people import scope_of
from tests.factories import (
    MONDAY,
    NOON,
    make_certification,
    make_credential,
    make_guided,
    make_membership,
    make_plan,
    make_team,
)
from tests.learners.teams.progress.people import DONE, hidden, log_all, members, plan_all, sit_all

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def team():
    return make_team("platform")


def progress(team, today: date = MONDAY) -> Progress:
    return progress_of(scope_of(team), today=today)


def last_week(team) -> tuple[int, int, int]:
    week = progress(team).weeks[-1]
    return week.planned, week.done, week.logged


# Weeks


def test_the_weeks_add_up_what_was_planned_done_and_written_down(team):
    before = {**DONE, "due": MONDAY - WEEK, "done_at": NOON - WEEK, "minutes": 30}
    plans = plan_all(members(team), DONE, {}, before, {"due": MONDAY - 40 * WEEK, **DONE, "done_at": NOON - 40 * WEEK})
    log_all(plans)
    found = progress(team).weeks
    assert len(found) == FEWEST_WEEKS
    assert found[-1].monday == MONDAY
    assert [(one.planned, one.done, one.logged) for one in found[-2:]] == [(150, 150, 0), (600, 300, 35)]
    assert (found[-1].planned_so_far, found[-1].done_so_far) == (750, 450)


def test_the_weeks_begin_with_the_first_in_which_there_is_anything(team):
    plan_all(members(team), {"due": MONDAY - 20 * WEEK})
    assert progress(team).weeks[0].monday == MONDAY - 20 * WEEK
    plan_all(members(team), {"due": MONDAY - 25 * WEEK}, {"due": MONDAY - 26 * WEEK})
    assert len(progress(team).weeks) == WEEKS


def test_what_is_skipped_or_of_a_plan_that_was_left_is_not_counted(team):
    people = members(team)
    plan_all(people, {"state": "skipped"})
    plan_all(people, DONE, state=StudyPlan.State.LEFT)
    assert last_week(team) == (0, 0, 0)


def test_what_lies_ahead_is_to_do_and_due_from_today_on(team):
    late, done, today, later = ({"due": MONDAY + timedelta(days=days)} for days in (-1, 0, 0, 300))
    plan_all(members(team), late, {**done, **DONE}, {**today, "minutes": 10}, {**later, "minutes": 5})
    assert progress(team).ahead == 75


@pytest.mark.parametrize("loggers", [4, 5])
def test_minutes_that_few_wrote_down_are_not_shown(team, loggers):
    log_all(plan_all(members(team, 6), DONE)[:loggers])
    assert progress(team).shows_logged is (loggers == 5)
    assert last_week(team)[2] == (35 if loggers == 5 else 0)


# Months


def test_a_plan_is_completed_when_it_was_closed_or_its_last_task_was_ticked(team):
    people = members(team)
    plan_all(people[:2], {}, state=StudyPlan.State.FINISHED, finished_at=NOON - timedelta(days=31))
    plan_all(people[2:4], DONE, {**DONE, "done_at": NOON - timedelta(days=70)})
    plan_all(people[4:], DONE, {})
    found = progress(team).months
    assert len(found) == MONTHS
    assert [(one.first.month, one.completed) for one in found[-3:]] == [(1, 2), (2, 0), (3, 2)]
    assert sum(one.completed for one in found) == 4


# Exams and credentials


def test_the_share_of_exams_that_were_passed(team):
    certification = make_guided()
    people = members(team)
    sit_all(people, certification, "passed", "passed", "failed", "booked", "cancelled")
    assert progress(team).rates == ()
    sit_all(people[3:], certification, "passed", "failed")
    (rate,) = progress(team).rates
    assert (rate.people, rate.exams, rate.passed, rate.percent) == (5, 5, 3, 60)


def test_of_few_people_no_share_is_shown_however_many_exams_they_sat(team):
    certification = make_guided()
    people = members(team, 4)
    for state in ("failed", "failed", "passed"):
        sit_all(people, certification, *[state] * 4)
    found = progress(team)
    assert (found.rates, found.hidden_rates) == ((), 1)


def test_the_median_of_days_from_the_first_plan_to_the_credential(team):
    certification = make_guided()
    for learner, days in zip(members(team), (10, 20, 31, 50, 400), strict=True):
        make_plan(learner, certification, start=MONDAY, state=StudyPlan.State.FINISHED)
        make_plan(learner, certification, start=MONDAY + timedelta(days=5))
        earned = {"valid_from": MONDAY + timedelta(days=days), "cause": "earned"}
        renewed = {"valid_from": MONDAY + timedelta(days=900), "cause": "renewed"}
        make_credential(learner, certification, periods=(earned, renewed))
    (found,) = progress(team).times
    assert (found.people, found.days) == (5, 31)


def test_a_credential_from_before_the_plan_or_without_one_took_no_time(team):
    certification = make_guided()
    for learner in members(team):
        make_plan(learner, certification, start=MONDAY)
        make_credential(learner, certification, periods=({"valid_from": MONDAY - WEEK},))
        make_credential(learner, make_certification(), periods=({"valid_from": MONDAY},))
    assert (progress(team).times, progress(team).hidden_times) == ((), 0)


# Who counts


@pytest.mark.parametrize("fields", [{"accepted_at": None}, {"left_at": NOON}, {"role": "manager"}])
def test_only_members_of_today_count(team, fields):
    plan_all(members(team), DONE)
    plan_all(members(team, **fields), DONE)
    assert last_week(team) == (300, 300, 0)
    assert progress(team).scope.people == 5


def test_the_teams_below_count_and_each_person_once(team):
    below = make_team("tools", parent=team)
    people = members(team)
    for learner in people:
        make_membership(below, learner)
    plan_all(people, DONE)
    plan_all(members(make_team("beside")), DONE)
    assert last_week(team) == last_week(below) == (300, 300, 0)


def test_of_a_small_team_nothing_is_shown(team):
    plan_all(members(team, 4), DONE)
    found = progress(team)
    assert (found.weeks, found.months, found.totals) == ((), (), None)


@pytest.mark.parametrize(("count", "minutes"), [(1, 300), (4, 300), (5, 600)])
def test_who_shows_only_the_status_counts_among_at_least_five_such_people(team, count, minutes):
    plan_all(members(team), DONE)
    plan_all(hidden(team, count), DONE)
    assert last_week(team)[1] == minutes


def test_a_sixth_person_can_not_be_worked_out_from_the_team_below(team):
    below = make_team("tools", parent=team)
    plan_all(members(below, 5), DONE)
    plan_all(members(team, 1), DONE)
    assert last_week(below)[1] == 300
    assert progress(team).weeks == ()


def test_a_certification_of_few_is_hidden_where_the_rest_is_shown_below(team):
    below, certification = make_team("tools", parent=team), make_guided()
    sit_all(members(below, 5), certification, *["passed"] * 5)
    sit_all(members(team, 5)[:1], certification, "failed")
    assert len(progress(below).rates) == 1
    found = progress(team)
    assert found.weeks
    assert (found.rates, found.hidden_rates) == ((), 1)


# Together


def test_what_is_reached_together_is_of_all_below_with_those_who_are_gone(team):
    below = make_team("tools", parent=team)
    people = members(team, 3) + members(below, 3)
    plan_all(people, DONE)
    for learner in [*people, *hidden(team, 5)]:
        make_credential(learner, periods=({"valid_from": date(2025, 1, 1)},))
    certification = make_certification()
    FormerFigure.objects.all().add(team=below.pk, certification=certification.pk, what="credential")
    found = progress(team).totals
    assert found is not None
    assert (found.finished, found.held, found.former) == (6, 7, True)


def test_credentials_are_only_counted_of_a_crowd_that_shows_them(team):
    for learner in [*members(team, 1), *hidden(team, 6)]:
        make_credential(learner, periods=({"valid_from": date(2025, 1, 1)},))
    found = progress(team)
    assert found.scope.counted == 6
    assert found.totals is not None
    assert found.totals.held == 0


@pytest.mark.parametrize("count", [5, 25])
def test_the_figures_cost_the_same_for_few_and_for_many(team, count, django_assert_num_queries):
    certification, below = make_guided(), make_team("tools", parent=team)
    people = members(team, count) + members(below, count) + hidden(below, count)
    log_all(plan_all(people, DONE, certification=certification))
    sit_all(people, certification, *["passed"] * len(people))
    # teams, seats; results, days to the credential; planned, who wrote minutes down, done, these minutes; completed plans;
    # reached together: of those who are gone, plans, credentials
    with django_assert_num_queries(12):
        progress(team)


def test_a_membership_in_two_teams_shows_as_much_as_the_more_open_one(team):
    below = make_team("tools", parent=team)
    for learner in members(team):
        make_membership(below, learner, visibility=Membership.Visibility.STATUS)
    assert progress(team).scope.crowds == {True}
    assert progress(below).scope.crowds == {False}

"""The managers' page of a team's figures, and the report that is printed."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

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
from tests.learners.teams.progress.people import DONE, hidden, log_all, members, plan_all, sit_all

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
PAGES = ["progress", "report"]


@pytest.fixture
def team(ada):
    team = make_team("platform", name="Platform")
    make_membership(team, ada, role=Membership.Role.MANAGER)
    return team


def page(client: Client, team, name: str = "progress") -> str:
    answer = client.get(reverse(f"teams:{name}", args=[team.slug]))
    assert answer.status_code == HTTPStatus.OK
    return " ".join(answer.content.decode().split())


def named(team, name: str, **fields):
    learner = make_learner(user=make_user(name=name))
    make_membership(team, learner, **fields)
    return learner


@pytest.mark.parametrize("name", PAGES)
def test_only_managers_open_them(team, as_stranger, stranger, name):
    address = reverse(f"teams:{name}", args=[team.slug])
    assert as_stranger.get(address).status_code == HTTPStatus.NOT_FOUND
    make_membership(team, stranger)
    assert as_stranger.get(address).status_code == HTTPStatus.NOT_FOUND
    assert Client().get(address).status_code == HTTPStatus.FOUND
    assert as_stranger.post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(("name", "look"), [("progress", "progress"), ("report", "export")])
def test_the_look_is_on_record(team, signed_in, name, look):
    page(signed_in, team, name)
    assert [one.page for one in Look.objects.all()] == [look]


def test_each_picture_has_its_numbers_in_a_table(team, signed_in):
    plan_all(members(team), DONE, {})
    shown = page(signed_in, team)
    assert shown.count('<svg class="chart-picture"') == 6  # for wide screens and for phones
    assert shown.count("<table>") == 2
    assert "Of 5 people" in shown
    assert '<td class="number">10 h</td><td class="number">5 h</td>' in shown


def test_a_small_team_is_told_so(team, signed_in):
    plan_all(members(team, 4), DONE)
    shown = page(signed_in, team)
    assert "Fewer than 5 people count here" in shown
    assert "chart-picture" not in shown


def test_the_page_names_nobody(team, signed_in):
    people = [named(team, f"Grace {number}") for number in range(6)]
    plan_all(people, DONE)
    sit_all(people, make_guided(), *["passed"] * 6)
    assert "Grace" not in page(signed_in, team)


def test_former_members_count_and_it_is_said(team, signed_in):
    plan_all(members(team), DONE)
    team.former_figures.create(certification=make_guided(), what="finished_plan", count=2)
    shown = page(signed_in, team)
    assert "Reached together: 7 study plans done" in shown
    assert "without a name" in shown


@pytest.mark.parametrize("count", [5, 25])
@pytest.mark.parametrize(("name", "queries"), [("progress", 17), ("report", 21)])
def test_they_cost_the_same_for_few_and_for_many(team, signed_in, name, queries, count, django_assert_num_queries):
    people = members(team, count) + hidden(team, count)
    log_all(plan_all(people, DONE, exam_date=MONDAY + timedelta(days=30)))
    for learner in people:
        make_credential(learner, periods=({"valid_from": MONDAY, "valid_until": MONDAY + timedelta(days=90)},))
        make_attempt(learner, exam_on=MONDAY + timedelta(days=9))
    # session, user, learner, team, look, and the twelve of the figures; the report: exams booked and planned, ends, statuses
    with django_assert_num_queries(queries):
        page(signed_in, team, name)


def test_what_is_kept_is_not_shown_of_somebody_who_left(team, signed_in, django_assert_num_queries):
    plan_all(members(team, 6), DONE)
    assert "Of 6 people" in page(signed_in, team)
    with django_assert_num_queries(7):  # session, user, learner, team, look, teams below, seats
        page(signed_in, team)
    Membership.objects.filter(role="member").order_by("pk")[0].leave(now=NOON)
    assert "Of 5 people" in page(signed_in, team)
    Membership.objects.filter(role="member").order_by("pk")[1].set_visibility("status")
    assert "Fewer than 5 people" in page(signed_in, team)


# The report


def test_the_report_says_who_made_it_and_when(team, signed_in, ada):
    ada.time_zone = "Asia/Tokyo"
    ada.save()
    assert "Made by Ada on 2 Mar 2026, 21:00 (Asia/Tokyo)." in page(signed_in, team, "report")


def test_the_report_counts_plans_by_status(team, signed_in):
    people = members(team, 3)
    plan_all(people[:2], {"due": MONDAY - timedelta(days=1)})
    plan_all(people[2:], DONE)
    answer = signed_in.get(reverse("teams:report", args=[team.slug]))
    assert [(status.code, count) for status, count in answer.context["report"].statuses] == [("behind", 2), ("done", 1)]


def report_lines(client, team) -> tuple[list[tuple[str, bool]], list[str]]:
    report = client.get(reverse("teams:report", args=[team.slug])).context["report"]
    return [(line.person, line.is_planned) for line in report.exams], [line.person for line in report.ends]


def test_the_report_lists_what_lies_ahead(team, signed_in):
    soon, certification = MONDAY + timedelta(days=10), make_guided()
    grace, hopper = named(team, "Grace"), named(team, "Hopper")
    make_plan(grace, certification, exam_date=soon)
    make_attempt(grace, certification, exam_on=soon + timedelta(days=5))
    make_plan(hopper, certification, exam_date=soon)
    make_plan(hopper, exam_date=MONDAY - timedelta(days=1))
    make_attempt(hopper, state="passed", exam_on=soon)
    for start, end, revoked in ((0, 10, None), (1, 400, None), (2, 10, MONDAY)):
        days = {"valid_from": MONDAY - timedelta(days=500), "valid_until": MONDAY + timedelta(days=end)}
        make_credential(named(team, f"Holder {start}"), periods=({**days, "revoked_on": revoked},))
    assert report_lines(signed_in, team) == ([("Hopper", True), ("Grace", False)], ["Holder 0"])


def test_a_renewed_credential_lapses_with_its_last_period_and_an_endless_one_never(team, signed_in):
    begun = MONDAY - timedelta(days=500)
    first = {"valid_from": begun, "valid_until": MONDAY + timedelta(days=10)}
    later = {"valid_from": MONDAY, "valid_until": MONDAY + timedelta(days=100)}
    make_credential(named(team, "Renewed"), periods=(first, later))
    make_credential(named(team, "Endless"), periods=(first, {"valid_from": MONDAY}))
    answer = signed_in.get(reverse("teams:report", args=[team.slug]))
    assert [(line.person, line.day) for line in answer.context["report"].ends] == [("Renewed", later["valid_until"])]


@pytest.mark.parametrize(
    "fields", [{"visibility": "status"}, {"left_at": NOON}, {"accepted_at": None}, {"role": "manager"}], ids=str
)
def test_the_report_names_nobody_who_does_not_show_dates(team, signed_in, fields):
    learner = named(team, "Grace", **fields)
    make_plan(learner, exam_date=MONDAY + timedelta(days=10))
    make_attempt(learner, exam_on=MONDAY + timedelta(days=10))
    make_credential(learner, periods=({"valid_from": MONDAY, "valid_until": MONDAY + timedelta(days=9)},))
    assert report_lines(signed_in, team) == ([], [])


def test_it_names_nobody_of_a_team_below_whose_record_would_not_tell(team, signed_in):
    make_attempt(named(make_team("tools", parent=team), "Grace"), exam_on=MONDAY + timedelta(days=10))
    assert report_lines(signed_in, team) == ([], [])

"""The people page with its filters, its reasons, its exports and the nudge. Noon on Monday 2 March 2026."""

import csv
import io
import re
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import Certification, Prerequisite
from certifications.publishing import make_current
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.teams.log.models import Look
from learners.teams.models import Membership, Team
from learners.teams.people.nudges import Nudge, nudge
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
    make_user,
    make_waiver,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
WEEK: dict[str, Any] = dict.fromkeys(StudyPlan.WEEKDAYS, 60)
HIDDEN = Membership.Visibility.STATUS


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.fixture
def team(ada: Learner) -> Team:
    found = make_team("platform", name="Platform")
    make_membership(found, ada, role=Membership.Role.MANAGER)
    return found


def member(team: Team, name: str, *, due: int = 3, exam: int | None = None, certification=None, **fields) -> Membership:
    learner = make_learner(user=make_user(name=name))
    plan = make_plan(
        learner,
        certification,
        tasks=({"due": day(due), "minutes": 60}, {"due": day(due + 1), "minutes": 60}),
        start=day(-40),
        exam_date=None if exam is None else day(exam),
        **dict.fromkeys(StudyPlan.WEEKDAYS, 60),
    )
    plan.refresh_summary()
    return make_membership(team, learner, **fields)


def people(client: Client, shown: Team, /, **query: Any) -> Any:
    return client.get(shown.get_absolute_url(), query).context["people"]


def names(page: Any) -> list[str]:
    return [row.member.name for row in page.rows]


def reasons(page: Any) -> dict[str, tuple[str, ...]]:
    return {need.name: need.reasons for need in page.needs}


# Filters


def test_filters_are_read_from_the_address(signed_in, team) -> None:
    member(team, "Alan", due=-2)
    member(team, "Grace", exam=10)
    assert names(people(signed_in, team)) == ["Alan", "Grace"]
    assert names(people(signed_in, team, status="behind")) == ["Alan"]
    assert names(people(signed_in, team, exam_within="14")) == ["Grace"]
    assert names(people(signed_in, team, sort="name", name="a")) == ["Alan", "Grace"]


def test_what_can_not_be_meant_is_said_at_its_field_and_finds_everybody(signed_in, team) -> None:
    member(team, "Alan", due=-2)
    page = people(signed_in, team, status="nonsense", exam_within="-4", team="x", certification="0", sort="shoe size")
    assert names(page) == ["Alan"]
    assert set(page.form.errors) == {"status", "exam_within", "team", "certification", "sort"}


def test_paging_keeps_the_filters(signed_in, team) -> None:
    certification = make_guided()
    for number in range(51):
        member(team, f"Person {number:02}", due=-1, certification=certification)
    page = signed_in.get(team.get_absolute_url(), {"at_risk": "on", "sort": "name"}).content.decode()
    assert "?at_risk=on&amp;sort=name&amp;page=2" in page


def test_a_team_below_is_shown_from_above_and_can_be_filtered_for(ada, signed_in, team) -> None:
    tools = make_team("tools", name="Tools", parent=team)
    member(team, "Alan")
    member(tools, "Grace", due=-2)
    page = people(signed_in, team)
    assert names(page) == ["Grace", "Alan"]
    assert [(one.name, sum_.people, words) for one, sum_, words in page.teams] == [
        ("Platform", 2, "1 behind, 1 not started"),
        ("Tools", 1, "1 behind"),
    ]
    assert names(people(signed_in, team, team=tools.pk)) == ["Grace"]


def test_whoever_leaves_is_gone_at_once_from_what_was_kept(signed_in, team) -> None:
    membership = member(team, "Grace", due=-2)
    people(signed_in, team)
    membership.leave(now=NOON)
    page = signed_in.get(team.get_absolute_url()).content.decode()
    assert "Grace" not in page


def test_whoever_shows_less_shows_less_at_once(signed_in, team) -> None:
    membership = member(team, "Grace", due=-2, exam=30)
    assert reasons(people(signed_in, team))["Grace"]
    membership.set_visibility(HIDDEN)
    page = people(signed_in, team)
    assert reasons(page) == {"Grace": ()}
    assert page.rows[0].member.plans[0].exam_date is None


# Reasons


def asking() -> tuple[Certification, Certification]:
    """A certification that requires another one, named Foundation."""
    certification, first = make_certification(published=False), make_certification(name="Foundation")
    version = certification.versions.get()
    Prerequisite.objects.create(version=version, key="first", kind="certification", certification=first)
    make_current(version, now=NOON)
    return certification, first


def test_who_has_not_studied_is_named_with_the_days(signed_in, team) -> None:
    member(team, "Grace", due=-2)
    assert reasons(people(signed_in, team))["Grace"] == ("No study for 40 days.",)


def test_an_exam_that_waits_for_a_prerequisite_says_for_which(signed_in, team) -> None:
    certification, _first = asking()
    grace = member(team, "Grace", due=-2, certification=certification)
    waits = "The exam waits for a prerequisite: Foundation."
    assert waits in reasons(people(signed_in, team))["Grace"]
    make_waiver(grace.learner, certification)
    assert waits not in reasons(people(signed_in, team, sort="name"))["Grace"]


def test_who_holds_the_prerequisite_waits_for_nothing(signed_in, team) -> None:
    certification, first = asking()
    grace = member(team, "Grace", due=-2, certification=certification)
    make_credential(grace.learner, first, periods=({"valid_from": day(-9)},))
    assert reasons(people(signed_in, team))["Grace"] == ("No study for 40 days.",)


def test_the_forecast_says_by_how_much_the_exam_is_missed(signed_in, team) -> None:
    """An hour of seven in each of the last weeks, and twenty hours are left."""
    learner = make_learner(user=make_user(name="Grace"))
    done = [
        {"due": day(-number), "minutes": 60, "state": "done", "done_at": NOON - timedelta(days=number)}
        for number in (2, 9, 16, 23)
    ]
    plan = make_plan(
        learner,
        tasks=(*done, *({"due": day(-1), "minutes": 60} for _ in range(20))),
        start=day(-28),
        exam_date=day(20),
        **WEEK,
    )
    plan.refresh_summary()
    make_membership(team, learner)
    [first, *_rest] = reasons(people(signed_in, team))["Grace"]
    assert first == "At their own pace they finish 17 weeks after the exam."


def test_of_somebody_who_shows_the_status_only_no_reason_is_given(signed_in, team) -> None:
    member(team, "Grace", due=-2, exam=1, visibility=HIDDEN)
    page = people(signed_in, team)
    assert reasons(page) == {"Grace": ()}
    assert page.needs[0].status.code == "at_risk"


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_costs_the_same_however_many_need_help(signed_in, team, number, django_assert_num_queries) -> None:
    certification = make_guided()
    for _ in range(number):
        member(team, "Grace", due=-2, exam=40, certification=certification)
    for query in ({}, {"at_risk": "on", "sort": "exam"}):
        with django_assert_num_queries(12):
            signed_in.get(team.get_absolute_url(), query)


# A member's own page


def address(name: str, membership: Membership) -> str:
    return reverse(f"teams:{name}", args=[membership.team.slug, membership.pk])


@pytest.mark.parametrize(
    ("shows", "dates", "tasks"), [("status", False, False), ("dates", True, False), ("tasks", True, True)]
)
def test_a_members_page_shows_what_the_member_allows(signed_in, team, shows, dates, tasks) -> None:
    grace = member(team, "Grace", due=3, exam=30, visibility=shows)
    task = StudyPlan.objects.get(learner=grace.learner).tasks.first()
    assert task
    make_credential(grace.learner, make_certification(name="Foundation"), periods=({"valid_from": day(-9)},))
    page = signed_in.get(address("member", grace)).content.decode()
    assert ("1 Apr 2026" in page, "Foundation" in page, task.title in page) == (dates, dates, tasks)


def test_a_look_at_it_is_on_record(signed_in, team) -> None:
    grace = member(team, "Grace")
    signed_in.get(address("member", grace))
    assert [look.page for look in Look.objects.for_log_page(grace.learner)] == ["member"]


@pytest.mark.parametrize("number", [1, 9])
def test_it_costs_the_same_for_few_plans_and_for_many(signed_in, team, number, django_assert_num_queries) -> None:
    grace = member(team, "Grace", visibility="tasks", due=-3)
    for _ in range(number):
        make_plan(grace.learner, make_guided(), tasks=({"due": day(-2)},) * number).refresh_summary()
    with django_assert_num_queries(14):
        signed_in.get(address("member", grace))


@pytest.mark.parametrize("name", ["member", "nudge"])
def test_nobody_else_gets_there(as_stranger: Client, team, name) -> None:
    grace = member(team, "Grace")
    ask = as_stranger.get if name == "member" else as_stranger.post
    assert ask(address(name, grace)).status_code == HTTPStatus.NOT_FOUND


def test_a_membership_of_another_team_is_not_found_through_ones_own(signed_in, team) -> None:
    elsewhere = member(make_team("elsewhere"), "Grace")
    assert signed_in.get(f"/teams/platform/members/{elsewhere.pk}/").status_code == HTTPStatus.NOT_FOUND


def test_whatever_a_page_says_of_a_team_below_leads_somewhere(signed_in, team) -> None:
    """Each link and each form of the page, of members of a team two levels down."""
    below = make_team("larch", name="Larch", parent=make_team("tools", name="Tools", parent=team))
    grace = member(below, "Grace", due=-2)
    page = signed_in.get(team.get_absolute_url()).content.decode()
    links = set(re.findall(r'href="(/teams/[^"#?]+)"', page))
    assert {f"/teams/platform/members/{grace.pk}/", "/teams/larch/"} < links
    assert {link: signed_in.get(link).status_code for link in links} == dict.fromkeys(links, HTTPStatus.OK)
    assert [look.team.name for look in Look.objects.for_log_page(grace.learner) if look.page == "member"] == ["Larch"]
    [form] = set(re.findall(r'action="([^"]+/nudge/)"', page))
    assert signed_in.post(form)["Location"] == team.get_absolute_url()
    assert Nudge.objects.get().team == below


def test_a_member_of_the_team_above_is_not_found_from_below(signed_in, ada, team) -> None:
    above = make_team("division", name="Division")
    team.parent = above
    team.save()
    grace = member(above, "Grace")
    assert signed_in.get(f"/teams/platform/members/{grace.pk}/").status_code == HTTPStatus.NOT_FOUND


# Nudges


def test_a_nudge_is_sent_once_a_week_whoever_sends_it(ada, signed_in, team) -> None:
    grace = member(team, "Grace", due=-2)
    other = make_learner()
    assert "Nudged. Grace reads it on Today" in signed_in.post(address("nudge", grace), follow=True).content.decode()
    again = signed_in.post(address("nudge", grace), follow=True).content.decode()
    assert "was nudged within the last week already" in again
    assert not nudge(grace, other, NOON + timedelta(days=6))
    assert nudge(grace, other, NOON + timedelta(days=7))
    assert list(Nudge.objects.order_by("at").values_list("by", flat=True)) == [ada.user_id, other.user_id]


def test_where_a_nudge_was_sent_there_is_no_button(signed_in, team) -> None:
    grace = member(team, "Grace", due=-2)
    assert address("nudge", grace) in signed_in.get(team.get_absolute_url()).content.decode()
    signed_in.post(address("nudge", grace))
    page = signed_in.get(team.get_absolute_url()).content.decode()
    assert address("nudge", grace) not in page
    assert "Nudged on 2 Mar" in page


# Exports


def exported(client: Client, team: Team, /, **query: Any) -> list[dict[str, str]]:
    answer = client.get(reverse("teams:csv", args=[team.slug]), query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.DictReader(io.StringIO(text)))


def test_the_export_has_what_the_page_finds_in_its_order(signed_in, team) -> None:
    member(team, "Alan", due=-2)
    member(team, "Grace", exam=10)
    assert [row["Person"] for row in exported(signed_in, team)] == ["Alan", "Grace"]
    [row] = exported(signed_in, team, exam_within="10")
    assert (row["Person"], row["Team"], row["Status"], row["Exam"]) == (
        "Grace",
        "Platform",
        "not started",
        "2026-03-12",
    )


def test_the_export_says_no_more_than_the_page(signed_in, team) -> None:
    """Field by field: of somebody who shows the status only, the name, the certification and the word."""
    grace = member(team, "Grace", due=-2, exam=30, visibility=HIDDEN)
    make_credential(grace.learner, periods=({"valid_from": day(-9)},))
    [row] = exported(signed_in, team)
    shown = {name for name, value in row.items() if value not in {"", "not shown"}}
    assert shown == {"Team", "Person", "Certification", "Status"}


def test_a_credential_without_a_plan_has_a_row_of_its_own_and_so_has_nobody_without_any(signed_in, team) -> None:
    learner = make_learner(user=make_user(name="Grace"))
    make_membership(team, learner)
    make_credential(
        learner, make_certification(name="Foundation"), periods=({"valid_from": day(-9), "valid_until": day(99)},)
    )
    make_membership(team, make_learner(user=make_user(name="=Zoe")))
    rows = exported(signed_in, team, sort="name")
    assert [(row["Person"], row["Certification"], row["Credential until"]) for row in rows] == [
        ("'=Zoe", "", ""),
        ("Grace", "Foundation", "2026-06-09"),
    ]


def test_the_spreadsheet_has_the_same_rows(signed_in, team) -> None:
    member(team, "Alan", due=-2)
    answer = signed_in.get(reverse("teams:xlsx", args=[team.slug]))
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = [[cell or "" for cell in row] for row in book.active.iter_rows(values_only=True)]
    assert rows[1:] == [list(row.values()) for row in exported(signed_in, team)]


def test_an_export_is_on_record(signed_in, team) -> None:
    grace = member(team, "Grace")
    exported(signed_in, team)
    assert [look.page for look in Look.objects.for_log_page(grace.learner)] == ["export"]


def test_the_nudged_reads_it_for_a_week_on_today_and_on_the_teams_page(ada, signed_in, team) -> None:
    grace = member(team, "Grace", due=-2)
    nudge(grace, ada, NOON - timedelta(days=1))
    client = Client()
    client.force_login(grace.learner.user, backend="django.contrib.auth.backends.ModelBackend")
    said = "Ada (Platform) asked on 1 March how you are getting on."
    assert said in client.get("/today/").content.decode()
    assert said in client.get("/teams/").content.decode()
    Nudge.objects.update(at=NOON - timedelta(days=7))
    assert said not in client.get("/today/").content.decode()

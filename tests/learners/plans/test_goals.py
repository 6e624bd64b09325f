"""Goals: the way as the page shows it, for the cast."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from certifications.models import PlanPhase, PlanStep, Prerequisite, Role, RoleRecommendation, SkillTaught
from certifications.publishing import make_current
from learners.plans.goals.goals import Goal
from learners.profiles.models import DayOff, Experience, Learner
from tests.factories import MONDAY, NOON, make_certification, make_credential, make_plan, make_skill

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def stone(slug, *asks, minutes=60, teaches=(), guide=None, **fields):
    """Published, with a plan of one step (none without minutes). Each of `asks` is a certification or fields of a row."""
    certification = make_certification(slug, published=False, guide=guide, **fields)
    version = certification.versions.get()
    for number, ask in enumerate(asks):
        row = ask if isinstance(ask, dict) else {"kind": "certification", "certification": ask}
        Prerequisite.objects.create(version=version, key=f"ask-{number}", position=number, **row)
    if minutes:
        phase = PlanPhase.objects.create(version=version, key="all", title="All", by_day=14)
        PlanStep.objects.create(version=version, phase=phase, key="step", title="Step", minutes=minutes)
    for skill in teaches:
        SkillTaught.objects.create(version=version, skill=skill)
    make_current(version, now=NOON)
    return certification


def recommended(certification):
    return {"kind": "certification", "certification": certification, "strength": "recommended"}


def make_role(slug, *certifications, named=()):
    role = Role.objects.create(slug=slug, name=slug.capitalize())
    for place, one in enumerate((*certifications, *named)):
        is_named = isinstance(one, str)
        program = None if is_named else one.program
        RoleRecommendation.objects.create(
            role=role,
            program=program or certifications[0].program,
            label=one if is_named else one.name,
            certification=None if is_named else one,
            position=place,
        )
    return role


def held(learner, certification, until=None):
    make_credential(learner, certification, periods=({"valid_from": date(2025, 3, 2), "valid_until": until},))


def page_of(client, certification, query=""):
    answer = client.get(f"/goals/certifications/{certification.slug}/{query}")
    assert answer.status_code == 200
    return answer.context["page"]


@pytest.fixture
def goal(db):
    first = stone("first", minutes=120, guide={"validity_months": 24})
    return stone("goal", first)


def test_the_way_is_shown_in_order_with_minutes_and_the_earliest_days(signed_in, goal):
    page = page_of(signed_in, goal)
    assert [(row.name, row.status.word, row.minutes) for row in page.stones] == [
        ("First", "open", "2 h"),
        ("Goal", "locked", "1 h"),
    ]
    assert page.stones[0].dates == "from 2 March to 3 March, exam from 4 March"
    assert page.summary == "2 certifications ahead, 3 h of study"
    assert page.finish == "At your hours the last exam is on 6 Mar 2026 at the earliest."
    assert (page.action.words, page.action.address) == ("Start the first plan", "/plans/new/first/")


def test_what_is_held_is_stood_on_and_its_lapse_is_told_before_the_exam_it_spoils(signed_in, ada, goal):
    held(ada, goal.current_version.prerequisites.get().certification, until=MONDAY)
    page = page_of(signed_in, goal)
    assert [row.name for row in page.stones] == ["Goal"]
    assert [link.words for link in page.kept] == ["First, until 2 March"]
    assert page.stones[0].lapses == ("First lapses on 2 March, before you sit Goal on 3 March: renew by 2 March.",)


def test_a_running_plan_is_what_one_goes_on_with(signed_in, ada, goal):
    first = goal.current_version.prerequisites.get().certification
    plan = make_plan(ada, first, tasks=({"minutes": 60, "due": date(2026, 3, 20)},))
    plan.refresh_summary()
    page = page_of(signed_in, goal)
    assert (page.stones[0].status.word, page.stones[0].minutes) == ("in progress", "1 h left")
    assert page.stones[0].dates == "from 2 March to 20 March, exam from 21 March"
    assert (page.action.words, page.action.address) == ("Go on with your plan", plan.get_absolute_url())


def test_days_off_move_the_days_and_a_week_without_minutes_says_what_to_do(signed_in, ada, goal):
    DayOff.objects.create(learner=ada, first=MONDAY, last=date(2026, 3, 8))
    assert page_of(signed_in, goal).stones[0].dates.startswith("from 9 March")
    Learner.objects.filter(pk=ada.pk).update(**dict.fromkeys(Learner.WEEKDAYS, 0))
    page = page_of(signed_in, goal)
    assert (page.finish, page.stones[0].dates, page.has_hours) == ("", "", False)
    assert "Your week has no minutes of study yet" in signed_in.get("/goals/certifications/goal/").content.decode()


def test_a_recommended_one_is_marked_and_can_be_left_out_and_taken_in_again(signed_in):
    goal = stone("goal", recommended(stone("helpful")))
    page = page_of(signed_in, goal)
    assert [(row.name, row.is_wish, bool(row.leave_out)) for row in page.stones] == [
        ("Helpful", True, True),
        ("Goal", False, False),
    ]
    assert page.stones[0].leave_out == "/goals/certifications/goal/?without=helpful"
    without = page_of(signed_in, goal, "?without=helpful&without=no-such-thing")
    assert [row.name for row in without.stones] == ["Goal"]
    assert [(link.words, link.address) for link in without.left_out] == [
        ("Helpful", "/goals/certifications/goal/?without=")
    ]


def test_years_and_skills_stand_as_conditions_unless_stated_or_taught_on_the_way(signed_in, ada):
    docker = make_skill("docker")
    years = {"kind": "experience", "years": 5, "label": "systems design"}
    goal = stone("goal", stone("first", teaches=[docker]), years, {"kind": "skill", "skill": docker})
    Experience.objects.create(learner=ada, label="systems design", years=2)
    assert page_of(signed_in, goal).stones[1].conditions == (
        "Needs 5+ years of systems design. You have stated 2 years, 5 are asked for.",
    )


def test_an_alternative_that_one_brings_spares_the_certification(signed_in, ada):
    docker = make_skill("docker")
    first = {"kind": "certification", "certification": stone("first"), "group": "way-in"}
    goal = stone("goal", first, {"kind": "skill", "skill": docker, "group": "way-in"})
    assert [row.name for row in page_of(signed_in, goal).stones] == ["First", "Goal"]
    ada.skill_statements.create(skill=docker)
    assert [row.name for row in page_of(signed_in, goal).stones] == ["Goal"]


def test_one_that_is_only_listed_stands_without_minutes_and_says_so(signed_in):
    goal = stone("goal", stone("listed", minutes=0, kind="listed"), minutes=0, kind="listed")
    page = page_of(signed_in, goal)
    assert page.stones[0].minutes == "no plan of ours: its time is not counted"
    assert (page.action, page.finish, page.stones[0].dates) == (None, "", "")


def test_a_goal_that_is_held_has_no_way_but_a_word(signed_in, ada, goal):
    held(ada, goal)
    assert page_of(signed_in, goal).no_way == "You hold it. Well walked."


def test_a_retired_goal_leads_to_what_replaced_it(signed_in, goal):
    retired = stone("old", retired=True, replaced_by=goal)
    page = page_of(signed_in, retired)
    assert page.no_way == "It is no longer offered, so no way leads to it."
    assert page.instead.address == "/goals/certifications/goal/"


def test_a_goal_behind_an_archived_one_says_which(signed_in, goal):
    first = goal.current_version.prerequisites.get().certification
    type(first).objects.filter(pk=first.pk).update(archived=True)
    assert page_of(signed_in, goal).no_way.startswith("Goal asks for First, which nobody can earn any more.")


def test_an_archived_goal_is_gone_for_all_but_those_who_kept_it(signed_in, as_stranger, ada, goal):
    kept = Goal.objects.create(learner=ada, certification=goal)
    type(goal).objects.filter(pk=goal.pk).update(archived=True)
    assert as_stranger.get("/goals/certifications/goal/").status_code == 404
    assert "no longer offered" in page_of(signed_in, goal).no_way
    assert "no way leads there" in signed_in.get("/today/").content.decode()
    assert signed_in.post(f"/goals/{kept.pk}/drop/").status_code == 302


def test_the_way_to_a_role_is_what_is_recommended_to_it_with_what_those_require(signed_in, goal):
    make_role("engineer", goal, stone("other"), named=("Security track",))
    page = signed_in.get("/goals/roles/engineer/").context["page"]
    assert [row.name for row in page.stones] == ["First", "Goal", "Other"]
    assert [bool(row.leave_out) for row in page.stones] == [False, True, True]
    assert page.only_named == ("Security track",)


def test_a_role_without_recommendations_says_so_and_one_all_held_too(signed_in, ada, goal):
    Role.objects.create(slug="nobody", name="Nobody")
    assert "No certification of this catalogue" in signed_in.get("/goals/roles/nobody/").content.decode()
    make_role("holder", goal)
    held(ada, goal)
    assert "You hold all that is recommended" in signed_in.get("/goals/roles/holder/").content.decode()


def test_a_kept_goal_keeps_what_was_left_out_and_stands_on_today_and_plans_until_dropped(signed_in, ada):
    stone("goal", recommended(stone("helpful")))
    assert signed_in.post("/goals/certifications/goal/keep/", {"without": ["helpful", "nonsense"]}).status_code == 302
    kept = Goal.objects.get(learner=ada)
    assert kept.left_out == ["helpful"]
    for address in ("/today/", "/plans/", "/goals/"):
        assert "1 stone ahead, about March 2026" in signed_in.get(address).content.decode()
    signed_in.post("/goals/certifications/goal/keep/")
    assert "2 stones ahead" in signed_in.get("/today/").content.decode()
    signed_in.post(f"/goals/{kept.pk}/drop/")
    assert not Goal.objects.exists()
    assert "stones ahead" not in signed_in.get("/today/").content.decode()


def test_a_stranger_can_not_drop_it_and_a_visitor_logs_in_first(client, as_stranger, ada, goal):
    kept = Goal.objects.create(learner=ada, certification=goal)
    assert as_stranger.post(f"/goals/{kept.pk}/drop/").status_code == 404
    assert as_stranger.get("/goals/certifications/goal/").context["page"].goal is None
    for address in ("/goals/", "/goals/certifications/goal/"):
        answer = client.get(address)
        assert (answer.status_code, answer.url) == (302, f"/accounts/login/?next={address}")
    assert client.post(f"/goals/{kept.pk}/drop/").status_code == 302
    assert Goal.objects.count() == 1


def test_the_choice_leads_to_the_page_and_what_does_not_exist_is_not_found(signed_in, goal):
    assert signed_in.get("/goals/?certification=goal").url == "/goals/certifications/goal/"
    assert signed_in.get("/goals/?role=engineer").url == "/goals/roles/engineer/"
    assert '<option value="goal">Goal</option>' in signed_in.get("/goals/").content.decode()
    for address in ("/goals/certifications/nothing/", "/goals/roles/nothing/"):
        assert signed_in.get(address).status_code == 404


@pytest.mark.parametrize("slug", ["a%00", "a%20b", "../a", "é"])
def test_what_no_slug_can_be_is_not_found_either(signed_in, goal, slug):
    for name in ("certification", "role"):
        assert signed_in.get(f"/goals/?{name}={slug}").status_code == 404


def test_a_nul_among_what_is_left_out_is_nothing_that_can_be_left_out(signed_in, ada, goal):
    """PostgreSQL takes none, not even to look for it."""
    assert signed_in.post("/goals/certifications/goal/keep/", {"without": ["a\0"]}).status_code == 302
    assert Goal.objects.get(learner=ada).left_out == []


def test_the_database_wants_one_target_and_one_goal_for_it(ada, goal):
    Goal.objects.create(learner=ada, certification=goal)
    for fields in ({"certification": goal}, {}, {"certification": goal, "role": make_role("engineer", goal)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Goal.objects.create(learner=ada, **fields)


# the session, the user, the learner; plans, days off; credentials, skills, what is taught, years, waivers; the revision; the goal
@pytest.mark.parametrize("count", [2, 200])
def test_the_page_asks_the_same_questions_for_any_number_of_stones(signed_in, ada, count):
    last = stone("stone-0")
    held(ada, last)
    for number in range(1, count):
        last = stone(f"stone-{number}", last)
    signed_in.get("/goals/certifications/stone-1/")
    with CaptureQueriesContext(connection) as queries:
        page = page_of(signed_in, last, "?all=1")
    assert len(page.stones) == count - 1
    assert len(queries) == 12


# beside the twelve of the page: the roles and what they recommend; no single goal, but all of them
@pytest.mark.parametrize("count", [2, 30])
def test_the_lines_ask_the_same_questions_for_any_number_of_goals(signed_in, ada, goal, count):
    Goal.objects.create(learner=ada, certification=goal)
    held(ada, stone("other"))
    for number in range(count):
        Goal.objects.create(learner=ada, role=make_role(f"role-{number}", goal))
    signed_in.get("/goals/")
    with CaptureQueriesContext(connection) as queries:
        answer = signed_in.get("/plans/")
    assert answer.content.decode().count("2 stones ahead") == count + 1
    assert len(queries) == 15  # and the plans themselves


def test_a_long_way_is_cut_until_it_is_asked_for_whole(signed_in):
    last = stone("stone-0")
    for number in range(1, 15):
        last = stone(f"stone-{number}", last)
    page = page_of(signed_in, last)
    assert (len(page.stones), page.hidden) == (12, 3)
    assert len(page_of(signed_in, last, "?all=1").stones) == 15

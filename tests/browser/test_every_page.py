"""Every page of every room: no axe finding in light and dark, nothing wider than a small phone, no complaint in the console."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from learners.plans.models import StudyPlan
from learners.teams.models import Membership, Team

Visit = Callable[..., Page]

PUBLIC = [
    "/",
    "/certifications/",
    "/certifications/?q=kubernetes&level=professional",
    "/certifications/?q=nothing-of-that-name",
    "/certifications/compare/",
    "/certifications/mlops-architect-professional/",
    "/certifications/mlops-professional-advanced/",
    "/certifications/aws-ml-specialty/",
    "/programmes/",
    "/programmes/certified-mlops-professional/",
    "/programmes/certified-mlops-manager/",
    "/paths/",
    "/paths/sre/",
    "/roles/",
    "/roles/mlops-manager/",
    "/roadmaps/",
    "/roadmaps/mlops-engineer/",
    "/providers/",
    "/skills/",
    "/glossary/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
]
LEARNERS = [
    "/today/",
    "/plans/",
    "/plans/new/mlops-architect-advanced/",
    "/goals/",
    "/goals/certifications/mlops-architect-advanced/",
    "/goals/certifications/mlops-architect-advanced/?without=mlops-architect-foundation",
    "/goals/certifications/aws-ml-specialty/",
    "/goals/roles/mlops-engineer/",
    "/credentials/",
    "/settings/",
    "/settings/background/",
    "/certifications/mlops-architect-advanced/",
    "/reminders/",
    "/teams/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/2fa/",
]


def addresses(person: str) -> list[str]:
    if not person:
        return PUBLIC
    if person.startswith("manager"):
        teams = Team.objects.filter(memberships__learner__user__email=person, memberships__role="manager")
        return [address for team in teams for address in team_addresses(team)]
    plan = StudyPlan.objects.filter(learner__user__email=person).first()
    assert plan is not None
    return [*LEARNERS, plan.get_absolute_url(), f"/plans/{plan.pk}/leave/"]


def team_addresses(team: Team) -> list[str]:
    member = Membership.objects.managed_in(team).first()
    assert member is not None
    return [team.get_absolute_url(), f"{team.get_absolute_url()}members/{member.pk}/waivers/"]


PEOPLE = ["", "learner@example.org", "manager@example.org"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("person", PEOPLE, ids=["visitor", "learner", "manager"])
def test_axe_finds_nothing(visit: Visit, person: str, scheme: str) -> None:
    page = visit(person, color_scheme=scheme, reduced_motion="reduce")
    findings = []
    for address in addresses(person):
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        for violation in Axe().run(page).response["violations"]:
            places = [node["html"][:160] for node in violation["nodes"][:3]]
            findings.append(f"{address} {violation['id']}: {violation['help']} {places}")
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("person", PEOPLE, ids=["visitor", "learner", "manager"])
def test_nothing_is_wider_than_a_small_phone(visit: Visit, person: str) -> None:
    page = visit(person, viewport={"width": 320, "height": 700})
    wide = []
    for address in addresses(person):
        page.goto(address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide.append(f"{address}: {width} px")
    assert not wide


def test_the_keyboard_reaches_the_content_first(visit: Visit) -> None:
    page = visit()
    page.goto("/certifications/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_the_menu_of_a_phone_opens_by_keyboard(visit: Visit) -> None:
    page = visit(viewport={"width": 390, "height": 800})
    page.goto("/")
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="Log in").is_visible()

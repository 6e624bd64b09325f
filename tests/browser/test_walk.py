"""The first walk through the house, as each of the three people, in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_newcomer_signs_up_takes_a_plan_and_ticks_a_task(visit: Visit, script: bool) -> None:
    page = visit(java_script_enabled=script)
    page.goto("/certifications/mlops-architect-foundation/")
    page.get_by_role("link", name="Make my plan").first.click()
    page.get_by_role("link", name="Sign up").first.click()
    page.get_by_label("Your name").fill("Nell Newcomer")
    page.get_by_label("Email").fill("new@example.org")
    page.get_by_label("Password").first.fill("a long trail of stones")
    page.get_by_label("Password (again)").fill("a long trail of stones")
    page.get_by_role("main").get_by_role("button", name="Sign up").click()
    page.goto("/plans/new/mlops-architect-foundation/")
    page.get_by_role("button", name="Make this plan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Certified MLOps Architect – Foundation")
    page.get_by_role("button", name="Tick as done:").first.click()
    expect(page.get_by_role("button", name="Done. Take the tick back:").first).to_be_visible()


def test_a_manager_sees_the_tick_of_a_member(visit: Visit) -> None:
    learner = visit("learner@example.org")
    learner.get_by_role("button", name="Tick as done:").first.click()
    manager = visit("manager@example.org")
    manager.goto("/teams/")
    manager.get_by_role("link", name="Open the team page").first.click()
    expect(manager.get_by_role("table").first).to_be_visible()


def test_an_owner_changes_a_certification_and_the_public_page_shows_it(visit: Visit) -> None:
    page = visit("owner@example.org")
    page.goto("/admin/certifications/certification/?q=mlops-architect-foundation")
    page.get_by_role("link", name="Certified MLOps Architect – Foundation").first.click()
    page.get_by_role("button", name="Edit the guide").click()
    page.get_by_label("Summary:").first.fill("Changed by its owner this morning.")
    page.get_by_role("button", name="Save and go to publish").click()
    expect(page.get_by_role("heading", name="Plans and learners")).to_be_visible()
    page.get_by_role("button", name="Publish version").click()
    page.goto("/certifications/mlops-architect-foundation/")
    expect(page.get_by_text("Changed by its owner this morning.").first).to_be_visible()

"""From the settings to an address that a calendar can read, a new one in its place, and none at all."""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.learners.calendars.reading import read

FIELD = "Address of your calendar"


def axe(page: Page) -> list[str]:
    return [f"{found['id']}: {found['help']}" for found in Axe().run(page).response["violations"]]


def told(page: Page) -> str:
    """The path of the address on the page."""
    return page.get_by_label(FIELD).input_value().removeprefix(settings.SITE_URL)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_address_is_made_read_renewed_and_turned_off(visit: Callable[..., Page], scheme: str) -> None:
    page = visit("learner@example.org", color_scheme=scheme, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/settings/")
    page.get_by_role("link", name="Set up your calendar").click()
    page.get_by_role("button", name="Make my address").click()
    first = told(page)
    assert not axe(page)
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{settings.SITE_URL}{first}"
    assert read(page.request.get(first).body())

    page.get_by_role("link", name="Done, I have kept it").click()
    expect(page.get_by_label(FIELD)).to_have_count(0)
    page.get_by_text("Make a new address", exact=True).click()
    assert not axe(page)
    page.get_by_role("button", name="Yes, make a new address").click()
    second = told(page)
    assert page.request.get(first).status == HTTPStatus.NOT_FOUND
    assert page.request.get(second).ok

    page.goto("/calendar/")
    page.get_by_text("Turn it off", exact=True).click()
    page.get_by_role("button", name="Yes, turn it off").click()
    expect(page.get_by_role("button", name="Make my address")).to_be_visible()
    assert page.request.get(second).status == HTTPStatus.NOT_FOUND


def test_it_all_works_on_a_small_phone_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit("learner@example.org", viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page.goto("/calendar/")
    page.get_by_role("button", name="Make my address").click()
    expect(page.get_by_label(FIELD)).to_be_visible()
    expect(page.get_by_role("link", name="Open it in the calendar of this device")).to_be_visible()
    assert page.locator("main").evaluate("node => node.scrollWidth") <= 320


def test_a_booked_exam_is_fetched_as_a_file(visit: Callable[..., Page]) -> None:
    page = visit("learner@example.org")
    page.goto("/exams/")
    page.locator(".exams a").first.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Into your calendar").click()
    assert len(read(Path(download.value.path()).read_bytes())) == 1

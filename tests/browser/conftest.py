"""A real browser: Debian's Chromium driven by Playwright against the live server, with the shipped catalogue and demo people."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from learners.demo.logins import DEMO_PASSWORD
from tests.browser.launch import CHROMIUM, LAUNCH
from tests.browser.people import log_in

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # live_server beside Playwright's loop, in tests only


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks this folder's tests. Without a browser they are skipped; in CI its absence is a failure."""
    missing = not Path(CHROMIUM).exists()
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            item.add_marker(pytest.mark.ignore_template_errors)
            if missing and not os.environ.get("CI"):
                item.add_marker(pytest.mark.skip(reason=f"no browser at {CHROMIUM} (set CHROMIUM)"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return LAUNCH


@pytest.fixture
def house(live_server: LiveServer) -> LiveServer:
    """The portal as `make run` shows it: catalogue and demo people."""
    call_command("load_catalogue", verbosity=0)
    call_command("seed_demo", "--learners", "12", "--teams", "2", verbosity=0)
    return live_server


@pytest.fixture
def visit(browser: Browser, house: LiveServer) -> Iterator[Callable[..., Page]]:
    """Opens a page of a fresh visitor, or of a demo person by address; fails the test on any error in the console."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_as(email: str = "", **options: object) -> Page:
        context = browser.new_context(base_url=house.url, locale="en-GB", timezone_id="Europe/Berlin", **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if email:
            log_in(page, email, DEMO_PASSWORD)
        return page

    yield open_as
    for context in contexts:
        for page in context.pages:  # what it still asks for would meet the database while that is emptied
            page.wait_for_load_state("networkidle")
        context.close()
    assert not complaints

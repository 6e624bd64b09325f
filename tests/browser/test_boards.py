"""Moving a task on the week and the month of a plan, by mouse and by keyboard. The plan lies in the week after this one."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from learners.plans.models import StudyPlan, Task
from tests.browser.people import log_in
from tests.factories import make_learner, make_plan, make_user

PASSWORD = "a long trail of stones"
DAY = timedelta(days=1)
Open = Callable[..., Page]


@pytest.fixture
def plan(live_server: LiveServer) -> StudyPlan:
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    made = make_plan(
        make_learner(user=make_user(email="ada@example.org", password=PASSWORD)),
        start=today,
        tasks=({"title": "Map", "due": monday}, {"title": "Pack", "due": monday + 2 * DAY}),
    )
    made.refresh_summary()
    return made


@pytest.fixture
def open_board(browser: Browser, live_server: LiveServer, plan: StudyPlan) -> Iterator[Open]:
    """Not by `visit`: a refused move is an answer of 422, which the console calls an error."""
    contexts = []

    def open_at(view: str, **options: object) -> Page:
        size = {
            "width": 1280,
            "height": 1200,
        }  # all of the board: a page that scrolls under the held mouse ends the drag
        context = browser.new_context(base_url=live_server.url, locale="en-GB", viewport=size, **options)  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        log_in(page, "ada@example.org", PASSWORD)
        page.goto(f"/plans/{plan.pk}/{view}/?day={due('Map').isoformat()}")
        return page

    yield open_at
    for context in contexts:
        context.close()


def due(title: str):
    return Task.objects.get(title=title).due


def task(page: Page, title: str) -> Locator:
    return page.locator(".board-task", has_text=title)


def day(page: Page, number: int) -> Locator:
    """So many days after the Monday of the first task."""
    return page.locator(f'[data-day="{(due("Map") + number * DAY).isoformat()}"]')


@pytest.mark.parametrize("view", ["week", "month"])
def test_a_task_is_dragged_to_another_day(open_board: Open, view: str) -> None:
    page = open_board(view)
    before = due("Pack")
    task(page, "Pack").drag_to(day(page, 4))
    expect(page.get_by_text("and pinned to it.")).to_be_visible()
    expect(day(page, 4).locator(".board-task", has_text="Pack")).to_be_visible()
    assert due("Pack") == before + 2 * DAY


def test_a_drag_that_is_refused_says_why_and_goes_back(open_board: Open) -> None:
    page = open_board("week")
    before = due("Map")
    task(page, "Map").drag_to(day(page, 4))
    expect(page.locator("#said")).to_contain_text("“Pack” comes after “Map”")
    expect(page.locator("#said")).to_have_attribute("role", "status")
    expect(day(page, 0).locator(".board-task", has_text="Map")).to_be_visible()
    expect(day(page, 4).locator(".board-task")).to_have_count(0)
    assert due("Map") == before


def test_a_drag_that_does_not_get_through_goes_back_and_says_so(open_board: Open) -> None:
    page = open_board("week")
    page.route("**/move/", lambda route: route.abort())
    task(page, "Pack").drag_to(day(page, 4))
    expect(page.locator("#said")).to_contain_text("did not get through")
    expect(day(page, 2).locator(".board-task", has_text="Pack")).to_be_visible()


def test_a_task_dropped_where_it_lies_stays(open_board: Open) -> None:
    page = open_board("week")
    task(page, "Pack").drag_to(day(page, 2).locator("h3"))
    expect(page.locator("#said")).to_be_empty()
    assert not Task.objects.get(title="Pack").pinned


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["week", "month"])
def test_open_menus_pass_axe_and_stay_within_a_small_phone(open_board: Open, view: str, scheme: str) -> None:
    page = open_board(view, color_scheme=scheme, reduced_motion="reduce")
    for menu in page.locator(".board-move summary").all():
        menu.click()
    assert not [found["id"] for found in Axe().run(page).response["violations"]]
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("view", ["", "week/", "month/"])
def test_what_is_printed_is_black_on_white_without_buttons(open_board: Open, plan: StudyPlan, view: str) -> None:
    page = open_board("week", color_scheme="dark")
    page.emulate_media(media="print")
    page.goto(f"/plans/{plan.pk}/{view}?phase=all&day={due('Map').isoformat()}")
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    expect(page.locator(".task-title", has_text="Pack").first).to_be_visible()
    for name in ("Views of this plan", "Main"):
        expect(page.get_by_role("navigation", name=name)).to_be_hidden()
    expect(page.locator("main .btn:visible")).to_have_count(0)


@pytest.mark.parametrize("view", ["week", "month"])
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_the_menu_moves_a_task_by_keyboard(open_board: Open, view: str, script: bool) -> None:
    page = open_board(view, java_script_enabled=script)
    to = due("Pack") + DAY
    task(page, "Pack").locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    field = page.get_by_label("Another day: Pack")
    expect(field).to_be_focused()
    field.fill(to.isoformat())  # the order of day and month is the browser's own
    page.keyboard.press("Enter")
    expect(page.get_by_text("and pinned to it.")).to_be_visible()
    assert due("Pack") == to


def test_a_tick_keeps_the_page_and_the_focus_and_the_tasks_can_still_be_dragged(open_board: Open) -> None:
    page = open_board("week")
    page.evaluate("window.isSamePage = true")
    page.get_by_role("button", name="Tick as done: Map").press("Enter")
    expect(page.get_by_role("button", name="Done. Take the tick back: Map")).to_be_focused()
    expect(page.locator("#said")).to_have_text("50 % of the plan is done.")
    assert page.evaluate("window.isSamePage")
    task(page, "Pack").drag_to(day(page, 0))
    expect(page.get_by_text("and pinned to it.")).to_be_visible()
    assert due("Pack") == due("Map")

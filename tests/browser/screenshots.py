"""Takes the pictures of docs/screenshots from a running `make run`: python -m tests.browser.screenshots ADDRESS PASSWORD [NAME…]

Without names, all of them.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.launch import LAUNCH
from tests.browser.people import log_in

FOLDER = Path("docs/screenshots")
SHOTS = {
    "home": ("", "/"),
    "certification": ("", "/certifications/mlops-architect-professional/"),
    "today": ("learner@example.org", "/today/"),
    "plan": ("learner@example.org", "first plan"),
    "week": ("learner@example.org", "first plan, week"),
    "burn-up": ("learner@example.org", "first plan, burn-up"),
    "behind": ("learner@example.org", "first plan, behind"),
    "credential": ("learner@example.org", "first credential"),
    "team": ("manager@example.org", "first team"),
    "matrix": ("manager@example.org", "first team, people"),
    "coverage": ("manager@example.org", "first team, coverage/"),
    "skills": ("manager@example.org", "first team, skills/"),
    "progress": ("manager@example.org", "first team, progress/"),
    "shown": ("learner@example.org", "what my team sees"),
    "guest": ("manager@example.org", "first team, as a guest"),
    "graph": ("learner@example.org", "/certifications/graph/"),
    "offer": ("learner@example.org", "first plan, offer"),
    "publish": ("owner@example.org", "a draft"),
    "reminders": ("learner@example.org", "/reminders/"),
    "preferences": ("learner@example.org", "settings, reminders"),
    "mail": ("admin@example.org", "a sample mail"),
}
WIDE, PHONE = (1280, 1000), (390, 1100)
WIDTHS = {"mail": ((640, 960), PHONE)}  # of a mail program's window


def main() -> None:
    address, password, *names = sys.argv[1:]
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**LAUNCH)
        for scheme in ("light", "dark"):
            for name in names or SHOTS:
                for width, height in WIDTHS.get(name, (WIDE, PHONE)):
                    shoot(browser, address, password, name, *SHOTS[name], scheme, width, height)
        browser.close()


def shoot(
    browser: Browser,
    address: str,
    password: str,
    name: str,
    person: str,
    path: str,
    scheme: str,
    width: int,
    height: int,
) -> None:
    context = browser.new_context(base_url=address, color_scheme=scheme, viewport={"width": width, "height": height})  # type: ignore[arg-type]
    page = context.new_page()
    if person:
        log_in(page, person, password)
    go(page, path)
    page.screenshot(path=FOLDER / f"{name}-{width}-{scheme}.jpg", type="jpeg", quality=70)
    context.close()


def go(page: Page, path: str) -> None:
    if path == "first plan":
        page.goto("/plans/")
        page.locator("main a[href^='/plans/']:not([href^='/plans/new'])").first.click()
    elif path.startswith("first plan, "):
        go(page, "first plan")
        page.goto(f"{page.url}{path.removeprefix('first plan, ')}/")
    elif path == "first credential":
        page.goto("/credentials/")
        page.get_by_role("link", name="Details, evidence and sharing").first.click()
    elif path == "a draft":
        page.goto("/admin/certifications/certification/?q=mlops-professional-foundation")
        page.get_by_role("link", name="Certified MLOps Professional – Foundation").first.click()
        page.get_by_role("button", name="Edit the guide").click()
        page.locator("#id_steps-0-minutes").fill("45")
        page.get_by_role("button", name="Save and go to publish").click()
        page.get_by_role("heading", name="Plans and learners").wait_for()
    elif path == "settings, reminders":
        page.goto("/settings/#reminders")
        page.get_by_label("Quiet from").fill("22:00")
        page.get_by_label("Quiet until").fill("06:30")
    elif path == "a sample mail":
        page.goto("/admin/learners/reminder/preview/")
        page.get_by_label("Whose mail").select_option(label="Sample: two plans, exam in 7 days, one renewal")
        page.get_by_role("main").get_by_role("button").click()
        page.get_by_role("link", name="Open it by itself").click()
    elif path.startswith("first team"):
        go_to_team(page, path.removeprefix("first team").removeprefix(", "))
    elif path == "what my team sees":
        page.goto("/teams/")
        page.locator("main a[href$='/shown/']").first.click()
    else:
        page.goto(path)
    page.wait_for_load_state("networkidle")


def go_to_team(page: Page, path: str) -> None:
    page.goto("/teams/")
    page.get_by_role("link", name="Open the team page").first.click()
    page.wait_for_load_state("networkidle")
    if path == "as a guest":
        page.goto(f"{page.url}guests/")
        page.get_by_label("For whom").fill("Board")
        page.get_by_role("button", name="Make the link").click()
        address = page.locator("#guest-address").input_value()
        page.context.clear_cookies()
        page.goto(address)
    elif path == "people":
        page.locator("#people").evaluate("heading => heading.scrollIntoView({behavior: 'instant'})")
    elif path:
        page.goto(f"{page.url}{path}")


if __name__ == "__main__":
    main()

"""The owner's desk in a browser: the policy on scripts and styles holds (a breach is an error in the console), and so does axe."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from certifications.models import Certification
from certifications.publishing import start_draft

Visit = Callable[..., Page]
SLUG = "mlops-architect-foundation"

# Without preload: axe would fetch the style sheets and copy them into the page, which the policy rightly stops.
# The rules left out are what Django's own templates and select2 break, where no style sheet or attribute of ours can help.
STOCK = ("empty-table-header", "aria-input-field-name", "scrollable-region-focusable", "aria-prohibited-attr")
AXE = {"preload": False, "rules": {name: {"enabled": False} for name in STOCK}}


def addresses() -> list[str]:
    certification = Certification.objects.get(slug=SLUG)
    admin = "/admin/certifications"
    return [
        "/admin/",
        f"{admin}/certification/",
        f"{admin}/certification/add/",
        f"{admin}/certification/{certification.pk}/change/",
        f"{admin}/certification/{certification.pk}/history/",
        f"{admin}/certification/{certification.pk}/versions/",
        f"{admin}/certification/{certification.pk}/compare/",
        f"{admin}/curriculumversion/",
        f"{admin}/curriculumversion/{certification.current_version_id}/change/",
        f"{admin}/curriculumversion/{start_draft(certification).pk}/publish/",
        f"{admin}/reference/add/",
        f"{admin}/certification/{certification.pk}/clone/",
        f"{admin}/certification/{certification.pk}/delete/",
        f"{admin}/role/add/",
        f"{admin}/careerroadmap/add/",
        f"{admin}/skill/sheet/import/upload/",
        f"{admin}/program/yaml/import/",
    ]


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_of_ours_at_the_desk(visit: Visit, scheme: str, width: int) -> None:
    page = visit(
        "owner@example.org", color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    findings = []
    for address in addresses():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        for violation in Axe().run(page, options=AXE).response["violations"]:
            places = [node["html"][:160] for node in violation["nodes"][:3]]
            findings.append(f"{address} {violation['id']}: {violation['help']} {places}")
    assert not findings, "\n".join(findings)


def test_the_pages_around_a_version_are_no_wider_than_a_small_phone(visit: Visit) -> None:
    page = visit("owner@example.org", viewport={"width": 320, "height": 700})
    for address in addresses():
        if address.endswith(("/versions/", "/compare/", "/publish/")):
            page.goto(address)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_a_sheet_s_dry_run_passes_axe_and_stays_within_a_small_phone(visit: Visit) -> None:
    page = visit("owner@example.org", viewport={"width": 320, "height": 700})
    for text, words in (("slug,name\nkubernetes,Changed\n", "would be added"), ("slug,nmae\n", "Did you mean")):
        page.goto("/admin/certifications/skill/sheet/import/upload/")
        page.set_input_files("input[type=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode()})
        page.get_by_role("button", name="See what would change").click()
        expect(page.get_by_text(words)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        assert not [found["id"] for found in Axe().run(page, options=AXE).response["violations"]]


def test_choosing_by_typing_and_adding_a_row_keep_to_the_policy(visit: Visit) -> None:
    page = visit("owner@example.org")
    page.goto(f"/admin/certifications/certification/{Certification.objects.get(slug=SLUG).pk}/change/")
    page.get_by_role("button", name="Edit the guide").click()
    rows = page.locator("tr.dynamic-skills_taught")
    expect(rows.first).to_be_visible()
    before = rows.count()
    page.get_by_text("Add another Skill taught").click()
    expect(rows).to_have_count(before + 1)
    rows.last.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill("docker")
    expect(page.locator(".select2-results__option", has_text="Docker").first).to_be_visible()


def test_the_stock_date_widgets_keep_to_the_policy(visit: Visit) -> None:
    page = visit("admin@example.org")
    page.goto("/admin/learners/credential/add/")
    page.locator(".datetimeshortcuts a:visible").last.click()
    expect(page.locator(".calendarbox:visible, .clockbox:visible").first).to_be_visible()

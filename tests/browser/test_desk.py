"""The owner's desk in a browser: the policy on scripts and styles holds (a breach is an error in the console), and so does axe."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect

from certifications.models import Certification
from certifications.publishing import start_draft
from learners.profiles.models import Learner
from learners.reminders.delivery import NOT_WRITTEN
from learners.reminders.desk.preview import Ticket
from learners.reminders.ledger import MAY_HAVE_ARRIVED
from learners.reminders.models import Reminder, SuppressedAddress
from learners.reminders.samples import Sample, usual_day
from learners.reminders.stopping import Stop
from portal.models import User
from tests.learners.reminders.desk.rows import make_row

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
        *reminders(),
    ]


def reminders() -> list[str]:
    """With a row that failed, one in doubt, a stop that stands and an address to which nothing goes.

    The mail's own address is left out: no script runs there, and axe is one.
    """
    owner, learner = User.objects.get(email="owner@example.org"), Learner.objects.get(user__email="learner@example.org")
    now, day = timezone.now(), timezone.now().date()
    Reminder.objects.filter(learner=learner).delete()
    failed = make_row(learner, now=now, steps=("leased", ("failed", NOT_WRITTEN)))
    make_row(learner, now=now - timedelta(days=1), steps=("leased", "transmitting", ("uncertain", MAY_HAVE_ARRIVED)))
    Stop.objects.stop(Stop.Cause.CLOCK, "A worker's clock has jumped by +7200 s.", at=now)
    SuppressedAddress.objects.suppress(learner, "gone@example.org", reason="550 5.1.1 no such user", at=now)
    tickets = [Ticket(owner.pk, sample.value, "digest", usual_day(sample, day)).sealed() for sample in Sample]
    admin = "/admin/learners"
    return [
        f"{admin}/reminder/",
        f"{admin}/reminder/?state=failed,uncertain&day=week",
        f"{admin}/reminder/{failed.pk}/change/",
        f"{admin}/stop/",
        f"{admin}/suppressedaddress/",
        f"{admin}/reminder/preview/",
        *(f"{admin}/reminder/preview/{ticket}/" for ticket in tickets),
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


def test_a_mail_is_tried_again_and_looked_at_by_hand(visit: Visit) -> None:
    addresses = reminders()
    page = visit("owner@example.org", viewport={"width": 390, "height": 900})
    page.goto(addresses[2])
    page.get_by_role("button", name="Try it again").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not [found["id"] for found in Axe().run(page, options=AXE).response["violations"]]
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("1 mail waits to be sent again.")).to_be_visible()
    page.get_by_role("link", name="Preview a mail").click()
    page.get_by_role("button", name="Show the mail").click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="To renew")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

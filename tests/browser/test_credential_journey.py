"""From a certificate earned elsewhere to a page that anybody with the link can check."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import FilePayload, Page, expect

from learners.demo.logins import DEMO_PASSWORD
from tests.learners.credentials.files import lying, pdf, picture, shelf_at

__all__ = ["shelf_at"]
NAME = "AWS Certified Machine Learning – Specialty"


def as_owner(visit: Callable[..., Page]) -> Page:
    page = visit()
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("owner@example.org")
    page.get_by_label("Password").first.fill(DEMO_PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.wait_for_load_state()
    return page


def test_a_credential_is_handed_in_reviewed_shown_checked_and_hidden(
    visit: Callable[..., Page], shelf_at: Path
) -> None:
    learner, visitor, owner = visit("learner@example.org"), visit(), as_owner(visit)

    learner.goto("/credentials/add/")
    learner.get_by_label("Certification").select_option(label=NAME)
    learner.get_by_label("Valid from").fill("2026-01-12")
    expect(learner.locator(".end-by-rule")).not_to_contain_text("worked out")
    learner.get_by_label("Evidence").set_input_files(
        [
            FilePayload(name="certificate.pdf", mimeType="application/pdf", buffer=pdf()),
            FilePayload(name="score.png", mimeType="image/png", buffer=picture()),
        ]
    )
    learner.get_by_role("button", name="Hand it in").click()
    expect(learner.get_by_text("waiting for review")).to_be_visible()
    assert len(lying(shelf_at)) == 2

    owner.goto("/admin/")
    owner.get_by_role("link", name="1 credential earned elsewhere waits for review").click()
    owner.get_by_role("link", name=NAME).click()
    with owner.expect_download() as download:
        owner.get_by_role("link", name="certificate.pdf").click()
    assert Path(download.value.path()).read_bytes() == pdf()
    owner.get_by_role("button", name="Accept", exact=True).click()
    expect(owner.get_by_text("Accepted. The learner holds this credential now.")).to_be_visible()

    learner.goto("/credentials/")
    learner.get_by_role("listitem").filter(has_text=NAME).get_by_role("link", name="Details").click()
    learner.get_by_role("button", name="Show it by a link").click()
    address = learner.get_by_label("Link to the verification page").input_value()
    path = address[address.index("/verify/") :]
    visitor.goto(path)
    expect(visitor.get_by_text("This credential is valid")).to_be_visible()
    learner.get_by_role("button", name="Hide it").click()
    expect(learner.get_by_role("button", name="Show it by a link")).to_be_visible()


def test_a_file_that_is_no_picture_is_told_beside_the_field(visit: Callable[..., Page]) -> None:
    page = visit("learner@example.org")
    page.goto("/credentials/add/")
    page.get_by_label("Evidence").set_input_files(
        FilePayload(name="page.png", mimeType="image/png", buffer=b"<html><script>alert(1)</script>")
    )
    page.get_by_label("Anything the reviewer should know").fill("By post")
    page.get_by_role("button", name="Hand it in").click()
    expect(page.get_by_text("“page.png” is neither a PDF nor a PNG or JPEG picture")).to_be_visible()
    expect(page.get_by_label("Anything the reviewer should know")).to_have_value("By post")

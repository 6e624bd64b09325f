"""A draft as its page would be."""

import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import CurriculumVersion
from certifications.publishing import start_draft
from tests.certifications.desk import client_of, make_complete, make_owner
from tests.factories import make_certification, make_guided, make_user

pytestmark = pytest.mark.django_db


def preview_url(version: CurriculumVersion) -> str:
    return reverse("admin:certifications_curriculumversion_preview", args=[version.pk])


@pytest.fixture
def draft(db) -> CurriculumVersion:
    made = start_draft(make_guided("alpha"))
    made.summary = "Only in the draft"
    made.save(update_fields=["summary"])
    return made


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


def test_the_page_says_what_the_draft_says_under_a_banner(owner: Client, draft: CurriculumVersion) -> None:
    page = owner.get(preview_url(draft)).content.decode()
    assert "Only in the draft" in page
    assert "Preview of version 2, not published" in page
    assert "Make my plan" not in page
    assert f'href="{reverse("plans:example", args=[draft.pk])}"' in page


def test_it_never_gets_into_the_kept_pages(owner: Client, draft: CurriculumVersion) -> None:
    public = draft.certification.get_absolute_url()
    before = Client().get(public).content.decode()
    answer = owner.get(preview_url(draft))
    assert "no-store" in answer["Cache-Control"]
    after = Client().get(public).content.decode()
    assert before == after
    assert "Only in the draft" not in after
    assert "preview-banner" not in after


def test_a_preview_follows_each_change_at_once(owner: Client, draft: CurriculumVersion) -> None:
    owner.get(preview_url(draft))
    CurriculumVersion.objects.filter(pk=draft.pk).update(summary="Said better")
    assert "Said better" in owner.get(preview_url(draft)).content.decode()


def test_a_certification_that_was_never_published_can_be_seen(owner: Client) -> None:
    certification = make_certification("alpha", published=False, archived=True)
    make_complete(certification.versions.get())
    page = owner.get(preview_url(certification.versions.get())).content.decode()
    assert "Preview of version 1, not published" in page
    assert "The page as it is now" not in page


def test_strangers_see_none_of_it(draft: CurriculumVersion) -> None:
    for client, status in ((Client(), 302), (client_of(make_user()), 302), (client_of(make_user(is_staff=True)), 403)):
        assert client.get(preview_url(draft)).status_code == status


def test_a_version_that_is_not_there_is_not_found(owner: Client) -> None:
    assert owner.get(reverse("admin:certifications_curriculumversion_preview", args=[999999])).status_code == 404

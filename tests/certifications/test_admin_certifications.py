"""The identity of a certification at the desk, and the way from there to its guide."""

import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import Certification, CurriculumVersion, Track
from certifications.publishing import start_draft
from tests.certifications.desk import as_shown, change_url, client_of, edit_guide_url, make_owner
from tests.factories import make_certification, make_program

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
ADD = "/admin/certifications/certification/add/"


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


@pytest.fixture
def certification() -> Certification:
    return make_certification("alpha", name="Alpha")


def errors_of(response) -> dict[str, list[str]]:
    return dict(response.context["adminform"].form.errors)


def test_an_owner_renames_a_certification(owner: Client, certification: Certification) -> None:
    data = as_shown(owner.get(change_url(certification))) | {"name": "Alpha, renamed", "_save": "1"}
    assert owner.post(change_url(certification), data).status_code == 302
    certification.refresh_from_db()
    assert certification.name == "Alpha, renamed"
    assert certification.current_version is not None


def test_a_new_certification_says_what_comes_next(owner: Client) -> None:
    program = make_program("clouds")
    data = as_shown(owner.get(ADD)) | {"name": "New", "slug": "new", "program": program.pk, "_save": "1"}
    page = owner.post(ADD, data, follow=True).content.decode()
    assert "People see it once its guide is published" in page
    assert change_url(Certification.objects.get(slug="new")) in page


@pytest.mark.parametrize("missing", ["track", "level"])
def test_a_guided_one_without_track_or_level_is_refused_at_the_field(
    owner: Client, certification: Certification, missing: str
) -> None:
    data = as_shown(owner.get(change_url(certification))) | {missing: "", "_save": "1"}
    answer = owner.post(change_url(certification), data)
    assert errors_of(answer) == {missing: ["A guided certification needs a track and a level."]}


def test_a_track_of_another_programme_is_refused_at_the_field(owner: Client, certification: Certification) -> None:
    other = Track.objects.create(program=make_program("other", name="Other"), slug="side", name="Side")
    data = as_shown(owner.get(change_url(certification))) | {"track": other.pk, "_save": "1"}
    answer = owner.post(change_url(certification), data)
    assert errors_of(answer) == {"track": ["This track belongs to another programme: Other."]}


def test_a_certification_that_replaces_itself_is_refused_at_the_field(
    owner: Client, certification: Certification
) -> None:
    data = as_shown(owner.get(change_url(certification))) | {"replaced_by": certification.pk, "_save": "1"}
    answer = owner.post(change_url(certification), data)
    assert errors_of(answer) == {"replaced_by": ["A certification cannot replace itself."]}


def test_a_slug_that_is_taken_is_refused_at_the_field_and_the_rest_is_kept(
    owner: Client, certification: Certification
) -> None:
    data = as_shown(owner.get(ADD)) | {
        "name": "Another",
        "slug": "alpha",
        "program": certification.program_id,
        "_save": "1",
    }
    answer = owner.post(ADD, data)
    assert list(errors_of(answer)) == ["slug"]
    assert as_shown(answer)["name"] == "Another"


def test_the_slug_of_a_published_certification_stays(owner: Client, certification: Certification) -> None:
    data = as_shown(owner.get(change_url(certification)))
    assert "slug" not in data
    owner.post(change_url(certification), data | {"slug": "moved", "_save": "1"})
    certification.refresh_from_db()
    assert certification.slug == "alpha"


def test_edit_the_guide_opens_the_draft_and_makes_only_one(owner: Client, certification: Certification) -> None:
    first, second = (owner.post(edit_guide_url(certification)) for _turn in range(2))
    draft = certification.versions.get(state=CurriculumVersion.State.DRAFT)
    assert first["Location"] == second["Location"] == change_url(draft)
    assert str(draft.created_by) == "Olga Owner"


def test_looking_at_the_address_of_edit_the_guide_makes_nothing(owner: Client, certification: Certification) -> None:
    assert owner.get(edit_guide_url(certification)).status_code == 405
    assert certification.versions.count() == 1


def test_the_guide_of_an_unknown_certification_is_not_found(owner: Client) -> None:
    assert owner.post("/admin/certifications/certification/999999/edit-guide/").status_code == 404


def test_its_page_shows_its_versions_and_the_way_to_the_site(owner: Client, certification: Certification) -> None:
    draft = start_draft(certification)
    page = owner.get(change_url(certification)).content.decode()
    assert change_url(draft) in page
    assert change_url(certification.current_version) in page
    assert f'<a href="{certification.get_absolute_url()}">See it on the site</a>' in page


@pytest.mark.parametrize("fields", [{"published": False}, {"archived": True}], ids=["unpublished", "archived"])
def test_what_the_site_does_not_show_is_not_linked(owner: Client, fields: dict) -> None:
    certification = make_certification("hidden", **fields)
    assert "See it on the site" not in owner.get(change_url(certification)).content.decode()


def test_the_list_tells_where_each_guide_stands(owner: Client, certification: Certification) -> None:
    start_draft(certification)
    make_certification("beta", published=False)
    page = owner.get(reverse("admin:certifications_certification_changelist")).content.decode()
    assert "version 1, draft waiting" in page
    assert "not published, draft waiting" in page


def test_a_certification_with_a_published_guide_is_not_deleted(owner: Client, certification: Certification) -> None:
    url = reverse("admin:certifications_certification_delete", args=[certification.pk])
    assert "Cannot delete" in owner.post(url, {"post": "yes"}).content.decode()
    assert Certification.objects.filter(pk=certification.pk).exists()

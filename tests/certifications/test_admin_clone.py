"""A certification made from another one."""

import pytest
from django.test import Client
from django.urls import reverse

from certifications.frozen import ROW_MODELS
from certifications.models import (
    Certification,
    CommonMistake,
    CurriculumVersion,
    FaqEntry,
    NextStep,
    PracticeProject,
    Prerequisite,
)
from certifications.publishing import make_current
from tests.certifications.desk import client_of, make_complete, make_owner
from tests.factories import NOON, make_certification, make_program, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


@pytest.fixture
def source(db) -> Certification:
    """With a row of every kind."""
    made = make_certification("alpha", published=False, guide={"summary": "All of it"}, position=3)
    version = made.versions.get()
    make_complete(version)
    Prerequisite.objects.create(
        version=version, key="years", kind=Prerequisite.Kind.EXPERIENCE, years=2, label="Two years"
    )
    PracticeProject.objects.create(version=version, key="build", title="Build it", summary="All")
    CommonMistake.objects.create(version=version, key="rush", title="Rushing", advice="Wait")
    NextStep.objects.create(version=version, key="on", direction="same_track", label="On")
    FaqEntry.objects.create(version=version, key="why", question="Why?", answer="Because")
    make_current(version, now=NOON)
    return made


def clone_url(certification: Certification) -> str:
    return reverse("admin:certifications_certification_clone", args=[certification.pk])


def wanted(source: Certification, **values) -> dict[str, object]:
    place = {"program": source.program_id, "track": source.track_id or "", "level": source.level_id or ""}
    return {"name": "Beta", "slug": "beta", **place, **values}


def rows_of(version: CurriculumVersion) -> dict[str, list[dict[str, object]]]:
    """What each kind of row says, apart from whose it is."""
    return {
        field.related_model.__name__: list(
            getattr(version, field.get_accessor_name() or "")
            .order_by("pk")
            .values(
                *[one.name for one in field.related_model._meta.fields if one.name not in {"id", "version", "phase"}]
            )
        )
        for field in CurriculumVersion._meta.related_objects
        if field.related_model.__name__ in ROW_MODELS
    }


def test_every_kind_of_row_is_copied_into_a_draft(owner: Client, source: Certification) -> None:
    response = owner.post(clone_url(source), wanted(source))
    draft = Certification.objects.get(slug="beta").versions.get()
    assert response["Location"] == reverse("admin:certifications_curriculumversion_change", args=[draft.pk])
    assert (draft.state, draft.number, draft.summary) == (CurriculumVersion.State.DRAFT, 1, "All of it")
    copied = rows_of(draft)
    assert copied == rows_of(source.versions.get())
    assert set(copied) == set(ROW_MODELS)
    assert all(copied.values())
    assert {step.phase.version_id for step in draft.steps.all()} == {draft.pk}


def test_it_stands_right_behind_its_source_and_the_next_moves_on(owner: Client, source: Certification) -> None:
    later = make_certification("later", program=source.program, track=source.track, position=4)
    owner.post(clone_url(source), wanted(source))
    later.refresh_from_db()
    assert (Certification.objects.get(slug="beta").position, later.position) == (4, 5)


def test_in_another_programme_it_stands_at_the_end(owner: Client, source: Certification) -> None:
    other = make_certification("other", position=8)
    owner.post(clone_url(source), wanted(source, program=other.program_id, track=other.track_id))
    assert Certification.objects.get(slug="beta").position == 9


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"name": ""}, "This field is required."),
        ({"slug": "alpha"}, "Certification with this Slug already exists."),
        ({"slug": "Not A Slug"}, "Enter a valid"),
        ({"level": ""}, "A guided certification needs a track and a level."),
    ],
    ids=["nameless", "slug taken", "slug wrong", "without a level"],
)
def test_what_is_wrong_is_said_at_its_field(owner: Client, source: Certification, values: dict, message: str) -> None:
    page = owner.post(clone_url(source), wanted(source, **values)).content.decode()
    assert message in page
    assert Certification.objects.count() == 1


def test_a_track_of_another_programme_is_refused(owner: Client, source: Certification) -> None:
    form = wanted(source, program=make_program("elsewhere").pk)
    assert "This track belongs to another programme" in owner.post(clone_url(source), form).content.decode()


def test_a_certification_that_says_nothing_yet_gives_an_empty_draft(owner: Client) -> None:
    bare = make_certification("bare", published=False)
    bare.versions.all().delete()
    owner.post(clone_url(bare), wanted(bare))
    assert Certification.objects.get(slug="beta").versions.get().state == CurriculumVersion.State.DRAFT


def test_whoever_may_not_add_certifications_may_not_clone(source: Certification) -> None:
    for client, status in ((Client(), 302), (client_of(make_user()), 302), (client_of(make_user(is_staff=True)), 403)):
        assert client.post(clone_url(source), wanted(source)).status_code == status
    assert Certification.objects.count() == 1

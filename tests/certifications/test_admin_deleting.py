"""What may be deleted, and what the desk says when it may not."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications.admin.desk import CatalogueAdmin
from certifications.models import Certification, CurriculumVersion, NextStep, Role, Skill, SkillTaught
from tests.certifications.desk import client_of, make_complete, make_owner
from tests.factories import (
    MONDAY,
    NOON,
    make_certification,
    make_credential,
    make_learner,
    make_plan,
    make_skill,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "admin:certifications_certification_changelist"


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


def delete_url(record) -> str:
    return reverse(f"admin:certifications_{record._meta.model_name}_delete", args=[record.pk])


def never_published(slug: str, **fields) -> Certification:
    return make_certification(slug, published=False, **fields)


def test_what_was_archived_and_never_published_goes_with_its_drafts(owner: Client) -> None:
    certification = never_published("alpha", archived=True)
    make_complete(certification.versions.get())
    assert "Are you sure" in owner.get(delete_url(certification)).content.decode()
    owner.post(delete_url(certification), {"post": "yes"})
    assert not Certification.objects.filter(pk=certification.pk).exists()
    assert not CurriculumVersion.objects.exists()


def test_what_is_not_archived_stays_and_archiving_is_offered(owner: Client) -> None:
    certification = never_published("alpha")
    page = owner.post(delete_url(certification), {"post": "yes"}).content.decode()
    assert "it is not in the archive" in page
    assert "Archive it" in page
    assert Certification.objects.filter(pk=certification.pk).exists()


def test_a_published_version_stays_for_good(owner: Client) -> None:
    certification = make_certification("alpha", archived=True)
    page = owner.post(delete_url(certification), {"post": "yes"}).content.decode()
    assert "its published version stays for good" in page
    assert Certification.objects.filter(pk=certification.pk).exists()


def test_what_learners_hold_is_counted_without_a_name(owner: Client) -> None:
    certification = make_certification("alpha", archived=True)
    for name in ("Wilhelmina", "Thaddeus"):
        make_plan(make_learner(user=make_user(name=name)), certification)
    make_credential(make_learner(), certification)
    page = owner.get(delete_url(certification)).content.decode()
    assert "2 study plans" in page
    assert "1 credential" in page
    assert "Wilhelmina" not in page


def test_waivers_and_stated_skills_are_counted_too(owner: Client) -> None:
    certification, skill, learner = never_published("alpha", archived=True), make_skill("linux"), make_learner()
    learner.waivers.create(certification=certification, reason="Long in it", until=MONDAY, granted_at=NOON)
    learner.skill_statements.create(skill=skill)
    assert "in use by 1 waiver" in owner.post(delete_url(certification), {"post": "yes"}).content.decode()
    assert "in use by 1 stated skill" in owner.post(delete_url(skill), {"post": "yes"}).content.decode()


def test_what_another_guide_names_stays(owner: Client) -> None:
    certification = never_published("alpha", archived=True)
    other = never_published("beta")
    NextStep.objects.create(
        version=other.versions.get(), key="on", direction="same_track", label="On", certification=certification
    )
    assert "in use by 1 next step" in owner.post(delete_url(certification), {"post": "yes"}).content.decode()
    assert Certification.objects.filter(pk=certification.pk).exists()


def test_a_skill_that_roles_and_guides_name_stays(owner: Client) -> None:
    skill = make_skill("linux")
    Role.objects.create(slug="operator", name="Operator").skills.add(skill)
    SkillTaught.objects.create(version=never_published("alpha").versions.get(), skill=skill)
    page = owner.post(delete_url(skill), {"post": "yes"}).content.decode()
    assert "1 role" in page
    assert "in use by" in page
    assert Skill.objects.filter(pk=skill.pk).exists()


def test_a_skill_that_nothing_names_goes(owner: Client) -> None:
    skill = make_skill("linux")
    owner.post(delete_url(skill), {"post": "yes"})
    assert not Skill.objects.exists()


def test_many_are_deleted_all_or_none(owner: Client) -> None:
    free, used = never_published("alpha", archived=True), make_certification("beta", archived=True)
    act = {"action": "delete_selected", "post": "yes"}
    page = owner.post(reverse(LIST), act | {"_selected_action": [free.pk, used.pk]}).content.decode()
    assert "Nothing was deleted" in page
    assert "Beta: its published version" in page
    assert Certification.objects.count() == 2
    owner.post(reverse(LIST), act | {"_selected_action": [free.pk]})
    assert not Certification.objects.filter(pk=free.pk).exists()


@pytest.mark.parametrize("url", ["one", "many"])
def test_what_came_to_point_here_meanwhile_is_a_message_and_no_error(owner: Client, monkeypatch, url: str) -> None:
    skill = make_skill("linux")
    SkillTaught.objects.create(version=never_published("alpha").versions.get(), skill=skill)
    monkeypatch.setattr(CatalogueAdmin, "get_deleted_objects", lambda *_: ([], {}, set(), []))
    if url == "one":
        response = owner.post(delete_url(skill), {"post": "yes"}, follow=False)
    else:
        act = {"action": "delete_selected", "post": "yes", "_selected_action": [skill.pk]}
        response = owner.post(reverse("admin:certifications_skill_changelist"), act)
    assert response.status_code == 302
    assert Skill.objects.filter(pk=skill.pk).exists()
    assert "meanwhile" in owner.get(reverse("admin:index")).content.decode()


def test_asking_takes_the_same_queries_however_many_point_here(owner: Client) -> None:
    certification = make_certification("alpha", archived=True)
    counts = []
    for _round in range(2):
        for _number in range(6):
            make_plan(make_learner(), certification)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            owner.get(delete_url(certification))
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_learner_and_a_visitor_and_plain_staff_delete_nothing() -> None:
    certification = never_published("alpha", archived=True)
    for client, status in (
        (Client(), 302),
        (client_of(make_user()), 302),
        (client_of(make_user(is_staff=True)), 403),
    ):
        assert client.post(delete_url(certification), {"post": "yes"}).status_code == status
    assert Certification.objects.filter(pk=certification.pk).exists()

"""Every model of the catalogue at the desk: found, listed, added, mended."""

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from certifications.models import (
    CareerRoadmap,
    GlossaryTerm,
    LearningPath,
    Level,
    Program,
    Provider,
    Reference,
    Role,
    Skill,
    Source,
    Track,
)
from tests.certifications.desk import add_row, as_shown, change_url, client_of, make_owner
from tests.factories import make_certification, make_program, make_skill

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
REGISTERED = [model for model in admin.site._registry if model._meta.app_label == "certifications"]
ROADMAP = {
    "name": "To the top",
    "slug": "to-the-top",
    "months_min": 12,
    "months_max": 18,
    "cost_min": 0,
    "cost_max": 500,
    "currency": "USD",
    "salary_entry": 1,
    "salary_mid": 2,
    "salary_senior": 3,
}


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


def url_of(model: type[Model], page: str) -> str:
    return reverse(f"admin:certifications_{model._meta.model_name}_{page}")


def add(owner: Client, model: type[Model], **values) -> object:
    return owner.post(url_of(model, "add"), as_shown(owner.get(url_of(model, "add"))) | values | {"_save": "1"})


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
def test_each_list_is_searched(owner: Client, model: type[Model]) -> None:
    assert owner.get(url_of(model, "changelist"), {"q": "linux"}).status_code == 200


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Source, {"code": "X", "title": "A book"}),
        (Provider, {"name": "P", "slug": "p", "speciality": "Clouds"}),
        (Level, {"name": "L", "slug": "l", "rank": 99}),
        (Skill, {"name": "S", "slug": "s"}),
        (GlossaryTerm, {"term": "T", "slug": "t", "definition": "Words."}),
        (LearningPath, {"name": "W", "slug": "w", "summary": "A walk."}),
        (Role, {"name": "R", "slug": "r"}),
        (Reference, {"title": "F", "slug": "f", "kind": "list", "topic": "field"}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_each_record_is_added(owner: Client, model: type[Model], values: dict) -> None:
    assert add(owner, model, **values).status_code == 302  # type: ignore[attr-defined]
    assert model._default_manager.filter(**values).exists()


def test_a_programme_is_added_with_its_tracks(owner: Client) -> None:
    provider = Provider.objects.create(slug="issuer", name="Issuer")
    data = as_shown(owner.get(url_of(Program, "add"))) | {"name": "G", "slug": "g", "issuer": provider.pk, "_save": "1"}
    add_row(data, "tracks", name="Core", slug="core")
    add_row(data, "tracks", name="Security", slug="security")
    add_row(data, "faq", topic="general", question="How long?", answer="Not long.")
    owner.post(url_of(Program, "add"), data)
    program = Program.objects.get(slug="g")
    assert list(program.tracks.values_list("slug", "position")) == [("core", 1), ("security", 2)]
    assert program.faq.get().key == "how-long"


def test_a_programme_with_a_track_of_the_same_slug_twice_is_refused(owner: Client) -> None:
    program = make_program("g")
    data = as_shown(owner.get(change_url(program))) | {"_save": "1"}
    for name in ("One", "Two"):
        add_row(data, "tracks", name=name, slug="same")
    assert owner.post(change_url(program), data).status_code == 200
    assert not Track.objects.exists()


def test_the_responsibilities_of_a_role_are_lines(owner: Client) -> None:
    role = Role.objects.create(slug="r", name="R", responsibilities=["Plan", "Build"])
    data = as_shown(owner.get(change_url(role)))
    assert data["responsibilities"] == "Plan\nBuild"
    owner.post(change_url(role), data | {"responsibilities": "Plan\r\n\r\nBuild\r\nRun", "_save": "1"})
    role.refresh_from_db()
    assert role.responsibilities == ["Plan", "Build", "Run"]


def test_a_responsibility_that_is_too_long_is_said_at_the_field(owner: Client) -> None:
    answer = add(owner, Role, name="R", slug="r", responsibilities="Plan\n" + "x" * 201)
    errors = answer.context["adminform"].form.errors  # type: ignore[attr-defined]
    assert errors == {"responsibilities": ["Line 2 is too long: 201 characters, 200 at most."]}


def test_a_roadmap_is_added_with_its_stages(owner: Client) -> None:
    role = Role.objects.create(slug="r", name="R")
    data = (
        as_shown(owner.get(url_of(CareerRoadmap, "add")))
        | ROADMAP
        | {"role": role.pk, "hired_by": "Banks\nHospitals", "_save": "1"}
    )
    add_row(data, "stages", title="First steps", months_min=1, months_max=3, skills=[make_skill("linux").pk])
    add_row(data, "certifications", certification=make_certification("alpha").pk, benefit="high")
    owner.post(url_of(CareerRoadmap, "add"), data)
    roadmap = CareerRoadmap.objects.get()
    assert roadmap.hired_by == ["Banks", "Hospitals"]
    assert list(roadmap.stages.values_list("key", "position", "skills__slug")) == [("first-steps", 1, "linux")]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"months_max": 11}, "months_max"), ({"cost_min": 501}, "cost_max"), ({"salary_mid": "much"}, "salary_mid")],
    ids=["months", "cost", "salary"],
)
def test_ranges_of_a_roadmap_are_judged_at_the_field(owner: Client, wrong: dict, field: str) -> None:
    role = Role.objects.create(slug="r", name="R")
    answer = add(owner, CareerRoadmap, **ROADMAP | {"role": role.pk} | wrong)
    assert list(answer.context["adminform"].form.errors) == [field]  # type: ignore[attr-defined]


def reference_with_row(owner: Client, columns: str, cells: str):
    data = as_shown(owner.get(url_of(Reference, "add")))
    data |= {
        "title": "Compared",
        "slug": "compared",
        "kind": "table",
        "topic": "comparison",
        "columns": columns,
        "_save": "1",
    }
    add_row(data, "rows", title="Length", cells=cells)
    return owner.post(url_of(Reference, "add"), data)


def test_the_cells_of_a_table_are_lines_and_filled_up_to_its_columns(owner: Client) -> None:
    reference_with_row(owner, "One\nTwo\nThree", "a\n\n")
    assert Reference.objects.get().rows.get().cells == ["a", "", ""]


def test_more_cells_than_columns_are_said_at_the_field(owner: Client) -> None:
    answer = reference_with_row(owner, "One", "a\nb")
    (inline,) = answer.context["inline_admin_formsets"]
    assert inline.formset.errors == [{"cells": ["There are 2 lines, but the table has 1 column."]}]
    assert not Reference.objects.exists()


def test_choices_are_found_by_typing(owner: Client) -> None:
    make_skill("kubernetes", name="Kubernetes")
    make_skill("terraform", name="Terraform")
    answer = owner.get(
        reverse("admin:autocomplete"),
        {"app_label": "certifications", "model_name": "skilltaught", "field_name": "skill", "term": "kube"},
    )
    assert [result["text"] for result in answer.json()["results"]] == ["Kubernetes"]


@pytest.mark.parametrize("model", [Program, Provider, Skill], ids=lambda model: model.__name__)
def test_a_list_takes_the_same_queries_however_long_it_is(
    owner: Client, model: type[Model], django_assert_max_num_queries
) -> None:
    """Session and person, permissions (two), count (two), rows, choices of the filter."""
    for count in (1, 10, 40):
        for number in range(count):
            version = make_certification(f"c-{count}-{number}", published=False).versions.get()
            version.skills_taught.create(skill=make_skill(f"s-{count}-{number}"))
        with django_assert_max_num_queries(9):
            owner.get(url_of(model, "changelist"))

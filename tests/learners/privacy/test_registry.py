"""Nothing personal is forgotten: each model that leads to a person, and each of its fields, is in the registry."""

from dataclasses import replace

import pytest
from django.contrib.sessions.models import Session
from django.db import models
from django.test.utils import isolate_apps

from certifications.models import CurriculumVersion, Prerequisite
from learners.plans.models import Task, TimeEntry
from learners.privacy.completeness import every_model, unlisted_fields, unlisted_models
from learners.privacy.kinds import Fate, Kind
from learners.privacy.registry import KINDS
from learners.profiles.models import Learner
from portal.models import User


def without(*removed: type[models.Model]) -> list[Kind]:
    return [kind for kind in KINDS if kind.model not in removed]


def test_every_model_that_leads_to_a_person_is_in_the_registry():
    assert unlisted_models(KINDS) == []


def test_every_field_of_them_is_exported_or_said_to_be_left_out():
    assert unlisted_fields(KINDS) == []


@pytest.mark.parametrize("model", sorted({kind.model for kind in KINDS}, key=str), ids=lambda model: model.__name__)
def test_a_model_that_is_taken_out_is_missed_by_name(model):
    assert model._meta.label in unlisted_models(without(model))


def test_a_model_below_one_that_is_missing_is_missed_as_well():
    assert {"learners.Task", "learners.TimeEntry"} <= set(unlisted_models(without(Task, TimeEntry)))


@pytest.mark.parametrize("model", [Session, TimeEntry])
def test_it_is_found_without_a_direct_link_to_a_person(model):
    fields = model._meta.concrete_fields
    assert not any(field.related_model in {User, Learner} for field in fields)
    assert model._meta.label in unlisted_models(without(model))


@isolate_apps("learners")
def test_a_new_model_is_missed_by_name():
    class Diary(models.Model):  # noqa: DJ008
        learner = models.ForeignKey(Learner, models.CASCADE, related_name="+")

        class Meta:
            app_label = "learners"

    class Page(models.Model):  # noqa: DJ008
        diary = models.ForeignKey(Diary, models.CASCADE, related_name="+")

        class Meta:
            app_label = "learners"

    class Invitation(models.Model):  # noqa: DJ008
        invited_email = models.EmailField()

        class Meta:
            app_label = "learners"

    class Weather(models.Model):  # noqa: DJ008
        text = models.TextField()
        version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="+")

        class Meta:
            app_label = "learners"

    found = unlisted_models(KINDS, [*every_model(), Diary, Page, Invitation, Weather])
    assert found == ["learners.Diary", "learners.Invitation", "learners.Page"]


def test_the_catalogue_is_nobodys():
    assert "certifications.Prerequisite" not in unlisted_models(without(Prerequisite))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_field_that_is_taken_away_is_missed_by_name(kind):
    for name in kind.fields - {owner.split("__")[0] for owner in kind.owners}:
        columns = {column: lookup for column, lookup in kind.columns.items() if not leads(kind, lookup, name)}
        left_out = {field: why for field, why in kind.left_out.items() if field != name}
        less = replace(kind, columns=columns, left_out=left_out)
        assert f"{kind.model._meta.label}.{name} ({kind.name})" in unlisted_fields([less])


def leads(kind: Kind, lookup: str, name: str) -> bool:
    field = kind.model._meta.get_field(name)
    return lookup.split("__", maxsplit=1)[0] in {field.name, getattr(field, "attname", "")}


@pytest.mark.parametrize("name", ["waivers-granted", "claims-reviewed", "version-events", "versions-published"])
def test_a_second_person_in_a_row_is_missed_when_nothing_begins_with_them(name):
    (kind,) = (kind for kind in KINDS if kind.name == name)
    rest = [one for one in KINDS if one.name != name]
    if len([one for one in KINDS if one.model is kind.model]) == 1:
        assert kind.model._meta.label in unlisted_models(rest)
    else:
        assert f"{kind.model._meta.label}.{kind.owners[0]}" in unlisted_fields(rest)


def test_each_kind_has_a_name_of_its_own():
    names = [kind.name for kind in KINDS]
    assert len(names) == len(set(names))


def test_nothing_is_both_exported_and_left_out():
    assert [kind.name for kind in KINDS if set(kind.columns.values()) & set(kind.left_out)] == []


def on_deletes(kind: Kind) -> list[list[object]]:
    """For each way from a row to its person, what the foreign keys on it do."""
    found = []
    for lookup in kind.owners:
        model, way = kind.model, []
        for name in lookup.split("__"):
            field = model._meta.get_field(name)
            if field.remote_field:
                way.append(getattr(field.remote_field, "on_delete"))  # noqa: B009 (a many-to-many relation has none)
                model = field.related_model  # type: ignore[assignment]
        found.append(way)
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_database_does_what_the_registry_says(kind):
    for way in on_deletes(kind):
        if kind.is_a_persons:
            assert set(way) <= {models.CASCADE}
        else:
            assert (kind.fate, way) == (Fate.STAYS_NAMELESS, [models.SET_NULL])
    if not kind.owners:
        assert kind.fate in {Fate.GOES_BY_HAND, Fate.STAYS_REWORDED}
        assert kind.find

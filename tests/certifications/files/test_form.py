import hashlib

from certifications.files.form import (
    CatalogueFile,
    CertificationForm,
    GuideForm,
    PrerequisiteForm,
    SkillForm,
    fingerprint,
    references_of,
)
from certifications.files.kinds import GUIDE_ROWS, KINDS, PLAN_PHASES, PLAN_STEPS, Rows
from certifications.files.stored import GUIDE_TEXTS, IDENTITY_COLUMNS


def test_references_are_found_behind_lists_and_optional_values():
    assert references_of(PrerequisiteForm) == {"certification": "certifications", "skill": "skills"}
    assert references_of(GuideForm) == {"skills": "skills"}


def test_a_fingerprint_follows_what_is_said_and_nothing_else():
    said = SkillForm(slug="one", name="One")
    assert fingerprint(said) == fingerprint(SkillForm(name="One", slug="one", summary=""))
    assert fingerprint(said) != fingerprint(SkillForm(slug="one", name="One", summary="More."))
    assert fingerprint(PrerequisiteForm(key="a", years=2)) == fingerprint(PrerequisiteForm(key="a", years=2.0))


def test_a_fingerprint_is_a_fixed_value_so_that_an_upgrade_changes_nothing():
    said = '{"name":"–","slug":"one"}'
    assert fingerprint(SkillForm(slug="one", name="–")) == hashlib.sha256(said.encode()).hexdigest()


def test_every_kind_of_the_form_has_its_table():
    assert list(KINDS) == list(CatalogueFile.model_fields)


def test_every_field_of_a_form_lies_in_a_column_or_a_table_of_its_own():
    records = [kind.as_rows for kind in KINDS.values() if kind.name != "certifications"]
    parts = [rows for kind in KINDS.values() for rows in (*kind.rows, *kind.kept_rows)]
    for rows in [*records, *parts, *GUIDE_ROWS, PLAN_PHASES, PLAN_STEPS]:
        assert set(_columns(rows)) <= {field.attname for field in rows.model._meta.concrete_fields}, rows.model


def test_every_field_of_a_certification_and_its_guide_is_stored():
    references = {"program", "track", "level", "replaced_by", "guide"}
    assert {*IDENTITY_COLUMNS, *references} == set(CertificationForm.model_fields)
    lists = {*(rows.field for rows in GUIDE_ROWS), "skills", "plan"}
    assert {*GUIDE_TEXTS, *lists} == set(GuideForm.model_fields)


def _columns(rows: Rows) -> list[str]:
    return [*rows.columns, *(f"{name}_id" for name in rows.references)]

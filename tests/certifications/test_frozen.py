"""What the database itself refuses, whoever writes."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from certifications import frozen
from certifications.models import (
    Certification,
    CommonMistake,
    CurriculumVersion,
    FaqEntry,
    NextStep,
    PlanPhase,
    PlanStep,
    PracticeProject,
    Prerequisite,
    SkillTaught,
)
from certifications.publishing import make_current, start_draft
from tests.factories import NOON, make_certification, make_guided, make_skill, make_user

pytestmark = pytest.mark.django_db
State = CurriculumVersion.State


def fill(version: CurriculumVersion) -> list[Model]:
    """A row of every kind."""
    phase = PlanPhase.objects.create(version=version, key="one", title="One", by_day=14)
    return [
        Prerequisite.objects.create(version=version, key="years", kind="experience", years=2),
        SkillTaught.objects.create(version=version, skill=make_skill("linux")),
        PracticeProject.objects.create(version=version, key="project", title="A project"),
        CommonMistake.objects.create(version=version, key="mistake", title="A mistake"),
        NextStep.objects.create(version=version, key="next", label="Next", direction="same_track"),
        FaqEntry.objects.create(version=version, key="why", question="Why?", answer="Because."),
        PlanStep.objects.create(version=version, phase=phase, key="read", title="Read", minutes=30),
        phase,
    ]


@pytest.fixture
def certification() -> Certification:
    return make_certification("first", published=False)


@pytest.fixture
def rows(certification: Certification) -> list[Model]:
    """The rows of a version that is published by now."""
    version = certification.versions.get()
    rows = fill(version)
    make_current(version, now=NOON)
    return rows


def refused(action, *arguments, **named) -> str:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        action(*arguments, **named)
    return str(caught.value)


def test_every_kind_of_row_is_guarded(rows: list[Model]) -> None:
    assert {type(row).__name__ for row in rows} == set(frozen.ROW_MODELS)


def test_no_row_of_a_published_version_is_changed(rows: list[Model]) -> None:
    for row in rows:
        row.position = 99  # type: ignore[attr-defined]
        assert frozen.ROW_REFUSED in refused(row.save), row


def test_no_row_of_a_published_version_is_removed(rows: list[Model]) -> None:
    for row in rows:
        assert frozen.ROW_REFUSED in refused(type(row)._default_manager.filter(pk=row.pk).delete), row


def test_no_row_is_added_to_a_published_version(certification: Certification, rows: list[Model]) -> None:
    for row in rows:
        row.pk, row._state.adding = None, True
        if "key" in {field.name for field in row._meta.fields}:
            row.key = "another"  # type: ignore[attr-defined]
        assert frozen.ROW_REFUSED in refused(row.save, force_insert=True), row


def test_no_row_is_moved_into_a_published_version(certification: Certification, rows: list[Model]) -> None:
    elsewhere = FaqEntry.objects.create(
        version=make_certification("second", published=False).versions.get(), key="how", question="How?", answer="So."
    )
    elsewhere.version = certification.versions.get()
    assert frozen.ROW_REFUSED in refused(elsewhere.save)


def test_no_row_is_moved_out_of_a_published_version(rows: list[Model]) -> None:
    draft = make_certification("second", published=False).versions.get()
    assert frozen.ROW_REFUSED in refused(FaqEntry.objects.update, version=draft)


def test_a_retired_version_stays_as_it_was(certification: Certification, rows: list[Model]) -> None:
    old = certification.versions.get()
    make_current(start_draft(certification), now=NOON)
    assert CurriculumVersion.objects.get(pk=old.pk).state == State.RETIRED
    assert frozen.ROW_REFUSED in refused(old.faq.update, question="Who?")
    assert frozen.VERSION_REFUSED in refused(CurriculumVersion.objects.filter(pk=old.pk).update, summary="New")


@pytest.mark.parametrize(
    "change",
    [
        {"summary": "Other words"},
        {"validity_months": 12},
        {"number": 7},
        {"content_hash": "0" * 64},
        {"published_at": None},
        {"state": State.DRAFT},
        {"state": State.IN_REVIEW},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_published_version_itself_does_not_change(change: dict[str, object]) -> None:
    certification = make_certification()
    assert frozen.VERSION_REFUSED in refused(certification.versions.update, **change)


def test_a_retired_version_is_not_published_again() -> None:
    certification = make_certification()
    certification.versions.update(state=State.RETIRED)
    assert frozen.VERSION_REFUSED in refused(certification.versions.update, state=State.PUBLISHED)


def test_a_published_version_is_not_deleted() -> None:
    certification = make_certification()
    Certification.objects.update(current_version=None)
    assert frozen.VERSION_REFUSED in refused(certification.versions.all().delete)


def test_a_published_version_forgets_a_deleted_account() -> None:
    owner = make_user()
    certification = make_certification(published=False, guide={"created_by": owner})
    make_current(certification.versions.get(), now=NOON, by=owner)
    owner.delete()
    version = certification.versions.get()
    assert (version.created_by, version.published_by, version.state) == (None, None, State.PUBLISHED)


def test_a_published_version_is_not_laid_at_another_door() -> None:
    certification = make_certification()
    assert frozen.VERSION_REFUSED in refused(certification.versions.update, published_by=make_user())


def test_a_draft_is_changed_and_deleted_freely(certification: Certification) -> None:
    draft = certification.versions.get()
    for row in fill(draft):
        row.save()
    draft.summary = "New"
    draft.save()
    draft.delete()
    assert not certification.versions.exists()


def trigger_names() -> set[str]:
    table, column = ("pg_trigger", "tgname") if connection.vendor == "postgresql" else ("sqlite_master", "name")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} LIKE 'frozen%%'", [])
        return {name for (name,) in cursor.fetchall()}


def test_installing_twice_leaves_the_same_triggers() -> None:
    before = trigger_names()
    frozen.install()
    assert trigger_names() == before != set()


def test_a_migration_finds_no_triggers_and_leaves_all_of_them() -> None:
    before = trigger_names()
    frozen.remove()
    assert trigger_names() == set()
    call_command("migrate", verbosity=0)
    assert trigger_names() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_published_rows_do_not_stop_the_tables_from_being_emptied_between_tests(turn: str) -> None:
    """Each turn leaves a published version behind; the other could not make its own were it still there."""
    certification = make_guided("one-and-only")
    assert frozen.ROW_REFUSED in refused(certification.versions.get().steps.all().delete)

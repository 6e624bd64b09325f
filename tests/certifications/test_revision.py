"""The catalogue's revision rises with every write, whoever writes, and with nothing else."""

import threading
from itertools import pairwise

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction

from certifications import frozen, revision
from certifications.models import CatalogueRevision, Certification, CurriculumVersion, Role, Skill
from certifications.publishing import make_current
from tests.certifications.wide import make_wide
from tests.factories import NOON, make_certification, make_guided, make_learner, make_plan, make_skill

pytestmark = pytest.mark.django_db
TABLES = [
    model._meta.db_table
    for model in apps.get_app_config("certifications").get_models(include_auto_created=True)
    if model._meta.object_name not in revision.NOT_COUNTED
]


def number() -> int:
    current = CatalogueRevision.objects.current()
    assert current is not None
    return current


def rises(*statements: str) -> bool:
    """Whether each of the statements raises it."""
    seen = [number()]
    for statement in statements:
        with connection.cursor() as cursor:
            cursor.execute(statement)
        seen.append(number())
    return all(before < after for before, after in pairwise(seen))


@pytest.mark.parametrize("table", TABLES)
def test_every_write_to_any_table_of_the_catalogue_raises_it(table: str) -> None:
    make_wide(2)
    frozen.remove()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE copied AS SELECT * FROM {table}")
        cursor.execute("SELECT count(*) FROM copied")
        assert cursor.fetchone() != (0,)
    assert rises(f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"INSERT INTO {table} SELECT * FROM copied")


def test_publishing_raises_it() -> None:
    version = make_certification(published=False).versions.get()
    before = number()
    make_current(version, now=NOON)
    assert number() > before


def test_reading_does_not_raise_it() -> None:
    make_wide(2)
    before = number()
    assert list(Certification.objects.for_catalogue())
    assert number() == before


def test_what_learners_do_does_not_raise_it() -> None:
    certification = make_guided()
    before = number()
    make_plan(make_learner(), certification)
    assert number() == before


def test_a_number_that_was_rolled_back_does_not_come_again() -> None:
    before, seen = number(), set()
    for turn in range(5):
        with transaction.atomic():
            make_skill(f"skill-{turn}")
            seen.add(number())
            transaction.set_rollback(True)
    assert len(seen) == 5
    assert number() == before


def test_there_is_one_row() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CatalogueRevision.objects.create(pk=2, number=1)


# Migrations and flushes


def trigger_names() -> set[str]:
    table, column = ("pg_trigger", "tgname") if connection.vendor == "postgresql" else ("sqlite_master", "name")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE {column} LIKE 'revision%%'", [])
        return {name for (name,) in cursor.fetchall()}


def test_a_migration_finds_no_triggers_and_leaves_all_of_them() -> None:
    before = trigger_names()
    revision.remove()
    assert trigger_names() == set() != before
    call_command("migrate", verbosity=0)
    assert trigger_names() == before


def test_a_migration_raises_it_because_it_may_have_written_unseen() -> None:
    before = number()
    call_command("migrate", verbosity=0)
    assert number() > before


def test_a_schema_without_the_revision_is_left_without_triggers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(revision, "_revision_table", lambda: "not_there_yet")
    revision.install()
    assert trigger_names() == set()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_row_is_back_after_the_tables_were_emptied(turn: str) -> None:
    before = number()
    make_skill(turn)
    assert number() > before


# Several writers at once


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_others_see_it_rise_together_with_what_was_written() -> None:
    seen: list[tuple[int, int]] = []

    def look() -> None:
        seen.append((number(), Skill.objects.count()))
        connections.close_all()

    def look_from_outside() -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()

    before = number()
    with transaction.atomic():
        make_skill()
        look_from_outside()
    look_from_outside()
    assert seen[0] == (before, 0)
    assert seen[1][0] > before
    assert seen[1][1] == 1


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_writers_of_the_same_two_rows_wait_for_each_other_and_do_not_deadlock() -> None:
    """The second waits before it holds its row; else each would hold what the other one wants."""
    role, version = Role.objects.create(slug="role", name="Role"), make_certification(published=False).versions.get()
    started, done = threading.Event(), threading.Event()

    def second() -> None:
        started.set()
        with transaction.atomic():
            Role.objects.filter(pk=role.pk).update(name="Second")
            CurriculumVersion.objects.filter(pk=version.pk).update(summary="Second")
        done.set()
        connections.close_all()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        CurriculumVersion.objects.filter(pk=version.pk).update(summary="First")
        thread.start()
        started.wait(5)
        assert not done.wait(0.5)
        Role.objects.filter(pk=role.pk).update(name="First")
    thread.join(10)
    role.refresh_from_db()
    assert (role.name, done.is_set()) == ("Second", True)

"""The database's own refusal to change a published or retired curriculum version, by triggers.

Learners' plans are pinned to versions, so "a published version never changes" must hold against every writer: the admin,
a shell, a careless `update()`, a script with its own connection. A constraint cannot see the state of another row; a
trigger can. SQLite and PostgreSQL get the same rules:

- no row of a frozen version is added, changed, removed, or moved into or out of it;
- a frozen version itself is never deleted and changes only from published to retired. The people who made and published
  it may become NULL, because accounts can be deleted;
- what is on record of a version (`VersionEvent`) is never reworded, and goes only with a draft that is deleted.

`apps.py` installs the triggers after every `migrate` and takes them away before it: SQLite alters a table by copying it,
which would fire them or lose them, and a data migration must be able to mend old rows. Migration is the one moment that
only Django's signals announce, hence the one place where this project listens to them.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "frozen_"
FROZEN = "('published', 'retired')"
ROW_REFUSED = "This curriculum version is published: its rows never change. Edit it as a new draft."
VERSION_REFUSED = "This curriculum version is published: it never changes. Edit it as a new draft."
EVENT_REFUSED = "What is on record of a curriculum version stays as it is."
MAY_BECOME_NULL = ("created_by_id", "published_by_id")
ROW_MODELS = (
    "Prerequisite",
    "SkillTaught",
    "PracticeProject",
    "CommonMistake",
    "NextStep",
    "FaqEntry",
    "PlanPhase",
    "PlanStep",
)


def install(*, using: str = DEFAULT_DB_ALIAS, **_signal: object) -> None:
    """Receiver of `post_migrate`. Does nothing while a table is missing: the schema is then older than this module."""
    connection = connections[using]
    with transaction.atomic(using=using):
        remove(using=using)
        if {_version_table(), _event_table(), *_row_tables()} <= set(connection.introspection.table_names()):
            _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite(connection))


def remove(*, using: str = DEFAULT_DB_ALIAS, **_signal: object) -> None:
    """Receiver of `pre_migrate`. Finds the triggers by name, so that those of renamed tables go too."""
    connection = connections[using]
    statement = _POSTGRESQL_DROPS if connection.vendor == "postgresql" else _SQLITE_DROPS
    with connection.cursor() as cursor:
        cursor.execute(statement)
        drops = [drop for (drop,) in cursor.fetchall()]
    _run(connection, drops)


_SQLITE_DROPS = r"""
    SELECT 'DROP TRIGGER "' || name || '"' FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'frozen\_%' ESCAPE '\'
"""
_POSTGRESQL_DROPS = r"""
    SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgname LIKE 'frozen\_%' AND pg_table_is_visible(pg_class.oid)
"""


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _version_table() -> str:
    return apps.get_model("certifications", "CurriculumVersion")._meta.db_table


def _event_table() -> str:
    return apps.get_model("certifications", "VersionEvent")._meta.db_table


def _row_tables() -> list[str]:
    return [apps.get_model("certifications", name)._meta.db_table for name in ROW_MODELS]


def _columns(connection: BaseDatabaseWrapper, table: str) -> list[str]:
    """A table as it stands in the database, which a half-way migration may have left behind the models."""
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def _sqlite(connection: BaseDatabaseWrapper) -> Iterator[str]:
    version, event = _version_table(), _event_table()
    for table in _row_tables():
        for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",))):
            sides = ", ".join(f"{row}.version_id" for row in rows)
            frozen = f"EXISTS (SELECT 1 FROM {version} WHERE id IN ({sides}) AND state IN {FROZEN})"  # noqa: S608
            yield _sqlite_trigger(table, verb, frozen, ROW_REFUSED)
    yield _sqlite_trigger(version, "DELETE", f"OLD.state IN {FROZEN}", VERSION_REFUSED)
    fixed = [name for name in _columns(connection, version) if name not in {"state", *MAY_BECOME_NULL}]
    changed = " OR ".join(
        [f'OLD."{name}" IS NOT NEW."{name}"' for name in fixed]
        + [f"(NEW.{name} IS NOT NULL AND OLD.{name} IS NOT NEW.{name})" for name in MAY_BECOME_NULL]
        + ["(OLD.state <> NEW.state AND NOT (OLD.state = 'published' AND NEW.state = 'retired'))"]
    )
    yield _sqlite_trigger(version, "UPDATE", f"OLD.state IN {FROZEN} AND ({changed})", VERSION_REFUSED)
    kept = [f'OLD."{name}" IS NOT NEW."{name}"' for name in _columns(connection, event) if name != "by_id"]
    reworded = " OR ".join([*kept, "(NEW.by_id IS NOT NULL AND OLD.by_id IS NOT NEW.by_id)"])
    yield _sqlite_trigger(event, "UPDATE", reworded, EVENT_REFUSED)
    of_frozen = f"EXISTS (SELECT 1 FROM {version} WHERE id = OLD.version_id AND state IN {FROZEN})"  # noqa: S608
    yield _sqlite_trigger(event, "DELETE", of_frozen, VERSION_REFUSED)


def _sqlite_trigger(table: str, event: str, when: str, message: str) -> str:
    return (
        f"CREATE TRIGGER {PREFIX}{table}_{event.lower()} BEFORE {event} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql() -> Iterator[str]:
    """FOR SHARE makes a writer wait for a publisher of the same version, and the other way round, so none slips between."""
    version = _version_table()
    kept = ", ".join(f"'{name}'" for name in ("state", *MAY_BECOME_NULL))
    renamed = " OR ".join(
        f"(NEW.{name} IS NOT NULL AND NEW.{name} IS DISTINCT FROM OLD.{name})" for name in MAY_BECOME_NULL
    )
    yield _postgresql_function(
        "row",
        f"FOR found IN SELECT state FROM {version} WHERE id IN (OLD.version_id, NEW.version_id) ORDER BY id FOR SHARE LOOP "  # noqa: S608
        f"IF found IN {FROZEN} THEN {_raise(ROW_REFUSED)} END IF; END LOOP;",
    )
    yield _postgresql_function(
        "version",
        f"IF OLD.state IN {FROZEN} THEN IF TG_OP = 'DELETE' OR {renamed} "
        f"OR (to_jsonb(OLD) - ARRAY[{kept}]) IS DISTINCT FROM (to_jsonb(NEW) - ARRAY[{kept}]) "
        f"OR (OLD.state <> NEW.state AND NOT (OLD.state = 'published' AND NEW.state = 'retired')) "
        f"THEN {_raise(VERSION_REFUSED)} END IF; END IF;",
    )
    yield _postgresql_function(
        "event",
        "IF TG_OP = 'UPDATE' THEN IF (to_jsonb(OLD) - 'by_id') IS DISTINCT FROM (to_jsonb(NEW) - 'by_id') "  # noqa: S608
        f"OR (NEW.by_id IS NOT NULL AND NEW.by_id IS DISTINCT FROM OLD.by_id) THEN {_raise(EVENT_REFUSED)} END IF; "
        f"ELSIF EXISTS (SELECT 1 FROM {version} WHERE id = OLD.version_id AND state IN {FROZEN}) "
        f"THEN {_raise(VERSION_REFUSED)} END IF;",
    )
    yield _postgresql_trigger(_event_table(), "UPDATE OR DELETE", "event")
    for table in _row_tables():
        yield _postgresql_trigger(table, "INSERT OR UPDATE OR DELETE", "row")
    yield _postgresql_trigger(version, "UPDATE OR DELETE", "version")


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION USING ERRCODE = 'restrict_violation', MESSAGE = '{message}';"


def _postgresql_function(name: str, body: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {PREFIX}{name}() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE found text; BEGIN "
        f"{body} IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )


def _postgresql_trigger(table: str, events: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {PREFIX}{table} BEFORE {events} ON {table} FOR EACH ROW EXECUTE FUNCTION {PREFIX}{function}()"
    )

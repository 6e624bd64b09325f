"""The catalogue's revision: a number that the database itself raises with every write to a table of this app.

Two equal numbers mean that nothing of the catalogue has changed in between, whoever wrote: the admin, a load, a shell,
a script with its own connection. Pages kept in a cache rest on that (`certifications.views.cached`). The number rises in the
transaction of the write, so it is seen together with what was written, or never.

It rises by a random step. A transaction that is rolled back, or a database restored from a backup, would otherwise count
through the same numbers again, for which a cache may still hold other pages.

`apps.py` puts the triggers in place after every `migrate` and takes them away before it, for the reasons in `frozen.py`.
Putting them in place raises the number too: while they were away, a data migration may have written.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

PREFIX = "revision_"
LARGEST_STEP = 1_000_000_000


def install(*, using: str = DEFAULT_DB_ALIAS, **_signal: object) -> None:
    """Receiver of `post_migrate`. Does nothing while a table is missing: the schema is then older than this module."""
    connection = connections[using]
    with transaction.atomic(using=using):
        remove(using=using)
        if {_revision_table(), *_tables()} <= set(connection.introspection.table_names()):
            _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(*, using: str = DEFAULT_DB_ALIAS, **_signal: object) -> None:
    """Receiver of `pre_migrate`. Finds the triggers by name, so that those of renamed tables go too."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(_POSTGRESQL_DROPS if connection.vendor == "postgresql" else _SQLITE_DROPS)
        drops = [drop for (drop,) in cursor.fetchall()]
    _run(connection, drops)


_SQLITE_DROPS = r"""
    SELECT 'DROP TRIGGER "' || name || '"' FROM sqlite_master
    WHERE type = 'trigger' AND name LIKE 'revision\_%' ESCAPE '\'
"""
_POSTGRESQL_DROPS = r"""
    SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass)
    FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
    WHERE NOT tgisinternal AND tgname LIKE 'revision\_%' AND pg_table_is_visible(pg_class.oid)
"""


def _run(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _revision_table() -> str:
    return apps.get_model("certifications", "CatalogueRevision")._meta.db_table


# What only follows from the catalogue is no change of it.
APART = frozenset({"CatalogueRevision", "SearchDocument", "SearchIndex", "SearchWord"})


def _tables() -> list[str]:
    models = apps.get_app_config("certifications").get_models(include_auto_created=True)
    return [model._meta.db_table for model in models if model._meta.object_name not in APART]


# Both databases know random(): SQLite's is a whole number of 64 bits, PostgreSQL's lies between 0 and 1.
_SQLITE_STEP = f"1 + abs(random() % {LARGEST_STEP})"
_POSTGRESQL_STEP = f"1 + floor(random() * {LARGEST_STEP})::bigint"


def _first(step: str) -> str:
    table = _revision_table()
    return (
        f"INSERT INTO {table} (id, number) VALUES (1, {step}) "  # noqa: S608
        f"ON CONFLICT (id) DO UPDATE SET number = {table}.number + excluded.number"
    )


def _raise(step: str) -> str:
    return f"UPDATE {_revision_table()} SET number = number + {step};"  # noqa: S608


def _sqlite() -> Iterator[str]:
    yield _first(_SQLITE_STEP)
    for table in _tables():
        for event in ("INSERT", "UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {PREFIX}{table}_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN {_raise(_SQLITE_STEP)} END"
            )


def _postgresql() -> Iterator[str]:
    """BEFORE, so that writers queue for the number before they hold a row that another of them may be waiting for."""
    yield _first(_POSTGRESQL_STEP)
    yield (
        f"CREATE OR REPLACE FUNCTION {PREFIX}raise() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_raise(_POSTGRESQL_STEP)} RETURN NULL; END $$"
    )
    for table in _tables():
        yield (
            f"CREATE TRIGGER {PREFIX}{table} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {PREFIX}raise()"
        )

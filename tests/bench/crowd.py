"""Very many rows, made by PostgreSQL itself as copies of one: a million people are no work for Python."""

from django.db import connection, models

OFFSET = 1_000_000  # of the copies' primary keys, so that copy n of one table can point to copy n of another


def copies(row: models.Model, number: int, **columns: str) -> None:
    """Copies of a saved row with the keys OFFSET + 1 … OFFSET + number; `columns` says what differs, as SQL over `n`."""
    given = {"id": f"{OFFSET} + n", **columns}
    names = [str(field.column) for field in row._meta.concrete_fields]
    values = ", ".join(given.get(name, f'original."{name}"') for name in names)
    values = values.replace("%", "%%")  # the driver takes a single one for a parameter
    quoted = ", ".join(f'"{name}"' for name in names)
    table = row._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({quoted}) SELECT {values} FROM "{table}" AS original '
            "CROSS JOIN generate_series(1, %s) AS n WHERE original.id = %s",
            [number, row.pk],
        )


def analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def explained(sql: str) -> str:
    """What PostgreSQL did for it; the statement runs."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}")
        return "\n".join(row[0] for row in cursor.fetchall())

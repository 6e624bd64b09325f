"""Full text by a weighted tsvector under a GIN index; words alike by trigrams (pg_trgm, at its usual threshold of 0.3)."""

from collections.abc import Sequence

from django.db import connection

from certifications.models import SearchDocument, SearchWord

NEAR = 20


def fill() -> None:
    """The vector is a column that the database generates (migration `search_engines`)."""


def found(words: Sequence[str]) -> list[tuple[int, float]]:
    """(document, score) of all documents that hold every word or a longer one that begins with it; higher is better."""
    query = " & ".join(f"{word}:*" for word in words)
    table = SearchDocument._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, ts_rank('{{0.1, 0.2, 0.4, 1.0}}', vector, query) FROM {table}, "  # noqa: S608
            "to_tsquery('simple', %s) query WHERE vector @@ query",
            [query],
        )
        return [(pk, score) for pk, score in cursor.fetchall()]


def near(word: str) -> list[str]:
    """The words most like it by trigrams, under a GIN index."""
    table = SearchWord._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT word FROM {table} WHERE word %% %s ORDER BY similarity(word, %s) DESC, word LIMIT {NEAR}",  # noqa: S608
            [word, word],
        )
        return [found for (found,) in cursor.fetchall()]

"""Full text by FTS5, whose bm25 ranks."""

from collections.abc import Sequence

from django.db import connection

from certifications.models import SearchDocument, SearchWord

TABLE = "certifications_search_fts"  # made by the migration `search_engines`
WEIGHTS = "10.0, 4.0, 1.0"


def fill() -> None:
    """After the documents have been written."""
    documents = SearchDocument._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {TABLE} (rowid, title_words, keyword_words, body_words) "  # noqa: S608
            f"SELECT id, title_words, keyword_words, body_words FROM {documents}"
        )


def found(words: Sequence[str]) -> list[tuple[int, float]]:
    """(document, score) of all documents that hold every word or a longer one that begins with it; higher is better."""
    query = " ".join(f'"{word}"*' for word in words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, -bm25({TABLE}, {WEIGHTS}) FROM {TABLE} WHERE {TABLE} MATCH %s",  # noqa: S608
            [query],
        )
        return [(pk, score) for pk, score in cursor.fetchall()]


def near(word: str) -> list[str]:
    """The whole vocabulary: SQLite knows no similarity."""
    return list(SearchWord.objects.order_by("word").values_list("word", flat=True))

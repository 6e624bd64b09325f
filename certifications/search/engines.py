"""What the two databases do differently: full text and trigrams. Words come in folded, so they are never syntax.

What they ask is made by migration 0004: on PostgreSQL a generated tsvector with a GIN index and a trigram index on the words, on SQLite
two FTS5 tables, one over the documents and one of trigrams over the words.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from certifications.models import SearchDocument

CANDIDATES = 30
TITLE, KEYWORDS, ALL = "title", "keywords", "all"


class Engine(Protocol):
    def having(self, words: Sequence[str], *, among: str = ALL, some: bool = False) -> QuerySet[SearchDocument]:
        """Documents with a word that begins like it for every one of `words` (or `some`): in the title, there or in the keywords, anywhere."""

    def closeness(self, words: Sequence[str], *, some: bool = False) -> dict[int, float]:
        """Of the same documents, by primary key: higher is closer, titles weigh more than keywords, these more than the text."""

    def similar(self, word: str) -> list[str]:
        """Words of the index that share most of its trigrams."""

    def written(self) -> None:
        """The tables of documents and words have changed."""


class PostgreSQL:
    weights = {TITLE: "A", KEYWORDS: "AB", ALL: ""}

    def having(self, words: Sequence[str], *, among: str = ALL, some: bool = False) -> QuerySet[SearchDocument]:
        matching = "SELECT id FROM certifications_searchdocument WHERE vector @@ %s::tsquery"
        return SearchDocument.objects.filter(pk__in=RawSQL(matching, [self._query(words, among, some)]))  # noqa: S611

    def closeness(self, words: Sequence[str], *, some: bool = False) -> dict[int, float]:
        query = self._query(words, ALL, some)
        return dict(
            _rows(
                "SELECT id, ts_rank('{0, 0.1, 0.4, 1}', vector, %s::tsquery, 1) FROM certifications_searchdocument "
                "WHERE vector @@ %s::tsquery",
                [query, query],
            )
        )

    def similar(self, word: str) -> list[str]:
        return [
            found
            for (found,) in _rows(
                "SELECT word FROM certifications_searchword ORDER BY word <-> %s, word LIMIT %s", [word, CANDIDATES]
            )
        ]

    def written(self) -> None:
        """Nothing to do: column and indexes follow the tables by themselves."""

    def _query(self, words: Sequence[str], among: str, some: bool) -> str:
        return (" | " if some else " & ").join(f"'{word}':*{self.weights[among]}" for word in words)


class SQLite:
    columns = {TITLE: "{title_words}", KEYWORDS: "{title_words keywords}", ALL: "{title_words keywords body}"}

    def having(self, words: Sequence[str], *, among: str = ALL, some: bool = False) -> QuerySet[SearchDocument]:
        matching = "SELECT rowid FROM certifications_search_fts WHERE certifications_search_fts MATCH %s"
        return SearchDocument.objects.filter(pk__in=RawSQL(matching, [self._query(words, among, some)]))  # noqa: S611

    def closeness(self, words: Sequence[str], *, some: bool = False) -> dict[int, float]:
        return dict(
            _rows(
                "SELECT rowid, -bm25(certifications_search_fts, 10, 4, 1) FROM certifications_search_fts "
                "WHERE certifications_search_fts MATCH %s",
                [self._query(words, ALL, some)],
            )
        )

    def similar(self, word: str) -> list[str]:
        padded = f"  {word} "
        trigrams = dict.fromkeys(padded[start : start + 3] for start in range(len(padded) - 2))
        matching = " OR ".join(f'"{trigram}"' for trigram in trigrams)
        return [
            found
            for (found,) in _rows(
                "SELECT trim(word) FROM certifications_searchword_fts WHERE certifications_searchword_fts MATCH %s "
                "ORDER BY rank, word LIMIT %s",
                [matching, CANDIDATES],
            )
        ]

    def written(self) -> None:
        """The words are padded by blanks as pg_trgm does, so that how a word begins and ends counts too."""
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO certifications_search_fts(certifications_search_fts) VALUES ('rebuild')")
            cursor.execute("DELETE FROM certifications_searchword_fts")
            cursor.execute(
                "INSERT INTO certifications_searchword_fts(rowid, word) "
                "SELECT id, '  ' || word || ' ' FROM certifications_searchword"
            )

    def _query(self, words: Sequence[str], among: str, some: bool) -> str:
        quoted = (" OR " if some else " AND ").join(f'"{word}"*' for word in words)
        return f"{self.columns[among]} : ({quoted})"


def engine() -> Engine:
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


def _rows(sql: str, parameters: Sequence[str | int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())

"""The index follows the catalogue: rebuilt as a whole by the first search after a change (docs/decisions/0005-search-index.md)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from django.db import connection, transaction
from django.db.models import Prefetch

from certifications.models import (
    CatalogueRevision,
    Certification,
    GlossaryTerm,
    Role,
    SearchDocument,
    SearchIndex,
    SearchWord,
    Skill,
)
from certifications.models.content import with_skills
from certifications.search import postgresql, sqlite
from certifications.search.words import words_of

Kind = SearchDocument.Kind
BATCH = 500
LOCK = 0x43A2  # any number that nothing else of ours locks


class Engine(Protocol):
    """What a database must answer."""

    def fill(self) -> None: ...

    def found(self, words: Sequence[str]) -> list[tuple[int, float]]: ...

    def near(self, word: str) -> list[str]: ...


def engine() -> Engine:
    return postgresql if connection.vendor == "postgresql" else sqlite


def freshen() -> None:
    """Two queries where nothing has changed."""
    revision = CatalogueRevision.objects.current()
    if revision is None or SearchIndex.objects.filter(revision=revision).exists():
        return
    with transaction.atomic():
        _wait()
        # Asked again inside: another process may have built it meanwhile. Read before the content, so that a change in
        # between leaves newer content under an older number, for which the next search builds anew.
        revision = CatalogueRevision.objects.current()
        if not SearchIndex.objects.filter(revision=revision).exists():
            _rebuild(list(_documents()))
            SearchIndex.objects.update_or_create(pk=1, defaults={"revision": revision})


def _wait() -> None:
    """One builder at a time. On SQLite the transaction itself waits."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _rebuild(documents: list[SearchDocument]) -> None:
    SearchDocument.objects.all().delete()
    SearchWord.objects.all().delete()
    SearchDocument.objects.bulk_create(documents, batch_size=BATCH)
    words = {
        word
        for document in documents
        for text in (document.title_words, document.keyword_words, document.body_words)
        for word in text.split()
    }
    SearchWord.objects.bulk_create((SearchWord(word=word) for word in sorted(words)), batch_size=BATCH)
    engine().fill()


def _documents() -> Iterator[SearchDocument]:
    yield from _certifications()
    for role in Role.objects.prefetch_related(Prefetch("skills", Skill.objects.only("name"))):
        keywords = [role.slug, *(skill.name for skill in role.skills.all())]
        yield _document(Kind.ROLE, role.slug, role.name, keywords, [role.summary, role.focus, role.scope])
    for skill in Skill.objects.all():
        yield _document(Kind.SKILL, skill.slug, skill.name, [skill.slug], [skill.summary])
    for term in GlossaryTerm.objects.all():
        yield _document(Kind.TERM, term.slug, term.term, [term.slug], [term.definition])


def _certifications() -> Iterator[SearchDocument]:
    for one in with_skills(Certification.objects.for_catalogue()):
        version = one.current_version
        if version is None:
            continue
        keywords = [
            one.slug,
            one.program.name,
            one.track.name if one.track else "",
            one.level.name if one.level else "",
            *(row.skill.name for row in version.skills_taught.all()),
        ]
        body = [version.summary, version.audience, version.proves]
        yield _document(Kind.CERTIFICATION, one.slug, one.name, keywords, body)


def _document(kind: str, slug: str, title: str, keywords: Iterable[str], body: list[str]) -> SearchDocument:
    return SearchDocument(
        kind=kind,
        slug=slug,
        title=title,
        summary=body[0],
        title_words=" ".join(words_of(title)),
        keyword_words=" ".join(words_of(" ".join(keywords))),
        body_words=" ".join(words_of(" ".join(body))),
    )

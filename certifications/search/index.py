"""Keeps the index in step with the catalogue (docs/decisions/0005-search-index.md)."""

import logging

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from certifications.models import CatalogueRevision, SearchDocument, SearchIndex, SearchWord
from certifications.search.documents import documents
from certifications.search.engines import engine

logger = logging.getLogger(__name__)
WRITTEN = ("slug", "title", "place", "summary", "title_words", "keywords", "body")
BATCH = 500


def freshen() -> None:
    """One query when nothing has changed. Where another process holds the database for too long, the old index answers."""
    if _in_step().exists():
        return
    try:
        rebuild()
    except OperationalError:
        logger.warning("The search index is behind: the database was busy.", exc_info=True)


def _in_step() -> QuerySet[SearchIndex]:
    return SearchIndex.objects.filter(revision__in=CatalogueRevision.objects.values("number"))


@transaction.atomic
def rebuild() -> None:
    """Writes what differs. Who comes second waits for the first, and finds nothing left to do.

    The revision is read before the content: should the catalogue change in between, the next search rebuilds once more.
    """
    SearchIndex.objects.get_or_create(pk=1)
    SearchIndex.objects.select_for_update().get(pk=1)
    if _in_step().exists():
        return
    revision = CatalogueRevision.objects.current()
    _write_documents()
    _write_words()
    engine().written()
    SearchIndex.objects.update(revision=revision)


def _write_documents() -> None:
    rows = SearchDocument.objects.values_list("kind", "object_id", "pk", *WRITTEN)
    held = {(kind, object_id): (pk, texts) for kind, object_id, pk, *texts in rows}
    added, changed = [], []
    for document in documents():
        pk, texts = held.pop((document.kind, document.object_id), (None, []))
        document.pk = pk
        if pk is None:
            added.append(document)
        elif texts != [getattr(document, name) for name in WRITTEN]:
            changed.append(document)
    SearchDocument.objects.filter(pk__in=[pk for pk, _texts in held.values()]).delete()
    SearchDocument.objects.bulk_create(added, BATCH)
    SearchDocument.objects.bulk_update(changed, WRITTEN, BATCH // len(WRITTEN))


def _write_words() -> None:
    words: set[str] = set()
    for texts in SearchDocument.objects.values_list("title_words", "keywords", "body"):
        words.update(*(text.split() for text in texts))
    held = set(SearchWord.objects.values_list("word", flat=True))
    SearchWord.objects.filter(word__in=held - words).delete()
    SearchWord.objects.bulk_create((SearchWord(word=word) for word in sorted(words - held)), BATCH)

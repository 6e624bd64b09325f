"""Finding: what was typed, corrected where nothing has such a word, and what was found, best first."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from certifications.models import SearchDocument, SearchWord
from certifications.models.curriculum import CertificationQuerySet
from certifications.search.engines import KEYWORDS, TITLE, Engine, engine
from certifications.search.index import freshen
from certifications.search.words import Part, asked_words, closest, marked, snippet

Kind = SearchDocument.Kind
KINDS = [str(kind) for kind in Kind]  # of equally good ones, in this order
ADDRESSES = {Kind.CERTIFICATION: "certification", Kind.ROLE: "role", Kind.SKILL: "skill"}


@dataclass(frozen=True)
class Asked:
    """`words` are looked for; `unknown` are those that were typed instead of the corrected ones."""

    words: tuple[str, ...]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a document stands among those found. `score` is 0 for the title itself, and grows with the distance."""

    document: int
    kind: str
    score: int


@dataclass(frozen=True)
class Found:
    """`loosened`: nothing has all of the words, so these have some of them."""

    asked: Asked
    places: tuple[Place, ...] = ()
    loosened: bool = False

    def counts(self) -> dict[str, int]:
        return dict(Counter(place.kind for place in self.places))

    def of_kinds(self, kinds: Collection[str]) -> list[Place]:
        return [place for place in self.places if not kinds or place.kind in kinds]


@dataclass(frozen=True)
class Hit:
    kind: str
    pk: int
    slug: str
    url: str
    name: str
    place: str
    title: list[Part]
    snippet: list[Part]
    score: int


def find(text: str) -> Found:
    """A fixed number of queries: freshness, known words, one for each unknown one, the matches, their closeness."""
    freshen()
    asked = _asked(text)
    if not asked.words:
        return Found(asked)
    places = _places(asked.words, some=False)
    if places or len(asked.words) == 1:
        return Found(asked, places)
    return Found(asked, _places(asked.words, some=True), loosened=True)


def hits(places: Sequence[Place], words: Collection[str]) -> list[Hit]:
    """One query."""
    documents = SearchDocument.objects.in_bulk([place.document for place in places])
    return [_hit(documents[place.document], place, words) for place in places if place.document in documents]


def search_all(text: str, *, kinds: Collection[str] = (), limit: int = 50) -> list[Hit]:
    found = find(text)
    return hits(found.of_kinds(kinds)[:limit], found.asked.words)


def search(certifications: CertificationQuerySet, text: str) -> CertificationQuerySet:
    """Those in which every word of `text` is found, best first: the name itself, its beginning, all words in the name, the rest."""
    if not text.strip():
        return certifications
    freshen()
    words = _asked(text).words
    if not words:
        return certifications.none()
    chosen, documents = engine(), SearchDocument.objects.filter(kind=Kind.CERTIFICATION)
    found = certifications.filter(pk__in=_objects(chosen.having(words)))
    rank = Case(
        When(pk__in=_objects(documents.filter(_is_the_title(words))), then=Value(0)),
        When(pk__in=_objects(documents.filter(_begins_the_title(words))), then=Value(1)),
        When(pk__in=_objects(chosen.having(words, among=TITLE)), then=Value(2)),
        When(pk__in=_objects(chosen.having(words, among=KEYWORDS)), then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    return found.annotate(search_rank=rank).order_by("search_rank", *certifications.query.order_by)


def _objects(documents: QuerySet[SearchDocument]) -> QuerySet[SearchDocument, Any]:
    return documents.filter(kind=Kind.CERTIFICATION).values("object_id")


def _asked(text: str) -> Asked:
    words = asked_words(text)
    known = _known(words)
    chosen, meant, unknown = engine(), [], []
    for word in words:
        better = None if word in known else closest(word, chosen.similar(word))
        meant.append(better or word)
        if better:
            unknown.append(word)
    return Asked(tuple(dict.fromkeys(meant)), tuple(unknown))


def _known(words: Sequence[str]) -> set[str]:
    """Those that a word of the index begins with."""
    if not words:
        return set()
    begun = {f"begun_{n}": Exists(SearchWord.objects.filter(word__startswith=word)) for n, word in enumerate(words)}
    flags = SearchWord.objects.annotate(**begun).values_list(*begun)[:1]
    return {word for row in flags for word, is_known in zip(words, row, strict=True) if is_known}


def _is_the_title(words: Sequence[str]) -> Q:
    return Q(title_words=" ".join(words)) | Q(slug="-".join(words))


def _begins_the_title(words: Sequence[str]) -> Q:
    return Q(title_words__startswith=" ".join(words)) | Q(slug__startswith="-".join(words))


def _places(words: Sequence[str], *, some: bool) -> tuple[Place, ...]:
    """Of those that have only some of the words, the one that has more of them counts for more than its kind."""
    chosen = engine()
    closeness = chosen.closeness(words, some=some)
    rows = _scored(chosen, words, some=some) if closeness else ()
    ranked = sorted(
        (score, 0 if some else KINDS.index(kind), -closeness.get(pk, 0.0), title, pk, kind)
        for pk, kind, title, score in rows
    )
    return tuple(Place(pk, kind, score) for score, *_order, pk, kind in ranked)


def _scored(chosen: Engine, words: Sequence[str], *, some: bool) -> QuerySet[SearchDocument, tuple[int, str, str, int]]:
    score = Case(
        When(_is_the_title(words), then=Value(0)),
        When(_begins_the_title(words), then=Value(1)),
        When(pk__in=chosen.having(words, among=TITLE, some=some).values("pk"), then=Value(2)),
        When(pk__in=chosen.having(words, among=KEYWORDS, some=some).values("pk"), then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    return chosen.having(words, some=some).annotate(score=score).values_list("pk", "kind", "title_words", "score")


def _hit(document: SearchDocument, place: Place, words: Collection[str]) -> Hit:
    return Hit(
        document.kind,
        document.object_id,
        document.slug,
        _address(document),
        document.title,
        document.place,
        marked(document.title, words),
        snippet(document.summary, words),
        place.score,
    )


def _address(document: SearchDocument) -> str:
    if document.kind == Kind.TERM:
        return f"{reverse('certifications:glossary')}#{document.slug}"
    return reverse(f"certifications:{ADDRESSES[Kind(document.kind)]}", args=[document.slug])

"""Search of the catalogue. `search` finds everything, `search_certifications` narrows a list; other modules need no more.

One ranking for both databases: the title itself, its beginning, all words in the title, the rest; inside each step the engine's
own score. A word that nothing begins with is taken for the nearest known one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from django.db.models import Case, IntegerField, Value, When

from certifications.models import SearchDocument
from certifications.models.curriculum import CertificationQuerySet
from certifications.search.index import engine, freshen
from certifications.search.words import asked, words_of

Kind = SearchDocument.Kind
KINDS = tuple(Kind)
STEPS, NAMED = 4, 2
ALIKE = 0.7


@dataclass(frozen=True)
class Hit:
    kind: str
    slug: str
    title: str
    summary: str
    step: int
    score: float


@dataclass(frozen=True)
class Found:
    """`words` are those that were searched for; `corrected` is what they were taken for, empty where as typed."""

    words: tuple[str, ...]
    corrected: str
    hits: tuple[Hit, ...]

    def count(self, kind: str) -> int:
        return sum(hit.kind == kind for hit in self.hits)


def search(text: str, *, kinds: Collection[str] = KINDS) -> Found:
    """Best first. At most six queries, whatever the catalogue's size, and three more for each mistyped word."""
    words = asked(text)
    if not words:
        return Found((), "", ())
    freshen()
    hits = _hits(words, kinds)
    if hits:
        return Found(tuple(words), "", hits)
    meant = [_meant(word) for word in words]
    if meant == words:
        return Found(tuple(words), "", ())
    hits = _hits(meant, kinds)
    return Found(tuple(meant), " ".join(meant) if hits else "", hits)


def search_certifications(certifications: CertificationQuerySet, text: str) -> CertificationQuerySet:
    """Those that are found, best first; all of them in their own order where no word is asked for."""
    if not text.strip():
        return certifications
    hits = search(text, kinds=(SearchDocument.Kind.CERTIFICATION,)).hits
    steps = [When(slug__in=_slugs(hits, step), then=Value(step)) for step in range(STEPS)]
    found = certifications.filter(slug__in=[hit.slug for hit in hits]).annotate(
        search_rank=Case(*steps, default=Value(STEPS), output_field=IntegerField())
    )
    return found.order_by("search_rank", *certifications.query.order_by)


def _slugs(hits: Iterable[Hit], step: int) -> list[str]:
    return [hit.slug for hit in hits if hit.step == step]


def _hits(words: list[str], kinds: Collection[str]) -> tuple[Hit, ...]:
    scores = dict(engine().found(words))
    documents = SearchDocument.objects.in_bulk(list(scores))
    hits = [
        Hit(one.kind, one.slug, one.title, one.summary, _step(words, one), scores[one.pk])
        for one in documents.values()
        if one.kind in kinds
    ]
    order = {kind: place for place, kind in enumerate(KINDS)}
    return tuple(sorted(hits, key=lambda hit: _place(hit, order[Kind(hit.kind)])))


def _place(hit: Hit, kind: int) -> tuple[int, int, float, int, str]:
    """What is called so stands in the order of the kinds; of the rest the best score comes first."""
    return hit.step, kind if hit.step < NAMED else 0, -round(hit.score, 3), kind, hit.title


def _step(words: list[str], document: SearchDocument) -> int:
    phrase, title = " ".join(words), document.title_words
    if phrase in {title, " ".join(words_of(document.slug))}:
        return 0
    if title.startswith(phrase):
        return 1
    own = title.split()
    return 2 if all(any(one.startswith(word) for one in own) for word in words) else 3


def _meant(word: str) -> str:
    """The word itself where something begins with it."""
    if engine().found([word]):
        return word
    return next(iter(get_close_matches(word, engine().near(word), n=1, cutoff=ALIKE)), word)

"""Search of the catalogue. `search` is the only door: another engine replaces its body and nothing else."""

from functools import reduce
from operator import and_

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Value, When

from certifications.models import SkillTaught
from certifications.models.curriculum import CertificationQuerySet

MOST_WORDS = 8


def _named(text: str) -> Q:
    return Q(name__icontains=text) | Q(slug__icontains=text)


def _told(word: str) -> Q:
    skill = SkillTaught.objects.filter(version=OuterRef("current_version"), skill__name__icontains=word)
    return (
        _named(word)
        | Q(current_version__summary__icontains=word)
        | Q(current_version__audience__icontains=word)
        | Q(program__name__icontains=word)
        | Q(track__name__icontains=word)
        | Q(level__name__icontains=word)
        | Q(Exists(skill))
    )


def search(certifications: CertificationQuerySet, text: str) -> CertificationQuerySet:
    """Those in which every word of `text` is found, best first: the name itself, its beginning, all words in the name, the rest."""
    words = text.split()[:MOST_WORDS]
    if not words:
        return certifications
    phrase = " ".join(words)
    rank = Case(
        When(Q(name__iexact=phrase) | Q(slug__iexact=phrase), then=Value(0)),
        When(Q(name__istartswith=phrase) | Q(slug__istartswith=phrase), then=Value(1)),
        When(_named(phrase), then=Value(2)),
        When(reduce(and_, map(_named, words)), then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    found = certifications.filter(reduce(and_, map(_told, words))).annotate(search_rank=rank)
    return found.order_by("search_rank", *certifications.query.order_by)

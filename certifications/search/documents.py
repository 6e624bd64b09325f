"""What can be found, made from the catalogue: one document for each thing that the public sees. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from certifications.models import Certification, GlossaryTerm, Role, SearchDocument, Skill, SkillTaught
from certifications.search.words import folded

Kind = SearchDocument.Kind


def documents() -> Iterator[SearchDocument]:
    skills = list(Skill.objects.values_list("pk", "slug", "name", "summary"))
    names = {pk: name for pk, _slug, name, _summary in skills}
    yield from _certifications(names)
    yield from _roles(names)
    for pk, slug, name, summary in skills:
        yield _document(Kind.SKILL, (pk, slug, name), (summary,))
    for pk, slug, term, definition in GlossaryTerm.objects.values_list("pk", "slug", "term", "definition"):
        yield _document(Kind.TERM, (pk, slug, term), (definition,))


def _certifications(names: Mapping[int, str]) -> Iterator[SearchDocument]:
    """The names of skills are put to them here: joined in one query, a plan on stale statistics goes through all of each for all."""
    taught = SkillTaught.objects.in_force().order_by("pk")
    skills = _joined(taught.values_list("version_id", "skill_id"), names)
    ways = ("program__name", "track__name", "level__name")
    texts = ("summary", "audience", "proves")
    rows = Certification.objects.offered().values_list(
        "pk", "slug", "name", "current_version_id", *ways, *(f"current_version__{name}" for name in texts)
    )
    for pk, slug, name, version, program, track, level, summary, audience, proves in rows:
        yield _document(
            Kind.CERTIFICATION,
            (pk, slug, name),
            (summary, audience, proves),
            place=" · ".join(filter(None, (program, level))),
            keywords=(program, track or "", level or "", skills[version]),
        )


def _roles(names: Mapping[int, str]) -> Iterator[SearchDocument]:
    skills = _joined(Role.skills.through.objects.values_list("role_id", "skill_id"), names)
    rows = Role.objects.values_list("pk", "slug", "name", "summary", "focus", "scope", "responsibilities")
    for pk, slug, name, summary, focus, scope, responsibilities in rows:
        texts = (summary or focus, focus, scope, *map(str, responsibilities))
        yield _document(Kind.ROLE, (pk, slug, name), texts, keywords=(skills[pk],))


def _joined(pairs: Iterable[tuple[int, int]], names: Mapping[int, str]) -> dict[int, str]:
    """The names of each one's skills, with blanks between."""
    found: defaultdict[int, str] = defaultdict(str)
    for pk, skill in pairs:
        found[pk] += f"{names[skill]} "
    return found


def _document(
    kind: str,
    identity: tuple[int, str, str],
    texts: tuple[str, ...],
    *,
    place: str = "",
    keywords: tuple[str, ...] = (),
) -> SearchDocument:
    """`texts` begin with the summary, which is shown."""
    pk, slug, title = identity
    return SearchDocument(
        kind=kind,
        object_id=pk,
        slug=slug,
        title=title,
        place=place,
        summary=" ".join(texts[0].split()),
        title_words=folded(title),
        keywords=folded(" ".join((slug, *keywords))),
        body=folded(" ".join(texts)),
    )

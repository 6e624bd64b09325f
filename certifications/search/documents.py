"""What can be found, made from the catalogue: one document for each thing that the public sees. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from certifications.models import Certification, GlossaryTerm, Role, SearchDocument, Skill, SkillTaught
from certifications.search.words import folded

Kind = SearchDocument.Kind


def documents() -> Iterator[SearchDocument]:
    yield from _certifications()
    yield from _roles()
    for pk, slug, name, summary in Skill.objects.values_list("pk", "slug", "name", "summary"):
        yield _document(Kind.SKILL, (pk, slug, name), (summary,))
    for pk, slug, term, definition in GlossaryTerm.objects.values_list("pk", "slug", "term", "definition"):
        yield _document(Kind.TERM, (pk, slug, term), (definition,))


def _certifications() -> Iterator[SearchDocument]:
    skills = _joined(
        SkillTaught.objects.filter(version__current_for__archived=False).values_list(
            "version__current_for", "skill__name"
        )
    )
    ways = ("program__name", "track__name", "level__name")
    texts = ("summary", "audience", "proves")
    rows = Certification.objects.offered().values_list(
        "pk", "slug", "name", *ways, *(f"current_version__{name}" for name in texts)
    )
    for pk, slug, name, program, track, level, summary, audience, proves in rows:
        yield _document(
            Kind.CERTIFICATION,
            (pk, slug, name),
            (summary, audience, proves),
            place=" · ".join(filter(None, (program, level))),
            keywords=(program, track or "", level or "", skills[pk]),
        )


def _roles() -> Iterator[SearchDocument]:
    skills = _joined(Role.skills.through.objects.values_list("role", "skill__name"))
    rows = Role.objects.values_list("pk", "slug", "name", "summary", "focus", "scope", "responsibilities")
    for pk, slug, name, summary, focus, scope, responsibilities in rows:
        texts = (summary or focus, focus, scope, *map(str, responsibilities))
        yield _document(Kind.ROLE, (pk, slug, name), texts, keywords=(skills[pk],))


def _joined(pairs: Iterable[tuple[int, str]]) -> dict[int, str]:
    names: defaultdict[int, str] = defaultdict(str)
    for pk, name in pairs:
        names[pk] += f"{name} "
    return names


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

"""What only all files together can show: names given twice, references to nothing, circles, and rules between values.

Pure: what the database holds already comes in as `Known`. Every problem of a run is reported, none is the last.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise

from certifications.files.form import (
    CatalogueFile,
    CertificationForm,
    GuideForm,
    Part,
    PrerequisiteForm,
    Record,
    ReferenceForm,
    RoadmapForm,
    StageForm,
    fingerprint,
    references_of,
)
from certifications.files.reader import ReadFile
from certifications.files.tree import Node, Path, Problem
from certifications.graph import find_cycle

Found = tuple[Path, str]
Edge = tuple[str, str]
KINDS = tuple(CatalogueFile.model_fields)
IDENTITY = dict.fromkeys(KINDS, "slug") | {"sources": "code"}
NAMES = {
    "sources": "source",
    "providers": "provider",
    "levels": "level",
    "skills": "skill",
    "glossary": "term",
    "programs": "programme",
    "certifications": "certification",
    "paths": "learning path",
    "roles": "role",
    "roadmaps": "roadmap",
    "references": "reference",
}


@dataclass(frozen=True)
class Known:
    """What the database holds before the load."""

    loaded: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Kind → slug → fingerprint of the record as last loaded, empty where it came from no file."""
    tracks: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Programme → its tracks."""
    ranks: Mapping[str, int] = field(default_factory=dict)
    """Level → rank."""
    owned: Mapping[str, str] = field(default_factory=dict)
    """Certification → programme, of those that came from a file or are archived: a programme's file decides over them."""
    guides: Mapping[str, str] = field(default_factory=dict)
    """Certification → fingerprint of its guide as last loaded."""
    asked: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Certification → the certifications that its current version asks for."""

    def leaves_alone(self, kind: str, record: Record) -> bool:
        """Whether the file says what it said at the last load, so that the database's own state counts."""
        return self.loaded.get(kind, {}).get(record.slug) == fingerprint(record)


@dataclass(frozen=True)
class Names:
    """Everything that can be referred to once the files are loaded."""

    of: Mapping[str, Collection[str]]
    tracks: Mapping[str, Collection[str]]
    promised: Collection[str]

    def has(self, kind: str, slug: str) -> bool:
        return slug in self.of[kind] or slug in self.promised


def check(files: Sequence[ReadFile], known: Known) -> list[Problem]:
    """Every problem of the files, those that their reading found included, by file and line."""
    names = _names(files, known)
    problems = [
        *chain.from_iterable(file.problems for file in files),
        *_named_twice(files),
        *_ranks_twice(files, known),
        *_circles(files, known),
    ]
    for file in files:
        problems += (file.problem(path, what) for path, what in _within(file.form, names))
    return sorted(set(problems))


def owned_but_missing(files: Iterable[CatalogueFile], known: Known) -> set[str]:
    """Certifications of a programme in the files that the files no longer name."""
    programs, named = set(), set()
    for form in files:
        programs |= {program.slug for program in form.programs}
        named |= {certification.slug for certification in form.certifications}
    return {slug for slug, program in known.owned.items() if program in programs and slug not in named}


def _names(files: Sequence[ReadFile], known: Known) -> Names:
    of = {kind: set(known.loaded.get(kind, ())) for kind in KINDS}
    of["certifications"] -= owned_but_missing((file.form for file in files), known)
    tracks: dict[str, Collection[str]] = dict(known.tracks)
    for kind, slug, node, _file in _named(files):
        of[kind].add(slug)
        if kind == "programs":
            tracks[slug] = {track for _node, track in _with_names(node.child("tracks"), "slug")}
    for program in chain.from_iterable(file.form.programs for file in files):
        if known.leaves_alone("programs", program):
            tracks[program.slug] = known.tracks.get(program.slug, ())
    return Names(of, tracks, frozenset().union(*(file.promised for file in files)))


def _named(files: Sequence[ReadFile]) -> Iterator[tuple[str, str, Node, ReadFile]]:
    """Every record that has a name, whether or not the rest of it is right."""
    for file in files:
        for kind in KINDS:
            for record, slug in _with_names(file.root.child(kind), IDENTITY[kind]):
                yield kind, slug, record, file


def _with_names(records: Node | None, identity: str) -> Iterator[tuple[Node, str]]:
    for record in records.items() if records else ():
        slug = record.child(identity)
        if slug and isinstance(slug.value, str):
            yield record, slug.value


def _named_twice(files: Sequence[ReadFile]) -> Iterator[Problem]:
    first: dict[tuple[str, str], str] = {}
    for kind, slug, record, file in _named(files):
        line = record.line_of((IDENTITY[kind],))
        if (kind, slug) in first:
            yield Problem(file.name, line, f"the {NAMES[kind]} “{slug}” is named twice: first at {first[kind, slug]}")
        else:
            first[kind, slug] = f"{file.name}:{line}"


def _ranks_twice(files: Sequence[ReadFile], known: Known) -> Iterator[Problem]:
    levels = [(file, index, level) for file in files for index, level in enumerate(file.form.levels)]
    written = {level.slug for _file, _index, level in levels if not known.leaves_alone("levels", level)}
    holders = {rank: slug for slug, rank in known.ranks.items() if slug not in written}
    for file, index, level in levels:
        holder = holders.setdefault(level.rank, level.slug) if level.slug in written else level.slug
        if holder != level.slug:
            yield file.problem(("levels", index, "rank"), f"“rank” {level.rank} is the level “{holder}”'s already")


def _circles(files: Sequence[ReadFile], known: Known) -> Iterator[Problem]:
    """Each circle is told at its first edge that a file draws; then that edge is set aside, to see the next circle."""
    drawn, kept = _drawn_and_kept(files, known)
    edges = dict.fromkeys([*drawn, *kept])
    while circle := find_cycle(edges):
        around = list(pairwise(circle))
        edge = next((edge for edge in around if edge in drawn), around[0])
        del edges[edge]
        if edge in drawn:
            file, path = drawn[edge]
            yield file.problem(path, f"the prerequisites go round in a circle: {' → '.join(circle)}")


def _drawn_and_kept(files: Sequence[ReadFile], known: Known) -> tuple[dict[Edge, tuple[ReadFile, Path]], list[Edge]]:
    """Edges of the guides that the files bring, with their place, and those of the guides that stay as they are."""
    drawn: dict[Edge, tuple[ReadFile, Path]] = {}
    replaced = owned_but_missing((file.form for file in files), known)
    for file in files:
        for index, certification in enumerate(file.form.certifications):
            if known.guides.get(certification.slug) != fingerprint(certification.guide):
                replaced.add(certification.slug)
                drawn |= {edge: (file, path) for edge, path in _edges(certification, index)}
    return drawn, [(slug, other) for slug, asked in known.asked.items() if slug not in replaced for other in asked]


def _edges(certification: CertificationForm, index: int) -> Iterator[tuple[Edge, Path]]:
    for place, asked in enumerate(certification.guide.prerequisites):
        if asked.certification:
            path = ("certifications", index, "guide", "prerequisites", place, "certification")
            yield (certification.slug, asked.certification), path


def _within(form: CatalogueFile, names: Names) -> Iterator[Found]:
    for path, part in _parts(form, ()):
        for name, what in chain(_dangling(part, names), _repeated(part), _broken_rules(part)):
            yield (*path, *name), what


def _parts(part: Part, path: Path) -> Iterator[tuple[Path, Part]]:
    yield path, part
    for name, value in part:
        if isinstance(value, Part):
            yield from _parts(value, (*path, name))
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, Part):
                    yield from _parts(item, (*path, name, index))


def _dangling(part: Part, names: Names) -> Iterator[Found]:
    references = references_of(type(part))
    for name, value in part if references else ():
        if name in references and value:
            slugs = (
                [((name, index), slug) for index, slug in enumerate(value)]
                if isinstance(value, list)
                else [((name,), value)]
            )
            for path, slug in slugs:
                if not names.has(references[name], slug):
                    yield path, f"“{name}” names the {NAMES[references[name]]} “{slug}”, and there is none"
    if isinstance(part, Record) and part.source:
        for code in (code.strip() for code in part.source.split(",")):
            if not names.has("sources", code):
                yield ("source",), f"“source” names the source “{code}”, and there is none"
    if isinstance(part, CertificationForm) and part.track and names.has("programs", part.program):
        tracks = names.tracks.get(part.program)
        if tracks is not None and part.track not in tracks:
            yield (
                ("track",),
                f"“track” names the track “{part.track}”, which the programme “{part.program}” does not have",
            )


def _repeated(part: Part) -> Iterator[Found]:
    references = references_of(type(part))
    for name, value in part:
        seen = set()
        for index, item in enumerate(value if isinstance(value, list) else ()):
            path, said = _distinct(item) if isinstance(item, Part) else ((), item if name in references else None)
            if said is not None and said in seen:
                yield (name, index, *path), f"“{said}” stands twice in “{name}”"
            seen.add(said)
    if isinstance(part, GuideForm):
        yield from _step_keys_again(part)


def _distinct(part: Part) -> tuple[Path, str | None]:
    """What must not come again in the same list, and where it stands in the part."""
    return ((part.unique_by,), dict(part)[part.unique_by]) if part.unique_by else ((), None)


def _step_keys_again(guide: GuideForm) -> Iterator[Found]:
    """Progress follows a step's key, so it is unique in the whole plan and not only in its phase."""
    first: dict[str, int] = {}
    for index, phase in enumerate(guide.plan):
        for place, step in enumerate(phase.steps):
            if first.setdefault(step.key, index) != index:
                yield ("plan", index, "steps", place, "key"), f"“{step.key}” is a step of an earlier phase already"


def _broken_rules(part: Part) -> Iterator[Found]:
    match part:
        case CertificationForm():
            yield from _certification_rules(part)
        case GuideForm():
            yield from _guide_rules(part)
        case PrerequisiteForm():
            if sum(value is not None for value in (part.certification, part.skill, part.years)) != 1:
                yield (), "a prerequisite says one thing: either “certification”, “skill” or “years”"
        case RoadmapForm():
            yield from _in_order("months_max", part.months_min, part.months_max)
            yield from _in_order("cost_max", part.cost_min, part.cost_max)
        case StageForm():
            yield from _in_order("months_max", part.months_min, part.months_max)
        case ReferenceForm():
            for index, row in enumerate(part.rows):
                if len(row.cells) != len(part.columns):
                    yield ("rows", index), f"the row has {len(row.cells)} cells for {len(part.columns)} columns"


def _certification_rules(certification: CertificationForm) -> Iterator[Found]:
    if certification.replaced_by == certification.slug:
        yield ("replaced_by",), "a certification cannot replace itself"
    if certification.kind == "guided":
        for name, given in (("track", certification.track), ("level", certification.level)):
            if not given:
                yield (), f"a guided certification needs a “{name}” (or is of “kind: listed”)"
        if not certification.guide.plan:
            yield ("guide",), "a guided certification needs a “plan” (or is of “kind: listed”)"
        if not certification.guide.skills:
            yield ("guide",), "a guided certification needs “skills” (or is of “kind: listed”)"


def _guide_rules(guide: GuideForm) -> Iterator[Found]:
    if guide.validity_months_max is not None:
        if guide.validity_months is None:
            yield ("validity_months_max",), "“validity_months_max” needs a “validity_months” beside it"
        else:
            yield from _in_order("validity_months_max", guide.validity_months, guide.validity_months_max)
    for index, (before, phase) in enumerate(pairwise(guide.plan), start=1):
        if phase.by_day <= before.by_day:
            what = f"“by_day” must rise from phase to phase: {phase.by_day} comes after {before.by_day}"
            yield ("plan", index, "by_day"), what
    sizes = Counter(asked.group for asked in guide.prerequisites)
    for index, asked in enumerate(guide.prerequisites):
        if asked.group_minimum > (sizes[asked.group] if asked.group else 1):
            yield ("prerequisites", index, "group_minimum"), "“group_minimum” is more than its group has alternatives"


def _in_order(name: str, least: int, most: int) -> Iterator[Found]:
    if most < least:
        yield (name,), f"“{name}” must be at least {least}, not {most}"

"""What only all files together can show: names given twice, references to nothing, circles, and rules between values.

Pure: what the database holds already comes in as `Known`. Every problem of a run is reported, none is the last.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from certifications.lint import Around, Finding, Standing, beyond_reach, circles, lint, standing_of

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
    standings: Mapping[str, Standing] = field(default_factory=dict)
    """Certification → how it stands, named by its slug: that is what an author reads in the files."""

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


@dataclass(frozen=True)
class Checked:
    """By file and line. `problems` stop a load, `warnings` do not."""

    problems: list[Problem]
    warnings: list[Problem]


def check(files: Sequence[ReadFile], known: Known) -> Checked:
    """Everything that is wrong with the files, what their reading found included."""
    names = _names(files, known)
    linted = list(_linted(files, known, names))
    problems = [
        *chain.from_iterable(file.problems for file in files),
        *_named_twice(files),
        *_ranks_twice(files, known),
        *(problem for finding, problem in linted if finding.is_error),
    ]
    for file in files:
        problems += (file.problem(path, what) for path, what in _within(file.form, names))
    warnings = (problem for finding, problem in linted if not finding.is_error)
    return Checked(sorted(set(problems)), sorted(set(warnings)))


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


def _linted(files: Sequence[ReadFile], known: Known, names: Names) -> Iterator[tuple[Finding, Problem]]:
    """The lint of what a load would write, seen in the catalogue as it would stand then."""
    written = {
        form.slug: (file, index, form)
        for file in files
        for index, form in enumerate(file.form.certifications)
        if not known.leaves_alone("certifications", form)
    }
    around = _around(files, known, names, {slug: form for slug, (_file, _index, form) in written.items()})
    beyond = beyond_reach(around.certifications)
    for file, index, form in written.values():
        for finding in lint(form, around, beyond=beyond):
            yield finding, file.problem(("certifications", index, *finding.path), finding.text)
    drawn, kept = _drawn_and_kept(files, known)
    for edge, finding in circles([*drawn, *kept], drawn=drawn, around=around):
        file, path = drawn[edge]
        yield finding, file.problem(path, finding.text)


def _around(files: Sequence[ReadFile], known: Known, names: Names, written: Mapping[str, CertificationForm]) -> Around:
    """The catalogue as it would stand. What a programme drops is left out: that it is named all the same is told already."""
    dropped = owned_but_missing((file.form for file in files), known)
    standings = {slug: standing for slug, standing in known.standings.items() if slug not in dropped}
    standings |= {slug: standing_of(form) for slug, form in written.items()}
    named = {slug: replace(standing, name=slug) for slug, standing in standings.items()}
    return Around(named, {kind: {*names.of[kind], *names.promised} for kind in KINDS})


def _drawn_and_kept(files: Sequence[ReadFile], known: Known) -> tuple[dict[Edge, tuple[ReadFile, Path]], list[Edge]]:
    """Edges of the guides that the files bring, with their place, and those of the guides that stay as they are."""
    drawn: dict[Edge, tuple[ReadFile, Path]] = {}
    replaced = owned_but_missing((file.form for file in files), known)
    for file in files:
        for index, certification in enumerate(file.form.certifications):
            if known.guides.get(certification.slug) != fingerprint(certification.guide):
                replaced.add(certification.slug)
                drawn |= {edge: (file, path) for edge, path in _edges(certification, index)}
    kept = ((slug, ask) for slug, standing in known.standings.items() if slug not in replaced for ask in standing.asks)
    return drawn, [(slug, other) for slug, ask in kept for other in ask.certifications if other is not None]


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


def _distinct(part: Part) -> tuple[Path, str | None]:
    """What must not come again in the same list, and where it stands in the part."""
    return ((part.unique_by,), dict(part)[part.unique_by]) if part.unique_by else ((), None)


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

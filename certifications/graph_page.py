"""What the page of the graph shows: the certifications asked for, the arrows between them, and the same as rows of a table.

A small catalogue is shown whole. In a large one the whole is a wall of arrows in which nobody finds anything, so the page begins
with one programme and leads to each of the others and to the whole.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from certifications.graph import Unlocked, needed_for, study_order, unlocked_by
from certifications.graph_layout import (
    BOX_HEIGHT,
    BOX_WIDTH,
    COLUMN_PITCH,
    MARGIN,
    Arrow,
    Box,
    Layout,
    lay_out,
    shortened,
    wrapped,
)
from certifications.map import short_name
from certifications.models import Certification, NextStep, Prerequisite, Strength
from certifications.templatetags.catalogue import experience_words

MOST_SHOWN_WHOLE = 150
WHOLE = "all"
NEXT_STEP = "next"
TEXT_WIDTH = BOX_WIDTH - 16
SMALL, MEDIUM, LINE = 12, 13, 17  # sizes of the words in a box, as in static/css/graph.css


@dataclass(frozen=True, slots=True)
class Stone:
    """A certification as the page knows it. `level` is (rank, name), or None."""

    pk: int
    slug: str
    address: str
    name: str
    program_slug: str
    program_name: str
    level: tuple[int, str] | None
    guided: bool
    retired: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One row of the prerequisites. `certification` is None where it asks for something else, said in `words`."""

    asking: int
    certification: int | None
    strength: str
    group: str
    minimum: int
    words: str


@dataclass(frozen=True, slots=True)
class AskedTogether:
    """`stones` and `words` (what is no certification) are alternatives, of which `minimum` suffice."""

    strength: str
    minimum: int
    stones: list[Stone]
    words: list[str]

    @property
    def has_choice(self) -> bool:
        return self.minimum < len(self.stones) + len(self.words)

    @property
    def recommended(self) -> bool:
        return self.strength == Strength.RECOMMENDED


@dataclass(frozen=True, slots=True)
class Links:
    """All that goes from one offered certification to another. An edge is (asks, is asked for)."""

    asked: dict[int, list[AskedTogether]]
    next_steps: dict[int, list[Stone]]
    edges: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Words:
    """A line inside a box; `y` is its baseline."""

    text: str
    y: int
    small: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the picture with the words that fit into it, and a row of the table."""

    stone: Stone
    box: Box[int]
    lines: list[Words]
    asked: list[AskedTogether]
    unlocks: list[Stone]
    next_steps: list[Stone]


@dataclass(frozen=True, slots=True)
class Scope:
    """What of the catalogue is shown: one programme, all around one certification, or (both empty) the whole."""

    shown: set[int]
    program: str = ""
    around: Stone | None = None
    unlocked: Unlocked[int] | None = None


@dataclass(frozen=True, slots=True)
class GraphPage:
    """`columns` are (name of the level, x). `paths` and `heads` are by kind of arrow, each the `d` of one SVG path."""

    programs: dict[str, str]
    scope: Scope
    layout: Layout[int]
    columns: list[tuple[str, int]]
    nodes: list[Node]
    paths: dict[str, str]
    heads: dict[str, str]


class NoSuchScopeError(Exception):
    """The address asks for a programme or a certification that is not there."""


def graph_page(*, program: str = "", around: str = "") -> GraphPage:
    """Three queries at any size. Raises NoSuchScopeError."""
    stones = {row[0]: _stone(row) for row in Certification.objects.for_graph_page()}
    links = _links(stones)
    scope = _scope(stones, links, program=program, around=around)
    positions = {pk: place for place, pk in enumerate(stones) if pk in scope.shown}
    shown = {pk: stones[pk] for pk in study_order(positions, links.edges)}
    levels = _levels(shown.values())
    arrows = _arrows(shown, links)
    layout = lay_out({pk: levels.index(stone.level) for pk, stone in shown.items()}, arrows)
    return GraphPage(
        programs={stone.program_slug: stone.program_name for stone in stones.values()},
        scope=scope,
        layout=layout,
        columns=[(level[1] if level else "", MARGIN + place * COLUMN_PITCH) for place, level in enumerate(levels)],
        nodes=list(_nodes(shown, links, layout)),
        paths=_by_kind((line.arrow.kind, line.path) for line in layout.lines),
        heads=_by_kind((line.arrow.kind, line.head) for line in layout.lines),
    )


def _stone(row: tuple[Any, ...]) -> Stone:
    pk, slug, name, program_slug, program_name, rank, level_name, kind, retired = row
    level = None if rank is None else (rank, level_name)
    address = reverse("certifications:certification", args=[slug])
    guided = kind == Certification.Kind.GUIDED
    return Stone(pk, slug, address, name, program_slug, program_name, level, guided, retired)


def _links(stones: Mapping[int, Stone]) -> Links:
    groups: dict[tuple[int, str, str | int], list[Asked]] = defaultdict(list)
    for pk, asking, certification, strength, group, minimum, *rest in Prerequisite.objects.for_graph_page():
        row = Asked(asking, certification, strength, group, minimum, _words(*rest))
        groups[asking, strength, group or pk].append(row)
    asked: dict[int, list[AskedTogether]] = defaultdict(list)
    for rows in groups.values():
        known = [stones[pk] for row in rows if (pk := row.certification) is not None and pk in stones]
        if known and rows[0].asking in stones:
            words = [row.words for row in rows if row.certification is None]
            together = AskedTogether(rows[0].strength, max(row.minimum for row in rows), known, words)
            asked[rows[0].asking].append(together)
    next_steps: dict[int, list[Stone]] = defaultdict(list)
    for first, then in NextStep.objects.for_graph_page():
        if first in stones and then is not None and then in stones:
            next_steps[first].append(stones[then])
    edges = [(pk, stone.pk) for pk, found in asked.items() for together in found for stone in together.stones]
    return Links(asked, next_steps, edges)


def _words(label: str, skill: str | None, years: Decimal | None) -> str:
    if skill is not None or years is None:
        return label or skill or ""
    return experience_words(years, label)


def _scope(stones: Mapping[int, Stone], links: Links, *, program: str, around: str) -> Scope:
    if around:
        return _around(stones, links, around)
    if program == WHOLE or (not program and len(stones) <= MOST_SHOWN_WHOLE):
        return Scope(set(stones))
    slug = program or next(iter(stones.values())).program_slug
    own = {pk for pk, stone in stones.items() if stone.program_slug == slug}
    if not own:
        raise NoSuchScopeError(slug)
    joined = {end for edge in _all_pairs(links) if not own.isdisjoint(edge) for end in edge}
    return Scope(own | joined, program=slug)


def _around(stones: Mapping[int, Stone], links: Links, slug: str) -> Scope:
    middle = next((stone for stone in stones.values() if stone.slug == slug), None)
    if middle is None:
        raise NoSuchScopeError(slug)
    unlocked = unlocked_by(middle.pk, links.edges)
    beside = {end for pair in _next_pairs(links) if middle.pk in pair for end in pair}
    shown = {middle.pk, *needed_for(middle.pk, links.edges), *unlocked.direct, *unlocked.further, *beside}
    return Scope(shown, around=middle, unlocked=unlocked)


def _next_pairs(links: Links) -> Iterator[tuple[int, int]]:
    """(what comes first, what comes next)."""
    return ((first, then.pk) for first, found in links.next_steps.items() for then in found)


def _all_pairs(links: Links) -> Iterator[tuple[int, int]]:
    return chain(((asked, asking) for asking, asked in links.edges), _next_pairs(links))


def _levels(stones: Iterable[Stone]) -> list[tuple[int, str] | None]:
    """From the lowest rank up; those without a level come last."""
    found = {stone.level for stone in stones}
    ranked: list[tuple[int, str] | None] = [*sorted(level for level in found if level)]
    return [*ranked, None] if None in found else ranked


def _arrows(shown: Mapping[int, Stone], links: Links) -> list[Arrow[int]]:
    """One for each two certifications: what is asked for is not drawn once more as a next step."""
    kinds: dict[tuple[int, int], str] = {}
    for asking in shown:
        for together in links.asked.get(asking, ()):
            for stone in together.stones:
                if stone.pk in shown and kinds.get((stone.pk, asking)) != Strength.REQUIRED:
                    kinds[stone.pk, asking] = together.strength
    for pair in _next_pairs(links):
        if pair[0] in shown and pair[1] in shown:
            kinds.setdefault(pair, NEXT_STEP)
    return [Arrow(first, then, kind, lower=kind == NEXT_STEP) for (first, then), kind in kinds.items() if first != then]


def _nodes(shown: Mapping[int, Stone], links: Links, layout: Layout[int]) -> Iterator[Node]:
    """In study order. Of what a certification is joined to, only what is shown."""
    unlocks: dict[int, list[Stone]] = defaultdict(list)
    for asking in shown:
        for asked in dict.fromkeys(other for together in links.asked.get(asking, ()) for other in together.stones):
            unlocks[asked.pk].append(shown[asking])
    for box in layout.boxes:
        yield Node(
            stone=shown[box.id],
            box=box,
            lines=_lines(shown[box.id]),
            asked=[together for together in links.asked.get(box.id, ()) if _shows(together, shown)],
            unlocks=unlocks[box.id],
            next_steps=[then for then in links.next_steps.get(box.id, ()) if then.pk in shown],
        )


def _lines(stone: Stone) -> list[Words]:
    """The name in at most two lines, under the programme where it does not say that itself; in the middle of the box."""
    short = short_name(stone.name, stone.program_name)
    texts = wrapped(short, width=TEXT_WIDTH, size=MEDIUM, lines=2)
    above = [gettext("Retired")] * stone.retired + [stone.program_name] * (short != stone.name)
    eyebrow = [shortened(" · ".join(above), width=TEXT_WIDTH, size=SMALL)] if above else []
    top = (BOX_HEIGHT - LINE * (len(eyebrow) + len(texts))) // 2 + LINE - 4
    return [
        Words(text, top + LINE * place, small=place < len(eyebrow)) for place, text in enumerate([*eyebrow, *texts])
    ]


def _shows(together: AskedTogether, shown: Mapping[int, Stone]) -> bool:
    return any(stone.pk in shown for stone in together.stones)


def _by_kind(parts: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Joined, each once."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for kind, part in parts:
        found[kind][part] = None
    return {kind: "".join(once) for kind, once in found.items()}

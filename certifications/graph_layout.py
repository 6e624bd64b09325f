"""Where everything stands on the picture of the graph, in pixels: boxes in columns, arrows around them, words that fit.

An arrow runs from what comes first to what comes after it. One that passes a column on its way gets a lane of its own there, so
that it passes no box; arrows from the same box share the lane. Every answer follows from the order of what is given.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=Hashable)

BOX_WIDTH, BOX_HEIGHT = 176, 70
COLUMN_PITCH, ROW_PITCH = 220, 100
LANE_PITCH = 18
MARGIN, TOP = 16, 32
HEAD = 8  # the length of an arrow's head
LOWER = 14
PASSES = 4
# Parts of an em, rather too much than too little: nothing here can measure a font.
NARROW, WIDE = set("iljtfrI.,:;'’|!()[] -–"), set("mwMWQO@%&")


@dataclass(frozen=True, slots=True)
class Arrow(Generic[Id]):
    """`kind` is how it is drawn; `lower` ones leave and arrive a little below the others."""

    first: Id
    then: Id
    kind: str
    lower: bool = False


@dataclass(frozen=True, slots=True)
class Box(Generic[Id]):
    id: Id
    column: int
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Line(Generic[Id]):
    """`path` and `head` are the `d` of an SVG path; arrows that arrive at the same place have the same head."""

    arrow: Arrow[Id]
    path: str
    head: str


@dataclass(frozen=True, slots=True)
class Layout(Generic[Id]):
    """`boxes` are in the order in which they were given."""

    width: int
    height: int
    box_width: int
    box_height: int
    boxes: tuple[Box[Id], ...]
    lines: tuple[Line[Id], ...]


Slot = tuple[Id, int]  # a box in its own column, or its lane in another


def lay_out(columns: Mapping[Id, int], arrows: Sequence[Arrow[Id]]) -> Layout[Id]:
    """`columns` says for each box its column, from 0, in study order. Arrows must have both ends among the boxes."""
    links = _links(columns, arrows)
    middles = _middles(_ordered(columns, arrows, links), links, columns)
    boxes = {
        node: Box(node, column, MARGIN + column * COLUMN_PITCH, middles[node, column] - BOX_HEIGHT // 2)
        for node, column in columns.items()
    }
    last_column, lowest = max(columns.values(), default=0), max(middles.values(), default=TOP)
    return Layout(
        width=2 * MARGIN + last_column * COLUMN_PITCH + BOX_WIDTH,
        height=lowest + BOX_HEIGHT // 2 + MARGIN,
        box_width=BOX_WIDTH,
        box_height=BOX_HEIGHT,
        boxes=tuple(boxes.values()),
        lines=tuple(_line(arrow, boxes, middles) for arrow in arrows),
    )


def wrapped(text: str, *, width: float, size: float, lines: int) -> list[str]:
    """In at most so many lines that none is wider; what does not fit ends in “…”."""
    found: list[str] = []
    left = text.split()
    while left and len(found) < lines - 1:
        taken = 1
        while taken < len(left) and width_of(" ".join(left[: taken + 1]), size) <= width:
            taken += 1
        if width_of(left[0], size) > width:
            break
        found.append(" ".join(left[:taken]))
        left = left[taken:]
    return [*found, shortened(" ".join(left), width=width, size=size)] if left else found


def shortened(text: str, *, width: float, size: float) -> str:
    if width_of(text, size) <= width:
        return text
    while text and width_of(f"{text}…", size) > width:
        text = text[:-1].rstrip()
    return f"{text}…"


def width_of(text: str, size: float) -> float:
    return sum(_em(sign) for sign in text) * size


def _em(sign: str) -> float:
    if sign in NARROW:
        return 0.4
    if sign in WIDE:
        return 1.0
    if ord(sign) > 0x2E7F:  # ideographs and the like are square
        return 1.1
    return 0.78 if sign.isupper() else 0.67


def _links(columns: Mapping[Id, int], arrows: Iterable[Arrow[Id]]) -> dict[Slot[Id], dict[Slot[Id], None]]:
    """For each slot what it is joined to in the column before; only arrows that go forward join."""
    joined: dict[Slot[Id], dict[Slot[Id], None]] = {}
    for arrow in arrows:
        start, end = columns[arrow.first], columns[arrow.then]
        way = [*((arrow.first, column) for column in range(start, end)), (arrow.then, end)]
        for before, after in pairwise(way):
            joined.setdefault(after, {})[before] = None
    return joined


def _ordered(
    columns: Mapping[Id, int], arrows: Iterable[Arrow[Id]], links: Mapping[Slot[Id], Iterable[Slot[Id]]]
) -> list[list[Slot[Id]]]:
    """The slots of each column from the top down, with few crossings: each as near as can be to the middle of what it is joined to.

    Boxes without any arrow come last.
    """
    tied = {end for arrow in arrows for end in (arrow.first, arrow.then)}
    place = {node: index + (0 if node in tied else len(columns)) for index, node in enumerate(columns)}
    slots: dict[Slot[Id], None] = dict.fromkeys(columns.items())
    for after, befores in links.items():
        slots.update(dict.fromkeys([after, *befores]))
    ordered: list[list[Slot[Id]]] = [[] for _ in range(max(columns.values(), default=-1) + 1)]
    for slot in sorted(slots, key=lambda slot: place[slot[0]]):
        ordered[slot[1]].append(slot)
    onward: dict[Slot[Id], dict[Slot[Id], None]] = {}
    for after, befores in links.items():
        for before in befores:
            onward.setdefault(before, {})[after] = None
    for turn in range(PASSES):
        neighbours = onward if turn % 2 else links
        for column in reversed(ordered) if turn % 2 else ordered:
            _sort(column, ordered, neighbours, tied)
    return ordered


def _sort(
    column: list[Slot[Id]],
    ordered: list[list[Slot[Id]]],
    neighbours: Mapping[Slot[Id], Iterable[Slot[Id]]],
    tied: set[Id],
) -> None:
    """By the mean place of the neighbours; whoever has none keeps the place it has."""
    if not column:
        return
    there = {other for slot in column for other in neighbours.get(slot, ())}
    places = {slot: index for other in {other[1] for other in there} for index, slot in enumerate(ordered[other])}
    means = {}
    for index, slot in enumerate(column):
        found = [places[other] for other in neighbours.get(slot, ())]
        means[slot] = (slot[0] not in tied, sum(found) / len(found) if found else index)
    column.sort(key=means.__getitem__)


def _middles(
    ordered: Iterable[Iterable[Slot[Id]]], links: Mapping[Slot[Id], Iterable[Slot[Id]]], columns: Mapping[Id, int]
) -> dict[Slot[Id], int]:
    """The height of each slot's middle: level with what it is joined to on the left where there is room, else as near below
    as can be. Boxes stand in rows, lanes anywhere.
    """
    middles: dict[Slot[Id], int] = {}
    for column in ordered:
        free = TOP
        for slot in column:
            found = [middles[other] for other in links.get(slot, ())]
            wish = sum(found) // len(found) if found else 0
            if columns[slot[0]] == slot[1]:
                row = max(-(-(free - TOP) // ROW_PITCH), round((wish - TOP) / ROW_PITCH - 0.5))
                middles[slot] = TOP + row * ROW_PITCH + ROW_PITCH // 2
                free = middles[slot] + ROW_PITCH // 2
            else:
                middles[slot] = max(free + LANE_PITCH // 2, wish)
                free = middles[slot] + LANE_PITCH // 2
    return middles


def _line(arrow: Arrow[Id], boxes: Mapping[Id, Box[Id]], middles: Mapping[Slot[Id], int]) -> Line[Id]:
    first, then = boxes[arrow.first], boxes[arrow.then]
    lower = LOWER if arrow.lower else 0
    start, end = middles[first.id, first.column] + lower, middles[then.id, then.column] + lower
    if first.column < then.column:
        lanes = [(column, middles[first.id, column] + lower) for column in range(first.column + 1, then.column)]
        return Line(arrow, _forward(first, then, start, end, lanes), f"M{then.x},{end}l-{HEAD}-4v8z")
    tip = then.x + BOX_WIDTH
    head = f"M{tip},{end}l{HEAD}-4v8z"
    if first.column == then.column:
        bend = tip + min(12 + abs(start - end) // 12, COLUMN_PITCH - BOX_WIDTH - 8)
        return Line(arrow, f"M{tip},{start}C{bend},{start} {bend},{end} {tip + HEAD},{end}", head)
    path = f"M{first.x},{start}C{first.x - 40},{start} {tip + 40},{end} {tip + HEAD},{end}"
    return Line(arrow, path, head)


def _forward(first: Box[Id], then: Box[Id], start: int, end: int, lanes: Iterable[tuple[int, int]]) -> str:
    x, y = first.x + BOX_WIDTH, start
    path = f"M{x},{y}"
    for column, lane in lanes:
        left = MARGIN + column * COLUMN_PITCH
        path += f"{_curve(x, y, left, lane)}H{left + BOX_WIDTH}"
        x, y = left + BOX_WIDTH, lane
    return path + _curve(x, y, then.x - HEAD, end)


def _curve(x: int, y: int, to_x: int, to_y: int) -> str:
    if y == to_y:
        return f"H{to_x}"
    middle = (x + to_x) // 2
    return f"C{middle},{y} {middle},{to_y} {to_x},{to_y}"

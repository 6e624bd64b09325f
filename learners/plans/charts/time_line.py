"""A study plan as a picture: phases as bands, tasks as marks from their first day to their last, the load of each week. Pure.

A plan of few tasks has a row with a name for each; one of many has lanes of thin marks. All marks of a state are one path.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby

from certifications.graph_layout import shortened, width_of
from learners.plans.charts.axis import Axis, named_days
from learners.plans.schedule import DateRange
from learners.plans.weeks import Week

WIDTH, MARGIN, TEXT = 960, 8, 13
TOP = 62  # above it the words at the lines of today and the exam, and the names of days
TITLE, GAP = 24, 10
ROW, BAR = 22, 12
LANE, MARK, MOST_LANES = 9, 7, 6
LEAST_WIDE = 4
NAMED = 60  # tasks; more of them have no names in the picture
LOAD = 56
SPACE, LEAST_NAME = 6, 120


class Mark(StrEnum):
    DONE = "done"
    TODO = "todo"
    OVERDUE = "overdue"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Piece:
    """A task. `phase` and `phase_title` name its band."""

    phase: int
    phase_title: str
    title: str
    mark: Mark
    starts: date
    due: date


@dataclass(frozen=True, slots=True)
class Name:
    """`before`: it ends at `x`, else it begins there."""

    x: int
    y: int
    text: str
    before: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    title: Name
    left: int
    top: int
    width: int
    height: int
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a pause, or those kept free."""

    left: int
    width: int


@dataclass(frozen=True, slots=True)
class TimeLine:
    """`marks` are paths by state; `room`, `load` and `over` are those of the weeks' bars."""

    axis: Axis
    height: int
    bands: tuple[Band, ...]
    marks: dict[Mark, str]
    load_top: int
    room: str
    load: str
    over: str
    days: tuple[tuple[int, date], ...]
    pauses: tuple[Span, ...]
    buffer: Span | None
    today: Name | None
    exam: Name | None
    width: int = WIDTH
    top: int = TOP

    @property
    def bottom(self) -> int:
        return self.height - MARGIN

    @property
    def inner(self) -> int:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Around:
    """What the tasks lie among. `buffer_days` are kept free before the exam."""

    start: date
    today: date
    shows_today: bool
    exam_date: date | None = None
    buffer_days: int = 0
    pauses: tuple[DateRange, ...] = ()

    @property
    def buffer(self) -> DateRange | None:
        if self.exam_date is None or not self.buffer_days:
            return None
        return self.exam_date - timedelta(days=self.buffer_days), self.exam_date - timedelta(days=1)


def axis_of(pieces: Iterable[Piece], around: Around) -> Axis:
    """From the first day there is something to show to the last."""
    days = [around.start, *(day for pause in around.pauses for day in pause)]
    days += [day for piece in pieces for day in (piece.starts, piece.due)]
    days += [around.exam_date] if around.exam_date else []
    days += [around.today] if around.shows_today else []
    return Axis(min(days), max(days), MARGIN, WIDTH - 2 * MARGIN)


def draw(pieces: Sequence[Piece], weeks: Sequence[Week], around: Around) -> TimeLine:
    """`pieces` in the order of the plan."""
    axis = axis_of(pieces, around)
    bands: list[Band] = []
    marks: dict[Mark, list[str]] = {mark: [] for mark in Mark}
    top = TOP
    for _phase, group in groupby(pieces, key=lambda piece: piece.phase):
        members = list(group)
        band = _band(members, axis, top, is_named=len(pieces) <= NAMED)
        bands.append(band)
        _mark(members, axis, band, marks, is_named=len(pieces) <= NAMED)
        top = band.top + band.height + GAP
    load_top = top + TITLE
    room, load, over = _loads(weeks, axis, load_top)
    return TimeLine(
        axis=axis,
        height=load_top + LOAD + MARGIN,
        bands=tuple(bands),
        marks={mark: "".join(paths) for mark, paths in marks.items() if paths},
        load_top=load_top,
        room=room,
        load=load,
        over=over,
        days=tuple((round(axis.at(day)), day) for day in named_days(axis)),
        pauses=tuple(_span(axis, pause) for pause in around.pauses),
        buffer=_span(axis, around.buffer) if around.buffer else None,
        today=line_name(axis, around.today, 14) if around.shows_today else None,
        exam=line_name(axis, around.exam_date, 32) if around.exam_date else None,
    )


def line_name(axis: Axis, day: date, y: int) -> Name:
    """Where a line of one day stands, and on which side of it there is more room for words; the text is the page's."""
    x = round((axis.at(day) + axis.after(day)) / 2)
    return Name(x, y, "", before=x > axis.left + axis.width / 2)


def box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:g},{y:g}h{width:g}v{height:g}h-{width:g}z"


def _band(members: Sequence[Piece], axis: Axis, top: int, *, is_named: bool) -> Band:
    left = round(axis.at(min(piece.starts for piece in members)))
    right = round(axis.after(max(piece.due for piece in members)))
    rows = len(members) if is_named else max(_lanes(members)) + 1
    height = rows * (ROW if is_named else LANE) + 4
    return Band(
        title=_title(members[0].phase_title, axis, left, top + 16),
        left=left,
        top=top + TITLE,
        width=max(right - left, LEAST_WIDE),
        height=height,
        names=tuple(_names(members, axis, top + TITLE)) if is_named else (),
    )


def _title(text: str, axis: Axis, left: int, y: int) -> Name:
    """Above its band, from the band's left on, unless that lies so far right that the title would leave the picture."""
    x = min(left, axis.left + axis.width * 3 // 5)
    return Name(x, y, shortened(text, width=axis.right - x, size=TEXT))


def _names(members: Sequence[Piece], axis: Axis, top: int) -> Iterator[Name]:
    for row, piece in enumerate(members):
        x, room, is_before = _beside(*_extent(piece, axis), axis, width_of(piece.title, TEXT))
        yield Name(x, top + 2 + row * ROW + 15, shortened(piece.title, width=room, size=TEXT), is_before)


def _beside(left: float, width: float, axis: Axis, needed: float) -> tuple[int, float, bool]:
    """Where a name stands, how much room it has, and whether it stands before its bar: after it, before it, else upon it."""
    after, before = axis.right - left - width - SPACE, left - axis.left - SPACE
    if after >= needed or after >= max(before, LEAST_NAME):
        return round(left + width + SPACE), after, False
    if before >= LEAST_NAME:
        return round(left - SPACE), before, True
    return round(left + SPACE), axis.right - left - SPACE, False


def _mark(members: Sequence[Piece], axis: Axis, band: Band, marks: dict[Mark, list[str]], *, is_named: bool) -> None:
    places = (
        [row * ROW + 5 for row in range(len(members))] if is_named else [lane * LANE + 1 for lane in _lanes(members)]
    )
    height = BAR if is_named else MARK
    for piece, place in zip(members, places, strict=True):
        left, width = _extent(piece, axis)
        marks[piece.mark].append(_shape(piece.mark, left, band.top + 2 + place, width, height))


def _extent(piece: Piece, axis: Axis) -> tuple[float, float]:
    """A mark is never so thin that its state can't be seen, nor beyond the picture."""
    left = axis.at(piece.starts)
    width = max(round(axis.after(piece.due) - left, 1), LEAST_WIDE)
    return min(left, axis.right - width), width


def _shape(mark: Mark, x: float, y: float, width: float, height: int) -> str:
    """Done is a box that is filled, to do an empty one, overdue a crossed one, skipped a line."""
    if mark == Mark.SKIPPED:
        return f"M{x:g},{y + height / 2:g}h{width:g}"
    crossed = f"M{x:g},{y + height:g}l{width:g}-{height}" if mark == Mark.OVERDUE else ""
    return box(x, y, width, height) + crossed


def _lanes(members: Sequence[Piece]) -> list[int]:
    """The first lane that is free on a task's days; where none is, the one that is free soonest."""
    ends: list[date] = []
    lanes = []
    for piece in members:
        lane = next((number for number, end in enumerate(ends) if end < piece.starts), len(ends))
        if lane == MOST_LANES:
            lane = ends.index(min(ends))
        if lane == len(ends):
            ends.append(piece.due)
        ends[lane] = max(ends[lane], piece.due)
        lanes.append(lane)
    return lanes


def _loads(weeks: Sequence[Week], axis: Axis, top: int) -> tuple[str, str, str]:
    """Frames of what each week has, and bars of what is planned in it: those within and those above."""
    most = max((max(week.planned, week.available) for week in weeks), default=0) or 1

    def bar(week: Week, minutes: int) -> str:
        left, right = axis.at(week.monday), axis.at(week.monday + timedelta(days=7))
        height = round(LOAD * minutes / most, 1)
        return box(left, top + LOAD - height, round(max(right - left - 1, 1), 1), height) if height else ""

    return (
        "".join(bar(week, week.available) for week in weeks),
        "".join(bar(week, week.planned) for week in weeks if week.planned <= week.available),
        "".join(bar(week, week.planned) for week in weeks if week.planned > week.available),
    )


def _span(axis: Axis, days: DateRange) -> Span:
    left, right = axis.at(days[0]), axis.after(days[1])
    return Span(round(left), max(round(right - left), 2))

"""A team's weeks and months as pictures: lines and bars, over a scale of round numbers. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDE, NARROW, HEIGHT = 960, 360, 300
LEFT, RIGHT, TOP, BOTTOM = 60, 12, 20, 266
MOST_LINES = 5
LEAST_APART = 76  # pixels between two names


@dataclass(frozen=True, slots=True)
class Picture:
    """`paths` by series. `scale` are (y, value) of the lines across, `names` (x, index) of the columns that are named."""

    paths: tuple[str, ...]
    area: str
    scale: tuple[tuple[float, int], ...]
    names: tuple[tuple[float, int], ...]
    width: int
    right: int
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True, slots=True)
class _Frame:
    columns: int
    most: float
    width: int

    @property
    def right(self) -> int:
        return self.width - RIGHT

    @property
    def pitch(self) -> float:
        return (self.right - LEFT) / self.columns

    def x(self, column: float) -> float:
        return round(LEFT + column * self.pitch, 1)

    def y(self, value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * value / self.most, 1)

    def names(self) -> Iterator[tuple[float, int]]:
        """Every so many columns, as far as their names have room."""
        every = -int(-LEAST_APART // self.pitch)
        for column in range(0, self.columns, every):
            if self.right - self.x(column) >= LEAST_APART or self.columns == 1:
                yield self.x(column), column


def lines(series: Sequence[Sequence[int]], unit: int = 1, width: int = WIDE) -> Picture:
    """Each as a line that reaches its value where the column ends; below the last one lies an area. A scale in `unit`s."""
    frame, scale = _ground(series, unit, width)
    paths = [f"M{LEFT},{BOTTOM}" + "".join(_steps(values, frame)) for values in series]
    return Picture(tuple(paths), f"{paths[-1]}V{BOTTOM}z", scale, tuple(frame.names()), width, frame.right)


def bars(series: Sequence[Sequence[int]], unit: int = 1, width: int = WIDE) -> Picture:
    """Side by side in each column. Where there is nothing there is no bar."""
    frame, scale = _ground(series, unit, width)
    share = 0.8 / len(series)
    paths = tuple(
        "".join(_bar(frame, column + 0.1 + number * share, share, value) for column, value in enumerate(values))
        for number, values in enumerate(series)
    )
    return Picture(paths, "", scale, tuple(frame.names()), width, frame.right)


def _ground(series: Sequence[Sequence[int]], unit: int, width: int) -> tuple[_Frame, tuple[tuple[float, int], ...]]:
    """With a little air above the highest."""
    most = max((value for values in series for value in values), default=0)
    frame = _Frame(len(series[0]), max(most * 1.05, unit), width)
    step = _step(frame.most / unit)
    return frame, tuple((frame.y(value * unit), value) for value in range(0, int(frame.most / unit) + 1, step))


def _step(most: float) -> int:
    """The closest of 1, 2, 5, 10, 20, … that gives few lines."""
    ten = 1
    while True:
        for step in (ten, 2 * ten, 5 * ten):
            if most < step * MOST_LINES:
                return step
        ten *= 10


def _steps(values: Sequence[int], frame: _Frame) -> Iterator[str]:
    for column, value in enumerate(values, start=1):
        yield f"L{frame.x(column):g},{frame.y(value):g}"


def _bar(frame: _Frame, column: float, share: float, value: int) -> str:
    if not value:
        return ""
    x, y = frame.x(column), frame.y(value)
    return f"M{x:g},{BOTTOM}V{y:g}h{round(share * frame.pitch - 1, 1):g}V{BOTTOM}z"

"""The number of people covered as a line of steps, over the days ahead. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from certifications.validity import DAY
from learners.plans.charts.axis import Axis, named_days
from learners.teams.coverage.coverage import Coverage

WIDTH, LEFT, RIGHT = 960, 44, 16
TOP, HEIGHT, BOTTOM = 30, 130, 30
Stretch = tuple[date, date, int]  # the first day, the last, and how many on each
LEAST_APART = 16  # pixels between two numbers at the side


@dataclass(frozen=True, slots=True)
class Picture:
    """`line` is the number of people, `short` the area between it and the target where they are too few.

    `heights` are (y, number) at the side, `days` (x, day) below; `drop` is where the first day below the target stands.
    """

    line: str
    short: str
    target_y: int
    heights: tuple[tuple[int, int], ...]
    days: tuple[tuple[int, date], ...]
    drop: int | None
    drop_before: bool
    width: int = WIDTH
    height: int = TOP + HEIGHT + BOTTOM
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = TOP + HEIGHT
    names_y: int = TOP + HEIGHT + 20


def draw(found: Coverage) -> Picture:
    axis = Axis(found.today, found.last, LEFT, WIDTH - LEFT - RIGHT)
    most = max(found.least, *(step.count for step in found.steps)) + 1

    def y(number: int) -> int:
        return TOP + HEIGHT - round(HEIGHT * number / most)

    stretches = list(_stretches(found))
    first_x, first_y = axis.at(found.today), y(found.now)
    line = "".join(f"H{axis.at(begin):g}V{y(count)}" for begin, _end, count in stretches)
    gaps = groupby(stretches, key=lambda stretch: stretch[2] < found.least)
    short = "".join(_gap(list(group), axis, y(found.least), y) for is_short, group in gaps if is_short)
    drop = round(axis.at(found.short_from)) if found.short_from else None
    numbers = {0, found.least, max(step.count for step in found.steps)}
    return Picture(
        line=f"M{first_x:g},{first_y}{line}H{axis.right}",
        short=short,
        target_y=y(found.least),
        heights=tuple(_apart([(y(number), number) for number in sorted(numbers)], y(found.least))),
        days=tuple((round(axis.at(day)), day) for day in named_days(axis)),
        drop=drop,
        drop_before=drop is not None and drop > WIDTH * 2 // 3,
    )


def _gap(stretches: list[Stretch], axis: Axis, top: int, y: Callable[[int], int]) -> str:
    """One outline, from the target down to the line, of stretches that follow each other."""
    begin, end = axis.at(stretches[0][0]), axis.after(stretches[-1][1])
    steps = "".join(f"V{y(count)}H{axis.at(first):g}" for first, _last, count in reversed(stretches))
    return f"M{begin:g},{top}H{end:g}{steps}z"


def _stretches(found: Coverage) -> Iterator[Stretch]:
    ends = [*(step.day - DAY for step in found.steps[1:]), found.last]
    for step, end in zip(found.steps, ends, strict=True):
        yield step.day, end, step.count


def _apart(heights: list[tuple[int, int]], kept: int) -> Iterator[tuple[int, int]]:
    """Those that don't touch the target's, which stays."""
    for y, number in heights:
        if y == kept or abs(y - kept) >= LEAST_APART:
            yield y, number

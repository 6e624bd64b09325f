"""A burn-up as lines on a picture: days along, hours up. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from learners.plans.charts.axis import Axis, named_days
from learners.plans.charts.burn_up import BurnUp, Curve

WIDTH, HEIGHT = 960, 400
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 44, 366
HOURS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000)
MOST_LINES = 6


@dataclass(frozen=True, slots=True)
class Dates:
    """What stands on the picture beside the lines. `half` and `most` are those of the forecast."""

    start: date
    today: date | None
    exam_date: date | None = None
    half: date | None = None
    most: date | None = None


@dataclass(frozen=True, slots=True)
class Upright:
    """Today's, where it ends, or the exam's, where it begins. `before`: there is more room for words on its left."""

    x: int
    before: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Paths by name. `hours` are (y, hours) of the lines across, `days` (x, day) of those that are named.

    `fan` is the forecast: from today to the days by which half and most of the runs are done. Empty where there is none.
    """

    axis: Axis
    paths: dict[str, str]
    area: str
    fan: str
    hours: tuple[tuple[int, int], ...]
    days: tuple[tuple[int, date], ...]
    today: Upright | None
    exam: Upright | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = BOTTOM


@dataclass(frozen=True, slots=True)
class _Frame:
    axis: Axis
    most: int

    def y(self, minutes: int) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * minutes / self.most, 1)

    def line(self, curve: Curve, last: date) -> str:
        """In steps: each day's minutes are reached where it ends."""
        path = f"M{self.axis.left:g},{self.y(curve.base):g}"
        for day, minutes in curve.points:
            if day <= last:
                path += f"H{self.axis.after(day):g}V{self.y(minutes):g}"
        return f"{path}H{self.axis.after(last):g}"


def draw(found: BurnUp, dates: Dates) -> Picture:
    """Done ends today, or with the last tick of a plan that is over; the others go on to the end."""
    axis = axis_of(found, dates)
    frame = _Frame(axis, _most(found))
    last_done = dates.today or max((day for day, _minutes in found.done.points), default=axis.first)
    curves = {"total": found.total, "first": found.first_plan, "plan": found.planned}
    paths = {name: frame.line(curve, axis.last) for name, curve in curves.items() if curve}
    done = frame.line(found.done, last_done)
    return Picture(
        axis=axis,
        paths={**paths, "done": done},
        area=f"{done}V{BOTTOM}H{axis.left}z",
        fan=_fan(found, dates, frame),
        hours=tuple((round(frame.y(hours * 60)), hours) for hours in _hours(frame.most)),
        days=tuple((round(axis.at(day)), day) for day in named_days(axis)),
        today=_upright(axis, axis.after(dates.today)) if dates.today else None,
        exam=_upright(axis, axis.at(dates.exam_date)) if dates.exam_date else None,
    )


def axis_of(found: BurnUp, dates: Dates) -> Axis:
    """As far as anything is dated. A forecast stretches it to twice that at most: what lies beyond ends at the edge."""
    days = [dates.start, *(day for curve in (found.done, found.planned) for day, _minutes in curve.points)]
    days += [day for day in (dates.today, dates.exam_date) if day]
    days += [day for day, _minutes in found.first_plan.points] if found.first_plan else []
    first, last = min(days), max(days)
    furthest = last + max(last - first, timedelta(days=28))
    ends = [min(day, furthest) for day in (dates.half, dates.most) if day]
    return Axis(first, max([last, *ends]), LEFT, WIDTH - LEFT - RIGHT)


def _most(found: BurnUp) -> int:
    """A little air above the highest line."""
    return max(found.total.most, found.done.most, found.planned.most, 60) * 21 // 20


def _hours(most: int) -> Iterator[int]:
    """The closest of the round steps that gives few lines."""
    step = next((hours for hours in HOURS if most < hours * 60 * MOST_LINES), HOURS[-1])
    yield from range(0, most // 60 + 1, step)


def _fan(found: BurnUp, dates: Dates, frame: _Frame) -> str:
    """Between the lines on which half and most of the runs reach the total, cut off at the picture's right edge."""
    if dates.today is None or dates.half is None:
        return ""
    right, top = frame.axis.right, frame.y(found.total.end)
    begin = (frame.axis.after(dates.today), frame.y(found.done.end))
    half, most = (_reached(begin, frame.axis, top, day) for day in (dates.half, dates.most))
    is_cut = most[0] == right and most[1] > top >= half[1]
    corners = [begin, half, *([(right, top)] if is_cut else []), most]
    return "M" + "L".join(f"{x:g},{y:g}" for x, y in corners) + "z"


def _reached(begin: tuple[float, float], axis: Axis, top: float, day: date | None) -> tuple[float, float]:
    """Where the way from `begin` to `top` at the end of that day leaves the picture, or ends. Level where the day is unknown."""
    if day is None:
        return axis.right, begin[1]
    if day <= axis.last:
        return axis.after(day), top
    x = axis.left + axis.width * ((day - axis.first).days + 1) / axis.days
    share = (axis.right - begin[0]) / (x - begin[0])
    return axis.right, round(begin[1] + (top - begin[1]) * share, 1)


def _upright(axis: Axis, x: float) -> Upright:
    return Upright(round(x), before=x > axis.left + axis.width / 2)

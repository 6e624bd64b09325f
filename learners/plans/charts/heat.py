"""Days of study as squares: weeks as columns, weekdays as rows; the more minutes, the larger the square. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learners.plans.charts.streak import Calendar
from learners.plans.charts.time_line import box

DAY, WEEK = timedelta(days=1), timedelta(days=7)
PITCH = 18
LEFT, TOP = 40, 24
SIDES = (6, 9, 12, 15)
WIDE, NARROW = 53, 16  # weeks
NAME_WEEKS = 3  # a month's name is as wide


class Kind(StrEnum):
    """What a day without minutes was. Days to come and days before the plan are none of these."""

    STUDIED = "studied"
    MISSED = "missed"
    FREE = "free"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    minutes: int
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Diary:
    """`minutes` by day; a day of a tick without minutes of its own is there with none."""

    minutes: Mapping[date, int]
    calendar: Calendar
    today: date

    def day(self, day: date) -> Day:
        return Day(day, self.minutes.get(day, 0), self._kind(day))

    def _kind(self, day: date) -> Kind | None:
        if day in self.minutes:
            return Kind.STUDIED
        if day > self.today or day < self.calendar.first:
            return None
        if not self.calendar.asks(day):
            return Kind.FREE
        return Kind.OPEN if day == self.today else Kind.MISSED


@dataclass(frozen=True, slots=True)
class Heat:
    """`squares` are paths by size, the smallest first; `missed` and `free` paths of their own. `months` are (x, first day)."""

    width: int
    height: int
    squares: tuple[str, ...]
    missed: str
    free: str
    months: tuple[tuple[int, date], ...]
    weekdays: tuple[tuple[int, int], ...]
    today: str


def weeks_of(diary: Diary, last: date) -> tuple[tuple[Day, ...], ...]:
    """From the week in which the plan or the study began to that of `last`, Monday first."""
    first = min([diary.calendar.first, *diary.minutes, last])
    monday = first - first.weekday() * DAY
    found = []
    while monday <= last:
        found.append(tuple(diary.day(monday + number * DAY) for number in range(7)))
        monday += WEEK
    return tuple(found)


def draw(weeks: tuple[tuple[Day, ...], ...], today: date, most_weeks: int) -> Heat:
    """The last so many of them. The largest square is that of the longest day shown."""
    shown = weeks[-most_weeks:]
    most = max((day.minutes for week in shown for day in week), default=0) or 1
    squares: list[list[str]] = [[] for _side in SIDES]
    dots: dict[Kind, list[str]] = {Kind.MISSED: [], Kind.FREE: []}
    ring = ""
    for column, week in enumerate(shown):
        for row, day in enumerate(week):
            x, y = LEFT + column * PITCH + PITCH / 2, TOP + row * PITCH + PITCH / 2
            if day.kind == Kind.STUDIED:
                size = max(0, -(-len(SIDES) * day.minutes // most) - 1)
                squares[size].append(_square(x, y, SIDES[size]))
            elif day.kind in dots:
                dots[day.kind].append(_dot(x, y, 3 if day.kind == Kind.MISSED else 1.5))
            ring = _square(x, y, PITCH - 1) if day.day == today else ring
    return Heat(
        width=LEFT + len(shown) * PITCH,
        height=TOP + 7 * PITCH,
        squares=tuple("".join(paths) for paths in squares),
        missed="".join(dots[Kind.MISSED]),
        free="".join(dots[Kind.FREE]),
        months=tuple(_months(shown)),
        weekdays=tuple((number, TOP + number * PITCH + PITCH // 2) for number in (0, 2, 4, 6)),
        today=ring,
    )


def _square(x: float, y: float, side: int) -> str:
    return box(x - side / 2, y - side / 2, side, side)


def _dot(x: float, y: float, radius: float) -> str:
    return f"M{x - radius:g},{y:g}a{radius},{radius} 0 1 0 {2 * radius},0a{radius},{radius} 0 1 0 -{2 * radius},0"


def _months(weeks: tuple[tuple[Day, ...], ...]) -> Iterator[tuple[int, date]]:
    """Where a month begins, as far as its name has room."""
    last = -NAME_WEEKS
    for column, week in enumerate(weeks):
        first = next((day.day for day in week if day.day.day == 1), None)
        if first and column - last >= NAME_WEEKS and column <= len(weeks) - min(NAME_WEEKS, len(weeks)):
            yield LEFT + column * PITCH, first
            last = column

"""On which days a task may lie while the order within its phase holds. Pure.

Only tasks still to do bind, and only those of the curriculum: a learner's own task is nobody's prerequisite and has none. A task
whose days have passed is done today at the earliest, so it binds from today on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

AHEAD = timedelta(days=731)  # two years, a leap day among them


@dataclass(frozen=True, slots=True)
class Place:
    """A task where it stands. `phase` is the position of its phase."""

    key: str
    title: str
    phase: int
    is_todo: bool
    own: bool
    starts: date
    due: date


@dataclass(frozen=True, slots=True)
class FreeDays:
    """Both ends included; none where `first` is after `last`. `earlier` and `later` are the tasks that bind, if any do."""

    first: date
    last: date
    earlier: Place | None = None
    later: Place | None = None

    @property
    def is_empty(self) -> bool:
        return self.first > self.last

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def free_days(places: Sequence[Place], key: str, today: date) -> FreeDays:
    """Of the task `key`; `places` are all tasks of its plan in order."""
    index = next(number for number, place in enumerate(places) if place.key == key)
    moved = places[index]
    first, last = today, today + AHEAD
    if moved.own:
        return FreeDays(first, last)
    earlier = max(_binding(places[:index], moved), key=lambda place: place.due, default=None)
    later = min(_binding(places[index + 1 :], moved), key=lambda place: place.starts, default=None)
    if earlier and earlier.due > today:
        first = earlier.due
    else:
        earlier = None
    if later:
        last = min(last, max(today, later.starts))
    return FreeDays(first, last, earlier, later)


def _binding(places: Sequence[Place], moved: Place) -> list[Place]:
    return [place for place in places if place.phase == moved.phase and place.is_todo and not place.own]

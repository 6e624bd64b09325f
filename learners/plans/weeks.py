"""Weeks and their load, as numbers and as bars of a picture. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from learners.plans.schedule import Availability

STEP = 16
BAR = 12
HEIGHT = 96


@dataclass(frozen=True, slots=True)
class Week:
    """`available` counts the days from the plan's start to the day before the exam."""

    monday: date
    planned: int
    available: int


@dataclass(frozen=True, slots=True)
class Bar:
    week: Week
    left: int
    top: int
    height: int
    room_top: int
    room_height: int

    @property
    def is_over(self) -> bool:
        return self.week.planned > self.week.available


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    bars: tuple[Bar, ...]
    bar_width: int = BAR
    height: int = HEIGHT


def weeks(
    loads: Mapping[date, int], availability: Availability, *, start: date, exam_date: date | None
) -> tuple[Week, ...]:
    """From the week of the start to the week of the last load or the exam, whichever is later."""
    last = max([start, *loads, *([exam_date] if exam_date else [])])
    monday = start - timedelta(days=start.weekday())
    found = []
    while monday <= last:
        days = [monday + timedelta(days=number) for number in range(7)]
        open_days = [day for day in days if day >= start and (exam_date is None or day < exam_date)]
        found.append(
            Week(monday, sum(loads.get(day, 0) for day in days), sum(availability.minutes_on(day) for day in open_days))
        )
        monday += timedelta(days=7)
    return tuple(found)


def chart(found: tuple[Week, ...]) -> Chart:
    most = max((max(week.planned, week.available) for week in found), default=0) or 1
    bars = []
    for number, week in enumerate(found):
        height, room = (-(-HEIGHT * minutes // most) for minutes in (week.planned, week.available))
        bars.append(Bar(week, number * STEP + (STEP - BAR) // 2, HEIGHT - height, height, HEIGHT - room, room))
    return Chart(width=max(len(found), 1) * STEP, bars=tuple(bars))

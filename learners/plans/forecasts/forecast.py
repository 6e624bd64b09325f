"""When a plan will be finished at the learner's own pace: a range, by simulation from their last weeks. Pure, and seeded.

The past is cut into blocks of seven days that end yesterday. A block's pace is the minutes of work ticked in it (as estimated)
against the minutes the plan's week has; what was paused or off does not count as time one had. The future is drawn
from these paces, week by week, many times over (a bootstrap); the days by which half and 85 % of the runs are done make the range.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from learners.plans.schedule import Availability, DateRange

RUNS = 400
BLOCK_DAYS = 7
MOST_BLOCKS = 12
LEAST_BLOCKS = 2
WEEKS_AHEAD = 156
SHARES = (50, 85)  # percent of the runs


@dataclass(frozen=True, slots=True)
class Block:
    """Seven days: minutes of work ticked, as estimated, and minutes that the week had."""

    first: date
    done: int
    available: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Last days of study by which 50 and 85 % of the runs have finished; None where they are beyond three years."""

    half: date | None
    most: date | None
    pace_percent: int


def blocks_of(
    done: Iterable[tuple[date, int]],
    availability: Availability,
    *,
    start: date,
    today: date,
    paused: Sequence[DateRange] = (),
) -> tuple[Block, ...]:
    """Whole blocks between the start and yesterday, the oldest first; those that had no minute are left out.

    `done` are local days with minutes. Work from before the start belongs to no block.
    """
    minutes: dict[date, int] = {}
    for day, number in done:
        minutes[day] = minutes.get(day, 0) + number
    free = Availability(availability.weekday_minutes, (*availability.days_off, *paused))
    found = []
    for number in range(1, MOST_BLOCKS + 1):
        first = today - timedelta(days=number * BLOCK_DAYS)
        if first < start:
            break
        days = [first + timedelta(days=offset) for offset in range(BLOCK_DAYS)]
        available = sum(free.minutes_on(day) for day in days)
        if available:
            found.append(Block(first, sum(minutes.get(day, 0) for day in days), available))
    return tuple(reversed(found))


def forecast(
    remaining_minutes: int, blocks: Sequence[Block], availability: Availability, *, today: date, seed: int
) -> Forecast | None:
    """None with too little history: fewer than two blocks, or nothing done in any. The same input gives the same answer."""
    if len(blocks) < LEAST_BLOCKS or not any(block.done for block in blocks):
        return None
    paces = [block.done / block.available for block in blocks]
    weeks = _minutes_ahead(availability, today)
    random = Random(seed)  # noqa: S311 - a simulation, no secret
    ends = sorted(_end(remaining_minutes, random.choices(paces, k=len(weeks)), weeks) for _run in range(RUNS))
    half, most = (_day(ends[-(-RUNS * share // 100) - 1], today) for share in SHARES)
    pace = 100 * sum(block.done for block in blocks) // sum(block.available for block in blocks)
    return Forecast(half, most, pace)


def _minutes_ahead(availability: Availability, today: date) -> list[tuple[int, ...]]:
    """Weeks from today on; of each day, the minutes from the week's first day to it."""
    last = today + timedelta(days=WEEKS_AHEAD * BLOCK_DAYS)
    off = {
        day
        for first, end in availability.days_off
        for day in range(max(first, today).toordinal(), min(end, last).toordinal() + 1)
    }
    first = today.toordinal()
    minutes = [
        0 if day in off else availability.weekday_minutes[(day - 1) % 7]
        for day in range(first, first + WEEKS_AHEAD * BLOCK_DAYS)
    ]
    return [tuple(accumulate(minutes[start : start + BLOCK_DAYS])) for start in range(0, len(minutes), BLOCK_DAYS)]


def _end(remaining: float, paces: Sequence[float], weeks: Sequence[tuple[int, ...]]) -> int:
    """Days after today on which the last minute is done; beyond the last week where it is not."""
    for number, (pace, week) in enumerate(zip(paces, weeks, strict=True)):
        if remaining > pace * week[-1]:
            remaining -= pace * week[-1]
            continue
        return number * BLOCK_DAYS + next(offset for offset, minutes in enumerate(week) if pace * minutes >= remaining)
    return WEEKS_AHEAD * BLOCK_DAYS


def _day(days: int, today: date) -> date | None:
    return today + timedelta(days=days) if days < WEEKS_AHEAD * BLOCK_DAYS else None

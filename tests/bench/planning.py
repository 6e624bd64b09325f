"""What dating a plan costs by itself, without a page: 1,000 tasks over two years, and a forecast. Median milliseconds of nine."""

import time
from collections.abc import Callable
from datetime import date, timedelta

from learners.plans.forecasts.forecast import Block, forecast
from learners.plans.schedule import Availability, Phase, Step, schedule

MONDAY = date(2026, 3, 2)
ROUNDS = 9


def phases(tasks: int = 1000) -> list[Phase]:
    """Ten phases; every tenth step is optional, every fiftieth is pinned, the first fifty are done."""
    steps = [
        Step(
            f"s{number}",
            30 + number % 5 * 15,
            optional=number % 10 == 0,
            done=number < 50,
            fixed=_fixed(number),
        )
        for number in range(tasks)
    ]
    size = -(-tasks // 10)
    return [Phase(f"p{first}", tuple(steps[first : first + size]), 60 + first) for first in range(0, tasks, size)]


def _fixed(number: int) -> tuple[date, date] | None:
    day = MONDAY + timedelta(days=number // 2)
    return (day, day) if number < 50 or number % 50 == 0 else None


def holidays(count: int) -> tuple[tuple[date, date], ...]:
    return tuple((MONDAY + timedelta(days=25 * number),) * 2 for number in range(count))


def median_ms(run: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return sorted(times)[ROUNDS // 2] * 1000


def planning_lines() -> list[str]:
    """60,000 minutes; the week has what it takes to be done in two years, or two thirds of it."""
    work, free = phases(), holidays(40)
    exam = MONDAY + timedelta(days=731)
    fits = Availability((110, 110, 110, 110, 90, 180, 90), free)
    short = Availability((60, 60, 60, 60, 40, 100, 40), free)
    blocks = [Block(MONDAY, minutes, 420) for minutes in (300, 0, 120, 360, 400, 20)]
    rows = (
        ("1,000 tasks over two years, fits", lambda: schedule(work, fits, start=MONDAY, exam_date=exam)),
        ("1,000 tasks over two years, does not fit", lambda: schedule(work, short, start=MONDAY, exam_date=exam)),
        ("forecast, 400 runs", lambda: forecast(20_000, blocks, short, today=MONDAY, seed=1)),
    )
    return ["| what | ms |", "|---|---|", *(f"| {name} | {median_ms(run):.1f} |" for name, run in rows)]


if __name__ == "__main__":
    print("\n".join(planning_lines()))

"""Time lines as numbers for a picture: along in percent of the width, up in pixels. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

PLAN_HEIGHT = 120


@dataclass(frozen=True)
class PhaseEffort:
    title: str
    by_day: int
    minutes: int
    optional_minutes: int
    steps: int


@dataclass(frozen=True)
class PhaseBar:
    """A phase on the line: from the day after the one before to `by_day`; its height is the effort a week.

    Optional steps count only where a phase has no others.
    """

    title: str
    from_day: int
    by_day: int
    minutes: int
    optional_minutes: int
    steps: int
    minutes_a_week: int
    left: float
    width: float
    top: int
    height: int

    @property
    def is_optional(self) -> bool:
        """Nothing in it has to be done."""
        return not self.minutes

    @property
    def middle(self) -> float:
        return round(self.left + self.width / 2, 2)

    @property
    def right(self) -> float:
        return round(self.left + self.width, 2)


def plan_line(phases: Sequence[PhaseEffort]) -> list[PhaseBar]:
    """In order of day. A phase that ends on the day of the one before has no width, and counts as one day of effort."""
    ordered = sorted(phases, key=lambda phase: phase.by_day)
    starts = [0, *(phase.by_day for phase in ordered)]
    placed = list(zip(ordered, starts, strict=False))
    most = max((_weekly(phase, start) for phase, start in placed), default=0) or 1
    return [_bar(phase, start, most=most, last_day=ordered[-1].by_day) for phase, start in placed]


def _weekly(phase: PhaseEffort, start: int) -> int:
    return round((phase.minutes or phase.optional_minutes) * 7 / max(phase.by_day - start, 1))


def _bar(phase: PhaseEffort, start: int, *, most: int, last_day: int) -> PhaseBar:
    week = _weekly(phase, start)
    height = max(round(PLAN_HEIGHT * week / most), 4)
    return PhaseBar(
        title=phase.title,
        from_day=min(start + 1, phase.by_day),
        by_day=phase.by_day,
        minutes=phase.minutes,
        optional_minutes=phase.optional_minutes,
        steps=phase.steps,
        minutes_a_week=week,
        left=round(100 * start / last_day, 2),
        width=round(100 * (phase.by_day - start) / last_day, 2),
        top=PLAN_HEIGHT - height,
        height=height,
    )


STAGE_HEIGHT = 60


@dataclass(frozen=True)
class StageMonths:
    title: str
    months_min: int
    months_max: int
    salary: str


@dataclass(frozen=True)
class StageBar:
    """A stage on the line of months: certain up to `months_min`, perhaps as long as `months_max`."""

    number: int
    title: str
    months_min: int
    months_max: int
    salary: str
    left: float
    sure_width: float
    width: float

    @property
    def right(self) -> float:
        return round(self.left + self.width, 2)

    @property
    def top(self) -> int:
        return (self.number - 1) * STAGE_HEIGHT

    @property
    def label_before(self) -> bool:
        """Whether there is more room before the bar than after it."""
        return self.left > 100 - self.right


def stage_line(stages: Sequence[StageMonths]) -> list[StageBar]:
    """One after the other, each at its longest, so that the line ends where the slowest walker arrives."""
    total = sum(stage.months_max for stage in stages) or 1
    bars, gone = [], 0
    for number, stage in enumerate(stages, start=1):
        bars.append(
            StageBar(
                number=number,
                title=stage.title,
                months_min=stage.months_min,
                months_max=stage.months_max,
                salary=stage.salary,
                left=round(100 * gone / total, 2),
                sure_width=round(100 * stage.months_min / total, 2),
                width=round(100 * stage.months_max / total, 2),
            )
        )
        gone += stage.months_max
    return bars

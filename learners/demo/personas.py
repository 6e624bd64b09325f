"""How people study, as tables of shapes to draw from. Pure but for the `Random` that is handed in."""

from bisect import bisect
from dataclasses import dataclass
from datetime import time
from itertools import accumulate
from random import Random

from learners.plans.models import StudyPlan
from learners.teams.models import Membership

Span = tuple[int, int]  # days counted from today, both ends included
State = StudyPlan.State
Visibility = Membership.Visibility


@dataclass(frozen=True, slots=True)
class Persona:
    """`elapsed`: how many percent of the plan's days have passed; below 0 it begins later.

    Everything due up to a day in the span `done_to` is done; None: all of it.
    """

    name: str
    weight: int
    elapsed: tuple[int, int]
    done_to: Span | None
    state: State = State.ACTIVE


@dataclass(frozen=True, slots=True)
class Holding:
    """A credential whose last period ends in the span `ends`."""

    name: str
    weight: int
    ends: Span
    periods: int = 1


PERSONAS = (
    Persona("on course", 30, elapsed=(15, 80), done_to=(-1, 1)),
    Persona("ahead", 14, elapsed=(15, 60), done_to=(3, 8)),
    Persona("behind", 16, elapsed=(30, 90), done_to=(-9, -3)),
    Persona("silent for long", 8, elapsed=(80, 120), done_to=(-40, -25)),
    Persona("finished", 14, elapsed=(70, 140), done_to=None, state=State.FINISHED),
    Persona("not started", 12, elapsed=(-40, 0), done_to=(-1, -1)),
    Persona("paused", 6, elapsed=(40, 90), done_to=(-15, -8), state=State.PAUSED),
)
EARLIEST_START, LATEST_START = -56, 28
EXPIRING = Holding("expiring", 15, ends=(3, 25))
RENEWED = Holding("renewed", 15, ends=(150, 500), periods=2)
IN_FORCE = Holding("valid", 40, ends=(120, 600))
HOLDINGS = (
    IN_FORCE,
    Holding("to renew", 15, ends=(35, 85)),
    EXPIRING,
    Holding("expired", 15, ends=(-300, -10)),
    RENEWED,
)
# Minutes from Monday to Sunday.
WEEKS = (
    (60, 60, 60, 60, 0, 120, 0),
    (45, 45, 45, 45, 45, 0, 0),
    (0, 90, 0, 90, 0, 150, 60),
    (30, 30, 30, 30, 30, 90, 90),
    (120, 0, 120, 0, 60, 180, 0),
    (90, 90, 90, 90, 90, 90, 0),
)
REMINDER_TIMES = (time(6, 30), time(7), time(7), time(8), time(12, 30), time(18))
VISIBILITIES = (Visibility.DATES, Visibility.DATES, Visibility.DATES, Visibility.STATUS, Visibility.TASKS)

GOLDEN = 0.6180339887498949


def persona_of(number: int, offset: float) -> Persona:
    """By steps of the golden ratio round the weights: also few people, and every second or tenth of many, are varied."""
    ends = list(accumulate(persona.weight for persona in PERSONAS))
    return PERSONAS[bisect(ends, (offset + number * GOLDEN) % 1 * ends[-1])]


def draw_holding(random: Random) -> Holding:
    return random.choices(HOLDINGS, [holding.weight for holding in HOLDINGS])[0]


def within(random: Random, span: Span) -> int:
    return random.randint(*span)


def chance(random: Random, percent: int) -> bool:
    return random.randrange(100) < percent

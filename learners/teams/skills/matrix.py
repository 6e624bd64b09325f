"""Which skills people have, from the certifications that they hold, have prepared for and prepare for. Pure.

A certification gives a skill that it teaches: by a credential that is valid, else by a plan for it that is done. A valid
credential rules over the plan: where it lapses soon, so does the skill, unless another certification gives it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from learners.credentials.expiry import RENEW_DAYS, Period, covered_until

SOON = timedelta(days=RENEW_DAYS)


class Cell(StrEnum):
    HAS = "has"
    SOON = "soon"
    LEARNING = "learning"
    NONE = "none"


# The better one counts, where several certifications teach a skill.
ORDER = {Cell.HAS: 3, Cell.SOON: 2, Cell.LEARNING: 1, Cell.NONE: 0}
HAVING = frozenset({Cell.HAS, Cell.SOON})


@dataclass(frozen=True, slots=True)
class Brings:
    """Certifications of a person: those held, with whether they lapse soon; those whose plan is done; those they study for."""

    held: Mapping[int, bool] = field(default_factory=dict)
    finished: Collection[int] = ()
    learning: Collection[int] = ()


@dataclass(slots=True)
class Tally:
    """How many have a skill, somebody who does, and who is learning it, in the order in which people were given."""

    having: int = 0
    one: int | None = None
    learning: list[int] = field(default_factory=list)

    @property
    def only(self) -> int | None:
        """The one person who has it; None where there are more, or none."""
        return self.one if self.having == 1 else None


def held_on(periods: Mapping[int, Sequence[Period]], today: date) -> dict[int, bool]:
    """By certification that is valid today, whether it lapses soon."""
    ends = {pk: covered_until(own, today) for pk, own in periods.items()}
    return {pk: end - today <= SOON for pk, end in ends.items() if end is not None}


def cells(brings: Brings, taught: Mapping[int, Collection[int]]) -> dict[int, Cell]:
    """By skill that there is something to say about. `taught`: skills by certification."""
    states: dict[int, Cell] = dict.fromkeys(brings.learning, Cell.LEARNING)
    states |= dict.fromkeys(brings.finished, Cell.HAS)
    states |= {pk: Cell.SOON if is_soon else Cell.HAS for pk, is_soon in brings.held.items()}
    found: dict[int, Cell] = {}
    for certification, cell in states.items():
        for skill in taught.get(certification, ()):
            if ORDER[cell] > ORDER[found.get(skill, Cell.NONE)]:
                found[skill] = cell
    return found


def tally(people: Iterable[tuple[int, Mapping[int, Cell]]]) -> dict[int, Tally]:
    """By skill that somebody has or learns."""
    found: dict[int, Tally] = {}
    for person, own in people:
        for skill, cell in own.items():
            one = found.setdefault(skill, Tally())
            if cell in HAVING:
                one.having, one.one = one.having + 1, person
            else:
                one.learning.append(person)
    return found


def in_danger(tallies: Mapping[int, Tally], skills: Iterable[int]) -> list[tuple[int, list[int]]]:
    """Of people who alone have some of the skills: which. Whoever alone has most of them stands first."""
    alone: dict[int, list[int]] = {}
    for skill in skills:
        only = tallies[skill].only if skill in tallies else None
        if only is not None:
            alone.setdefault(only, []).append(skill)
    return sorted(alone.items(), key=lambda pair: -len(pair[1]))

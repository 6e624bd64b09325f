"""Addresses as they are compared, and what becomes of each in a list of people to invite. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_AT_ONCE = 100
_BETWEEN = re.compile(r"[\s,;]+")


class Outcome(StrEnum):
    NEW = "new"
    MEMBER = "member"
    INVITED = "invited"
    DUPLICATE = "duplicate"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a list: where it stands, what is written there."""

    number: int
    address: str
    role: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What becomes of a line. `first` is the line that has the same address before it; 0 where none has."""

    line: Line
    outcome: Outcome
    first: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """Addresses in small letters: of those who are in the team, and of those who are asked already."""

    members: frozenset[str]
    invited: frozenset[str]


def folded(address: str) -> str:
    return address.strip().casefold()


def split(text: str) -> list[str]:
    """As people paste them: one a line, or with commas, semicolons or blanks between them."""
    return [part.strip("<>") for part in _BETWEEN.split(text) if part.strip("<>")]


def judged(lines: Iterable[Line], taken: Taken, is_good: Callable[[Line], bool]) -> Iterator[Judged]:
    """In the order of the lines. `is_good` says whether mail can go to the address, and whether the role is one."""
    first: dict[str, int] = {}
    for line in lines:
        address = folded(line.address)
        if not is_good(line):
            yield Judged(line, Outcome.MALFORMED)
        elif address in first:
            yield Judged(line, Outcome.DUPLICATE, first[address])
        else:
            first[address] = line.number
            yield Judged(line, _standing(address, taken))


def _standing(address: str, taken: Taken) -> Outcome:
    if address in taken.members:
        return Outcome.MEMBER
    return Outcome.INVITED if address in taken.invited else Outcome.NEW

"""Which figures of a team may be shown without saying anything of a few people. Pure.

The rule, for every figure that counts people of a team and of the teams below it:

A team has two crowds, the members who show their dates and those who show only their status. A crowd counts in a figure as a
whole or not at all. It counts where the figure has at least `LEAST` people of it, and where nobody can work out fewer by taking
figures from each other: what is left of it after all that the pages of the teams below may show is nobody, or at least `LEAST`;
and so are those who are in several of these teams, and would be counted on several of their pages. Whoever is left out is left
out of every number of that figure. No line says the sum of the others, so no two lines give away a third.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a person counts: `team` is one of theirs, always the same; `shows` says the crowd, `twice` that they are in several."""

    team: int
    shows: bool
    twice: bool


@dataclass(frozen=True, slots=True)
class Tree:
    """A team and all below it: `parents` by key, of each but the top one."""

    top: int
    parents: Mapping[int, int]


def counted_crowds(people: Iterable[tuple[Seat, int]], tree: Tree) -> frozenset[bool]:
    """The crowds, as `Seat.shows` has them, which count in a figure that has so many people at each seat."""
    people = list(people)
    return frozenset(
        shows for shows in (True, False) if _counts([one for one in people if one[0].shows == shows], tree)
    )


def _counts(people: Iterable[tuple[Seat, int]], tree: Tree) -> bool:
    by_team: dict[int, int] = {}
    twice = 0
    for seat, count in people:
        by_team[seat.team] = by_team.get(seat.team, 0) + count
        twice += count if seat.twice else 0
    return _is_crowd_or_nobody(twice) and bool(sum(by_team.values())) and not _left(by_team, tree)


def _left(by_team: Mapping[int, int], tree: Tree) -> int:
    """How many of the top team no page may show: nobody where its own may. From the lowest teams up."""
    left = dict.fromkeys((tree.top, *tree.parents), 0)
    for team in reversed(_downward(tree)):
        found = left[team] + by_team.get(team, 0)
        left[team] = 0 if found >= LEAST else found
        if team != tree.top:
            left[tree.parents[team]] += left[team]
    return left[tree.top]


def _downward(tree: Tree) -> list[int]:
    """The top team first, each before those below it. Without a team that hangs in a ring of its own."""
    below: dict[int, list[int]] = {}
    for team, parent in tree.parents.items():
        below.setdefault(parent, []).append(team)
    found = [tree.top]
    for team in found:
        found += below.get(team, [])
    return found


def _is_crowd_or_nobody(people: int) -> bool:
    return people == 0 or people >= LEAST

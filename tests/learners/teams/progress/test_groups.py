"""The rule that keeps a figure, and every difference of two figures, from speaking of a few people."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.teams.progress.groups import LEAST, Seat, Tree, counted_crowds

TOP, LEFT, RIGHT, BELOW_LEFT = 1, 2, 3, 4
TREE = Tree(TOP, {LEFT: TOP, RIGHT: TOP, BELOW_LEFT: LEFT})


def crowds(*people: tuple[int, int], shows: bool = True, twice: bool = False, tree: Tree = TREE) -> frozenset[bool]:
    return counted_crowds([(Seat(team, shows, twice), count) for team, count in people], tree)


@pytest.mark.parametrize(
    ("people", "counts"),
    [
        ((), False),
        (((TOP, 4),), False),
        (((TOP, 5),), True),
        (((TOP, 2), (LEFT, 3)), True),  # too few below: no page there shows them
        (((TOP, 1), (LEFT, 5)), False),  # six, but the page below has five: the sixth could be worked out
        (((LEFT, 5), (RIGHT, 5)), True),  # nobody is left
        (((LEFT, 5), (RIGHT, 4)), False),
        (((TOP, 1), (LEFT, 5), (RIGHT, 4)), True),  # five are left, and who of them is where stays open
        (((LEFT, 1), (BELOW_LEFT, 5), (RIGHT, 4)), True),  # the page of LEFT shows nothing, so its one is among five
        (((LEFT, 1), (BELOW_LEFT, 5), (RIGHT, 5)), False),
    ],
)
def test_a_crowd_counts_where_nobody_can_be_worked_out(people: tuple[tuple[int, int], ...], counts: bool) -> None:
    assert crowds(*people) == (frozenset({True}) if counts else frozenset())


def test_each_crowd_stands_for_itself() -> None:
    few_hidden = [(Seat(TOP, shows=True, twice=False), 5), (Seat(TOP, shows=False, twice=False), 1)]
    assert counted_crowds(few_hidden, TREE) == {True}
    many_hidden = [(Seat(TOP, shows=True, twice=False), 4), (Seat(TOP, shows=False, twice=False), 9)]
    assert counted_crowds(many_hidden, TREE) == {False}


@pytest.mark.parametrize(("twice", "counts"), [(0, True), (1, False), (4, False), (5, True)])
def test_who_is_in_two_teams_can_not_be_worked_out_from_their_sum(twice: int, counts: bool) -> None:
    people = [(Seat(LEFT, shows=True, twice=True), twice), (Seat(LEFT, shows=True, twice=False), 10)]
    assert bool(counted_crowds([*people, (Seat(RIGHT, shows=True, twice=False), 10)], TREE)) is counts


def test_a_ring_of_teams_ends() -> None:
    assert crowds((TOP, 5), tree=Tree(TOP, {LEFT: RIGHT, RIGHT: LEFT})) == {True}


def below(team: int, parents: dict[int, int]) -> set[int]:
    found = {team}
    while more := {one for one, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[int, int], dict[int, int]]:
    """Up to six teams, each below an earlier one, and how many people sit in each."""
    size = draw(st.integers(1, 6))
    parents = {team: draw(st.integers(1, team - 1)) for team in range(2, size + 1)}
    return parents, {team: draw(st.integers(0, 7)) for team in range(1, size + 1)}


@given(trees())
def test_no_page_minus_pages_below_it_leaves_a_few(drawn: tuple[dict[int, int], dict[int, int]]) -> None:
    """By brute force: each shown page, without any shown pages of separate teams below it."""
    parents, people = drawn
    under = {team: below(team, parents) for team in people}
    shown = [
        team
        for team in people
        if crowds(
            *((one, people[one]) for one in under[team]),
            tree=Tree(team, {one: parents[one] for one in under[team] - {team}}),
        )
    ]
    for team in shown:
        inner = [one for one in shown if one in under[team] - {team}]
        for count in range(len(inner) + 1):
            for chosen in combinations(inner, count):
                if any(under[one] & under[other] for one, other in combinations(chosen, 2)):
                    continue
                gone = set().union(*(under[one] for one in chosen))
                left = sum(people[one] for one in under[team] - gone)
                assert left == 0 or left >= LEAST

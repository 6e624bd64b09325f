"""The pure chain: the certifications that still lie before a goal, from what one holds.

The rule. Of each group of alternatives those are taken whose own chains are the cheapest, as many as the group wants; a chain
costs, in this order: how many of its certifications have no known minutes, its minutes, how many they are, their places in the
curriculum. What is held costs nothing. Costs are settled from the bottom up, the cheapest first (Knuth's generalisation of Dijkstra's
walk), so a circle is never entered. A chain is the cheapest for each group by itself; that two groups could share more is not searched for,
which for alternatives in general would take forever.
"""

import heapq
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

from certifications.graph import study_order

Id = TypeVar("Id", bound=Hashable)
Cost = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Need(Generic[Id]):
    """`minimum` of `options`. One that is not required is a wish: it drops out where it can't be had or is left out."""

    options: tuple[Id, ...]
    minimum: int = 1
    required: bool = True


@dataclass(frozen=True, slots=True)
class Weight:
    """`minutes` is None where nobody knows them. `position`: the place in the curriculum, lower comes first."""

    minutes: int | None
    position: int


@dataclass(frozen=True, slots=True)
class Chain(Generic[Id]):
    """`stones` in study order, the goal last. `rests_on`: what each of them rests on, held ones among it, with whether it is
    required. `required` has the stones that no choice of wishes leaves out. `blocked` leads from the goal to what can't be had, each
    asking for the next; then there are no stones.
    """

    stones: tuple[Id, ...]
    rests_on: Mapping[Id, Mapping[Id, bool]]
    required: frozenset[Id]
    blocked: tuple[Id, ...] = ()

    @property
    def left_to_choice(self) -> frozenset[Id]:
        """The stones that may be left out: nothing in the chain requires them."""
        needed = {other for rests in self.rests_on.values() for other, required in rests.items() if required}
        return frozenset(stone for stone in self.stones if stone not in needed and stone not in self.required)


Needs = Mapping[Id, Sequence[Need[Id]]]
Rests = dict[Id, dict[Id, bool]]


def chain_to(
    goal: Id,
    needs_of: Callable[[Id], Sequence[Need[Id]]],
    weight_of: Callable[[Id], Weight | None],
    *,
    held: Sequence[Id] = (),
    left_out: Collection[Id] = (),
) -> Chain[Id]:
    """Without a weight one can't be earned. Of alternatives that are held the first in `held` counts; `left_out`: wishes refused."""
    if goal in held:
        return Chain((), {}, frozenset())
    land, weights = _land(goal, needs_of, weight_of, set(held))
    firm = {node: [need for need in needs if need.required] for node, needs in land.items()}
    reached = _settled(firm, weights, held)
    if goal not in reached:
        return Chain((), {}, frozenset(), _way_to_what_is_closed(goal, firm, reached))
    wished = {node: _possible(land[node], reached, left_out) for node in land if node in reached}
    rests = _settled(wished, weights, held)
    return _gathered(goal, rests if goal in rests else reached, weights, set(held))


def _land(
    goal: Id, needs_of: Callable[[Id], Sequence[Need[Id]]], weight_of: Callable[[Id], Weight | None], held: set[Id]
) -> tuple[Needs[Id], dict[Id, Weight]]:
    """Whatever the goal may lead over, without what is held or can't be earned."""
    land: dict[Id, Sequence[Need[Id]]] = {}
    weights: dict[Id, Weight] = {}
    seen = {goal, *held}
    waiting = [goal]
    while waiting:
        node = waiting.pop()
        if (weight := weight_of(node)) is None:
            continue
        weights[node], land[node] = weight, needs_of(node)
        for need in land[node]:
            fresh = [one for one in need.options if one not in seen]
            seen.update(fresh)
            waiting += fresh
    return land, weights


def _possible(needs: Iterable[Need[Id]], reached: Rests[Id], left_out: Collection[Id]) -> list[Need[Id]]:
    found = []
    for need in needs:
        if need.required:
            found.append(need)
            continue
        options = tuple(one for one in need.options if one in reached and one not in left_out)
        if len(options) >= need.minimum:
            found.append(Need(options, need.minimum, required=False))
    return found


def _settled(needs: Needs[Id], weights: Mapping[Id, Weight], held: Iterable[Id]) -> Rests[Id]:
    """What each that can be reached rests on, chosen by the rule. Held ones rest on nothing."""
    walk = _Walk(needs, weights)
    for node in held:
        walk.settle(node)
    for node in needs:
        walk.come_to(node)
    while walk.heap:
        walk.settle(heapq.heappop(walk.heap)[2])
    return walk.settled


class _Walk(Generic[Id]):
    """Settles whoever has all it needs, the cheapest first. Costs are looked at only where there is a choice to make."""

    def __init__(self, needs: Needs[Id], weights: Mapping[Id, Weight]) -> None:
        self.heap: list[tuple[Cost, int, Id]] = []
        self.settled: Rests[Id] = {}
        self._weights = weights
        self._turns = count()  # of equals the first that was come to; ids need have no order
        self._has_choice = any(need.minimum < len(need.options) for asked in needs.values() for need in asked)
        self._rests: Rests[Id] = {node: {} for node in needs}
        self._open = {node: len(asked) for node, asked in needs.items()}
        self._chains: dict[Id, frozenset[Id]] = {}
        self._asking: dict[Id, list[tuple[Id, Need[Id], list[int]]]] = {}
        for node, asked in needs.items():
            for need in asked:
                left = [need.minimum]
                for option in dict.fromkeys(need.options):
                    self._asking.setdefault(option, []).append((node, need, left))

    def come_to(self, node: Id) -> None:
        if not self._open[node] and node not in self.settled:
            heapq.heappush(self.heap, (self._cost(node), next(self._turns), node))

    def settle(self, node: Id) -> None:
        if node in self.settled:
            return
        self.settled[node] = self._rests.get(node, {})
        for asking, need, left in self._asking.get(node, ()):
            if left[0] <= 0:
                continue
            left[0] -= 1
            self._rests[asking][node] = need.required or self._rests[asking].get(node, False)
            if not left[0]:
                self._open[asking] -= 1
                self.come_to(asking)

    def _cost(self, node: Id) -> Cost:
        if not self._has_choice:
            return 0, 0, 0, 0
        own = frozenset({node}).union(*(self._chains.get(other, ()) for other in self._rests[node]))
        self._chains[node] = own
        weights = [self._weights[one] for one in own]
        known = [weight.minutes for weight in weights if weight.minutes is not None]
        return len(weights) - len(known), sum(known), len(weights), sum(weight.position for weight in weights)


def _gathered(goal: Id, rests: Rests[Id], weights: Mapping[Id, Weight], held: set[Id]) -> Chain[Id]:
    stones = _walked(goal, rests, held, only_required=False)
    positions = {stone: weights[stone].position for stone in stones}
    edges = [(stone, other) for stone in stones for other in rests[stone]]
    ordered = [stone for stone in study_order(positions, edges) if stone != goal]
    required = _walked(goal, rests, held, only_required=True)
    return Chain((*ordered, goal), {stone: rests[stone] for stone in stones}, frozenset(required))


def _walked(goal: Id, rests: Rests[Id], held: set[Id], *, only_required: bool) -> list[Id]:
    found: dict[Id, None] = {}
    waiting = [goal]
    while waiting:
        node = waiting.pop()
        if node not in found and node not in held:
            found[node] = None
            waiting += [other for other, required in rests[node].items() if required or not only_required]
    return list(found)


def _way_to_what_is_closed(goal: Id, firm: Needs[Id], reached: Rests[Id]) -> tuple[Id, ...]:
    """From the goal down by the first that can't be had; it ends at what asks for nothing here, or where it comes round."""
    way: dict[Id, None] = {}
    node: Id | None = goal
    while node is not None and node not in way:
        way[node] = None
        node = next(
            (
                one
                for need in firm.get(node, ())
                if _is_short(need, reached)
                for one in need.options
                if one not in reached
            ),
            None,
        )
    return tuple(way)


def _is_short(need: Need[Id], reached: Rests[Id]) -> bool:
    return sum(option in reached for option in need.options) < need.minimum

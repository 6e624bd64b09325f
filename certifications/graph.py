"""The pure graph of what asks for what: cycles named by their path, an order of study, and what opens what.

An edge `(a, b)` says that `a` asks for `b`. Ids are anything hashable. Every answer follows from the order in which nodes and
edges are given, never from hashes; nothing recurses, so that a chain of any length has an answer.
"""

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Unlocked(Generic[Id]):
    """`direct` asks for it by name; `further` asks for those, and so on, the nearest first."""

    direct: list[Id]
    further: list[Id]


def find_cycle(edges: Iterable[tuple[Id, Id]]) -> list[Id] | None:
    """The first cycle met, as a closed path `[a, b, c, a]`; None where there is none. Linear in the number of edges."""
    asked = _neighbours(edges)
    finished: set[Id] = set()
    for start in asked:
        if start not in finished and (cycle := _cycle_from(start, asked, finished)):
            return cycle
    return None


def cycle_through(start: Id, edges: Iterable[tuple[Id, Id]]) -> list[Id] | None:
    """The shortest closed path `[start, b, c, start]`; None where there is none. Walks only what `start` leads to.

    Where the edges closed no cycle before those of `start` were changed, this is the whole check.
    """
    came_from: dict[Id, Id] = {}
    for node, other in _nearest_first(start, _neighbours(edges)):
        if other == start:
            path = [start, node]
            while path[-1] != start:
                path.append(came_from[path[-1]])
            return path[::-1]
        came_from.setdefault(other, node)
    return None


def needed_for(start: Id, edges: Iterable[tuple[Id, Id]]) -> list[Id]:
    """All that `start` asks for, and what that asks for in turn, the nearest first."""
    found = dict.fromkeys(other for _node, other in _nearest_first(start, _neighbours(edges)))
    return [node for node in found if node != start]


def unlocked_by(start: Id, edges: Iterable[tuple[Id, Id]]) -> Unlocked[Id]:
    turned = [(asked, asking) for asking, asked in edges]
    direct = dict.fromkeys(asking for asked, asking in turned if asked == start and asking != start)
    return Unlocked(list(direct), [node for node in needed_for(start, turned) if node not in direct])


def study_order(positions: Mapping[Id, int], edges: Iterable[tuple[Id, Id]]) -> list[Id]:
    """All nodes by position, each after whatever it asks for; linear once the positions are sorted.

    Edges to or from other nodes are passed over. Inside a cycle no order is right: there the position decides.
    """
    asked = _neighbours((one, other) for one, other in edges if one in positions and other in positions)
    by_position = {node: place for place, node in enumerate(sorted(positions, key=positions.__getitem__))}
    ordered: dict[Id, None] = {}
    visited: set[Id] = set()
    for start in by_position:
        for node in _deepest_first(start, asked, visited, rank=by_position.__getitem__):
            ordered[node] = None
    return list(ordered)


def _neighbours(edges: Iterable[tuple[Id, Id]]) -> dict[Id, list[Id]]:
    found: dict[Id, list[Id]] = {}
    for one, other in edges:
        found.setdefault(one, []).append(other)
    return found


def _nearest_first(start: Id, asked: Mapping[Id, list[Id]]) -> Iterator[tuple[Id, Id]]:
    """Every edge that `start` leads to, by the number of edges on the way there."""
    seen, waiting = {start}, deque([start])
    while waiting:
        node = waiting.popleft()
        for other in asked.get(node, ()):
            yield node, other
            if other not in seen:
                seen.add(other)
                waiting.append(other)


def _cycle_from(start: Id, asked: Mapping[Id, list[Id]], finished: set[Id]) -> list[Id] | None:
    """Walks all that `start` leads to. `path` is the way here, in order; whoever leads back into it closes a cycle."""
    path: dict[Id, Iterator[Id]] = {start: iter(asked.get(start, ()))}
    while path:
        node, ahead = next(reversed(path.items()))
        for other in ahead:
            if other in path:
                way = list(path)
                return [*way[way.index(other) :], other]
            if other not in finished:
                path[other] = iter(asked.get(other, ()))
                break
        else:
            finished.add(node)
            path.popitem()
    return None


def _deepest_first(
    start: Id, asked: Mapping[Id, list[Id]], visited: set[Id], *, rank: Callable[[Id], int]
) -> Iterator[Id]:
    """`start` and what it leads to and was not visited yet, each after those that it asks for."""
    if start in visited:
        return
    visited.add(start)
    path = [(start, iter(sorted(asked.get(start, ()), key=rank)))]
    while path:
        node, ahead = path[-1]
        for other in ahead:
            if other not in visited:
                visited.add(other)
                path.append((other, iter(sorted(asked.get(other, ()), key=rank))))
                break
        else:
            yield node
            path.pop()

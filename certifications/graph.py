"""The pure graph of what asks for what: cycles named by their path, and an order of study.

An edge `(a, b)` says that `a` asks for `b`. Ids are anything hashable. Every answer follows from the order in which nodes and
edges are given, never from hashes; nothing recurses, so that a chain of any length has an answer.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Id = TypeVar("Id", bound=Hashable)


def find_cycle(edges: Iterable[tuple[Id, Id]]) -> list[Id] | None:
    """The first cycle met, as a closed path `[a, b, c, a]`; None where there is none. Linear in the number of edges."""
    asked = _neighbours(edges)
    finished: set[Id] = set()
    for start in asked:
        if start not in finished and (cycle := _cycle_from(start, asked, finished)):
            return cycle
    return None


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

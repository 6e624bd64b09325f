import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certifications.graph import cycle_through, find_cycle, needed_for, study_order, unlocked_by

ROOT = Path(__file__).parents[2]
NODES = st.integers(0, 11)
EDGES = st.lists(st.tuples(NODES, NODES), max_size=40)
FORWARD_EDGES = EDGES.map(lambda edges: [(max(edge), min(edge)) for edge in edges if edge[0] != edge[1]])


@pytest.mark.parametrize(
    ("edges", "cycle"),
    [
        ([], None),
        ([("a", "b"), ("b", "c")], None),
        ([("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")], None),
        ([("a", "a")], ["a", "a"]),
        ([("a", "b"), ("b", "c"), ("c", "a")], ["a", "b", "c", "a"]),
        ([("x", "a"), ("a", "b"), ("b", "a")], ["a", "b", "a"]),
        ([("a", "b"), ("c", "d"), ("d", "c")], ["c", "d", "c"]),
    ],
)
def test_a_cycle_is_named_by_its_path(edges, cycle):
    assert find_cycle(edges) == cycle


@given(EDGES)
def test_a_named_cycle_walks_along_the_edges_and_comes_back(edges):
    cycle = find_cycle(edges)
    if cycle:
        assert cycle[0] == cycle[-1]
        assert set(pairwise(cycle)) <= set(edges)


@given(EDGES)
def test_a_cycle_is_found_exactly_where_peeling_off_leaves_something(edges):
    left = list(edges)
    while kept := [edge for edge in left if edge[1] in {asking for asking, _asked in left}]:
        if kept == left:
            break
        left = kept
    assert (find_cycle(edges) is not None) == bool(kept)


@given(FORWARD_EDGES)
def test_edges_that_only_go_down_close_no_cycle(edges):
    assert find_cycle(edges) is None


@given(NODES, EDGES)
def test_a_cycle_through_a_node_is_a_closed_path_of_edges_from_it(start, edges):
    cycle = cycle_through(start, edges)
    if cycle:
        assert cycle[0] == cycle[-1] == start
        assert set(pairwise(cycle)) <= set(edges)
        assert len(set(cycle[1:])) == len(cycle) - 1


@given(NODES, FORWARD_EDGES, st.lists(NODES, max_size=4))
def test_one_edit_of_a_sound_graph_is_checked_as_well_by_what_it_leads_to_as_by_the_whole(start, edges, asked):
    edited = [edge for edge in edges if edge[0] != start] + [(start, other) for other in asked]
    assert (cycle_through(start, edited) is None) == (find_cycle(edited) is None)


def test_the_shortest_of_several_cycles_is_named():
    edges = [("a", "b"), ("b", "c"), ("c", "a"), ("b", "a"), ("x", "x")]
    assert cycle_through("a", edges) == ["a", "b", "a"]
    assert cycle_through("x", edges) == ["x", "x"]
    assert cycle_through("nowhere", edges) is None


@given(EDGES)
def test_unlocking_is_asking_turned_round(edges):
    for node in range(12):
        opened = unlocked_by(node, edges)
        assert set(opened.direct) == {asking for asking, asked in edges if asked == node and asking != node}
        everything = {*opened.direct, *opened.further}
        assert everything == {other for other in range(12) if other != node and node in needed_for(other, edges)}
        assert not {*opened.direct} & {*opened.further}


def test_what_is_unlocked_stands_nearest_first():
    opened = unlocked_by("a", [("far", "near"), ("farther", "far"), ("near", "a"), ("also", "a")])
    assert (opened.direct, opened.further) == (["near", "also"], ["far", "farther"])


@given(st.dictionaries(NODES, st.integers(0, 5)), FORWARD_EDGES)
def test_study_order_holds_every_node_once_and_after_what_it_asks_for(positions, edges):
    order = study_order(positions, edges)
    assert sorted(order) == sorted(positions)
    for asking, asked in edges:
        if asking in positions and asked in positions:
            assert order.index(asked) < order.index(asking)


@given(st.dictionaries(NODES, st.integers(0, 5)))
def test_without_edges_position_is_the_order(positions):
    assert study_order(positions, []) == sorted(positions, key=positions.__getitem__)


@given(st.dictionaries(NODES, st.integers(0, 5)), EDGES)
def test_study_order_has_an_answer_even_inside_a_cycle(positions, edges):
    assert sorted(study_order(positions, edges)) == sorted(positions)


def test_position_decides_among_the_free():
    order = study_order(
        {"expert": 3, "basics": 9, "side": 2, "middle": 5}, [("expert", "middle"), ("middle", "basics")]
    )
    assert order == ["side", "basics", "middle", "expert"]


def test_a_chain_longer_than_any_recursion_limit_has_answers():
    chain = [(number, number + 1) for number in range(100_000)]
    assert find_cycle(chain) is None
    assert find_cycle([*chain, (100_000, 0)]) == [*range(100_001), 0]
    assert cycle_through(7, [*chain, (100_000, 0)]) == [*range(7, 100_001), *range(8)]
    assert study_order(dict.fromkeys(range(100_001), 0), chain) == list(range(100_000, -1, -1))


def test_the_answer_does_not_hang_on_the_hash_seed():
    program = (
        "from certifications.graph import cycle_through, find_cycle, study_order, unlocked_by;"
        "from certifications.graph_layout import Arrow, lay_out;"
        "edges = [(f'n{a}', f'n{b}') for a in range(9) for b in range(9) if (a * 7 + b) % 4 == 0];"
        "print(find_cycle(edges), study_order({f'n{a}': a % 3 for a in range(9)}, edges), cycle_through('n3', edges));"
        "print(unlocked_by('n2', edges), lay_out({f'n{a}': a % 3 for a in range(9)}, [Arrow(*e, 'k') for e in edges]))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert len(answers) == 1

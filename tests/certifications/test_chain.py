import pytest
from hypothesis import given
from hypothesis import strategies as st

from certifications.chain import Chain, Need, Weight, chain_to

NODES = st.integers(0, 9)
NEEDS = st.lists(
    st.tuples(st.lists(NODES, min_size=1, max_size=3, unique=True), st.integers(1, 3), st.booleans()), max_size=3
).map(lambda rows: [Need(tuple(options), min(least, len(options)), required) for options, least, required in rows])
LANDS = st.dictionaries(NODES, NEEDS)


def chain(goal, needs, *, minutes=None, held=(), closed=(), left_out=()) -> Chain:
    minutes = minutes or {}

    def weight(node):
        return None if node in closed else Weight(minutes.get(node, 60), sum(map(ord, str(node))))

    return chain_to(goal, lambda node: needs.get(node, ()), weight, held=held, left_out=left_out)


@pytest.mark.parametrize(
    ("needs", "held", "stones"),
    [
        ({}, (), "d"),
        ({}, "d", ""),
        ({"d": [Need(("c",))], "c": [Need(("b",))]}, (), "bcd"),
        ({"d": [Need(("c",))], "c": [Need(("b",))]}, "c", "d"),
        ({"d": [Need(("a", "b", "c"), 1)]}, (), "ad"),
        ({"d": [Need(("a", "b", "c"), 1)]}, "c", "d"),
        ({"d": [Need(("a", "b", "c"), 2)]}, "c", "ad"),
        ({"d": [Need(("a", "b", "c"), 3)]}, (), "abcd"),
        ({"d": [Need(("a", "b"))], "a": [Need(("x",))]}, (), "bd"),
        ({"d": [Need(("a", "b"))], "a": [Need(("d",))]}, (), "bd"),
        ({"d": [Need(("c",)), Need(("a",), required=False)]}, (), "acd"),
    ],
)
def test_the_chain_has_what_is_still_needed_and_no_more(needs, held, stones):
    assert "".join(chain("d", needs, held=tuple(held)).stones) == stones


def test_of_alternatives_the_cheaper_way_is_taken_and_not_the_shorter():
    needs = {"goal": [Need(("long", "a"))], "a": [Need(("b",))]}
    assert chain("goal", needs, minutes={"long": 600}).stones == ("b", "a", "goal")
    assert chain("goal", needs, minutes={"long": 100}).stones == ("long", "goal")


def test_a_way_whose_minutes_nobody_knows_is_not_taken_for_a_short_one():
    needs = {"goal": [Need(("unknown", "known"))]}
    assert chain("goal", needs, minutes={"unknown": None, "known": 9000}).stones == ("known", "goal")


def test_of_alternatives_that_are_held_the_first_of_them_counts():
    needs = {"goal": [Need(("a", "b"))]}
    assert chain("goal", needs, held=("b", "a")).rests_on["goal"] == {"b": True}


def test_a_wish_that_is_left_out_drops_out_with_all_that_only_it_asks_for():
    needs = {"goal": [Need(("wish",), required=False)], "wish": [Need(("first",))]}
    whole = chain("goal", needs)
    assert whole.stones == ("first", "wish", "goal")
    assert whole.required == {"goal"}
    assert whole.left_to_choice == {"wish"}
    assert chain("goal", needs, left_out=("wish",)).stones == ("goal",)


def test_what_is_required_can_not_be_left_out():
    needs = {"goal": [Need(("a",)), Need(("b",), required=False)], "b": [Need(("a",))]}
    assert chain("goal", needs, left_out=("a", "b")).stones == ("a", "goal")


def test_a_goal_behind_what_can_not_be_earned_has_no_chain_and_says_what_is_in_the_way():
    needs = {"goal": [Need(("a",))], "a": [Need(("gone",)), Need(("b",))]}
    found = chain("goal", needs, closed=("gone",))
    assert found.stones == ()
    assert found.blocked == ("goal", "a", "gone")
    assert chain("goal", needs, closed=("gone",), held=("gone",)).stones == ("b", "a", "goal")


def test_a_wish_for_what_can_not_be_earned_is_no_obstacle():
    assert chain("goal", {"goal": [Need(("gone",), required=False)]}, closed=("gone",)).stones == ("goal",)


def test_a_circle_that_nothing_leads_out_of_is_no_chain_but_an_answer():
    found = chain("a", {"a": [Need(("b",))], "b": [Need(("a",))]})
    assert (found.stones, found.blocked) == ((), ("a", "b"))


def test_a_chain_longer_than_any_recursion_limit_has_an_answer():
    needs = {number: [Need((number + 1,))] for number in range(20_000)}
    assert chain_to(0, lambda node: needs.get(node, ()), lambda node: Weight(1, node)).stones == tuple(
        range(20_000, -1, -1)
    )


@given(NODES, LANDS, st.lists(NODES, max_size=4, unique=True), st.sets(NODES, max_size=3), st.sets(NODES, max_size=3))
def test_a_chain_is_closed_in_order_without_what_is_held_and_the_same_each_time(goal, needs, held, closed, left_out):
    found = chain(goal, needs, held=held, closed=closed, left_out=left_out)
    assert found == chain(goal, needs, held=held, closed=closed, left_out=left_out)
    assert not set(found.stones) & {*held, *closed}
    assert len(set(found.stones)) == len(found.stones)
    for place, stone in enumerate(found.stones):
        before = {*held, *found.stones[:place]}
        for need in needs.get(stone, ()):
            assert not need.required or len(before & set(need.options)) >= need.minimum
    if found.stones:
        assert found.stones[-1] == goal
    else:
        assert goal in held or found.blocked[0] == goal


@given(NODES, LANDS, st.lists(NODES, max_size=4, unique=True))
def test_leaving_out_every_wish_leaves_just_what_is_required(goal, needs, held):
    bare = chain(goal, needs, held=held, left_out=range(10))
    firm = {node: [need for need in asked if need.required] for node, asked in needs.items()}
    assert bare.stones == chain(goal, firm, held=held).stones

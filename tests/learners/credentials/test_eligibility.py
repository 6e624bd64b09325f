"""Eligibility from values alone: every cause, every kind of group, and what no fact may ever do."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.credentials.eligibility import Ask, Cause, Facts, State, Waiver, judge

DAY = date(2026, 3, 2)
GOAL = 100
CERT = Ask("cert", "Foundation", certification=1)
SKILL = Ask("skill", "Git", skill=7)
YEARS = Ask("years", "cloud", years=Decimal(2), label="cloud experience")
ANY_YEARS = Ask("any-years", "years", years=Decimal(5))
WAIVED = Waiver("", "Ten years in the trade", "Grace", DAY)


def row_of(ask, facts):
    return judge([ask], facts, GOAL).groups[0].rows[0]


@pytest.mark.parametrize(
    ("ask", "facts", "state", "cause"),
    [
        (CERT, Facts(), State.MISSING, Cause.NOT_HELD),
        (CERT, Facts(held={1: DAY}), State.MET, Cause.HOLDS),
        (CERT, Facts(held={1: None}, lapsed={1: DAY}), State.MET, Cause.HOLDS),
        (CERT, Facts(lapsed={1: DAY}), State.MISSING, Cause.LAPSED),
        (CERT, Facts(expected={1: DAY}), State.MISSING, Cause.IN_PLAN),
        (CERT, Facts(expected={1: DAY}, lapsed={1: DAY}), State.MISSING, Cause.IN_PLAN),
        (CERT, Facts(waivers={GOAL: (WAIVED,)}), State.WAIVED, Cause.WAIVED),
        (CERT, Facts(waivers={1: (WAIVED,)}), State.MISSING, Cause.NOT_HELD),
        (CERT, Facts(held={1: DAY}, waivers={GOAL: (WAIVED,)}), State.MET, Cause.HOLDS),
        (CERT, Facts(waivers={GOAL: (Waiver("skill", "r", "b", DAY),)}), State.MISSING, Cause.NOT_HELD),
        (SKILL, Facts(), State.MISSING, Cause.SKILL_MISSING),
        (SKILL, Facts(skills=frozenset({7})), State.MET, Cause.SKILL_STATED),
        (SKILL, Facts(taught={7: "Foundation"}), State.MET, Cause.SKILL_TAUGHT),
        (SKILL, Facts(waivers={GOAL: (Waiver("skill", "r", "b", DAY),)}), State.WAIVED, Cause.WAIVED),
        (YEARS, Facts(), State.MISSING, Cause.YEARS_MISSING),
        (YEARS, Facts(years={"": Decimal(9)}), State.MISSING, Cause.YEARS_MISSING),
        (YEARS, Facts(years={"cloud experience": Decimal("1.9")}), State.MISSING, Cause.YEARS_TOO_FEW),
        (YEARS, Facts(years={"cloud experience": Decimal(2)}), State.MET, Cause.YEARS_STATED),
        (ANY_YEARS, Facts(years={"": Decimal(5)}), State.MET, Cause.YEARS_STATED),
    ],
)
def test_each_row_says_how_it_stands_and_why(ask, facts, state, cause):
    row = row_of(ask, facts)
    assert (row.state, row.cause) == (state, cause)


@pytest.mark.parametrize(
    ("minimum", "held", "state", "has_choice"),
    [
        (1, 0, State.MISSING, True),
        (1, 1, State.MET, True),
        (2, 1, State.MISSING, True),
        (2, 2, State.MET, True),
        (3, 2, State.MISSING, False),
        (3, 3, State.MET, False),
    ],
    ids=["any, none", "any, one", "two, one", "two, two", "all, two", "all, all"],
)
def test_a_group_is_met_by_as_many_as_it_needs(minimum, held, state, has_choice):
    asks = [Ask(f"c{n}", f"C{n}", certification=n, group="g", minimum=minimum) for n in range(3)]
    (group,) = judge(asks, Facts(held=dict.fromkeys(range(held))), GOAL).groups
    assert (group.state, group.has_choice, group.minimum) == (state, has_choice, minimum)


def test_a_group_that_needs_a_waiver_to_be_enough_is_waived():
    asks = [Ask(f"c{n}", f"C{n}", certification=n, group="g", minimum=2) for n in range(2)]
    facts = Facts(held={0: None}, waivers={GOAL: (Waiver("c1", "r", "b", DAY),)})
    assert judge(asks, facts, GOAL).groups[0].state == State.WAIVED


def test_required_and_recommended_alternatives_of_one_name_are_two_groups():
    asks = [Ask("a", "A", skill=1, group="g"), Ask("b", "B", required=False, skill=2, group="g")]
    assert [group.required for group in judge(asks, Facts(), GOAL).groups] == [True, False]


def test_only_what_is_required_keeps_the_exam_shut():
    recommended = Ask("r", "R", required=False, skill=1)
    assert judge([recommended], Facts(), GOAL).is_open
    judged = judge([recommended, CERT], Facts(), GOAL)
    assert not judged.is_open
    assert [group.rows[0].ask for group in judged.missing] == [CERT]


def test_who_is_asked_for_nothing_is_let_in():
    assert judge([], Facts(), GOAL).is_open


SMALL = st.integers(0, 4)
ASKS = st.lists(
    st.builds(
        lambda number, kind, required, group, minimum: Ask(
            f"k{number}",
            "x",
            required,
            certification=number % 5 if kind == 0 else None,
            skill=number % 5 if kind == 1 else None,
            years=Decimal(number % 5 + 1) if kind == 2 else None,
            group=group,
            minimum=minimum,
        ),
        st.integers(0, 50),
        st.integers(0, 2),
        st.booleans(),
        st.sampled_from(["", "a", "b"]),
        st.integers(1, 3),
    ),
    max_size=8,
)
WAIVERS = st.frozensets(st.builds(Waiver, st.sampled_from(["", "k1", "k7"]), st.just("r"), st.just("b"), st.just(DAY)))
FACTS = st.builds(
    lambda held, lapsed, expected, skills, taught, years, waivers: Facts(
        held=dict.fromkeys(held),
        lapsed=dict.fromkeys(lapsed, DAY),
        expected=dict.fromkeys(expected, DAY),
        skills=skills,
        taught=dict.fromkeys(taught, "Foundation"),
        years={"": Decimal(years)},
        waivers={GOAL: tuple(waivers)},
    ),
    st.sets(SMALL),
    st.sets(SMALL),
    st.sets(SMALL),
    st.frozensets(SMALL),
    st.sets(SMALL),
    SMALL,
    WAIVERS,
)
RANK = {State.MISSING: 0, State.WAIVED: 1, State.MET: 2}


@given(ASKS, FACTS, FACTS)
def test_whoever_brings_more_is_never_worse_off(asks, some, others):
    more = Facts(
        held={**some.held, **others.held},
        lapsed={**some.lapsed, **others.lapsed},
        expected={**some.expected, **others.expected},
        skills=some.skills | others.skills,
        taught={**some.taught, **others.taught},
        years={"": max(some.years[""], others.years[""])},
        waivers={GOAL: some.waivers[GOAL] + others.waivers[GOAL]},
    )
    before, after = judge(asks, some, GOAL), judge(asks, more, GOAL)
    for one, other in zip(before.groups, after.groups, strict=True):
        assert RANK[other.state] >= RANK[one.state]
    assert after.is_open or not before.is_open


@given(st.lists(SMALL, min_size=1, unique=True), st.data(), FACTS)
def test_who_has_all_has_any_number_of_them_and_who_has_that_number_has_one(skills, data, facts):
    number = data.draw(st.integers(1, len(skills)))

    def state(minimum):
        asks = [Ask(f"k{skill}", "x", skill=skill, group="g", minimum=minimum) for skill in skills]
        return judge(asks, facts, GOAL).groups[0].state

    assert RANK[state(len(skills))] <= RANK[state(number)] <= RANK[state(1)]


@given(ASKS, FACTS)
def test_a_waiver_of_all_opens_what_has_enough_rows_and_every_row_is_told_once(asks, facts):
    waived = judge(asks, replace(facts, waivers={GOAL: (WAIVED,)}), GOAL)
    assert all(group.minimum > len(group.rows) for group in waived.missing)
    assert sorted(row.ask.key for group in waived.groups for row in group.rows) == sorted(ask.key for ask in asks)

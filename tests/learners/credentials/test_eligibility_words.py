"""What a judgement says: which of the alternatives are still wanting, and what opens the exam."""

import pytest

from learners.credentials.eligibility import Ask, Facts, Waiver, judge
from learners.credentials.eligibility_words import still_missing, tree
from tests.factories import MONDAY

GOAL = 100
SAY_SO = "(If you know it, say so in your settings)"


def group_of(size, minimum):
    return [Ask(f"s{n}", f"S{n}", skill=n, group="g", minimum=minimum) for n in range(size)]


@pytest.mark.parametrize(
    ("size", "minimum", "known", "gap"),
    [
        (2, 1, 0, f"S0 {SAY_SO} or S1 {SAY_SO}"),
        (2, 2, 0, f"S0 {SAY_SO} and S1 {SAY_SO}"),
        (3, 3, 1, f"S1 {SAY_SO} and S2 {SAY_SO}"),
        (3, 2, 1, f"S1 {SAY_SO} or S2 {SAY_SO}"),
        (3, 2, 0, f"2 of these: S0 {SAY_SO}, S1 {SAY_SO}, S2 {SAY_SO}"),
        (3, 2, 2, ""),
    ],
    ids=["any, none", "all, none", "all, one", "two, one", "two, none", "two, two"],
)
def test_a_gap_names_as_many_as_are_wanting(size, minimum, known, gap):
    judged = judge(group_of(size, minimum), Facts(skills=frozenset(range(known))), GOAL)
    assert still_missing(judged) == gap


def test_what_is_waived_is_not_wanting():
    facts = Facts(waivers={GOAL: (Waiver("s0", "Known", "Grace", MONDAY),)})
    assert still_missing(judge(group_of(3, 2), facts, GOAL)) == f"S1 {SAY_SO} or S2 {SAY_SO}"


def test_what_is_recommended_keeps_nothing_shut():
    assert still_missing(judge([Ask("s", "S", required=False, skill=1)], Facts(), GOAL)) == ""


def test_alternatives_stand_under_their_choice_in_the_tree():
    assert tree(judge(group_of(2, 1), Facts(skills=frozenset({1})), GOAL)).splitlines() == [
        "[met] required: any one of",
        "    [missing] S0. If you know it, say so in your settings.",
        "    [met] S1. You have said that you know it.",
    ]

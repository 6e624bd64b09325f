"""The pure rule: which skills a person has, and who alone has one."""

from datetime import date, timedelta

import pytest

from learners.credentials.expiry import Period
from learners.teams.skills.matrix import Brings, Cell, cells, held_on, in_danger, tally

TODAY = date(2026, 3, 2)
LONG_AGO = date(2025, 1, 1)
HIGH, LOW = 1, 2
PYTHON, SQL, GIT = 10, 20, 30
TAUGHT = {HIGH: [PYTHON, SQL], LOW: [PYTHON, GIT]}


@pytest.mark.parametrize(
    ("brings", "cell"),
    [
        (Brings(), None),
        (Brings(held={HIGH: False}), Cell.HAS),
        (Brings(held={HIGH: True}), Cell.SOON),
        (Brings(finished={HIGH}), Cell.HAS),
        (Brings(learning={HIGH}), Cell.LEARNING),
        (Brings(held={HIGH: True}, finished={HIGH}), Cell.SOON),
        (Brings(held={HIGH: True}, finished={LOW}), Cell.HAS),
        (Brings(held={HIGH: True}, learning={HIGH}), Cell.SOON),
        (Brings(held={HIGH: True, LOW: False}), Cell.HAS),
        (Brings(finished={HIGH}, learning={HIGH}), Cell.HAS),
    ],
)
def test_the_best_of_what_somebody_brings_counts(brings, cell):
    assert cells(brings, TAUGHT).get(PYTHON) == cell


def test_a_certification_that_teaches_nothing_gives_nothing():
    assert cells(Brings(finished={99}), TAUGHT) == {}


@pytest.mark.parametrize(
    ("periods", "held"),
    [
        ([], {}),
        ([Period(LONG_AGO)], {HIGH: False}),
        ([Period(LONG_AGO, TODAY + timedelta(days=91))], {HIGH: False}),
        ([Period(LONG_AGO, TODAY + timedelta(days=90))], {HIGH: True}),
        ([Period(LONG_AGO, TODAY)], {HIGH: True}),
        ([Period(LONG_AGO, TODAY - timedelta(days=1))], {}),
        ([Period(TODAY + timedelta(days=1))], {}),
        ([Period(LONG_AGO, TODAY + timedelta(days=9)), Period(TODAY + timedelta(days=10))], {HIGH: False}),
        ([Period(LONG_AGO, None, TODAY)], {}),
    ],
)
def test_held_is_what_covers_today_and_soon_what_ends_within_ninety_days(periods, held):
    assert held_on({HIGH: periods}, TODAY) == held


PEOPLE = [
    (1, {PYTHON: Cell.HAS, SQL: Cell.SOON}),
    (2, {PYTHON: Cell.SOON, GIT: Cell.LEARNING}),
    (3, {SQL: Cell.LEARNING}),
]


def test_a_skill_that_lapses_soon_still_counts_and_one_that_is_learnt_does_not():
    found = tally(PEOPLE)
    assert {skill: one.having for skill, one in found.items()} == {PYTHON: 2, SQL: 1, GIT: 0}
    assert (found[SQL].learning, found[GIT].learning) == ([3], [2])


def test_only_one_is_neither_none_nor_two():
    found = tally(PEOPLE)
    assert (found[PYTHON].only, found[SQL].only, found[GIT].only) == (None, 1, None)


def test_whoever_alone_has_most_stands_first():
    found = tally([(1, {PYTHON: Cell.HAS}), (2, {SQL: Cell.HAS, GIT: Cell.HAS})])
    assert in_danger(found, [PYTHON, SQL, GIT]) == [(2, [SQL, GIT]), (1, [PYTHON])]
    assert in_danger(found, [PYTHON, 99]) == [(1, [PYTHON])]

"""Filters, order, sums and who needs help, from facts alone. Today is Monday 2 March 2026."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from learners.credentials.expiry import Period
from learners.plans.status import PlanFacts, standing
from learners.teams.people.people import Filters, Person, Plan, Shows, Sort, chosen, columns, in_need, sums

TODAY = date(2026, 3, 2)


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def plan(
    pk: int = 1,
    *,
    certification: int = 1,
    due: int | None = 3,
    exam: int | None = None,
    state: str = "active",
    done: int = 30,
) -> Plan:
    """100 minutes, of which `done` are; the next task is due in so many days, and so is the last; the exam likewise."""
    next_due = None if due is None else day(due)
    facts = PlanFacts(state, 100, done, next_due, next_due, None, None if exam is None else day(exam), day(-30), TODAY)
    return Plan(pk, certification, f"Plan {pk}", facts, standing(facts).code)


def person(pk: int, *plans: Plan, shows: Shows = Shows.DATES, held: dict[int, int] | None = None, **fields) -> Person:
    """`held`: certification → in how many days it ends."""
    periods = tuple((one, (Period(day(-300), day(end)),)) for one, end in (held or {}).items())
    given = {"learner": pk, "team": 1, "name": f"Person {pk}", **fields}
    return Person(pk=pk, shows=shows, today=TODAY, plans=plans, held=periods, **given)


LATE, RISKY, FINE = plan(due=-3), plan(due=3, exam=2), plan(due=3, exam=20)
HIDDEN = Shows.STATUS


def found(filters: Filters, *people: Person) -> list[int]:
    return [one.pk for one in chosen(people, filters, Sort.NAME)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), [1, 2, 3, 4, 5]),
        (Filters(status="behind"), [1]),
        (Filters(status="at_risk"), [2]),
        (Filters(at_risk=True), [1, 2]),
        (Filters(exam_within=2), [2]),
        (Filters(exam_within=20), [2, 3]),
        (Filters(expiring_within=30), [4]),
        (Filters(team=2), [4]),
        (Filters(certification=7), [4]),
        (Filters(certification=1, status="behind"), [1]),
        (Filters(certification=9), []),
        (Filters(name="PERSON 5"), [5]),
        (Filters(at_risk=True, exam_within=20), [2]),
    ],
)
def test_each_filter_finds_its_people(filters, expected) -> None:
    people = (person(1, LATE), person(2, RISKY), person(3, FINE), person(4, held={7: 30}, team=2), person(5))
    assert found(filters, *people) == expected


@pytest.mark.parametrize("filters", [Filters(exam_within=30), Filters(expiring_within=60), Filters(certification=7)])
def test_what_a_person_does_not_show_finds_nobody(filters) -> None:
    """Else the manager would read it from who is found."""
    known = person(1, FINE, held={7: 30})
    assert found(filters, known) == [1]
    assert found(filters, replace(known, shows=HIDDEN)) == []


@pytest.mark.parametrize("sort", [Sort.EXAM, Sort.DUE, Sort.DONE])
def test_nor_does_the_order_tell_it(sort) -> None:
    people = [person(1, plan(due=9, exam=30, done=10)), person(2, plan(due=1, exam=2, done=90), shows=HIDDEN)]
    assert [one.pk for one in chosen(people, Filters(), sort)] == [1, 2]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (Sort.STATUS, [2, 1, 3, 4]),
        (Sort.NAME, [1, 2, 3, 4]),
        (Sort.EXAM, [2, 3, 1, 4]),
        (Sort.DUE, [1, 2, 3, 4]),
        (Sort.DONE, [1, 2, 3, 4]),
    ],
)
def test_each_order_and_whoever_has_nothing_comes_last(sort, expected) -> None:
    people = [person(4), person(3, FINE), person(2, RISKY), person(1, LATE)]
    assert [one.pk for one in chosen(people, Filters(), sort)] == expected


def test_the_most_pressing_plan_says_how_a_person_stands() -> None:
    assert person(1, FINE, LATE).code == "behind"


def test_sums_count_whoever_is_in_two_teams_below_once() -> None:
    people = [person(1, LATE, team=2, learner=5), person(2, LATE, team=3, learner=5), person(3, FINE, team=3)]
    whole, second, third = sums(people, {1: [1, 2, 3], 2: [2], 3: [3]})
    assert (whole.people, second.people, third.people) == (2, 1, 2)
    assert (whole.needing_help, third.needing_help) == (1, 1)


def test_columns_are_the_most_frequent_certifications_first_and_tell_no_hidden_credential() -> None:
    people = [
        person(1, plan(certification=4)),
        person(2, plan(certification=4), held={7: 9}),
        person(3, shows=HIDDEN, held={8: 9}),
    ]
    assert columns(people) == [4, 7]


def test_help_is_for_the_most_pressing_first_one_plan_a_person() -> None:
    soon, later = plan(2, due=3, exam=1), plan(3, due=3, exam=2)
    people = [person(1, LATE), person(2, later, LATE), person(3, soon), person(4, FINE), person(5)]
    assert [(one.pk, needed.pk) for one, needed in in_need(people, 9)] == [(3, 2), (2, 3), (1, 1)]
    assert len(in_need(people, 2)) == 2

"""Answers and assignments at the same moment: one of them counts, and the record says which."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection

from learners.teams.assignments import writes
from learners.teams.assignments.models import Assignment, AssignmentChange
from tests.factories import NOON, make_guided, make_learner, make_membership, make_team
from tests.learners.plans.test_together import together
from tests.learners.teams.assignments import make_assignment

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
]


def test_of_many_answers_at_once_one_counts():
    made = make_assignment(make_membership(make_team(), make_learner()))
    seen = Assignment.objects.with_people().get()
    act = writes.Act(made.learner.user, NOON, "Words")
    ways: list[Callable[[], None]] = [
        lambda: writes.accept(seen, act),
        lambda: writes.decline(seen, act),
        lambda: writes.withdraw(seen, act),
        lambda: writes.ask_for_date(seen, date(2026, 8, 1), act),
    ]

    def tried(way: Callable[[], None]) -> Callable[[], bool]:
        def run() -> bool:
            try:
                way()
            except writes.AnsweredAlreadyError:
                return False
            return True

        return run

    assert sum(together([tried(way) for way in ways * 2])) == 1
    change = AssignmentChange.objects.get()
    assert Assignment.objects.get().state == change.to_state


def test_two_managers_at_once_ask_a_person_once():
    members = [make_membership(make_team(), make_learner()) for _ in range(3)]
    wanted = writes.Wanted(make_guided(), is_chain=False, due=date(2026, 6, 1))
    act = writes.Act(make_learner().user, NOON)
    made = together([lambda: writes.assign(members, wanted, act)] * 4)
    assert sum(count for _batch, count in made) == 3
    assert Assignment.objects.count() == AssignmentChange.objects.count() == 3

"""An account that is erased while it is used elsewhere: gone, and nobody else's request undoes it or is left half done."""

from collections.abc import Callable
from datetime import date, time
from itertools import count
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, IntegrityError, connection, transaction  # noqa: F401 (pytest evaluates it)
from django.db.models import F

from learners.plans.exams.writes import book
from learners.plans.hands.links import add_link
from learners.plans.hands.time_spent import add_minutes
from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.revisions.revising import Moment, revised
from learners.privacy.erasing import OnlyAdministratorError, erase, erase_unless_last
from learners.profiles.models import Learner
from learners.reminders import ledger
from learners.reminders.models import Reminder
from portal.models import User
from tests.factories import MONDAY, NOON, make_guided, make_learner, make_plan, make_user
from tests.learners.plans.test_together import together

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
]
AGAIN_AND_AGAIN = 25
numbers = count()


def over_and_over(act: Callable[[], Any]) -> Callable[[], None]:
    """In a window that stays open: what it asks for may be gone, or go while it asks."""

    def acts() -> None:
        for _time in range(AGAIN_AND_AGAIN):
            try:
                act()
            except (ObjectDoesNotExist, IntegrityError):
                return
            except DatabaseError as error:
                assert "deadlock" not in str(error), error  # noqa: PT017

    return acts


@transaction.atomic
def move_tasks(moment: Moment, plan_pk: int) -> None:
    """As every change of dates: the plan locked first, and on record with who did it."""
    plan = StudyPlan.objects.select_for_update().get(pk=plan_pk)
    with revised(plan, moment, PlanRevision.Why.BY_HAND):
        plan.tasks.update(pinned=~F("pinned"))


def ring() -> None:
    ledger.tick(NOON)
    for reminder in ledger.claim(NOON):
        ledger.finish(reminder, ledger.Verdict(Reminder.State.PENDING), NOON)


@pytest.mark.parametrize("_round", range(6))
def test_it_is_erased_whatever_else_is_going_on(_round):
    learner = make_learner(reminder_time=time(7, 0))
    plan = make_plan(learner, tasks=({},) * 20)
    plan.refresh_summary()
    task, moment, exam = plan.tasks.order_by("pk")[0], Moment(learner, NOON), make_guided()
    of_it: dict[str, Any] = {"plan_pk": plan.pk, "task_pk": task.pk}
    together(
        [
            lambda: erase(User.objects.get(pk=learner.user_id), now=NOON),
            over_and_over(lambda: add_minutes(moment, **of_it, minutes=1, day=MONDAY)),
            over_and_over(lambda: add_link(moment, **of_it, url=f"https://example.org/{next(numbers)}", title="")),
            over_and_over(lambda: move_tasks(moment, plan.pk)),
            over_and_over(lambda: book(moment, exam, date(2026, 6, 1))),
            over_and_over(ring),
        ]
    )
    assert not User.objects.filter(pk=learner.user_id).exists()
    assert not Learner.objects.exists()
    assert not Task.objects.exists()
    assert not Reminder.objects.exists()


def test_two_windows_erase_it_once():
    user = make_learner().user
    together([lambda: erase(User.objects.get(pk=user.pk), now=NOON)] * 2)
    assert not User.objects.exists()


def test_of_the_last_two_administrators_one_stays():
    users = [make_user(is_superuser=True) for _person in range(2)]

    def leave(user: User) -> Callable[[], bool]:
        def act() -> bool:
            try:
                erase_unless_last(user, now=NOON)
            except OnlyAdministratorError:
                return False
            return True

        return act

    assert sorted(together([leave(user) for user in users])) == [False, True]
    assert User.objects.count() == 1

"""What happens at the same moment. SQLite has one writer at a time; PostgreSQL shows whether the locks hold."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from learners.plans.drafts import Wish, draw, template_of
from learners.plans.models import StudyPlan, Task
from learners.plans.writes import change_task, create_plan
from tests.factories import MONDAY, NOON, make_guided, make_learner, make_plan

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
]
WINDOWS = 6


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    ready = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        ready.wait(timeout=10)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as windows:
        return list(windows.map(run, acts))


def test_ticks_at_once_leave_the_right_sums():
    plan = make_plan(tasks=({"minutes": 10},) * WINDOWS)
    plan.refresh_summary()

    def tick(pk: int) -> Callable[[], Task]:
        return lambda: change_task(plan.learner, plan_pk=plan.pk, task_pk=pk, change=lambda task: task.tick(now=NOON))

    together([tick(pk) for pk in plan.tasks.values_list("pk", flat=True)])
    plan.refresh_from_db()
    assert (plan.minutes_done, plan.next_due, plan.percent) == (10 * WINDOWS, None, 100)


def test_one_task_ticked_and_skipped_at_once_ends_in_one_state_with_its_sums():
    plan = make_plan(tasks=({"minutes": 10}, {"minutes": 20}))
    plan.refresh_summary()
    pk = plan.tasks.get(minutes=10).pk
    steps: list[Callable[[Task], None]] = [lambda task: task.tick(now=NOON), Task.skip, Task.untick, Task.unskip] * 2
    together([lambda step=step: change_task(plan.learner, plan_pk=plan.pk, task_pk=pk, change=step) for step in steps])  # type: ignore[misc]
    plan.refresh_from_db()
    kept = (plan.minutes_total, plan.minutes_done, plan.next_due, plan.last_due, plan.furthest_done)
    plan.refresh_summary()
    assert kept == (plan.minutes_total, plan.minutes_done, plan.next_due, plan.last_due, plan.furthest_done)


def test_two_windows_sent_at_once_make_one_plan():
    learner, certification = make_learner(), make_guided()
    draft = draw(certification, template_of(certification.versions.get()), Wish(30, MONDAY, None, (60,) * 7), ())
    made = together([lambda: create_plan(learner, draft)] * WINDOWS)
    assert sorted(is_new for _plan, is_new in made) == [False] * (WINDOWS - 1) + [True]
    assert StudyPlan.objects.count() == 1

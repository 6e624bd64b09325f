"""What happens at the same moment. SQLite has one writer at a time; PostgreSQL shows whether the locks hold."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from learners.credentials.models import CredentialPeriod
from learners.plans.drafts import Wish, draw, template_of
from learners.plans.exams.writes import book, make_retake, record_pass
from learners.plans.hands.ticking import Stepped, step_task
from learners.plans.models import StudyPlan, Task
from learners.plans.revisions.revising import Moment
from learners.plans.versions.moving import Choice, choose, move_due
from learners.plans.writes import create_plan
from tests.factories import MONDAY, NOON, make_attempt, make_guided, make_learner, make_plan
from tests.learners.plans.versions import next_version

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

    def tick(pk: int) -> Callable[[], Stepped]:
        return lambda: step_task(
            plan.learner.user_id, plan_pk=plan.pk, task_pk=pk, step=lambda task: task.tick(now=NOON)
        )

    together([tick(pk) for pk in plan.tasks.values_list("pk", flat=True)])
    plan.refresh_from_db()
    assert (plan.minutes_done, plan.next_due, plan.percent) == (10 * WINDOWS, None, 100)


def test_one_task_ticked_and_skipped_at_once_ends_in_one_state_with_its_sums():
    plan = make_plan(tasks=({"minutes": 10}, {"minutes": 20}))
    plan.refresh_summary()
    pk = plan.tasks.get(minutes=10).pk
    steps: list[Callable[[Task], None]] = [lambda task: task.tick(now=NOON), Task.skip, Task.untick, Task.unskip] * 2

    def act(step: Callable[[Task], None]) -> Callable[[], Stepped]:
        return lambda: step_task(plan.learner.user_id, plan_pk=plan.pk, task_pk=pk, step=step)

    together([act(step) for step in steps])
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


@pytest.mark.parametrize("_round", range(3))
def test_a_move_and_ticks_at_once_lose_nothing(_round):
    """Each tick lands before the move or after it; the one on a task that goes away is refused or keeps the task."""
    certification = make_guided(
        phases=((14, (10,) * (WINDOWS + 1)),)
    )  # one is never ticked: a finished plan can't move
    learner = make_learner()
    draft = draw(certification, template_of(certification.versions.get()), Wish(14, MONDAY, None, (60,) * 7), ())
    plan, _is_new = create_plan(learner, draft)
    version = next_version(certification, drop=("d14-s1",), retime={"d14-s2": 300}, add={"new": ("day-14", 20)})
    moment = Moment(learner, NOON)

    def tick(pk: int) -> Callable[[], bool]:
        def act() -> bool:
            try:
                step_task(learner.user_id, plan_pk=plan.pk, task_pk=pk, step=lambda task: task.tick(now=NOON))
            except Task.DoesNotExist:
                return False
            return True

        return act

    def move() -> StudyPlan:
        return choose(moment, plan_pk=plan.pk, version_pk=version.pk, choice=Choice.MOVE_NOW)

    pks = list(plan.tasks.order_by("position").values_list("pk", flat=True))[:WINDOWS]
    ticked = together([tick(pks[0]), move, tick(pks[1]), move, *(tick(pk) for pk in pks[2:])])
    done = [pk for pk, was in zip(pks, [ticked[0], ticked[2], *ticked[4:]], strict=True) if was]
    assert set(plan.tasks.filter(state="done").values_list("pk", flat=True)) == set(done)
    assert set(pks[1:]) <= set(done)
    assert plan.revisions.count() == 1
    plan.refresh_from_db()
    kept = (plan.minutes_total, plan.minutes_done, plan.next_due, plan.last_due, plan.furthest_done)
    plan.refresh_summary()
    assert kept == (plan.minutes_total, plan.minutes_done, plan.next_due, plan.last_due, plan.furthest_done)


def test_several_ticks_of_the_minute_move_a_plan_once():
    certification = make_guided()
    plan = make_plan(certification=certification, tasks=({"key": "d14-s1"},))
    plan.refresh_summary()
    version = next_version(certification, retime={"d14-s1": 30})
    choose(Moment(plan.learner, NOON), plan_pk=plan.pk, version_pk=version.pk, choice=Choice.MOVE_LATER)
    assert sum(together([lambda: move_due(NOON + timedelta(days=7))] * WINDOWS)) == 1
    assert plan.revisions.count() == 1


def test_an_exam_booked_in_windows_sent_at_once_is_one_attempt():
    learner, certification = make_learner(), make_guided()
    moment = Moment(learner, NOON)
    booked = together([lambda: book(moment, certification, MONDAY)] * WINDOWS)
    assert sorted(is_new for _attempt, is_new in booked) == [False] * (WINDOWS - 1) + [True]


def test_a_pass_recorded_in_windows_sent_at_once_is_one_period():
    plan = make_plan(tasks=({},))
    attempt = make_attempt(plan.learner, plan.certification)
    together([lambda: record_pass(Moment(plan.learner, NOON), attempt.pk)] * WINDOWS)
    plan.refresh_from_db()
    assert (CredentialPeriod.objects.count(), plan.state) == (1, "finished")


def test_a_retake_planned_in_windows_sent_at_once_is_one_plan():
    plan = make_plan(tasks=({},))
    attempt = make_attempt(plan.learner, plan.certification, state="failed")
    made = together([lambda: make_retake(Moment(plan.learner, NOON), attempt.pk)] * WINDOWS)
    assert sorted(is_new for _plan, is_new in made) == [False] * (WINDOWS - 1) + [True]

"""Tasks, the summary they leave on their plan, and the command that checks it."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from learners.plans.hands.ticking import step_task
from learners.plans.models import SUMMARY, StudyPlan, Task
from learners.plans.status import Code
from tests.factories import MONDAY, NOON, make_plan

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(days=3)
LAST = MONDAY + timedelta(days=9)


@pytest.fixture
def plan(ada):
    made = make_plan(ada, tasks=({"minutes": 30}, {"minutes": 60, "due": LATER}, {"minutes": 90, "due": LAST}))
    made.refresh_summary()
    return made


def summary(plan: StudyPlan) -> tuple[int, int, date | None, date | None, date | None]:
    plan.refresh_from_db()
    return plan.minutes_total, plan.minutes_done, plan.next_due, plan.last_due, plan.furthest_done


def change(plan: StudyPlan, number: int, step) -> Task:
    task = plan.tasks.get(key=f"task-{number}")
    return step_task(plan.learner.user_id, plan_pk=plan.pk, task_pk=task.pk, step=step).task


def tick(task: Task) -> None:
    task.tick(now=NOON)


def test_the_summary_counts_minutes_and_dates(plan):
    assert summary(plan) == (180, 0, MONDAY, LAST, None)


def test_a_tick_moves_the_next_due_date(plan):
    change(plan, 1, tick)
    assert summary(plan) == (180, 30, LATER, LAST, MONDAY)


def test_an_untick_undoes_the_tick(plan):
    before = summary(plan)
    change(plan, 1, tick)
    change(plan, 1, Task.untick)
    assert summary(plan) == before
    assert plan.tasks.get(key="task-1").done_at is None


def test_a_second_tick_keeps_the_moment_of_the_first(plan):
    change(plan, 1, tick)
    change(plan, 1, lambda task: task.tick(now=NOON + timedelta(hours=1)))
    assert plan.tasks.get(key="task-1").done_at == NOON


def test_a_skipped_task_leaves_the_total(plan):
    change(plan, 3, Task.skip)
    assert summary(plan) == (90, 0, MONDAY, LATER, None)


def test_an_unskip_undoes_the_skip(plan):
    before = summary(plan)
    change(plan, 3, Task.skip)
    change(plan, 3, Task.unskip)
    assert summary(plan) == before


def test_what_is_done_cannot_be_skipped(plan):
    change(plan, 1, tick)
    assert change(plan, 1, Task.skip).is_done


def test_a_skipped_task_that_was_done_after_all_is_ticked(plan):
    change(plan, 1, Task.skip)
    assert change(plan, 1, tick).is_done


def test_when_all_is_done_the_plan_is_done_and_still_open(plan):
    for number in (1, 2, 3):
        change(plan, number, tick)
    plan.refresh_from_db()
    assert (plan.percent, plan.state, plan.status(MONDAY).code) == (100, StudyPlan.State.ACTIVE, Code.DONE)


def test_a_task_of_somebody_else_is_not_found(plan, stranger):
    with pytest.raises(Task.DoesNotExist):
        step_task(stranger.user_id, plan_pk=plan.pk, task_pk=plan.tasks.first().pk, step=tick)


def test_a_task_of_another_plan_of_mine_is_not_found(plan, ada):
    other = make_plan(ada)
    with pytest.raises(Task.DoesNotExist):
        step_task(ada.user_id, plan_pk=other.pk, task_pk=plan.tasks.first().pk, step=tick)


def test_a_plan_that_was_left_can_not_be_ticked(plan):
    plan.leave()
    with pytest.raises(Task.DoesNotExist):
        change(plan, 1, tick)


def test_a_change_that_fails_leaves_nothing_behind(plan):
    def fails(task: Task) -> None:
        task.tick(now=NOON)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change(plan, 1, fails)
    assert plan.tasks.get(key="task-1").is_todo


def test_a_tick_takes_four_statements_in_its_savepoint(plan, django_assert_num_queries):
    # savepoint, plan (locked) with the learner's zone, task, the task's update, the plan's sums, release
    task = plan.tasks.first()
    with django_assert_num_queries(6):
        step_task(plan.learner.user_id, plan_pk=plan.pk, task_pk=task.pk, step=tick)


def test_each_change_of_a_task_is_counted(plan):
    before = plan.changes
    step_task(plan.learner.user_id, plan_pk=plan.pk, task_pk=plan.tasks.first().pk, step=tick)
    plan.refresh_from_db()
    assert plan.changes == before + 1


def test_two_running_plans_for_one_certification_are_refused_by_the_database(plan):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_plan(plan.learner, plan.certification)


def test_after_leaving_a_new_plan_may_begin(plan):
    plan.leave()
    assert make_plan(plan.learner, plan.certification).pk


@given(
    st.lists(st.tuples(st.integers(1, 3), st.sampled_from([tick, Task.untick, Task.skip, Task.unskip])), max_size=12)
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_steps_the_summary_is_what_the_tasks_say(plan, steps):
    for number, step in steps:
        change(plan, number, step)
    fresh = (
        StudyPlan.objects.with_fresh_summary()
        .values_list(*SUMMARY, *(f"fresh_{name}" for name in SUMMARY))
        .get(pk=plan.pk)
    )
    assert fresh[:5] == fresh[5:]


def check_plans(**options) -> str:
    out = StringIO()
    call_command("check_plans", stdout=out, **options)
    return out.getvalue()


def test_check_plans_finds_nothing_where_all_is_well(plan):
    assert check_plans() == "0 of 1 plans differ\n"


def test_check_plans_names_the_plan_and_the_numbers(plan, capsys):
    StudyPlan.objects.update(minutes_done=7)
    with pytest.raises(SystemExit) as left:
        call_command("check_plans")
    assert left.value.code == 1
    assert capsys.readouterr().out == f"plan {plan.pk}: minutes_done 7 (tasks: 0)\n1 of 1 plans differ\n"


def test_check_plans_mends(plan):
    StudyPlan.objects.update(minutes_done=7, next_due=None)
    assert check_plans(fix=True).endswith("1 of 1 plans differ, mended\n")
    assert summary(plan) == (180, 0, MONDAY, LAST, None)


def test_check_plans_knows_a_plan_without_tasks(ada):
    make_plan(ada).refresh_summary()
    assert check_plans() == "0 of 1 plans differ\n"

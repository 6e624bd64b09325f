from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.reminders.digest import OVERDUE_SHOWN, Digest, Facts, OpenPlan, OpenTask, Silence, digest, outlook

TODAY = date(2026, 3, 2)


def days(number: int) -> timedelta:
    return timedelta(days=number)


def task(due: int = 0, starts: int | None = None, minutes: int = 60) -> OpenTask:
    return OpenTask("Read", minutes, TODAY + days(due if starts is None else starts), TODAY + days(due))


def plan(*tasks: OpenTask, exam: int | None = None) -> OpenPlan:
    return OpenPlan(1, "A plan", None if exam is None else TODAY + days(exam), tasks)


def facts(*plans: OpenPlan, on: bool = True, active: bool = True) -> Facts:
    return Facts(today=TODAY, reminders_on=on, account_active=active, plans=plans)


def written(*plans: OpenPlan) -> Digest:
    found = digest(facts(*plans))
    assert isinstance(found, Digest)
    return found


@pytest.mark.parametrize(
    ("given_facts", "silence"),
    [
        (facts(plan(task()), active=False), Silence.ACCOUNT_CLOSED),
        (facts(plan(task()), on=False), Silence.SWITCHED_OFF),
        (replace(facts(plan(task())), snoozed_until=TODAY), Silence.SNOOZED),
        (facts(), Silence.NO_ACTIVE_PLAN),
        (facts(plan()), Silence.NOTHING_DUE),
        (facts(plan(task(due=1))), Silence.NOTHING_DUE),
        (facts(plan(exam=31)), Silence.NOTHING_DUE),
        (replace(facts(plan(task(due=1))), studied_today=True), Silence.ALL_STUDIED),
        (replace(facts(), studied_today=True), Silence.ALL_STUDIED),
        (replace(facts(), paused=True), Silence.PAUSED),
    ],
    ids=[
        "account closed",
        "switched off",
        "snoozed",
        "no plan",
        "all done",
        "due tomorrow",
        "an exam far ahead",
        "studied today",
        "studied today, to the end of the plan",
        "paused",
    ],
)
def test_no_mail_where_there_is_nothing_to_say(given_facts, silence):
    assert digest(given_facts) is silence


def test_a_task_due_today_is_worth_a_mail():
    assert written(plan(task(minutes=45))).minutes_today == 45


def test_the_mail_comes_again_once_a_snooze_is_over():
    assert isinstance(digest(replace(facts(plan(task())), snoozed_until=TODAY - days(1))), Digest)


def test_an_overdue_task_alone_is_worth_a_mail():
    found = written(plan(task(due=-1)))
    assert (found.tasks_today, found.tasks_overdue) == (0, 1)


def test_a_task_spread_over_days_counts_on_each_of_them():
    assert written(plan(task(starts=-1, due=1))).tasks_today == 1


def test_the_exam_is_counted_down():
    assert written(plan(task(), exam=12)).parts[0].days_to_exam == 12


def test_an_exam_that_is_over_is_not_counted_down():
    assert written(plan(task(), exam=-1)).parts[0].days_to_exam is None


def test_a_plan_with_nothing_to_say_is_left_out():
    assert len(written(plan(task()), plan(task(due=3))).parts) == 1


def test_the_oldest_overdue_tasks_come_first_and_the_rest_is_counted():
    part = written(plan(*(task(due=-number) for number in range(1, OVERDUE_SHOWN + 4)))).parts[0]
    assert part.overdue[0].due == TODAY - days(OVERDUE_SHOWN + 3)
    assert part.overdue_more == 3


@given(st.lists(st.integers(-20, 20), max_size=30))
def test_every_open_task_up_to_today_is_in_the_mail_and_no_later_one(dues):
    found = digest(facts(plan(*(task(due=due) for due in dues))))
    expected = sum(due <= 0 for due in dues)
    if isinstance(found, Silence):
        assert expected == 0
    else:
        shown = sum(len(part.today) + len(part.overdue) + part.overdue_more for part in found.parts)
        assert shown == found.tasks_today + found.tasks_overdue == expected


def test_the_outlook_counts_each_days_tasks():
    found = outlook(facts(plan(task(), task(due=2), task(due=2))), days=4)
    assert [day.tasks for day in found] == [1, 0, 2, 0]


def test_the_outlook_puts_what_is_overdue_into_the_first_mail_only():
    assert [day.tasks for day in outlook(facts(plan(task(due=-3))), days=2)] == [1, 0]


def test_a_newer_version_is_spoken_of_beside_what_is_due():
    (found,) = written(replace(plan(task()), new_version=4)).parts
    assert found.new_version == 4


def test_a_newer_version_alone_is_worth_a_mail():
    found = written(replace(plan(), new_version=4))
    assert found.is_news_only
    assert [part.new_version for part in found.parts] == [4]


def test_a_plan_with_nothing_due_shows_its_newer_version_in_the_mail_about_another():
    assert [part.new_version for part in written(plan(task()), replace(plan(), new_version=4)).parts] == [None, 4]

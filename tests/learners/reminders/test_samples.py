"""People who do not exist: each sample shows what its name says, on any day."""

from datetime import date, timedelta

import pytest

from learners.reminders.digest import Digest, Silence, digest
from learners.reminders.samples import Sample, sample_facts, usual_day

A_WEEK = [date(2026, 3, 2) + timedelta(days=number) for number in range(7)]


def said(sample: Sample, day: date) -> Digest:
    found = digest(sample_facts(sample, day))
    assert isinstance(found, Digest)
    return found


@pytest.mark.parametrize("day", A_WEEK)
def test_the_busy_one_has_two_plans_an_exam_in_a_week_and_a_renewal(day: date) -> None:
    found = said(Sample.BUSY, day)
    assert len(found.parts) == 2
    assert found.next_exam is not None
    assert found.next_exam.days_to_exam == 7
    assert len(found.renewals) == 1
    assert found.tasks_overdue == 2


@pytest.mark.parametrize("day", A_WEEK)
def test_the_quiet_one_has_a_renewal_and_nothing_else(day: date) -> None:
    found = said(Sample.RENEWAL, day)
    assert len(found.renewals) == 1
    assert not found.parts


@pytest.mark.parametrize("day", A_WEEK)
def test_the_weekly_one_speaks_on_the_next_monday_of_a_whole_week(day: date) -> None:
    monday = usual_day(Sample.WEEKLY, day)
    assert monday.weekday() == 0
    assert 0 <= (monday - day).days < 7
    found = said(Sample.WEEKLY, monday)
    assert found.weekly
    assert found.tasks_today > 1


def test_the_weekly_one_is_silent_on_other_days() -> None:
    assert digest(sample_facts(Sample.WEEKLY, A_WEEK[2])) == Silence.NOT_THE_WEEKDAY


@pytest.mark.parametrize("day", A_WEEK)
def test_who_has_studied_all_gets_none(day: date) -> None:
    assert digest(sample_facts(Sample.STUDIED, day)) == Silence.ALL_STUDIED


@pytest.mark.parametrize("sample", Sample)
def test_no_sample_has_a_task_that_exists(sample: Sample) -> None:
    assert not any(task.pk for plan in sample_facts(sample, A_WEEK[0]).plans for task in plan.tasks)

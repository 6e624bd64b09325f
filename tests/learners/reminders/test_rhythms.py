"""How often the mail comes: what the learner chose, from the choice to the mail."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from learners.plans.models import StudyPlan
from learners.profiles.models import DayOff, Learner
from learners.reminders import delivery, ledger
from learners.reminders.digest import Digest, Facts, HeldCredential, OpenPlan, OpenTask, Silence, digest, outlook
from learners.reminders.links import REMINDERS
from learners.reminders.marks import EXAM_MARKS
from learners.reminders.models import Reminder
from learners.reminders.rhythms import Rhythm
from tests.factories import MONDAY, make_guided, make_plan

WEEKEND = frozenset({5, 6})
FRIDAY = date(2026, 3, 6)
SEVEN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
WEEKLY, DEADLINES = Learner.Rhythm.WEEKLY, Learner.Rhythm.DEADLINES


def task(due: date = MONDAY, starts: date | None = None) -> OpenTask:
    return OpenTask("Read", 60, starts or due, due)


def facts(*tasks: OpenTask, today: date = MONDAY, exam: int | None = None, **fields) -> Facts:
    """`exam`: in so many days."""
    plan = OpenPlan(1, "A plan", None if exam is None else today + timedelta(days=exam), tasks)
    plan = replace(plan, study_weekdays=fields.pop("study_weekdays", plan.study_weekdays))
    return Facts(today=today, reminders_on=True, account_active=True, plans=(plan,), **fields)


def written(given: Facts) -> Digest:
    found = digest(given)
    assert isinstance(found, Digest)
    return found


# On each study day


def test_a_day_without_minutes_brings_no_mail_even_when_something_is_overdue():
    late = task(MONDAY - timedelta(days=3))
    assert digest(facts(late, study_weekdays=WEEKEND)) is Silence.NOT_A_STUDY_DAY


def test_a_task_that_runs_over_a_day_without_minutes_brings_no_mail():
    running = task(starts=MONDAY - timedelta(days=1), due=MONDAY + timedelta(days=1))
    assert digest(facts(running, study_weekdays=WEEKEND)) is Silence.NOT_A_STUDY_DAY


def test_a_task_that_was_put_on_a_day_without_minutes_makes_it_a_study_day():
    assert written(facts(task(), study_weekdays=WEEKEND)).tasks_today == 1


@pytest.mark.parametrize("days_off", [(MONDAY, MONDAY), (MONDAY - timedelta(days=3), MONDAY + timedelta(days=3))])
def test_a_day_off_brings_no_mail(days_off):
    assert digest(facts(task(), days_off=(days_off,))) is Silence.NOT_A_STUDY_DAY


def test_the_day_after_a_day_off_brings_mail():
    assert written(facts(task(), days_off=((MONDAY - timedelta(days=2), MONDAY - timedelta(days=1)),)))


# Once a week


def test_a_weekly_mail_holds_the_seven_days_from_monday():
    dues = [MONDAY + timedelta(days=number) for number in (-1, 0, 6, 7)]
    found = written(facts(*(task(due) for due in dues), rhythm=Rhythm.WEEKLY))
    assert (found.weekly, found.tasks_today, found.minutes_today, found.tasks_overdue) == (True, 2, 120, 1)
    assert [one.due for one in found.parts[0].today] == dues[1:3]


def test_a_weekly_mail_comes_on_no_other_day():
    assert digest(facts(task(FRIDAY), today=FRIDAY, rhythm=Rhythm.WEEKLY)) is Silence.NOT_THE_WEEKDAY


def test_a_week_without_tasks_brings_no_weekly_mail():
    assert digest(facts(task(MONDAY + timedelta(days=7)), rhythm=Rhythm.WEEKLY)) is Silence.NOTHING_DUE


# Only before an exam


@pytest.mark.parametrize("ahead", EXAM_MARKS)
def test_an_exam_that_comes_near_is_worth_a_mail_of_its_own(ahead):
    found = written(facts(exam=ahead, rhythm=Rhythm.DEADLINES))
    assert (found.tasks_today, found.parts[0].days_to_exam) == (0, ahead)


@pytest.mark.parametrize("exam", [None, 31, 2, -1])
def test_no_deadline_no_mail_whatever_is_due(exam):
    late = task(MONDAY - timedelta(days=3))
    given = facts(task(), late, exam=exam, rhythm=Rhythm.DEADLINES, last_mail=MONDAY - timedelta(days=1))
    assert digest(given) is Silence.NO_DEADLINE


@pytest.mark.parametrize("rhythm", [Rhythm.DEADLINES, Rhythm.STUDY_DAYS])
def test_a_renewal_is_worth_a_mail_to_whoever_has_no_plan(rhythm):
    held = HeldCredential("A credential", "one", MONDAY + timedelta(days=60))
    assert written(replace(facts(rhythm=rhythm, credentials=(held,)), plans=())).renewals


def test_a_mark_on_a_day_without_study_is_said_in_the_next_mail():
    given = facts(exam=7, study_weekdays=frozenset({1, 2}), last_mail=MONDAY - timedelta(days=1))
    assert digest(given) is Silence.NOT_A_STUDY_DAY
    found = list(outlook(given, days=3))
    assert [[part.days_to_exam for part in row.exams] for row in found] == [[], [6], []]


def test_an_exam_mark_breaks_through_a_day_off_where_only_deadlines_are_wanted():
    assert written(facts(exam=7, rhythm=Rhythm.DEADLINES, days_off=((MONDAY, MONDAY),)))


def test_a_snooze_comes_before_a_pause_and_both_before_the_rhythm():
    given = facts(exam=7, snoozed_until=MONDAY, paused=True, days_off=((MONDAY, MONDAY),))
    assert digest(given) is Silence.SNOOZED
    assert digest(replace(given, snoozed_until=None)) is Silence.PAUSED
    assert digest(replace(given, snoozed_until=None, paused=False)) is Silence.NOT_A_STUDY_DAY


# What is to come


def test_the_outlook_says_why_a_day_has_no_mail():
    given = facts(task(FRIDAY), snoozed_until=MONDAY, days_off=((date(2026, 3, 3), date(2026, 3, 3)),))
    found = [(row.tasks, row.silence) for row in outlook(given, days=5)]
    nothing = (0, Silence.NOTHING_DUE)
    assert found == [(0, Silence.SNOOZED), (0, Silence.NOT_A_STUDY_DAY), nothing, nothing, (1, None)]


def test_what_is_overdue_waits_for_the_first_mail_of_the_outlook():
    given = facts(task(MONDAY - timedelta(days=3)), snoozed_until=MONDAY)
    assert [row.tasks for row in outlook(given, days=3)] == [0, 1, 0]


# From the choice to the mail


def choose(learner: Learner, rhythm: str) -> None:
    learner.reminder_rhythm = rhythm
    learner.save()


def run(now: datetime) -> list[str]:
    """The subjects of what went out."""
    before = len(mail.outbox)
    ledger.tick(now)
    delivery.deliver_due(lambda: now)
    return [str(message.subject) for message in mail.outbox[before:]]


def reason() -> str:
    return Reminder.objects.get(state=Reminder.State.SKIPPED).reason


def test_the_learners_choices_are_those_of_the_digest():
    assert list(Learner.Rhythm.values) == list(Rhythm)


def test_a_weekly_mail_goes_out_on_monday_with_the_week(student):
    choose(student, WEEKLY)
    student.plans.get().tasks.create(key="x", title="Build it", minutes=90, starts=FRIDAY, due=FRIDAY)
    assert run(SEVEN) == ["This week: 2 tasks, 2 h 15 min"]
    assert "study week from Monday 2 March 2026" in mail.outbox[-1].body
    assert "- Build it, 1 h 30 min, until Friday 6 March" in mail.outbox[-1].body


def test_a_weekly_rhythm_makes_rows_for_mondays_only(student):
    choose(student, WEEKLY)
    for number in range(8):
        ledger.tick(SEVEN + timedelta(days=number))
    assert set(Reminder.objects.values_list("local_date", flat=True)) == {MONDAY, MONDAY + timedelta(days=7)}


def test_a_row_that_was_made_before_the_choice_is_skipped_with_its_reason(student):
    ledger.tick(SEVEN)
    delivery.deliver_due(lambda: SEVEN)
    choose(student, WEEKLY)
    assert run(SEVEN + timedelta(days=1)) == []
    assert reason() == "Reminders were to come on Mondays only."


def test_a_day_without_study_is_skipped_with_its_reason(student):
    StudyPlan.objects.update(tuesday=0)
    ledger.tick(SEVEN)
    assert len(run(SEVEN)) == 1
    assert run(SEVEN + timedelta(days=1)) == []
    assert reason() == "It was a day without study. What is open is in the next mail."


def test_a_day_off_is_skipped_with_its_reason(student):
    DayOff.objects.create(learner=student, first=MONDAY, last=MONDAY)
    assert run(SEVEN) == []
    assert reason().startswith("It was a day without study.")


def test_a_public_holiday_of_the_learners_place_is_a_day_off(student):
    Learner.objects.update(holidays_of="DE")
    assert run(datetime(2026, 4, 3, 7, 0, tzinfo=UTC)) == []  # Good Friday
    assert len(run(datetime(2026, 4, 7, 7, 0, tzinfo=UTC))) == 1


def test_only_before_an_exam_goes_out_when_one_is_near(student):
    choose(student, DEADLINES)
    student.plans.update(exam_date=MONDAY + timedelta(days=31))
    student.plans.get().tasks.all().delete()
    assert run(SEVEN) == []
    assert reason() == "Reminders were to come before an exam or a renewal only, and none was near."
    assert run(SEVEN + timedelta(days=1)) == ["Exam in 30 days"]
    assert "The exam is in 30 days" in mail.outbox[-1].body


def test_who_unsubscribed_stays_so_whatever_plan_and_rhythm_comes_next(student):
    Client().post(reverse("reminders:unsubscribe", args=[REMINDERS.token(student)]))
    make_plan(student, make_guided(), tasks=({},))
    Learner.objects.update(reminder_rhythm=WEEKLY)
    assert run(SEVEN) == []
    assert not Reminder.objects.exists()

"""Exams and renewals in the mail: from the database to what is read, and the rows of those who have no plan."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from certifications.models import Certification
from learners.plans.models import StudyPlan, Task
from learners.profiles.models import Learner
from learners.reminders import ledger
from learners.reminders.delivery import deliver_due
from learners.reminders.digest import Digest, digest
from learners.reminders.facts import facts_for
from learners.reminders.mail import compose
from learners.reminders.models import Reminder
from tests.factories import (
    MONDAY,
    NOON,
    make_attempt,
    make_certification,
    make_credential,
    make_guided,
    make_learner,
    make_plan,
)

pytestmark = pytest.mark.django_db
SEVEN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


def in_days(number: int) -> date:
    return MONDAY + timedelta(days=number)


def hold(learner: Learner, days: int, certification: Certification | None = None, **fields: object) -> None:
    period = {"valid_from": date(2023, 3, 1), "valid_until": in_days(days), **fields}
    make_credential(learner, certification, periods=(period,))


def sent(learner: Learner, days_ago: int) -> None:
    at = NOON - timedelta(days=days_ago)
    Reminder.objects.create(
        learner=learner,
        local_date=in_days(-days_ago),
        due_at=at,
        expires_at=at,
        tz_name="UTC",
        local_time=learner.reminder_time,
        message_id=f"<{days_ago}@example.org>",
        state="sent",
        sent_at=at,
    )


def run(now: datetime = SEVEN) -> dict[str, int]:
    ledger.tick(now)
    return {state: number for state, number in deliver_due(lambda: now).items() if number}


def written(learner: Learner) -> tuple[str, str, str]:
    """Subject, text and HTML of the mail of MONDAY."""
    content = digest(facts_for(learner, MONDAY))
    assert isinstance(content, Digest)
    reminder = Reminder(
        learner=learner,
        local_date=MONDAY,
        tz_name="UTC",
        local_time=learner.reminder_time,
        message_id="<one@example.org>",
    )
    message = compose(reminder, content)
    return str(message.subject), str(message.body), str(message.alternatives[0][0])


# Facts


def test_the_booked_exam_counts_before_the_day_the_plan_aims_at(ada):
    plan = make_plan(ada, exam_date=in_days(20))
    make_attempt(ada, plan.certification, exam_on=in_days(7))
    assert [one.exam_date for one in facts_for(ada, MONDAY).plans] == [in_days(7)]


def test_a_cancelled_attempt_does_not_count(ada):
    plan = make_plan(ada, exam_date=in_days(20))
    make_attempt(ada, plan.certification, exam_on=in_days(7), state="cancelled")
    assert [one.exam_date for one in facts_for(ada, MONDAY).plans] == [in_days(20)]


def test_another_learners_booking_does_not_count(ada, stranger):
    plan = make_plan(ada, exam_date=in_days(20))
    make_attempt(stranger, plan.certification, exam_on=in_days(7))
    assert [one.exam_date for one in facts_for(ada, MONDAY).plans] == [in_days(20)]


@pytest.mark.parametrize(
    "fields",
    [{"valid_until": None}, {"valid_until": in_days(-1)}, {"revoked_on": MONDAY}],
    ids=["without an end", "lapsed", "revoked"],
)
def test_what_does_not_end_or_is_not_held_has_no_mark(fields, ada):
    hold(ada, 30, **fields)
    assert facts_for(ada, MONDAY).credentials == ()


def test_a_renewal_moves_the_end(ada):
    periods = ({"valid_from": date(2023, 3, 1), "valid_until": in_days(7)}, {"valid_from": in_days(8)})
    make_credential(ada, periods=periods)
    assert facts_for(ada, MONDAY).credentials == ()


@pytest.mark.parametrize(
    ("hour", "studied"), [(4, False), (5, True), (28, True), (29, False)], ids=["before", "dawn", "dusk", "after"]
)
def test_a_tick_counts_on_the_learners_own_day(hour, studied):
    learner = make_learner(time_zone="America/New_York")  # UTC-5 in the first week of March
    moment = datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour, minutes=30 if hour % 2 == 0 else 0)
    make_plan(learner, tasks=({"state": Task.State.DONE, "done_at": moment},))
    assert facts_for(learner, MONDAY).studied_today is studied


@pytest.mark.parametrize("rows", [1, 15])
def test_the_facts_cost_the_same_for_few_rows_and_for_many(rows, ada, django_assert_num_queries):
    # 1 plans, 2 the last mail, 3 open tasks, 4 who has studied, 5 periods of credentials, 6 days off
    for number in range(rows):
        plan = make_plan(ada, make_guided(), tasks=({}, {}), exam_date=in_days(30))
        make_attempt(ada, plan.certification, exam_on=in_days(7))
        hold(ada, 30, make_certification())
        sent(ada, number + 1)
    with django_assert_num_queries(6):
        facts_for(ada, MONDAY)


# The mail


def test_subject_and_text_of_an_exam_in_a_week(ada):
    plan = make_plan(ada, exam_date=in_days(7))
    subject, *bodies = written(ada)
    assert subject == "Exam in 7 days"
    for body in bodies:
        assert "The exam is in 7 days, on Monday 9 March 2026." in body
        assert reverse("plans:plan", args=[plan.pk]) in body


def test_the_subject_names_tasks_exam_and_renewal(ada):
    make_plan(ada, tasks=({"minutes": 45},), exam_date=in_days(1))
    hold(ada, 30, make_certification(name="Foundation & more"))
    assert written(ada)[0] == "Today: 1 task, 45 min · Exam in 1 day · Renew Foundation & more: 30 days left"


def test_the_subject_of_an_exam_today(ada):
    make_plan(ada, exam_date=MONDAY)
    assert written(ada)[0] == "Exam today"


def test_a_holder_without_a_plan_reads_how_long_it_lasts_and_where_to_renew(ada):
    certification = make_certification(name="Foundation")
    hold(ada, 30, certification)
    subject, *bodies = written(ada)
    assert subject == "Renew Foundation: 30 days left"
    for body in bodies:
        assert "Foundation is valid for 30 more days, through Wednesday 1 April 2026." in body
        assert reverse("plans:renew", args=[certification.slug]) in body
        assert "because you hold a credential that ends soon" in body
        assert "study day" not in body


def test_the_last_valid_day_is_said_in_words(ada):
    hold(ada, 0, make_certification(name="Foundation"))
    subject, *bodies = written(ada)
    assert subject == "Renew Foundation: today is its last day"
    assert all("Foundation is valid for the last time today." in body for body in bodies)


# Rows and sending


def test_a_holder_without_a_plan_gets_one_mail_for_a_mark(ada):
    hold(ada, 30)
    assert run() == {"sent": 1}
    assert [run(SEVEN + timedelta(days=day)) for day in range(1, 23)] == [{}] * 22
    assert run(SEVEN + timedelta(days=23)) == {"sent": 1}
    assert len(mail.outbox) == 2


def test_a_mark_is_sent_after_a_week_of_outage(ada):
    sent(ada, 12)
    hold(ada, 23)
    assert run() == {"sent": 1}
    assert "23 days left" in mail.outbox[0].subject


@pytest.mark.parametrize("days", [-1, 182, 300])
def test_a_holder_far_from_any_mark_gets_no_row(days, ada):
    hold(ada, days)
    assert ledger.tick(SEVEN).created == 0


def test_a_holder_whose_mark_was_said_gets_no_row(ada):
    hold(ada, 25)
    sent(ada, 2)
    assert ledger.tick(SEVEN).created == 0


def test_a_holder_whose_plan_is_paused_gets_no_row(ada):
    make_plan(ada, state=StudyPlan.State.PAUSED)
    hold(ada, 30)
    assert ledger.tick(SEVEN).created == 0


def test_a_holder_who_switched_reminders_off_gets_no_row(ada):
    hold(ada, 30)
    ada.stop_reminders()
    assert ledger.tick(SEVEN).created == 0


def test_who_holds_two_near_their_end_gets_one_mail(ada):
    for days in (30, 7):
        hold(ada, days, make_certification())
    assert run() == {"sent": 1}


def test_a_tick_makes_the_same_number_of_queries_for_one_holder_and_for_many(ada, django_assert_num_queries):
    hold(ada, 30)
    with django_assert_num_queries(22):  # as in test_ledger, and who holds what
        ledger.tick(SEVEN)
    for _ in range(20):
        hold(make_learner(), 30)
    with django_assert_num_queries(22):
        ledger.tick(SEVEN)


# The page


def test_the_outlook_page_lists_marks_without_a_plan(noon, ada, signed_in):
    certification = make_certification(name="Foundation")
    hold(ada, 35, certification)
    sent(ada, 1)
    page = signed_in.get(reverse("reminders:reminders"))
    assert [row.day for row in page.context["ahead"].days if row.is_mail] == [in_days(5)]
    assert reverse("plans:renew", args=[certification.slug]) in page.content.decode()


def test_the_outlook_page_lists_the_exams_marks(noon, ada, signed_in):
    make_plan(ada, exam_date=in_days(7), friday=30, sunday=30)
    page = signed_in.get(reverse("reminders:reminders"))
    assert [(row.day, row.exams[0].days_to_exam) for row in page.context["ahead"].days if row.is_mail] == [
        (MONDAY, 7),
        (in_days(4), 3),
        (in_days(6), 1),
    ]
    assert "7 days to the exam" in page.content.decode()


def test_a_weekly_rhythm_says_a_renewal_on_monday_to_whoever_has_no_plan(ada):
    Learner.objects.update(reminder_rhythm=Learner.Rhythm.WEEKLY)
    hold(ada, 31)
    sent(ada, 1)
    assert [run(SEVEN + timedelta(days=day)) for day in range(7)] == [{}] * 7
    assert run(SEVEN + timedelta(days=7)) == {"sent": 1}
    assert Reminder.objects.exclude(state="sent").count() == 0

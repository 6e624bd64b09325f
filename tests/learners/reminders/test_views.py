from datetime import date, time

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.reminders.links import REMINDERS
from learners.reminders.models import Reminder
from tests.factories import MONDAY, NOON, make_attempt, make_guided, make_learner, make_plan

pytestmark = pytest.mark.django_db
PAGE = reverse("reminders:reminders")


def link(learner: Learner) -> str:
    return reverse("reminders:unsubscribe", args=[REMINDERS.token(learner)])


def is_on(learner: Learner) -> bool:
    return Learner.objects.get(pk=learner.pk).reminders_on


def make_reminder(learner: Learner, **fields) -> Reminder:
    fields.setdefault("local_date", date(2026, 2, 27))
    due = {"due_at": NOON, "expires_at": NOON, "tz_name": "UTC", "local_time": time(7, 0)}
    return Reminder.objects.create(learner=learner, message_id="<x@y>", **due, **fields)


# Unsubscribing


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_changes_nothing(method, ada):
    assert getattr(Client(), method)(link(ada)).status_code == 200
    assert is_on(ada)


def test_the_page_shows_a_button(ada):
    assert b"<button" in Client().get(link(ada)).content


def test_one_click_works_without_cookie_and_token(ada):
    response = Client(enforce_csrf_checks=True).post(link(ada), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert not is_on(ada)


def test_a_second_click_answers_the_same(ada):
    first, second = (Client().post(link(ada)) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert not is_on(ada)


def test_nobody_else_is_unsubscribed(ada, stranger):
    Client().post(link(ada))
    assert is_on(stranger)


def test_the_page_says_how_to_turn_it_on_again(ada):
    assert reverse("profiles:settings").encode() + b"#reminders" in Client().post(link(ada)).content


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_link_answers_the_same_whether_or_not_there_is_such_a_learner(method, ada):
    forged = [Signer(salt="other").sign(str(pk)) for pk in (ada.pk, 10**9)]
    answers = [getattr(Client(), method)(reverse("reminders:unsubscribe", args=[token])) for token in forged]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert is_on(ada)


def test_the_link_of_a_learner_who_is_gone_answers_like_a_forged_one(ada):
    gone = link(ada)
    ada.user.delete()
    forged = reverse("reminders:unsubscribe", args=["rubbish"])
    assert Client().post(gone).content == Client().post(forged).content


# The page


def test_the_page_asks_who_is_there():
    assert Client().get(PAGE)["Location"].startswith(reverse("account_login"))


def test_without_a_plan_the_page_says_what_to_do(signed_in):
    assert reverse("certifications:catalogue").encode() in signed_in.get(PAGE).content


def test_the_next_days_are_listed_with_their_tasks(noon, ada, signed_in):
    make_plan(ada, tasks=({"due": MONDAY}, {"due": date(2026, 3, 4)}, {"due": date(2026, 3, 4)}))
    upcoming = signed_in.get(PAGE).context["ahead"].days
    assert [row.tasks for row in upcoming] == [1, 0, 2] + [0] * 11


def test_a_mail_that_went_out_today_is_not_announced_again(noon, ada, signed_in):
    make_plan(ada, tasks=({},))
    make_reminder(ada, local_date=MONDAY, state=Reminder.State.SENT, sent_at=NOON)
    assert signed_in.get(PAGE).context["ahead"].days[0].day == date(2026, 3, 3)


def test_a_mail_whose_hour_has_passed_is_said_to_wait(noon, ada, signed_in):
    make_plan(ada, tasks=({},))
    assert b"waiting to be sent, with 1 task" in signed_in.get(PAGE).content


def test_a_mail_that_is_too_late_for_today_is_not_announced(noon, ada, signed_in):
    Learner.objects.update(reminder_time=time(0, 0))
    make_plan(ada, tasks=({},))
    assert signed_in.get(PAGE).context["ahead"].days[0].day == date(2026, 3, 3)


def test_nothing_is_announced_when_reminders_are_off(noon, ada, signed_in):
    make_plan(ada, tasks=({},))
    ada.stop_reminders()
    assert signed_in.get(PAGE).context["ahead"].days == ()


def test_nothing_is_announced_for_a_paused_plan(noon, ada, signed_in):
    make_plan(ada, tasks=({},), state=StudyPlan.State.PAUSED)
    assert signed_in.get(PAGE).context["ahead"].days == ()


def text(client: Client) -> str:
    return " ".join(client.get(PAGE).content.decode().split())


def test_days_without_mail_for_the_same_reason_are_one_line(noon, ada, signed_in):
    make_plan(ada, tasks=({"due": date(2026, 3, 4)}, {"due": date(2026, 3, 5)}), friday=60, sunday=60)
    found = signed_in.get(PAGE).context["ahead"].stretches
    assert [(row.first.day, row.last.day, row.outlook.tasks) for row in found] == [
        (2, 3, 0),
        (4, 4, 1),
        (5, 5, 1),
        (6, 15, 0),
    ]


def test_a_paused_plan_is_said_and_not_called_none(noon, ada, signed_in):
    make_plan(ada, tasks=({},), state=StudyPlan.State.PAUSED)
    assert "Your study plan is paused, so no mail comes." in text(signed_in)
    assert "Without an active study plan" not in text(signed_in)


@pytest.mark.parametrize(
    ("rhythm", "exam", "is_said"),
    [
        ("deadlines", None, True),
        ("deadlines", date(2026, 3, 1), True),
        ("deadlines", date(2026, 6, 1), False),
        ("weekly", None, False),
        ("study_days", None, False),
    ],
)
def test_a_plan_of_which_no_mail_will_remind_is_said(rhythm, exam, is_said, noon, ada, signed_in):
    Learner.objects.update(reminder_rhythm=rhythm)
    plan = make_plan(ada, tasks=({},), title="A & B", exam_date=exam)
    said = "No mail reminds you of the tasks of A &amp; B: it has no exam date ahead"
    assert (said in text(signed_in)) == is_said
    assert (reverse("plans:settings", args=[plan.pk]) in text(signed_in)) == is_said


def test_a_booked_exam_counts_as_an_exam_date(noon, ada, signed_in):
    Learner.objects.update(reminder_rhythm="deadlines")
    plan = make_plan(ada, tasks=({},))
    make_attempt(ada, plan.certification, exam_on=date(2026, 6, 1))
    assert "No mail reminds you" not in text(signed_in)


def test_quiet_hours_are_said(noon, ada, signed_in):
    Learner.objects.update(quiet_from=time(22), quiet_until=time(6, 30))
    assert "Nothing is sent from 22:00 to 06:30, not even a late mail." in text(signed_in)


def test_the_choice_itself_says_that_a_plan_needs_an_exam_for_it(signed_in):
    page = signed_in.get(reverse("profiles:settings")).content.decode()
    assert "never reminds of the tasks of a plan without an exam date" in page


def test_four_hundred_past_mails_come_in_pages(noon, ada, signed_in):
    for number in range(400):
        make_reminder(ada, local_date=date.fromordinal(700_000 + number), state=Reminder.State.SENT, sent_at=NOON)
    assert [len(signed_in.get(PAGE, {"page": page}).context["past"]) for page in (1, 14, "none")] == [30, 10, 30]


def test_past_mails_say_what_became_of_them(ada, signed_in):
    make_reminder(ada, state=Reminder.State.SKIPPED, reason="Nothing was due: all that was planned is done.")
    assert b"Nothing was due: all that was planned is done." in signed_in.get(PAGE).content


def test_the_hour_of_sending_is_on_the_learners_clock(ada, signed_in):
    Learner.objects.update(time_zone="Asia/Kolkata")
    make_reminder(ada, state=Reminder.State.SENT, sent_at=NOON)
    assert b"17:30" in signed_in.get(PAGE).content


def test_nobody_sees_another_learners_mails(stranger, signed_in):
    make_reminder(stranger, state=Reminder.State.SENT, sent_at=NOON)
    assert list(signed_in.get(PAGE).context["past"]) == []


@pytest.mark.parametrize("rows", [1, 10, 60])
def test_the_page_makes_the_same_number_of_queries_for_few_rows_and_for_many(
    rows, noon, ada, signed_in, django_assert_num_queries
):
    # 1 session, 2 user, 3 learner, 4 was today's mail sent?, 5 plans, 6 the last mail, 7 open tasks, 8 who has studied,
    # 9 periods of credentials, 10 days off, 11 count of past ones, 12 past ones,
    # 13 is the address held back?
    make_plan(ada, make_guided(), tasks=tuple({} for _ in range(rows)))
    for number in range(rows):
        make_reminder(ada, local_date=date.fromordinal(700_000 + number), state=Reminder.State.SENT, sent_at=NOON)
    with django_assert_num_queries(13):
        signed_in.get(PAGE)


@pytest.mark.ignore_template_errors
def test_a_staff_member_may_read_the_ledger_but_not_write_it(ada, admin_client):
    reminder = make_reminder(make_learner(), state=Reminder.State.SENT, sent_at=NOON)
    page = reverse("admin:learners_reminder_change", args=[reminder.pk])
    assert admin_client.get(reverse("admin:learners_reminder_changelist")).status_code == 200
    assert admin_client.get(page).status_code == 200
    assert admin_client.post(page, {"state": "pending"}).status_code == 403
    assert admin_client.get(reverse("admin:learners_reminder_add")).status_code == 403

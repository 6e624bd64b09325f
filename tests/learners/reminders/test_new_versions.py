"""The daily mail speaks of a newer version once, and the minute's tick moves the plans whose day has come."""

from datetime import timedelta

import pytest

from learners.plans.models import StudyPlan
from learners.plans.revisions.revising import Moment
from learners.plans.versions.moving import Choice, choose
from learners.reminders import tasks
from learners.reminders.digest import Digest, digest
from learners.reminders.facts import facts_for
from learners.reminders.ledger import database_clock
from learners.reminders.mail import compose
from learners.reminders.models import Reminder
from tests.factories import MONDAY, NOON, make_guided, make_plan
from tests.learners.plans.versions import next_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(ada) -> StudyPlan:
    made = make_plan(ada, make_guided(), tasks=({"key": "d14-s1"},))
    made.refresh_summary()
    return made


def said(plan: StudyPlan) -> int | None:
    (found,) = facts_for(plan.learner, MONDAY).plans
    return found.new_version


def mail(plan: StudyPlan, **fields: object) -> Reminder:
    return Reminder.objects.create(
        learner=plan.learner,
        local_date=MONDAY,
        due_at=NOON,
        expires_at=NOON + timedelta(hours=12),
        tz_name="UTC",
        local_time=plan.learner.reminder_time,
        message_id="<one@example.org>",
        **fields,
    )


def test_the_first_mail_after_publishing_says_it_and_no_later_one(plan):
    assert said(plan) is None
    next_version(plan.certification, retime={"d14-s1": 30})
    before = mail(plan, state="sent", sent_at=NOON - timedelta(days=1))
    assert said(plan) == 2
    Reminder.objects.filter(pk=before.pk).update(sent_at=NOON + timedelta(minutes=1))
    assert said(plan) is None


def test_once_decided_no_mail_says_it(plan):
    version = next_version(plan.certification, retime={"d14-s1": 30})
    choose(Moment(plan.learner, NOON), plan_pk=plan.pk, version_pk=version.pk, choice=Choice.STAY)
    assert said(plan) is None


def test_text_and_html_link_to_the_offer(plan):
    next_version(plan.certification, retime={"d14-s1": 30})
    content = digest(facts_for(plan.learner, MONDAY))
    assert isinstance(content, Digest)
    message = compose(mail(plan), content)
    for body in (str(message.body), str(message.alternatives[0][0])):
        assert "Version 2 of this curriculum is out." in body
        assert f"/plans/{plan.pk}/offer/" in body


def test_a_newer_version_costs_the_facts_three_queries(plan, django_assert_num_queries):
    next_version(plan.certification, add={f"new-{number}": ("day-14", 10) for number in range(30)})
    # plans, the last mail, open tasks, who has studied, periods, days off; then steps and numbers of both versions, choices
    with django_assert_num_queries(9):
        facts_for(plan.learner, MONDAY)


def test_the_minutes_tick_moves_what_is_due(plan):
    version = next_version(plan.certification, retime={"d14-s1": 30})
    then = database_clock() - timedelta(days=8)
    choose(Moment(plan.learner, then), plan_pk=plan.pk, version_pk=version.pk, choice=Choice.MOVE_LATER)
    tasks.tick()
    plan.refresh_from_db()
    assert plan.version == version

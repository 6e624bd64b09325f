"""A pause, its end by hand and by the clock. Noon on Monday 2 March 2026."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from learners.plans.gates import promised_by
from learners.plans.models import PlanRevision, StudyPlan
from learners.plans.recovery.pausing import pause, resume, resume_due
from learners.plans.revisions.revising import Moment
from learners.plans.revisions.undoing import undo
from learners.reminders.tasks import tick
from tests.factories import MONDAY, NOON, make_guided, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
Why = PlanRevision.Why


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.fixture
def plan(ada) -> StudyPlan:
    """One done, three to do, one of them pinned to Wednesday; an hour a day, exam in two weeks."""
    made = make_plan(
        ada,
        make_guided(),
        tasks=({"due": day(-1), "state": "done"}, {"due": day(0)}, {"due": day(1)}, {"due": day(2), "pinned": True}),
        **dict.fromkeys(StudyPlan.WEEKDAYS, 60),
        exam_date=day(14),
    )
    made.refresh_summary()
    return made


def address(name: str, plan: StudyPlan) -> str:
    return reverse(f"plans:{name}", args=[plan.pk])


def dues(plan: StudyPlan) -> list[date]:
    return list(plan.tasks.order_by("position").values_list("due", flat=True))


def later(days: int) -> Moment:
    return Moment(StudyPlan.objects.get().learner, NOON + timedelta(days=days))


def test_a_paused_plan_says_since_when_and_until_when_and_offers_to_resume(signed_in, plan):
    text = signed_in.post(address("pause", plan), {"resumes_on": "2026-03-09"}, follow=True).content.decode()
    for words in ("Paused since 2 March 2026.", "Back on 9 March 2026", "Resume now", "Change the pause", "paused"):
        assert words in text
    plan.refresh_from_db()
    assert (plan.state, plan.paused_on, plan.resumes_on) == ("paused", day(0), day(7))
    assert plan.revisions.get().why == Why.PAUSED


def test_the_day_of_return_is_optional(signed_in, plan):
    text = signed_in.post(address("pause", plan), follow=True).content.decode()
    assert "No day of return is set." in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [("2026-03-02", "Choose a day after today"), ("2099-01-01", "three years"), ("soon", "Enter a valid date")],
)
def test_a_day_of_return_that_can_not_be_is_refused_at_its_field(signed_in, plan, typed, words):
    text = signed_in.post(address("pause", plan), {"resumes_on": typed}).content.decode()
    assert words in text
    assert f'value="{typed}"' in text
    assert not plan.revisions.exists()


def test_a_paused_plan_is_never_overdue_and_not_on_today(signed_in, plan):
    pause(later(0), plan_pk=plan.pk, resumes_on=None)
    with time_machine.travel(NOON + timedelta(days=5), tick=False):
        text = signed_in.get(address("plan", plan)).content.decode()
        assert "overdue" not in text.replace("nothing of it is overdue", "")
        assert plan.title not in signed_in.get(reverse("plans:today")).content.decode()
        assert signed_in.get(address("behind", plan)).status_code == 302


def test_resuming_gives_new_days_to_what_is_to_do_and_to_pins_whose_day_has_passed(signed_in, plan):
    pause(later(0), plan_pk=plan.pk, resumes_on=None)
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        text = signed_in.post(address("resume", plan), follow=True).content.decode()
    assert "Welcome back" in text
    assert dues(plan) == [day(-1), day(7), day(8), day(9)]
    plan.refresh_from_db()
    assert (plan.state, plan.paused_on, plan.resumes_on, plan.last_due) == ("active", None, None, day(9))
    assert [one.why for one in plan.revisions.order_by("pk")] == [Why.PAUSED, Why.RESUMED]


def test_resuming_too_late_for_the_exam_leads_to_the_ways_on(signed_in, plan):
    pause(later(0), plan_pk=plan.pk, resumes_on=None)
    with time_machine.travel(NOON + timedelta(days=12), tick=False):
        response = signed_in.post(address("resume", plan), follow=True)
    assert response.redirect_chain[-1][0] == address("behind", plan)
    assert "no longer fits before the exam" in response.content.decode()


def test_two_windows_resume_once(plan):
    pause(later(0), plan_pk=plan.pk, resumes_on=None)
    resume(later(3), plan_pk=plan.pk)
    before = dues(plan)
    resume(later(4), plan_pk=plan.pk)
    assert dues(plan) == before
    assert plan.revisions.count() == 2


def test_a_plan_without_hours_goes_on_with_the_days_it_had(signed_in, plan):
    pause(later(0), plan_pk=plan.pk, resumes_on=None)
    StudyPlan.objects.update(**dict.fromkeys(StudyPlan.WEEKDAYS, 0))
    before = dues(plan)
    text = signed_in.post(address("resume", plan), follow=True).content.decode()
    assert "be dated" in text
    assert dues(plan) == before


def test_the_tick_resumes_on_the_day_of_return_on_the_learners_calendar(ada, plan):
    ada.time_zone = "Pacific/Auckland"
    ada.save()
    pause(later(0), plan_pk=plan.pk, resumes_on=day(7))
    assert resume_due(datetime(2026, 3, 8, 10, 59, tzinfo=UTC)) == 0  # 23:59 on the 8th in Auckland
    assert resume_due(datetime(2026, 3, 8, 11, 0, tzinfo=UTC)) == 1
    assert resume_due(datetime(2026, 3, 8, 11, 1, tzinfo=UTC)) == 0
    assert dues(plan)[1:] == [day(7), day(8), day(9)]


def test_the_minute_tick_asks_for_it(plan, noon, monkeypatch, settings, tmp_path):
    settings.DATA_DIR = tmp_path  # a tick notes there that it was
    pause(later(0), plan_pk=plan.pk, resumes_on=day(7))
    noon.move_to(NOON + timedelta(days=30))
    monkeypatch.setattr("learners.reminders.ledger.database_clock", lambda: NOON + timedelta(days=30))
    tick()
    plan.refresh_from_db()
    assert plan.state == "active"
    assert plan.next_due == day(30)


def test_a_new_day_of_return_keeps_the_day_the_pause_began(plan):
    pause(later(0), plan_pk=plan.pk, resumes_on=day(7))
    pause(later(3), plan_pk=plan.pk, resumes_on=day(9))
    plan.refresh_from_db()
    assert (plan.paused_on, plan.resumes_on) == (day(0), day(9))


def test_undoing_a_resume_is_a_pause_again_that_does_not_end_by_itself_at_once(plan):
    pause(later(0), plan_pk=plan.pk, resumes_on=day(7))
    before = dues(plan)
    resume_due(NOON + timedelta(days=7))
    undo(plan.pk, plan.revisions.get(why=Why.RESUMED).pk, later(7))
    plan.refresh_from_db()
    assert (plan.state, plan.paused_on, plan.resumes_on) == ("paused", day(0), None)
    assert dues(plan) == before
    assert resume_due(NOON + timedelta(days=8)) == 0


def test_a_paused_plan_promises_no_day(ada, plan):
    assert promised_by(ada, day(0)) == {plan.certification_id: day(2)}
    pause(later(0), plan_pk=plan.pk, resumes_on=None)
    assert promised_by(ada, day(0)) == {plan.certification_id: None}


def test_strangers_and_plans_that_are_over_find_nothing(as_stranger, signed_in, client, plan):
    for name in ("pause", "resume"):
        assert as_stranger.post(address(name, plan)).status_code == 404
        assert client.post(address(name, plan)).status_code == 302
    assert signed_in.get(address("resume", plan)).status_code == 405
    plan.leave()
    for name in ("pause", "resume"):
        assert signed_in.post(address(name, plan)).status_code == 404

"""Whom a tick looks at: those whose next mail comes into the horizon, and those of whom something changed."""

from datetime import UTC, date, datetime, timedelta

import pytest

from learners.plans.models import StudyPlan
from learners.plans.recovery.pausing import pause, resume
from learners.plans.revisions.revising import Moment
from learners.plans.revisions.undoing import undo
from learners.plans.writes import create_plan
from learners.profiles.models import AT_ONCE, Learner
from learners.reminders import ledger, looking
from learners.reminders.looking import HORIZON
from learners.reminders.models import Reminder
from tests.factories import NOON, make_guided, make_learner, make_plan, make_user
from tests.learners.plans.test_writes import drawn
from tests.learners.profiles.test_settings import GIVEN

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
SIX = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
FAR_AWAY = datetime(2099, 1, 1, tzinfo=UTC)


def next_look() -> datetime:
    return Learner.objects.values_list("next_look_at", flat=True).get()


def running(learner: Learner) -> StudyPlan:
    made = make_plan(
        learner, make_guided(), tasks=({"due": date(2026, 3, 9)},), **dict.fromkeys(StudyPlan.WEEKDAYS, 60)
    )
    made.refresh_summary()
    return made


def test_whom_was_looked_at_is_looked_at_again_when_the_next_mail_comes_into_the_horizon(student):
    ledger.tick(SIX)
    next_mail = datetime(2026, 3, 4, 7, tzinfo=UTC)
    assert next_look() == next_mail - HORIZON
    assert ledger.tick(next_mail - HORIZON - timedelta(seconds=1)).created == 0
    assert ledger.tick(next_mail - HORIZON).created == 1


def test_nobody_is_looked_at_forever_and_nobody_forgotten():
    """Whether there is anything to say to them or not."""
    make_learner(reminders_on=False), make_learner(), make_learner(user=make_user(is_active=False))
    make_learner(time_zone="Mars/Base")
    ledger.tick(SIX)
    assert not Learner.objects.to_look_at(SIX).exists()
    assert Learner.objects.to_look_at(SIX + timedelta(days=1)).count() == 4


def test_a_tick_leaves_what_is_too_much_for_it_to_the_next(monkeypatch):
    certification = make_guided()
    for _ in range(5):
        make_plan(make_learner(), certification)
    monkeypatch.setattr(looking, "LEARNERS_A_LOOK", 2)
    monkeypatch.setattr(ledger, "LOOKS_A_TICK", 2)
    assert [ledger.tick(SIX).created for _ in range(3)] == [8, 2, 0]


def test_whoever_changed_something_comes_before_those_whose_time_has_come(monkeypatch):
    certification = make_guided()
    plans = [make_plan(make_learner(next_look_at=at), certification) for at in (SIX - timedelta(days=1), AT_ONCE)]
    monkeypatch.setattr(looking, "LEARNERS_A_LOOK", 1)
    monkeypatch.setattr(ledger, "LOOKS_A_TICK", 1)
    ledger.tick(SIX)
    assert set(Reminder.objects.values_list("learner", flat=True)) == {plans[1].learner_id}


def start(learner: Learner) -> None:
    create_plan(learner, drawn(make_guided()))


def come_back(learner: Learner) -> None:
    resume(Moment(learner, NOON), plan_pk=StudyPlan.objects.get().pk)


def undo_the_pause(learner: Learner) -> None:
    plan = StudyPlan.objects.get()
    undo(plan.pk, plan.revisions.get().pk, Moment(learner, NOON))


@pytest.mark.parametrize("change", [start, come_back, undo_the_pause])
def test_a_plan_that_begins_to_run_has_its_learner_looked_at(ada, change):
    if change is not start:
        pause(Moment(ada, NOON), plan_pk=running(ada).pk, resumes_on=None)
    Learner.objects.update(next_look_at=FAR_AWAY)
    change(ada)
    assert next_look() == AT_ONCE


def test_so_does_a_change_of_settings(ada, signed_in):
    Learner.objects.update(next_look_at=FAR_AWAY)
    signed_in.post("/settings/", GIVEN)
    assert next_look() == AT_ONCE


def test_an_account_that_the_desk_opens_again_is_looked_at(admin_client):
    learner = make_learner(user=make_user(is_active=False), next_look_at=FAR_AWAY)
    user = learner.user
    given = {
        "email": user.email,
        "name": "Ada",
        "is_active": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "12:00",
    }
    answer = admin_client.post(f"/admin/portal/user/{user.pk}/change/", given)
    assert answer.status_code == 302
    assert Learner.objects.get(pk=learner.pk).next_look_at == AT_ONCE


# Claiming many, and giving back


def test_what_a_worker_did_not_come_to_is_given_back_and_was_no_attempt(students):
    ledger.tick(SIX + timedelta(hours=1))
    rows = ledger.claim(SIX + timedelta(hours=1), most=5)
    ledger.release(rows, SIX + timedelta(hours=1))
    left = Reminder.objects.filter(pk__in=[row.pk for row in rows])
    assert set(left.values_list("state", "attempt", "lease_token")) == {("pending", 0, None)}
    assert set(rows[0].transitions.values_list("to_state", "reason")) == {
        ("leased", ""),
        ("pending", ledger.NOT_COME_TO),
    }


def test_what_was_begun_or_is_anothers_is_not_given_back(students):
    seven = SIX + timedelta(hours=1)
    ledger.tick(seven)
    begun, lapsed = ledger.claim(seven, most=2)
    ledger.begin_transmission(begun, seven)
    Reminder.objects.filter(pk=lapsed.pk).update(lease_token=None, state="pending", attempt=1)
    ledger.release([begun, lapsed], seven)
    rows = Reminder.objects.filter(pk__in=[begun.pk, lapsed.pk]).order_by("state")
    assert [(row.state, row.attempt) for row in rows] == [("pending", 1), ("transmitting", 1)]


def test_the_point_of_no_return_gives_the_mail_a_whole_lease(student):
    seven = SIX + timedelta(hours=1)
    ledger.tick(seven)
    [row] = ledger.claim(seven)
    ledger.begin_transmission(row, seven + timedelta(minutes=14))
    assert ledger.tick(seven + timedelta(minutes=20)).uncertain == 0

"""Whoever unsubscribed stays so, by whatever door the next plan comes. Noon on Monday 2 March 2026."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.reminders import delivery, ledger
from learners.reminders.links import REMINDERS
from learners.reminders.models import Reminder
from tests.factories import MONDAY, NOON, make_attempt, make_credential, make_guided, make_plan
from tests.learners.plans.versions import next_version

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("noon"),
    pytest.mark.ignore_template_errors,  # crispy's own templates look up what is not always there
]
WEEK = dict.fromkeys(Learner.WEEKDAYS, "60")
NEW = {"horizon": "30", "start": "2026-03-02", "exam_date": "", **WEEK}
Door = Callable[[Client, Learner], object]


def start(client: Client, ada: Learner) -> None:
    make_guided("trail-guide")
    client.post(reverse("plans:new", args=["trail-guide"]), NEW)


def renew(client: Client, ada: Learner) -> None:
    certification = make_guided("trail-guide", guide={"validity_months": 24, "renewal_window_months": 3})
    until = MONDAY + timedelta(days=60)
    make_credential(ada, certification, periods=({"valid_from": date(2024, 1, 8), "valid_until": until},))
    client.post(reverse("plans:renew", args=["trail-guide"]), {"buffer_days": "7", **WEEK})


def retake(client: Client, ada: Learner) -> None:
    attempt = make_attempt(ada, make_guided("trail-guide"), exam_on=MONDAY)
    attempt.record("failed", now=NOON, weak_phases=("day-14",))
    client.post(f"/exams/{attempt.pk}/retake/")


def walk_towards_a_goal(client: Client, ada: Learner) -> None:
    make_guided("trail-guide")
    client.post("/goals/certifications/trail-guide/keep/")
    address = reverse("plans:new", args=["trail-guide"])
    assert address in client.get("/goals/certifications/trail-guide/").content.decode()
    client.post(address, NEW)


def move_to_a_newer_version(client: Client, ada: Learner) -> None:
    plan = make_plan(ada, make_guided("trail-guide"), tasks=({},))
    next_version(plan.certification, retime={"d14-s1": 61})
    client.post(reverse("plans:offer", args=[plan.pk]), {"choice": "move"})


def resume(client: Client, ada: Learner) -> None:
    plan = make_plan(ada, make_guided("trail-guide"), tasks=({},), state=StudyPlan.State.PAUSED, paused_on=MONDAY)
    client.post(reverse("plans:resume", args=[plan.pk]))


DOORS = [start, renew, retake, walk_towards_a_goal, move_to_a_newer_version, resume]


def two_days_of_mail() -> int:
    for hours in range(0, 48, 6):
        now = NOON + timedelta(hours=hours)
        ledger.tick(now)
        delivery.deliver_due(lambda at=now: at)  # type: ignore[misc]
    return len(mail.outbox)


@pytest.mark.parametrize("door", DOORS)
def test_no_plan_turns_reminders_on_again(door: Door, ada, signed_in):
    Client().post(reverse("reminders:unsubscribe", args=[REMINDERS.token(ada)]))
    door(signed_in, ada)
    assert StudyPlan.objects.filter(learner=ada, state=StudyPlan.State.ACTIVE).count() == 1
    assert two_days_of_mail() == 0
    assert not Reminder.objects.exists()
    assert not Learner.objects.get(pk=ada.pk).reminders_on


@pytest.mark.parametrize("door", DOORS)
def test_by_the_same_doors_mail_comes_to_whoever_has_not_unsubscribed(door: Door, ada, signed_in):
    door(signed_in, ada)
    assert two_days_of_mail() >= 1

"""How a plan changed, as it is read. Noon on Monday 2 March 2026."""

from datetime import timedelta

import pytest
from django.urls import reverse

from learners.plans.models import PlanRevision
from learners.plans.recovery.previews import Way
from learners.plans.revisions.revising import Moment, revised
from tests.factories import NOON
from tests.learners.plans.test_behind import day, plan, take  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


def page(client, shown) -> str:
    text: str = client.get(reverse("plans:revisions", args=[shown.pk])).content.decode()
    return text


def test_a_revision_says_who_when_why_and_what_moved(signed_in, ada, plan):  # noqa: F811
    ada.time_zone = "Asia/Tokyo"
    ada.save()
    plan.refresh_from_db()
    take(plan, Way.HOLD_HOURS)
    text = page(signed_in, plan)
    for words in (
        "By you",
        "2 March 2026, 21:00 (Asia/Tokyo)",
        "Caught up: the hours held",
        "Exam: 8 March → 9 March.",
        "Last day: 4 March → 8 March.",
        "6 tasks got new dates.",
        "Task 2",
        "22 February",
    ):
        assert words in text
    assert text.count("Undo<span") == 1


def test_dropped_tasks_are_named_and_an_undone_change_says_so(signed_in, plan):  # noqa: F811
    made = take(plan, Way.DROP_OPTIONAL)
    assert "(dropped)" in page(signed_in, plan)
    signed_in.post(reverse("plans:undo", args=[plan.pk, made.pk]))
    text = page(signed_in, plan)
    assert "Undone on 2 March 2026, 12:00 (UTC)" in text
    assert "(taken up again)" in text
    assert "Undo<span" not in text


def test_what_can_not_be_undone_any_more_says_why(signed_in, plan):  # noqa: F811
    take(plan, Way.HOLD_HOURS)
    PlanRevision.objects.update(at=NOON - timedelta(days=15))
    text = page(signed_in, plan)
    assert "A change can be undone for 14 days. This one is older." in text
    assert "Undo<span" not in text


def test_pins_and_settings_are_said_in_words(signed_in, plan):  # noqa: F811
    with revised(plan, Moment(plan.learner, NOON), PlanRevision.Why.BY_HAND):
        plan.tasks.filter(key="task-2").update(pinned=True, optional=True, starts=day(1), due=day(1))
        plan.buffer_days = 2
        plan.save()
    text = page(signed_in, plan)
    assert "(pinned, now optional)" in text
    assert "Days kept free before the exam: 0 → 2." in text


def test_queries_stay_the_same_however_long_the_list(signed_in, plan, django_assert_num_queries):  # noqa: F811
    for number in range(5):
        PlanRevision.objects.create(
            plan=plan,
            at=NOON + timedelta(hours=number),
            by=plan.learner.user,
            why="by_hand",
            diff={"plan": {}, "tasks": {}, "titles": {}, "last_day": [None, None], "minutes_a_week": [0, 0]},
            undo={"plan": {}, "tasks": {}},
        )
    # Session, user, learner, plan, revisions.
    with django_assert_num_queries(5):
        page(signed_in, plan)


def test_a_stranger_does_not_read_it(as_stranger, plan):  # noqa: F811
    assert as_stranger.get(reverse("plans:revisions", args=[plan.pk])).status_code == 404

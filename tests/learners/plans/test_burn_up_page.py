"""The page of a plan's burn-up. Noon on Monday 2 March 2026."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.urls import reverse

from learners.plans.charts.burn_up_page import Ground, burn_up_of, record_of
from learners.plans.hands.own import added_at
from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.profiles.models import Learner
from tests.factories import MONDAY, NOON, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)
Why = PlanRevision.Why


@pytest.fixture
def plan(ada):
    made = make_plan(
        ada,
        tasks=(
            {"due": MONDAY - 5 * DAY, "state": "done", "done_at": NOON - 4 * DAY, "minutes": 90},
            {"due": MONDAY - DAY, "minutes": 120},
            {"due": MONDAY + 5 * DAY},
            {"due": MONDAY + 9 * DAY, "state": "skipped", "minutes": 30},
        ),
        start=MONDAY - 7 * DAY,
        exam_date=MONDAY + 30 * DAY,
    )
    made.refresh_summary()
    return made


def page(client, plan) -> str:
    answer = client.get(reverse("plans:burn-up", args=[plan.pk]))
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def found(plan: StudyPlan, zone: str = "UTC"):
    tasks = list(Task.objects.for_plan_page(plan))
    return burn_up_of(Ground(plan, tasks, record_of(plan), (), (), MONDAY, ZoneInfo(zone)))


def revise(plan: StudyPlan, why: str, days_ago: int, **diff: object) -> None:
    PlanRevision.objects.create(plan=plan, at=NOON - days_ago * DAY, why=why, diff=diff)


def test_the_page_says_how_far_behind_in_words_and_numbers(signed_in, plan):
    text = page(signed_in, plan)
    assert "You are 2 h behind the plan: 3 h 30 min were due by yesterday, 1 h 30 min are done." in text
    row = text.split("23 Feb 2026</th>")[1].split("</tr>")[0]
    for minutes in ("3 h 30 min", "1 h 30 min", "4 h 30 min"):
        assert f">{minutes}</td>" in row


def test_who_worked_ahead_is_told_so(signed_in, plan):
    plan.tasks.exclude(state="skipped").update(state="done", done_at=NOON)
    make_task(plan, 9, due=MONDAY + 20 * DAY)
    plan.refresh_summary()
    assert "You are 1 h ahead of the plan: 3 h 30 min are due by today, 4 h 30 min are done." in page(signed_in, plan)


def test_who_did_what_was_due_is_where_the_plan_has_them(signed_in, plan):
    plan.tasks.filter(due__lt=MONDAY).update(state="done", done_at=NOON)
    plan.refresh_summary()
    assert "You are where the plan has you: 3 h 30 min of 4 h 30 min are done." in page(signed_in, plan)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "paused", "paused_on": MONDAY}, "The plan is paused: 1 h 30 min of 4 h 30 min are done."),
        ({"state": "left"}, "1 h 30 min of 4 h 30 min were done in this plan."),
        ({"state": "finished", "finished_at": NOON}, "1 h 30 min of 4 h 30 min were done in this plan."),
        ({"start": MONDAY + 3 * DAY}, "The plan has not begun: 1 h 30 min of 4 h 30 min are done."),
    ],
)
def test_a_plan_that_does_not_run_is_neither_ahead_nor_behind(signed_in, plan, fields, words):
    StudyPlan.objects.filter(pk=plan.pk).update(**fields)
    assert words in page(signed_in, plan)


def test_when_all_is_done_it_says_so(signed_in, plan):
    plan.tasks.filter(state="todo").update(state="done", done_at=NOON)
    plan.refresh_summary()
    assert "Everything that was planned is done: 4 h 30 min." in page(signed_in, plan)


def test_before_anything_is_done_it_says_how_the_line_begins(signed_in, plan):
    plan.tasks.update(state="todo", done_at=None)
    plan.refresh_summary()
    text = page(signed_in, plan)
    assert "With your first tick a line begins here" in text
    assert "<svg" not in text.split("<main")[1]


def test_a_forecast_is_drawn_where_there_is_one(signed_in, plan):
    assert "burn-fan" not in page(signed_in, plan)
    StudyPlan.objects.filter(pk=plan.pk).update(start=MONDAY - 21 * DAY)
    text = page(signed_in, plan)
    assert "burn-fan" in text
    assert "At your own pace you finish" in text


def test_what_is_done_counts_on_the_learners_own_day(plan):
    plan.tasks.filter(state="done").update(done_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    assert found(plan).done.points == ((MONDAY - DAY, 90),)
    assert found(plan, "Europe/Berlin").done.points == ((MONDAY, 90),)


def test_the_first_plan_is_drawn_from_the_record(signed_in, plan):
    key = plan.tasks.get(due=MONDAY + 5 * DAY).key
    revise(plan, Why.HELD_HOURS, 3, tasks={key: {"due": ["2026-02-26", "2026-03-04"]}})
    revise(plan, Why.BY_HAND, 1, tasks={key: {"due": ["2026-03-04", "2026-03-07"], "pinned": [False, True]}})
    first = found(plan).first_plan
    assert first is not None
    assert first.on(date(2026, 2, 26)) == 150
    assert "planned at first" in page(signed_in, plan)


def test_after_a_move_to_a_newer_version_nobody_knows_the_first_plan(signed_in, plan):
    revise(plan, Why.MOVED_NOW, 2, minutes=[240, 270], tasks={}, dates=[])
    assert found(plan).first_plan is None
    assert found(plan).total.base == 240
    assert "The plan moved to a newer version" in page(signed_in, plan)


def test_the_whole_plan_steps_where_tasks_were_dropped_and_added(plan):
    dropped = plan.tasks.get(state="skipped").key
    revise(
        plan,
        Why.DROPPED_OPTIONAL,
        3,
        tasks={dropped: {"state": ["todo", "skipped"]}, "gone": {"state": ["todo", "skipped"]}},
    )
    added = NOON - 2 * DAY
    make_task(plan, 9, key=f"own-{int(added.timestamp() * 1000)}", own=True, minutes=45)
    total = found(plan).total
    assert (total.base, total.points) == (300, ((MONDAY - 3 * DAY, 270), (MONDAY - 2 * DAY, 315)))


def test_only_an_own_task_says_by_its_key_when_it_was_added():
    assert added_at(f"own-{int(NOON.timestamp() * 1000)}") == NOON
    assert (added_at("read-the-map"), added_at("own-words")) == (None, None)


def test_a_stranger_finds_nothing_and_a_visitor_logs_in(as_stranger, client, plan):
    address = reverse("plans:burn-up", args=[plan.pk])
    assert as_stranger.get(address).status_code == 404
    assert client.get(address)["Location"].startswith("/accounts/login/")


def test_the_page_asks_as_much_for_many_tasks(signed_in, plan, django_assert_num_queries):
    for number in (0, 499):
        for more in range(number):
            make_task(plan, more + 9, state="done", due=MONDAY + more * DAY, done_at=NOON - more % 7 * DAY)
        caches["pages"].clear()
        with django_assert_num_queries(8):  # session, user, learner, plan, days off; record, tasks, pauses
            page(signed_in, plan)
        with django_assert_num_queries(5):  # kept: without the last three
            page(signed_in, plan)


def test_a_tick_shows_at_once(signed_in, ada: Learner, plan):
    assert "1 h 30 min are done" in page(signed_in, plan)
    signed_in.post(reverse("plans:tick", args=[plan.pk, plan.tasks.get(due=MONDAY - DAY).pk]))
    assert "3 h 30 min of 4 h 30 min are done" in page(signed_in, plan)

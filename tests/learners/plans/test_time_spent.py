"""Minutes spent, by hand and by the timer. Noon on Monday 2 March 2026."""

import importlib
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse

from learners.plans.hands.hands import HandError
from learners.plans.hands.time_spent import MOST_A_TASK, add_minutes, start_timer, stop_timer
from learners.plans.models import Task, TimeEntry
from learners.plans.revisions.revising import Moment
from tests.factories import MONDAY, NOON, make_plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def plan(ada):
    made = make_plan(ada, tasks=({"title": "Pack"}, {"title": "Walk"}))
    made.refresh_summary()
    return made


@pytest.fixture
def pack(plan):
    return plan.tasks.get(title="Pack")


@pytest.fixture
def walk(plan):
    return plan.tasks.get(title="Walk")


def keys(task: Task) -> dict[str, int]:
    return {"plan_pk": task.plan_id, "task_pk": task.pk}


def url(task: Task, name: str, *more: int) -> str:
    return reverse(f"plans:{name}", args=[task.plan_id, task.pk, *more])


def days(task: Task) -> dict[date, int]:
    task.refresh_from_db()
    found = {entry.day: entry.minutes for entry in task.time_entries.order_by("day")}
    assert (task.minutes_spent or 0) == sum(found.values())
    return found


def test_minutes_of_a_day_add_up(signed_in, pack):
    for minutes in ("30", "15"):
        response = signed_in.post(url(pack, "add_time"), {"minutes": minutes, "back": "task"})
        assert response["Location"] == pack.get_absolute_url()
    signed_in.post(url(pack, "add_time"), {"minutes": "20", "day": "2026-02-28"})
    assert days(pack) == {MONDAY - 2 * DAY: 20, MONDAY: 45}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"minutes": ""}, "How many minutes?"),
        ({"minutes": "0"}, "One minute at least."),
        ({"minutes": "1441"}, "1440 minutes at most."),
        ({"minutes": "100000"}, "1440 minutes at most."),
        ({"minutes": "a lot"}, "Minutes are a whole number."),
        ({"minutes": "30", "day": "2026-03-03"}, "That day is still ahead."),
        ({"minutes": "30", "day": "2020-03-03"}, "That is more than two years ago."),
        ({"minutes": "30", "day": "2026-02-29"}, "This is no date."),
    ],
)
def test_what_is_no_time_is_refused_at_its_field_and_kept(signed_in, pack, data, words):
    text = signed_in.post(url(pack, "add_time"), {"back": "task", **data}).content.decode()
    assert words in text
    for value in data.values():
        assert f'value="{value}"' in text or not value
    assert days(pack) == {}


def test_a_day_holds_1440_minutes_and_a_task_so_many(signed_in, ada, pack):
    signed_in.post(url(pack, "add_time"), {"minutes": "1400"})
    text = signed_in.post(url(pack, "add_time"), {"minutes": "41"}).content.decode()
    assert "A day has 1440 minutes, and 1400 of that day are written down already." in text
    moment = Moment(ada, NOON)
    for number in range(1, 22):
        add_minutes(moment, **keys(pack), minutes=1440, day=MONDAY - number * DAY)
    with pytest.raises(HandError, match=str(MOST_A_TASK)):
        add_minutes(moment, **keys(pack), minutes=1440, day=MONDAY - 30 * DAY)
    assert sum(days(pack).values()) == 1400 + 21 * 1440


def test_minutes_are_corrected_and_removed(signed_in, pack):
    signed_in.post(url(pack, "add_time"), {"minutes": "30"})
    entry = pack.time_entries.get()
    signed_in.post(url(pack, "correct_time", entry.pk), {"minutes": "25"})
    assert days(pack) == {MONDAY: 25}
    text = signed_in.post(url(pack, "correct_time", entry.pk), {"minutes": "2500"}).content.decode()
    assert "1440 minutes at most." in text
    assert 'value="2500"' in text
    for _ in range(2):
        signed_in.post(url(pack, "remove_time", entry.pk))
    assert days(pack) == {}
    assert pack.minutes_spent is None
    assert signed_in.post(url(pack, "correct_time", entry.pk), {"minutes": "25"}).status_code == 404


# The timer -----------------------------------------------------------------------------------------------------------


def test_a_timer_outlives_a_reload_and_logs_whole_minutes(signed_in, pack, noon):
    signed_in.post(url(pack, "start_timer"), {"back": "task"})
    noon.move_to(NOON + 20 * MINUTE + timedelta(seconds=34))
    text = signed_in.get(pack.get_absolute_url()).content.decode()
    assert "The timer runs since 12:00" in text
    assert 'data-timer="1234"' in text
    text = signed_in.get(reverse("plans:today")).content.decode()
    assert "The timer of “Pack” runs since 12:00" in text
    signed_in.post(url(pack, "stop_timer"), {"back": "task"})
    assert days(pack) == {MONDAY: 20}
    assert "data-timer" not in signed_in.get(reverse("plans:today")).content.decode()


def test_a_timer_shows_on_today_with_no_plan_active_too(signed_in, plan, pack):
    signed_in.post(url(pack, "start_timer"))
    plan.leave()
    text = signed_in.get(reverse("plans:today")).content.decode()
    assert "The timer of “Pack” runs" in text
    signed_in.post(url(pack, "stop_timer"))
    assert days(pack) == {MONDAY: 1}


def test_starting_one_stops_the_other_of_another_plan_too(signed_in, ada, pack, noon):
    other = make_plan(ada, tasks=({"title": "Swim"},)).tasks.get()
    signed_in.post(url(pack, "start_timer"))
    noon.move_to(NOON + 30 * MINUTE)
    signed_in.post(url(other, "start_timer"))
    assert days(pack) == {MONDAY: 30}
    assert list(Task.objects.filter(timer_started_at__isnull=False)) == [other]


def test_started_twice_it_runs_from_the_first_time_and_stopped_twice_it_is_logged_once(signed_in, pack, noon):
    signed_in.post(url(pack, "start_timer"))
    noon.move_to(NOON + 10 * MINUTE)
    signed_in.post(url(pack, "start_timer"))
    noon.move_to(NOON + 15 * MINUTE)
    for _ in range(2):
        signed_in.post(url(pack, "stop_timer"))
    assert days(pack) == {MONDAY: 15}


@pytest.mark.parametrize(("action", "state"), [("tick", "done"), ("skip", "skipped")])
def test_ticking_a_task_stops_its_timer(signed_in, pack, noon, action, state):
    signed_in.post(url(pack, "start_timer"))
    noon.move_to(NOON + 40 * MINUTE)
    for _ in range(2):
        signed_in.post(url(pack, action))
    assert days(pack) == {MONDAY: 40}
    assert (pack.state, pack.timer_started_at) == (state, None)


def test_over_midnight_each_local_day_gets_its_own_minutes(ada, pack):
    ada.time_zone = "Europe/Berlin"
    ada.save()
    start_timer(Moment(ada, datetime(2026, 3, 2, 22, 30, tzinfo=UTC)), **keys(pack))
    stop_timer(Moment(ada, datetime(2026, 3, 2, 23, 45, tzinfo=UTC)), **keys(pack))
    assert days(pack) == {MONDAY: 30, MONDAY + DAY: 45}


def test_a_zone_changed_while_it_runs_changes_the_days_and_not_the_minutes(ada, pack):
    start_timer(Moment(ada, datetime(2026, 3, 2, 22, 30, tzinfo=UTC)), **keys(pack))
    ada.time_zone = "Pacific/Auckland"
    ada.save()
    stop_timer(Moment(ada, datetime(2026, 3, 2, 23, 45, tzinfo=UTC)), **keys(pack))
    assert days(pack) == {MONDAY + DAY: 75}


def test_a_timer_left_on_logs_a_day_at_most(ada, pack):
    add_minutes(Moment(ada, NOON), **keys(pack), minutes=1000, day=MONDAY)
    start_timer(Moment(ada, NOON), **keys(pack))
    logged = stop_timer(Moment(ada, NOON + 5 * DAY), **keys(pack))
    assert days(pack) == {MONDAY: 1440, MONDAY + DAY: 720}
    assert logged.minutes == 440 + 720


@pytest.mark.parametrize("action", ["add_time", "start_timer", "stop_timer"])
def test_the_time_of_others_is_not_to_be_touched(client, as_stranger, signed_in, plan, pack, action):
    assert as_stranger.post(url(pack, action), {"minutes": "30"}).status_code == 404
    assert "/accounts/login/" in client.post(url(pack, action), {"minutes": "30"})["Location"]
    assert signed_in.get(url(pack, action)).status_code == 405
    assert days(pack) == {}


def test_the_entries_of_others_are_not_to_be_touched(as_stranger, signed_in, pack, walk):
    signed_in.post(url(pack, "add_time"), {"minutes": "30"})
    entry = pack.time_entries.get()
    assert as_stranger.post(url(pack, "correct_time", entry.pk), {"minutes": "5"}).status_code == 404
    assert as_stranger.post(url(pack, "remove_time", entry.pk)).status_code == 404
    assert signed_in.post(url(walk, "correct_time", entry.pk), {"minutes": "5"}).status_code == 404
    signed_in.post(url(walk, "remove_time", entry.pk))
    assert days(pack) == {MONDAY: 30}


# What keeps the sum true ---------------------------------------------------------------------------------------------


def test_check_plans_names_a_task_whose_minutes_are_not_its_days_and_mends_it(signed_in, pack, walk):
    signed_in.post(url(pack, "add_time"), {"minutes": "30"})
    Task.objects.filter(pk=pack.pk).update(minutes_spent=99)
    Task.objects.filter(pk=walk.pk).update(minutes_spent=5)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("check_plans", stdout=out)
    assert f"task {pack.pk}: minutes_spent 99 (days: 30)\ntask {walk.pk}: minutes_spent 5 (days: 0)" in out.getvalue()
    call_command("check_plans", fix=True, stdout=out)
    call_command("check_plans", stdout=out)
    assert days(pack) == {MONDAY: 30}
    assert days(walk) == {}


def test_minutes_from_before_there_were_days_become_days(ada, plan, pack, walk):
    ada.time_zone = "Pacific/Auckland"
    ada.save()
    done = {"state": "done", "done_at": datetime(2026, 3, 2, 12, 30, tzinfo=UTC)}
    Task.objects.filter(pk=pack.pk).update(minutes_spent=3000, **done)
    Task.objects.filter(pk=walk.pk).update(minutes_spent=45)
    migration = importlib.import_module("learners.migrations.0009_time_entries_of_minutes_spent")
    for _ in range(2):
        migration.write_entries(apps, None)
    assert days(pack) == {MONDAY - DAY: 120, MONDAY: 1440, MONDAY + DAY: 1440}
    assert days(walk) == {MONDAY: 45}
    assert TimeEntry.objects.count() == 4

"""Tasks that learners add themselves. Noon on Monday 2 March 2026."""

from datetime import timedelta

import pytest
from django.urls import reverse

from learners.plans.hands.own import MOST_OWN
from learners.plans.models import Task
from tests.factories import MONDAY, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)
SWIM = {"title": "Swim", "minutes": "25", "kind": "lab", "phase": "own-tasks", "day": "2026-03-05"}


@pytest.fixture
def plan(ada):
    made = make_plan(
        ada,
        tasks=(
            {"title": "Pack", "due": MONDAY + 2 * DAY},
            {"title": "Walk", "due": MONDAY + 8 * DAY},
            {
                "title": "Arrive",
                "due": MONDAY + 30 * DAY,
                "phase_position": 1,
                "phase_key": "two",
                "phase_title": "Two",
            },
        ),
    )
    made.refresh_summary()
    return made


def address(plan) -> str:
    return reverse("plans:own", args=[plan.pk])


def url(task: Task, name: str) -> str:
    return reverse(f"plans:{name}", args=[task.plan_id, task.pk])


def add(client, plan, **given: str) -> Task:
    client.post(address(plan), {**SWIM, **given})
    made: Task = plan.tasks.filter(own=True).latest("pk")
    return made


def test_an_own_task_counts_as_any_other_and_is_pinned_to_its_day(signed_in, plan):
    task = add(signed_in, plan)
    assert (task.title, task.minutes, task.kind, task.due, task.pinned) == ("Swim", 25, "lab", MONDAY + 3 * DAY, True)
    assert (task.phase_title, task.phase_position) == ("My own tasks", 2)
    plan.refresh_from_db()
    assert plan.minutes_total == 205


def test_it_can_stand_in_a_phase_of_the_plan(signed_in, plan):
    task = add(signed_in, plan, phase="one")
    assert [one.title for one in Task.objects.for_plan_page(plan)] == ["Pack", "Walk", "Swim", "Arrive"]
    assert (task.phase_key, task.phase_title) == ("one", "Phase one")


def test_each_has_a_key_of_its_own(signed_in, plan):
    keys = [add(signed_in, plan, title=title).key for title in ("Swim", "Run", "Swim")]
    assert len(set(keys)) == 3
    assert all(key.startswith("own-") for key in keys)


def test_it_neither_binds_others_nor_is_bound(signed_in, plan):
    swim = add(signed_in, plan, phase="one", day="2026-03-30")
    walk = plan.tasks.get(title="Walk")
    signed_in.post(url(walk, "move"), {"to": "2026-04-20"})
    signed_in.post(url(swim, "move"), {"to": "2026-03-02"})
    walk.refresh_from_db()
    swim.refresh_from_db()
    assert (walk.due.isoformat(), swim.due) == ("2026-04-20", MONDAY)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"title": ""}, "This field is required."),
        ({"title": "x" * 201}, "at most 200 characters"),
        ({"minutes": "0"}, "One minute at least."),
        ({"minutes": "100000"}, "6000 minutes at most."),
        ({"day": "2026-03-01"}, "That day is past."),
        ({"day": "2029-03-01"}, "more than two years ahead"),
        ({"day": "2026-02-29"}, "This is no date."),
        ({"phase": "nowhere"}, "Select a valid choice."),
        ({"kind": "nothing"}, "Select a valid choice."),
    ],
)
def test_what_makes_no_task_is_refused_at_its_field_and_kept(signed_in, plan, given, words):
    text = signed_in.post(address(plan), {**SWIM, "title": "Swim far", **given}).content.decode()
    assert words in text
    assert (given.get("title") or "Swim far") in text or given.get("title") == ""
    assert not plan.tasks.filter(own=True).exists()


def test_there_is_an_end_to_them(signed_in, plan):
    Task.objects.bulk_create(
        Task(plan=plan, key=f"own-{number}", own=True, title="S", minutes=1, starts=MONDAY, due=MONDAY)
        for number in range(MOST_OWN)
    )
    assert "A plan holds 200 tasks of your own." in signed_in.post(address(plan), SWIM).content.decode()


def test_an_own_task_is_edited(signed_in, plan):
    task = add(signed_in, plan)
    assert 'value="Swim"' in signed_in.get(url(task, "own_edit")).content.decode()
    signed_in.post(url(task, "own_edit"), {"title": "Dive", "minutes": "40", "kind": "read"})
    task.refresh_from_db()
    assert (task.title, task.minutes, task.kind, task.due) == ("Dive", 40, "read", MONDAY + 3 * DAY)
    plan.refresh_from_db()
    assert plan.minutes_total == 220


def test_removing_asks_once_and_says_what_goes(signed_in, plan):
    task = add(signed_in, plan)
    signed_in.post(url(task, "add_time"), {"minutes": "15"})
    signed_in.post(url(task, "tick"))
    text = signed_in.get(url(task, "own_remove")).content.decode()
    assert "It is done: its 25 min go from what you have done." in text
    assert "The 15 min you spent on it go too." in text
    assert plan.tasks.filter(own=True).exists()
    signed_in.post(url(task, "own_remove"))
    plan.refresh_from_db()
    assert (plan.tasks.count(), plan.minutes_done) == (3, 0)
    assert signed_in.post(url(task, "own_remove")).status_code == 404


@pytest.mark.parametrize("name", ["own_edit", "own_remove"])
def test_a_task_of_the_curriculum_is_neither_edited_nor_removed(signed_in, plan, name):
    task = plan.tasks.get(title="Walk")
    assert signed_in.get(url(task, name)).status_code == 404
    assert signed_in.post(url(task, name), SWIM).status_code == 404
    assert plan.tasks.count() == 3


def test_others_can_neither_add_nor_edit_nor_remove(client, as_stranger, signed_in, plan):
    task = make_task(plan, 9, own=True)
    for place in (address(plan), url(task, "own_edit"), url(task, "own_remove")):
        assert as_stranger.get(place).status_code == 404
        assert as_stranger.post(place, SWIM).status_code == 404
        assert "/accounts/login/" in client.get(place)["Location"]
    plan.leave()
    assert signed_in.get(address(plan)).status_code == 404
    assert signed_in.post(url(task, "own_remove")).status_code == 404
    assert plan.tasks.count() == 4

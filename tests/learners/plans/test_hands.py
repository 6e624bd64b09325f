"""A learner moves tasks by hand. Noon on Monday 2 March 2026."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.profiles.models import DayOff
from tests.factories import MONDAY, make_plan, make_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
HX = {"HX-Request": "true"}
DAY = timedelta(days=1)


@pytest.fixture
def plan(ada):
    made = make_plan(
        ada,
        tasks=(
            {"title": "Map", "due": MONDAY},
            {"title": "Pack", "due": MONDAY + 2 * DAY},
            {"title": "Walk", "starts": MONDAY + 5 * DAY, "due": MONDAY + 6 * DAY, "minutes": 150},
            {"title": "Arrive", "due": MONDAY + 30 * DAY, "phase_position": 1, "phase_key": "two"},
        ),
    )
    made.refresh_summary()
    return made


def url(task: Task, action: str) -> str:
    return reverse(f"plans:{action}", args=[task.plan_id, task.pk])


def to(task: Task, day, client, **extra):
    return client.post(url(task, "move"), {"to": day.isoformat(), **extra.pop("data", {})}, **extra)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def dates(task: Task) -> tuple[object, ...]:
    task.refresh_from_db()
    return task.starts, task.due, task.pinned


def test_a_moved_task_lies_on_its_day_and_is_pinned(signed_in, plan):
    walk = plan.tasks.get(title="Walk")
    response = to(walk, MONDAY + 8 * DAY, signed_in)
    assert dates(walk) == (MONDAY + 8 * DAY, MONDAY + 8 * DAY, True)
    assert response["Location"] == f"/plans/{plan.pk}/?phase=0#task-{walk.pk}"
    assert said(response)[0] == "“Walk” is on 10 March now, and pinned to it."


def test_a_move_by_hand_is_a_revision_that_can_be_undone(signed_in, plan):
    to(plan.tasks.get(title="Arrive"), MONDAY + 40 * DAY, signed_in)
    revision = plan.revisions.get()
    assert revision.why == PlanRevision.Why.BY_HAND
    assert revision.undo["tasks"] == {
        "task-4": {
            "starts": ["2026-04-01", "2026-04-11"],
            "due": ["2026-04-01", "2026-04-11"],
            "pinned": [False, True],
        }
    }
    plan.refresh_from_db()
    assert plan.last_due == MONDAY + 40 * DAY


@pytest.mark.parametrize(
    ("title", "days", "words"),
    [
        (
            "Walk",
            1,
            "“Pack” comes before “Walk” and is due on 4 March. “Walk” can go to any day from 4 March on.",
        ),
        (
            "Pack",
            6,
            "“Walk” comes after “Pack” and begins on 7 March. “Pack” can go to any day from 2 March to 7 March.",
        ),
        ("Pack", -1, "1 March is past. “Pack” can go to any day from 2 March to 7 March."),
        ("Arrive", 900, "18 Aug 2028 is more than two years ahead. “Arrive” can go to any day from 2 March on."),
    ],
)
def test_a_day_that_is_not_free_is_refused_with_the_days_that_are(signed_in, plan, title, days, words):
    task = plan.tasks.get(title=title)
    before = dates(task)
    response = to(task, MONDAY + days * DAY, signed_in)
    assert (said(response), dates(task), plan.revisions.count()) == ([words], before, 0)


def test_a_refusal_to_a_script_is_the_sentence_alone(signed_in, plan):
    response = to(plan.tasks.get(title="Walk"), MONDAY + DAY, signed_in, headers=HX)
    assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert response.content.decode().startswith("“Pack” comes before “Walk”")


def test_a_script_is_told_to_refresh(signed_in, plan):
    response = to(plan.tasks.get(title="Arrive"), MONDAY + 8 * DAY, signed_in, headers=HX)
    assert (response.status_code, response["HX-Refresh"]) == (204, "true")


def test_done_tasks_and_other_phases_bind_nothing(signed_in, plan):
    plan.tasks.filter(title="Pack").update(state=Task.State.SKIPPED)
    walk = plan.tasks.get(title="Walk")
    to(walk, MONDAY, signed_in)
    assert dates(walk)[1] == MONDAY


def test_an_overdue_later_task_binds_from_today(signed_in, plan):
    plan.tasks.update(starts=MONDAY - 3 * DAY, due=MONDAY - 3 * DAY)
    pack = plan.tasks.get(title="Pack")
    assert "can go to 2 March only" in said(to(pack, MONDAY + DAY, signed_in))[0]
    to(pack, MONDAY, signed_in)
    assert dates(pack)[1] == MONDAY


def test_between_two_that_cross_no_day_is_free(signed_in, plan):
    plan.tasks.filter(title="Map").update(due=MONDAY + 9 * DAY)
    answer = said(to(plan.tasks.get(title="Pack"), MONDAY + DAY, signed_in))[0]
    assert answer.startswith("No day is free for “Pack”: “Map” comes before it and is due on 11 March")


@pytest.mark.parametrize(("state", "words"), [("done", "is done"), ("skipped", "Take it up again first")])
def test_what_is_not_to_do_is_not_moved(signed_in, plan, state, words):
    task = make_task(plan, 9, state=state)
    assert words in said(to(task, MONDAY + DAY, signed_in))[0]
    assert dates(task)[1] == MONDAY


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "2026-13-01"])
def test_what_is_no_date_is_refused(signed_in, plan, text):
    response = signed_in.post(url(plan.tasks.get(title="Arrive"), "move"), {"to": text})
    assert said(response)[0].startswith("This is no date.")


def test_a_leap_day_is_a_day(signed_in, plan, noon):
    arrive = plan.tasks.get(title="Arrive")
    to(arrive, (MONDAY + 700 * DAY).replace(year=2028, month=2, day=29), signed_in)
    assert str(dates(arrive)[1]) == "2028-02-29"


def test_a_day_off_is_allowed_and_said(signed_in, ada, plan):
    DayOff.objects.create(learner=ada, first=MONDAY + 9 * DAY, last=MONDAY + 9 * DAY)
    assert said(to(plan.tasks.get(title="Arrive"), MONDAY + 9 * DAY, signed_in))[1] == "11 March is a day off."


def test_a_full_day_is_allowed_and_said(signed_in, plan):
    answer = said(to(plan.tasks.get(title="Arrive"), MONDAY, signed_in))
    assert answer[1] == "2 March holds 2 h of work now, and you have 1 h."


def test_a_day_without_study_time_and_after_the_exam_is_said(signed_in, plan):
    StudyPlan.objects.update(exam_date=MONDAY + 4 * DAY)
    answer = said(to(plan.tasks.get(title="Arrive"), MONDAY + 11 * DAY, signed_in))
    assert answer[1:] == [
        "13 March is a day without study time in this plan.",
        "That is not before the exam on 6 March.",
    ]


def test_two_windows_that_move_the_same_task_leave_the_later_day(signed_in, plan):
    arrive = plan.tasks.get(title="Arrive")
    to(arrive, MONDAY + 8 * DAY, signed_in)
    to(arrive, MONDAY + 9 * DAY, signed_in)
    assert dates(arrive)[1] == MONDAY + 9 * DAY
    assert plan.revisions.count() == 2


def test_a_task_ticked_in_another_window_is_not_moved(signed_in, plan):
    arrive = plan.tasks.get(title="Arrive")
    signed_in.post(url(arrive, "tick"))
    assert "is done" in said(to(arrive, MONDAY + 8 * DAY, signed_in))[0]


@pytest.mark.parametrize(
    ("action", "field", "before", "after"),
    [
        ("pin", "pinned", False, True),
        ("unpin", "pinned", True, False),
        ("optional", "optional", False, True),
        ("required", "optional", True, False),
    ],
)
def test_marks_are_made_and_put_on_record(signed_in, plan, action, field, before, after):
    task = make_task(plan, 9, **{field: before})
    signed_in.post(url(task, action))
    task.refresh_from_db()
    assert getattr(task, field) is after
    assert task.optional_by_learner == (field == "optional")
    chosen = {"optional_by_learner": [False, True]} if field == "optional" else {}
    assert plan.revisions.get().undo["tasks"] == {"task-9": {field: [before, after], **chosen}}


def test_the_undo_of_optional_leaves_the_choice_to_the_curriculum_again(signed_in, plan):
    task = make_task(plan, 9)
    signed_in.post(url(task, "optional"))
    signed_in.post(reverse("plans:undo", args=[plan.pk, plan.revisions.get().pk]))
    task.refresh_from_db()
    assert (task.optional, task.optional_by_learner) == (False, False)


@pytest.mark.parametrize("action", ["move", "pin", "unpin", "optional", "required"])
def test_what_is_anothers_does_not_exist(client, as_stranger, signed_in, plan, action):
    task = plan.tasks.get(title="Arrive")
    data = {"to": MONDAY.isoformat()}
    assert as_stranger.post(url(task, action), data).status_code == 404
    assert as_stranger.post(url(task, action), {"to": "no date"}).status_code == 404
    assert "/accounts/login/" in client.post(url(task, action), data)["Location"]
    assert signed_in.get(url(task, action)).status_code == 405
    plan.leave()
    assert signed_in.post(url(task, action), data).status_code == 404


@pytest.mark.parametrize("count", [3, 60])
def test_a_move_asks_the_same_questions_for_any_number_of_tasks(signed_in, plan, count, django_assert_num_queries):
    for number in range(count):
        make_task(plan, 10 + number, phase_position=2)
    # session, user, learner, savepoint, plan, task, tasks, facts before (2), task written, summary (2), facts after (2),
    # savepoint and release of the revision, days off
    with django_assert_num_queries(18):
        to(plan.tasks.get(title="Arrive"), MONDAY + 8 * DAY, signed_in)

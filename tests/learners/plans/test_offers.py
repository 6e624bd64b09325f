"""A newer version on the plan's pages: the offer, the choice, the move, and who may see it. Noon on Monday 2 March 2026."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from certifications.models import FaqEntry
from certifications.publishing import make_current, start_draft
from learners.plans.drafts import Wish, draw, template_of
from learners.plans.hands.ticking import step_task
from learners.plans.models import PlanRevision, StudyPlan, Task, VersionChoice
from learners.plans.versions.moving import move_due
from learners.plans.writes import create_plan
from tests.factories import MONDAY, NOON, make_guided
from tests.learners.plans.versions import next_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
WEEK = timedelta(days=7)


@pytest.fixture
def plan(ada) -> StudyPlan:
    """d14-s1 60 min (done), d14-s2 90, d30-s1 120; an hour a day, exam in twelve days."""
    certification = make_guided("guided")
    wish = Wish(30, MONDAY, MONDAY + timedelta(days=12), (60,) * 7)
    made, _is_new = create_plan(ada, draw(certification, template_of(certification.versions.get()), wish, ()))
    done = made.tasks.get(key="d14-s1")
    step_task(ada.user_id, plan_pk=made.pk, task_pk=done.pk, step=lambda task: task.tick(now=NOON))
    made.refresh_from_db()
    return made


def publish(plan: StudyPlan) -> int:
    """Adds 100 min, drops d14-s2, makes d30-s1 longer by 30 min. The new version's key."""
    new = next_version(
        plan.certification, add={"lab": ("day-14", 100)}, drop=("d14-s2",), retime={"d14-s1": 10, "d30-s1": 150}
    )
    return new.pk


def text(client, name: str, *arguments: object) -> str:
    return str(client.get(reverse(f"plans:{name}", args=arguments)).content.decode())


def choose(client, plan: StudyPlan, choice: str, version: int | str):
    return client.post(reverse("plans:offer", args=[plan.pk]), {"choice": choice, "version": version})


def rows(plan: StudyPlan) -> list[tuple[Any, ...]]:
    return list(plan.tasks.values_list("key", "title", "minutes", "state", "starts", "due", "note"))


def test_publishing_touches_no_running_plan(plan):
    before = rows(plan)
    publish(plan)
    plan.refresh_from_db()
    assert (rows(plan), plan.version.number) == (before, 1)


def test_plan_and_today_speak_of_a_newer_version_and_only_then(signed_in, plan):
    pages = [("plan", plan.pk), ("today",)]
    assert not any("See what would change" in text(signed_in, *page) for page in pages)
    publish(plan)
    for page in pages:
        assert "Version 2" in text(signed_in, *page)
        assert f"/plans/{plan.pk}/offer/" in text(signed_in, *page)


def test_a_version_that_leaves_the_steps_alone_is_no_offer(signed_in, plan):
    draft = start_draft(plan.certification)
    FaqEntry.objects.create(version=draft, key="why", question="Why?", answer="So.")
    make_current(draft, now=NOON)
    assert "See what would change" not in text(signed_in, "plan", plan.pk)


def test_the_offer_says_what_changes_in_words_and_numbers(signed_in, plan):
    publish(plan)
    page = text(signed_in, "offer", plan.pk)
    for words in (
        "Version 2 is out",
        "New: lab",
        "in “By day 14”",
        "2 h → 2 h 30 min",
        "Step 2 of day 14",
        "5 h 10 min (+40 min)",
        "1 h, 22\u00a0%",
        "22 % → 19 %, because 40 min are added. What you have done stays done.",
        "It fits: with 7 h a week you finish on 7 March",
        "Move after this week, on Monday 9 March",
    ):
        assert words in page, words


def test_the_offer_says_where_the_exam_would_not_be_reached(signed_in, plan):
    next_version(plan.certification, add={"long": ("day-30", 1200)})
    assert "It does not fit: with 7 h a week," in text(signed_in, "offer", plan.pk)


def test_moving_now_does_what_the_offer_said(signed_in, plan):
    version = publish(plan)
    assert choose(signed_in, plan, "move_now", version)["Location"] == plan.get_absolute_url()
    plan.refresh_from_db()
    assert (plan.version_id, plan.minutes_done, plan.minutes_total, plan.percent) == (version, 60, 310, 19)
    assert [(key, minutes, state, due.day) for key, _t, minutes, state, _s, due, _n in rows(plan)] == [
        ("d14-s1", 60, "done", 2),
        ("lab", 100, "todo", 4),
        ("d30-s1", 150, "todo", 7),
    ]


def test_a_move_is_written_down_with_its_diff(signed_in, ada, plan):
    choose(signed_in, plan, "move_now", publish(plan))
    revision = plan.revisions.get()
    assert (revision.why, revision.by, revision.at) == ("moved_now", ada.user, NOON)
    assert (revision.diff["version"], revision.diff["percent"], revision.diff["minutes"]) == (
        [1, 2],
        [22, 19],
        [270, 310],
    )
    page = text(signed_in, "revisions", plan.pk)
    for words in ("From version 1 to version 2", "Added: “New: lab”.", "Work in all: 4 h 30 min → 5 h 10 min."):
        assert words in page


def test_a_double_click_moves_once(signed_in, plan):
    version = publish(plan)
    for _click in range(2):
        assert choose(signed_in, plan, "move_now", version).status_code == 302
    assert plan.revisions.count() == 1


def test_a_task_with_a_note_is_set_aside_and_not_deleted(signed_in, plan):
    plan.tasks.filter(key="d14-s2").update(note="Ask Grace")
    version = publish(plan)
    assert "kept as skipped, with what you wrote" in text(signed_in, "offer", plan.pk)
    choose(signed_in, plan, "move_now", version)
    kept = plan.tasks.get(key="d14-s2")
    assert (kept.state, kept.note) == ("skipped", "Ask Grace")


def test_staying_silences_this_version_and_not_the_next(signed_in, plan):
    before = rows(plan)
    choose(signed_in, plan, "stay", publish(plan))
    page = text(signed_in, "plan", plan.pk)
    assert "You stayed with version 1;" in page
    assert "see version 2" in page
    assert "See what would change" not in page + text(signed_in, "today")
    assert rows(plan) == before
    next_version(plan.certification, add={"more": ("day-14", 10)})
    assert "Version 3" in text(signed_in, "plan", plan.pk)


def test_moving_later_waits_for_monday_on_the_learners_own_calendar(signed_in, ada, plan):
    ada.time_zone = "Pacific/Auckland"
    ada.save()
    choose(signed_in, plan, "move_later", publish(plan))
    assert plan.version_choices.get().moves_on == date(2026, 3, 9)
    assert "Moves to version 2 on Monday 9 March." in text(signed_in, "plan", plan.pk)
    sunday_there = NOON + timedelta(days=5)
    assert move_due(sunday_there) == 0
    assert move_due(NOON + timedelta(days=6)) == 1
    assert move_due(NOON + WEEK) == 0
    plan.refresh_from_db()
    assert (plan.version.number, plan.revisions.get().why) == (2, "moved_later")
    assert plan.tasks.get(key="lab").starts >= date(2026, 3, 9)


def test_a_mind_changed_before_monday_counts(signed_in, plan):
    version = publish(plan)
    choose(signed_in, plan, "move_later", version)
    choose(signed_in, plan, "stay", version)
    assert move_due(NOON + WEEK) == 0
    assert VersionChoice.objects.get().choice == "stay"


@pytest.mark.parametrize("state", [StudyPlan.State.FINISHED, StudyPlan.State.LEFT])
def test_a_plan_that_is_over_is_offered_nothing_and_never_moves(signed_in, plan, state):
    version = publish(plan)
    choose(signed_in, plan, "move_later", version)
    StudyPlan.objects.filter(pk=plan.pk).update(state=state)
    before = rows(plan)
    assert "Version 2" not in text(signed_in, "plan", plan.pk)
    assert choose(signed_in, plan, "move_now", version).status_code == 404
    assert move_due(NOON + WEEK) == 0
    assert rows(plan) == before


def test_a_plan_with_every_task_done_stays_finished(signed_in, ada, plan):
    for task in plan.tasks.all():
        step_task(ada.user_id, plan_pk=plan.pk, task_pk=task.pk, step=lambda task: task.tick(now=NOON))
    version = publish(plan)
    assert "See what would change" not in text(signed_in, "plan", plan.pk)
    assert choose(signed_in, plan, "move_now", version).status_code == 404
    plan.refresh_from_db()
    assert (plan.percent, plan.version.number) == (100, 1)


def test_a_version_replaced_meanwhile_is_not_moved_to(signed_in, plan):
    old = publish(plan)
    choose(signed_in, plan, "move_later", old)
    next_version(plan.certification, add={"more": ("day-14", 10)})
    response = choose(signed_in, plan, "move_now", old)
    assert response["Location"] == reverse("plans:offer", args=[plan.pk])
    assert move_due(NOON + WEEK) == 0
    plan.refresh_from_db()
    assert plan.version.number == 1


def test_a_plan_without_study_hours_is_not_moved(signed_in, plan):
    StudyPlan.objects.filter(pk=plan.pk).update(**dict.fromkeys(StudyPlan.WEEKDAYS, 0))
    version = publish(plan)
    page = text(signed_in, "offer", plan.pk)
    assert "tasks can&#x27;t be dated" in page or "tasks can't be dated" in page
    assert "Move now" not in page
    choose(signed_in, plan, "move_now", version)
    assert not PlanRevision.objects.exists()
    assert not VersionChoice.objects.exists()
    choose(signed_in, plan, "move_later", version)
    assert move_due(NOON + WEEK) == 0
    assert "See what would change" in text(signed_in, "plan", plan.pk)


@pytest.mark.parametrize(
    ("choice", "version"), [("", "1"), ("leap", "1"), ("stay", ""), ("stay", "x"), ("stay", "9" * 30)]
)
def test_a_choice_that_is_none_is_refused(signed_in, plan, choice, version):
    assert choose(signed_in, plan, choice, version).status_code == 400


def test_offer_and_revisions_are_the_learners_alone(client, as_stranger, plan):
    version = publish(plan)
    for name in ("offer", "revisions"):
        assert as_stranger.get(reverse(f"plans:{name}", args=[plan.pk])).status_code == 404
        assert client.get(reverse(f"plans:{name}", args=[plan.pk])).status_code == 302
    assert choose(as_stranger, plan, "move_now", version).status_code == 404
    assert not VersionChoice.objects.exists()


def test_there_is_no_offer_page_without_a_newer_version(signed_in, plan):
    assert signed_in.get(reverse("plans:offer", args=[plan.pk])).status_code == 404


@pytest.mark.parametrize("count", [2, 60])
def test_the_offer_asks_the_same_questions_for_any_number_of_steps(signed_in, plan, count, django_assert_num_queries):
    next_version(plan.certification, add={f"new-{number}": ("day-14", 10) for number in range(count)})
    # session, user, learner, plan, steps at all, tasks, days off, phases, steps, phases of its own version, links,
    # choice
    with django_assert_num_queries(12):
        signed_in.get(reverse("plans:offer", args=[plan.pk]))


@pytest.mark.parametrize("count", [1, 60])
def test_an_offer_costs_the_plan_page_three_queries(signed_in, plan, count, django_assert_num_queries):
    next_version(plan.certification, add={f"new-{number}": ("day-14", 10) for number in range(count)})
    # session, user, learner, plan with certification, tasks, days off, then steps and numbers of both versions, choices
    with django_assert_num_queries(9):
        signed_in.get(plan.get_absolute_url())


def test_a_move_keeps_the_summary_true(signed_in, plan):
    choose(signed_in, plan, "move_now", publish(plan))
    found = StudyPlan.objects.with_fresh_summary().get(pk=plan.pk)
    for name in ("minutes_total", "minutes_done", "next_due", "last_due", "furthest_done"):
        assert getattr(found, name) == getattr(found, f"fresh_{name}")


def test_a_tick_after_a_move_finds_its_task(signed_in, plan):
    choose(signed_in, plan, "move_now", publish(plan))
    task = Task.objects.get(plan=plan, key="lab")
    assert signed_in.post(reverse("plans:tick", args=[plan.pk, task.pk])).status_code == 302

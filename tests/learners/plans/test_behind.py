"""*I'm behind* on its pages: what is shown, applied and undone. Noon on Monday 2 March 2026."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from learners.plans.hands.ticking import step_task
from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.recovery.previews import Way, preview
from learners.plans.recovery.recovering import StalePreviewError, ground_of, recover
from learners.plans.revisions.revising import Moment
from learners.plans.revisions.undoing import UndoRefusedError, undo
from tests.factories import MONDAY, NOON, make_guided, make_plan
from tests.learners.plans.versions import next_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
Why = PlanRevision.Why


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.fixture
def plan(ada) -> StudyPlan:
    """Six hours overdue of which one is optional, one done, one pinned to Wednesday; an hour a day, exam on Sunday."""
    made = make_plan(
        ada,
        make_guided(),
        tasks=(
            {"due": day(-9), "state": "done"},
            *({"due": day(-8 + number), "optional": number == 3} for number in range(6)),
            {"due": day(2), "pinned": True},
        ),
        **dict.fromkeys(StudyPlan.WEEKDAYS, 60),
        exam_date=day(6),
        start=day(-9),
    )
    made.refresh_summary()
    return made


def page(client, plan: StudyPlan) -> str:
    text: str = client.get(reverse("plans:behind", args=[plan.pk])).content.decode()
    return text


def shown(plan: StudyPlan, way: Way, now=NOON) -> str:
    moment = Moment(plan.learner, now)
    plan = StudyPlan.objects.get(pk=plan.pk)
    return preview(ground_of(plan, list(Task.objects.for_plan_page(plan)), moment), way).fingerprint


def apply(client, plan: StudyPlan, way: Way, fingerprint: str | None = None):
    data = {"way": way.value, "shown": shown(plan, way) if fingerprint is None else fingerprint}
    return client.post(reverse("plans:behind", args=[plan.pk]), data, follow=True)


def take(plan: StudyPlan, way: Way, now=NOON) -> PlanRevision:
    return recover(Moment(plan.learner, now), plan_pk=plan.pk, way=way, shown=shown(plan, way, now))


def rows(plan: StudyPlan) -> dict[str, tuple[str, date, date, bool]]:
    return {task.key: (task.state, task.starts, task.due, task.pinned) for task in plan.tasks.all()}


def settings(plan: StudyPlan) -> tuple[object, ...]:
    plan.refresh_from_db()
    return plan.exam_date, plan.minutes_by_weekday, plan.state, plan.next_due, plan.last_due, plan.minutes_total


def tick(plan: StudyPlan, key: str) -> None:
    task = plan.tasks.get(key=key)
    step_task(plan.learner.user_id, plan_pk=plan.pk, task_pk=task.pk, step=lambda one: one.tick(now=NOON))


def test_three_ways_are_shown_with_their_diffs_and_what_they_cost(signed_in, plan, django_assert_num_queries):
    # Session, user, learner, plan, tasks, days off; the gate before the exam: running plans, credentials, skills, experience,
    # waivers, prerequisites.
    with django_assert_num_queries(12):
        text = page(signed_in, plan)
    for words in ("Hold the exam date", "Hold the hours", "Drop optional tasks", "Task 2", "9 March", "dropped"):
        assert words in text
    assert len(re.findall(r'name="shown"', text)) == 3


def test_a_stranger_finds_nothing_and_a_visitor_signs_in(as_stranger, client, plan):
    address = reverse("plans:behind", args=[plan.pk])
    assert as_stranger.get(address).status_code == 404
    assert apply(as_stranger, plan, Way.HOLD_HOURS).status_code == 404
    assert client.get(address).status_code == 302


@pytest.mark.parametrize("way", Way)
def test_each_way_keeps_what_is_done_and_pinned_and_leaves_a_revision(signed_in, plan, way):
    before = rows(plan)
    text = apply(signed_in, plan, way).content.decode()
    after = rows(plan)
    assert (after["task-1"], after["task-8"]) == (before["task-1"], before["task-8"])
    assert all(due >= MONDAY for state, _starts, due, _pinned in after.values() if state == "todo")
    made = plan.revisions.get()
    assert f"/plans/{plan.pk}/revisions/{made.pk}/undo/" in text
    plan.refresh_from_db()
    assert plan.status(MONDAY).code not in {"behind", "at_risk"}


def test_each_way_changes_what_it_says(plan):
    take(plan, Way.HOLD_DATE)
    assert settings(plan)[:2] == (day(6), (70,) * 7) or plan.minutes_by_weekday[0] > 60
    assert plan.revisions.get().why == Why.HELD_DATE


def test_holding_the_hours_moves_the_exam(plan):
    take(plan, Way.HOLD_HOURS)
    assert settings(plan)[:2] == (day(7), (60,) * 7)


def test_dropping_skips_the_optional_task(plan):
    take(plan, Way.DROP_OPTIONAL)
    assert rows(plan)["task-5"][0] == "skipped"
    assert settings(plan)[:2] == (day(6), (60,) * 7)


def test_a_stale_preview_is_not_applied_and_the_new_one_is_shown(signed_in, plan):
    old = shown(plan, Way.HOLD_HOURS)
    tick(plan, "task-2")
    before = rows(plan)
    text = apply(signed_in, plan, Way.HOLD_HOURS, old).content.decode()
    assert "The plan has changed meanwhile" in text
    assert rows(plan) == before
    assert not plan.revisions.exists()


def test_two_tabs_apply_once(plan):
    moment, seen = Moment(plan.learner, NOON), shown(plan, Way.HOLD_DATE)
    recover(moment, plan_pk=plan.pk, way=Way.HOLD_DATE, shown=seen)
    with pytest.raises(StalePreviewError):
        recover(moment, plan_pk=plan.pk, way=Way.HOLD_DATE, shown=seen)
    assert plan.revisions.count() == 1


def test_what_is_no_way_is_refused(signed_in, plan):
    address = reverse("plans:behind", args=[plan.pk])
    assert signed_in.post(address, {"way": "run away", "shown": ""}).status_code == 400
    assert signed_in.post(address).status_code == 400


def test_a_plan_without_hours_says_so_on_each_card(signed_in, plan):
    StudyPlan.objects.filter(pk=plan.pk).update(**dict.fromkeys(StudyPlan.WEEKDAYS, 0))
    text = page(signed_in, plan)
    assert text.count("every weekday of this plan has zero minutes") == 3
    assert 'name="shown"' not in text


def test_a_plan_that_is_over_has_no_way_out(signed_in, plan):
    plan.leave()
    assert signed_in.get(reverse("plans:behind", args=[plan.pk])).status_code == 404


def test_today_and_the_plan_lead_there_only_when_behind(signed_in, plan):
    address = f'href="/plans/{plan.pk}/behind/"'
    for name, arguments in (("today", []), ("plan", [plan.pk])):
        assert address in signed_in.get(reverse(f"plans:{name}", args=arguments)).content.decode()
    take(plan, Way.HOLD_HOURS)
    for name, arguments in (("today", []), ("plan", [plan.pk])):
        assert address not in signed_in.get(reverse(f"plans:{name}", args=arguments)).content.decode()


# Undo ----------------------------------------------------------------------------------------------------------------


def undo_by(client, plan: StudyPlan, revision: PlanRevision) -> str:
    text: str = client.post(reverse("plans:undo", args=[plan.pk, revision.pk]), follow=True).content.decode()
    return text


@pytest.mark.parametrize("way", Way)
def test_an_undo_puts_everything_back_and_is_a_revision_itself(signed_in, plan, way):
    before, were = rows(plan), settings(plan)
    made = take(plan, way)
    assert "Undone: your plan is back as it was." in undo_by(signed_in, plan, made)
    assert (rows(plan), settings(plan)) == (before, were)
    made.refresh_from_db()
    assert made.undone_at == timezone.now()
    assert [one.why for one in plan.revisions.order_by("pk")] == [made.why, Why.UNDONE]


def test_two_tabs_undo_once(signed_in, plan):
    made = take(plan, Way.HOLD_HOURS)
    undo_by(signed_in, plan, made)
    before = rows(plan)
    assert "This is undone already." in undo_by(signed_in, plan, made)
    assert (rows(plan), plan.revisions.count()) == (before, 2)


def test_an_undo_leaves_what_is_done_by_now_and_names_it(signed_in, plan):
    made = take(plan, Way.HOLD_HOURS)
    tick(plan, "task-2")
    kept = rows(plan)["task-2"]
    text = undo_by(signed_in, plan, made)
    assert "as far as it could be" in text
    assert "“Task 2”" in text
    assert rows(plan)["task-2"] == kept
    assert rows(plan)["task-3"][2] == day(-7)


def test_a_later_change_of_the_same_stands_in_the_way_until_it_is_undone(plan):
    first = take(plan, Way.HOLD_HOURS)
    week_later = NOON + timedelta(days=8)
    second = take(plan, Way.HOLD_HOURS, week_later)
    moment = Moment(plan.learner, week_later)
    with pytest.raises(UndoRefusedError, match=r"the hours held on 10 March touched the same\. Undo that first"):
        undo(plan.pk, first.pk, moment)
    undo(plan.pk, second.pk, moment)
    undo(plan.pk, first.pk, moment)
    assert rows(plan)["task-2"][2] == day(-8)


def test_a_move_to_a_newer_version_stands_in_the_way(plan):
    made = take(plan, Way.HOLD_HOURS)
    next_version(plan.certification, add={"lab": ("day-14", 100)}, drop=(), retime={})
    PlanRevision.objects.create(plan=plan, at=NOON, why=Why.MOVED_NOW, diff={"version": [1, 2]})
    with pytest.raises(UndoRefusedError, match="moved to a newer version on 2 March"):
        undo(plan.pk, made.pk, Moment(plan.learner, NOON))


@pytest.mark.parametrize(("days", "is_refused"), [(14, False), (15, True)])
def test_an_undo_is_for_fourteen_days(plan, days, is_refused):
    made = take(plan, Way.HOLD_HOURS)
    moment = Moment(plan.learner, NOON + timedelta(days=days))
    if is_refused:
        with pytest.raises(UndoRefusedError, match="14 days"):
            undo(plan.pk, made.pk, moment)
    else:
        undo(plan.pk, made.pk, moment)


def test_an_undo_is_not_undone_and_a_plan_that_is_over_stays(plan):
    moment, made = Moment(plan.learner, NOON), take(plan, Way.HOLD_HOURS)
    undo(plan.pk, made.pk, moment)
    with pytest.raises(UndoRefusedError, match="not undone itself"):
        undo(plan.pk, plan.revisions.get(why=Why.UNDONE).pk, moment)
    again = take(plan, Way.HOLD_HOURS)
    StudyPlan.objects.get(pk=plan.pk).leave()
    with pytest.raises(UndoRefusedError, match="over"):
        undo(plan.pk, again.pk, moment)


def test_a_stranger_undoes_nothing(as_stranger, plan):
    made = take(plan, Way.HOLD_HOURS)
    assert as_stranger.post(reverse("plans:undo", args=[plan.pk, made.pk])).status_code == 404
    assert as_stranger.get(reverse("plans:undo", args=[plan.pk, made.pk])).status_code == 405

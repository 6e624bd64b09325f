"""Owners edit and publish while a learner studies and chooses: what holds, in whatever order it happens."""

from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from certifications.models import CurriculumVersion, PlanStep
from certifications.publishing import make_current, start_draft
from learners.plans.drafts import Wish, draw, template_of
from learners.plans.hands.hands import set_optional
from learners.plans.hands.links import add_link
from learners.plans.hands.own import OwnWish, add_own, phase_choices
from learners.plans.hands.ticking import step_task
from learners.plans.models import StudyPlan, Task, TaskLink
from learners.plans.revisions.revising import Moment
from learners.plans.versions.moving import Choice, choose, move_due
from learners.plans.versions.offers import offer_of
from learners.plans.writes import create_plan
from tests.factories import MONDAY, NOON, make_guided, make_learner

pytestmark = pytest.mark.django_db
EXAMPLES = 100

places = st.integers(0, 30)
minutes = st.integers(1, 400)
edits = st.one_of(
    st.tuples(st.just("add"), places, minutes),
    st.tuples(st.just("remove"), places),
    st.tuples(st.just("reword"), places),
    st.tuples(st.just("retime"), places, minutes),
    st.tuples(st.just("rephase"), places, places),
    st.tuples(st.just("reorder"), places),
)
publishing = st.just(("publish",))
acts = st.tuples(
    st.sampled_from(["tick", "tick", "untick", "skip", "unskip", "note", "pin", "link", "own", "decide"]), places
)
choices = st.tuples(st.sampled_from(["move now", "move now", "stay", "move later", "a week passes", "tick all"]))
chapters = st.tuples(
    st.lists(edits | acts, min_size=1, max_size=6),
    st.lists(publishing, max_size=1),
    st.lists(acts | edits, max_size=4),
    st.lists(choices, min_size=1, max_size=2),
).map(lambda parts: [deed for part in parts for deed in part])
stories = st.lists(chapters, min_size=1, max_size=4).map(lambda found: [deed for chapter in found for deed in chapter])


class World:
    """One certification, one plan for it, and the clock."""

    def __init__(self) -> None:
        self.certification = make_guided(phases=((14, (60, 90, 45)), (30, (120, 30))))
        self.learner = make_learner()
        wish = Wish(30, MONDAY, MONDAY + timedelta(days=20), (60,) * 7)
        phases = template_of(self.certification.versions.get())
        self.plan, _is_new = create_plan(self.learner, draw(self.certification, phases, wish, ()))
        self.now = NOON
        self.numbers = count(1)
        self.moves = 0

    def do(self, name: str, *arguments: int) -> None:
        before = self.snapshot()
        getattr(self, name.replace(" ", "_"))(*arguments)
        self.plan.refresh_from_db()
        if name in {"add", "remove", "reword", "retime", "rephase", "reorder", "publish", "stay", "move later"}:
            assert self.snapshot() == before, f"{name} touched the plan"

    def snapshot(self) -> list[tuple[object, ...]]:
        self.plan.refresh_from_db()
        plan = (self.plan.version_id, self.plan.minutes_done, self.plan.minutes_total, self.plan.next_due)
        return [plan, *self.plan.tasks.order_by("pk").values_list()]

    # The owner

    def draft(self) -> CurriculumVersion:
        return start_draft(self.certification)

    def step(self, place: int) -> PlanStep | None:
        steps = list(self.draft().steps.order_by("pk"))
        return steps[place % len(steps)] if steps else None

    def add(self, place: int, length: int) -> None:
        draft = self.draft()
        phases = list(draft.phases.order_by("position"))
        phase, key = phases[place % len(phases)], f"new-{next(self.numbers)}"
        PlanStep.objects.create(version=draft, phase=phase, key=key, title=key, minutes=length, position=place)

    def remove(self, place: int) -> None:
        step = self.step(place)
        if step and step.version.steps.count() > 1:
            step.delete()

    def reword(self, place: int) -> None:
        if step := self.step(place):
            PlanStep.objects.filter(pk=step.pk).update(title=f"Reworded {next(self.numbers)}")

    def retime(self, place: int, length: int) -> None:
        if step := self.step(place):
            PlanStep.objects.filter(pk=step.pk).update(minutes=length)

    def rephase(self, place: int, other: int) -> None:
        if step := self.step(place):
            phases = list(step.version.phases.order_by("position"))
            PlanStep.objects.filter(pk=step.pk).update(phase=phases[other % len(phases)])

    def reorder(self, place: int) -> None:
        for number, step in enumerate(self.draft().steps.order_by("pk")):
            PlanStep.objects.filter(pk=step.pk).update(position=(number * 7 + place) % 11)

    def publish(self) -> None:
        make_current(self.draft(), now=self.now)
        self.certification.refresh_from_db()

    # The learner

    def change(self, place: int, change) -> None:
        tasks = list(self.plan.tasks.order_by("pk"))
        task = tasks[place % len(tasks)]
        step_task(self.learner.user_id, plan_pk=self.plan.pk, task_pk=task.pk, step=change)

    def tick(self, place: int) -> None:
        self.change(place, lambda task: task.tick(now=self.now))

    def untick(self, place: int) -> None:
        self.change(place, Task.untick)

    def skip(self, place: int) -> None:
        self.change(place, Task.skip)

    def unskip(self, place: int) -> None:
        self.change(place, Task.unskip)

    def note(self, place: int) -> None:
        self.change(place, lambda task: task.write_note("Mine"))

    def pin(self, place: int) -> None:
        tasks = list(self.plan.tasks.order_by("pk"))
        Task.objects.filter(pk=tasks[place % len(tasks)].pk).update(pinned=True)

    def link(self, place: int) -> None:
        tasks = list(self.plan.tasks.order_by("pk"))
        add_link(
            Moment(self.learner, self.now),
            plan_pk=self.plan.pk,
            task_pk=tasks[place % len(tasks)].pk,
            url=f"https://example.org/{next(self.numbers)}",
            title="",
        )

    def own(self, place: int) -> None:
        phases = phase_choices(Task.objects.for_plan_page(self.plan))
        day = self.now.date() + timedelta(days=place)
        wish = OwnWish("Mine", 20, "read", phases[place % len(phases)][0], day)
        add_own(Moment(self.learner, self.now), plan_pk=self.plan.pk, wish=wish)

    def decide(self, place: int) -> None:
        todo = list(self.plan.tasks.filter(state=Task.State.TODO).order_by("pk"))
        if todo:
            task = todo[place % len(todo)]
            set_optional(
                Moment(self.learner, self.now), plan_pk=self.plan.pk, task_pk=task.pk, optional=not task.optional
            )

    def tick_all(self) -> None:
        for place in range(self.plan.tasks.count()):
            self.tick(place)

    def stay(self) -> None:
        self.choose(Choice.STAY)

    def move_later(self) -> None:
        self.choose(Choice.MOVE_LATER)

    def move_now(self) -> None:
        self.moving(lambda: self.choose(Choice.MOVE_NOW))

    def a_week_passes(self) -> None:
        self.now += timedelta(days=7)
        self.moving(lambda: move_due(self.now))

    def choose(self, choice: Choice) -> None:
        version = self.certification.current_version_id
        assert version
        try:
            choose(Moment(self.learner, self.now), plan_pk=self.plan.pk, version_pk=version, choice=choice)
        except StudyPlan.DoesNotExist:
            assert not self.plan.is_movable

    def links(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for pk, url in TaskLink.objects.filter(task__plan=self.plan).order_by("pk").values_list("task", "url"):
            found.setdefault(pk, []).append(url)
        return found

    def moving(self, act) -> None:
        """What a move may and may not do, whichever way it comes about."""
        version, was_movable, before = self.plan.version_id, self.plan.is_movable, self.snapshot()
        tasks = list(Task.objects.for_plan_page(self.plan))
        linked = self.links()
        current = self.certification.current_version
        assert current
        said = offer_of(self.plan, current, tasks, (), self.learner.local_date(self.now)).move
        act()
        self.plan.refresh_from_db()
        if self.plan.version_id == version:
            assert self.snapshot() == before
            return
        self.moves += 1
        assert was_movable, "a finished plan stays finished"
        assert (self.plan.minutes_done, self.plan.minutes_total) == (said.minutes_done, said.minutes_after)
        assert self.plan.percent == said.percent_after
        after = {task.key: task for task in self.plan.tasks.all()}
        for task in tasks:
            if task.is_done:
                kept = after[task.key]
                assert (kept.state, kept.minutes, kept.starts, kept.due, kept.done_at, kept.title) == (
                    task.state,
                    task.minutes,
                    task.starts,
                    task.due,
                    task.done_at,
                    task.title,
                )
            if task.own:
                assert (after[task.key].state, after[task.key].minutes) == (task.state, task.minutes)
            if task.optional_by_learner and task.key in after:
                assert after[task.key].optional == task.optional
            if task.note:
                assert after[task.key].note == task.note
            if task.pinned and task.key in after:
                assert after[task.key].due == task.due
        assert self.links() == linked


@settings(max_examples=EXAMPLES)
@given(stories)
def test_done_minutes_never_fall_and_nothing_changes_but_what_the_offer_said(deeds):
    with transaction.atomic():
        world = World()
        for deed in deeds:
            world.do(*deed)
        transaction.set_rollback(True)


def test_the_deeds_above_do_bring_about_moves():
    world = World()
    for deed in (("add", 3, 100), ("remove", 1), ("publish",), ("tick", 0), ("move now",), ("retime", 2, 9)):
        world.do(*deed)
    for deed in (("publish",), ("move later",), ("a week passes",)):
        world.do(*deed)
    assert world.moves == 2

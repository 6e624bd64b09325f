"""A plan's whole life, in whatever order it happens: done work never moves and never vanishes.

Ticks, hands, pauses, ways out, undos, newer versions, other time zones and days that pass, on the database.
"""

from collections import Counter
from datetime import datetime, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from certifications.models import PlanStep
from certifications.publishing import make_current, start_draft
from learners.plans.drafts import Wish, draw, template_of
from learners.plans.hands.ticking import step_task
from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.recovery.pausing import pause, resume, resume_due
from learners.plans.recovery.previews import Preview, Way, preview
from learners.plans.recovery.recovering import StalePreviewError, ground_of, recover
from learners.plans.revisions.revising import Moment, revised
from learners.plans.revisions.undoing import UndoRefusedError, refusal, undo
from learners.plans.schedule import ScheduleError
from learners.plans.status import Code
from learners.plans.versions.moving import Choice, choose, move_due
from learners.plans.writes import create_plan
from learners.profiles.models import Learner
from tests.factories import MONDAY, NOON, make_guided, make_learner

pytestmark = pytest.mark.django_db
EXAMPLES, STEPS = 80, 20

places = st.integers(0, 30)
days = st.integers(1, 20)
zones = st.sampled_from(["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Berlin"])
KEPT = ("state", "done_at", "starts", "due", "title", "minutes", "note", "minutes_spent")
BY_HAND = PlanRevision.Why.BY_HAND
seen: Counter[str] = Counter()


class Life(RuleBasedStateMachine):
    """One learner with one plan, the clock, and what must be as it was: `done` by key, `notes` by key."""

    def __init__(self) -> None:
        super().__init__()
        self.rollback = transaction.atomic()
        self.rollback.__enter__()
        self.numbers = count(1)
        self.now: datetime = NOON
        self.done: dict[str, tuple[object, ...]] = {}
        self.notes: dict[str, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rollback.__exit__(None, None, None)

    @initialize(weekday=st.sampled_from([0, 45, 60, 120]), exam=st.none() | st.integers(3, 30))
    def begins(self, weekday: int, exam: int | None) -> None:
        self.certification = make_guided(phases=((14, (60, 90, 45)), (30, (120, 30))))
        wish = Wish(30, MONDAY, MONDAY + timedelta(days=exam) if exam else None, (60,) * 7)
        phases = template_of(self.certification.versions.get())
        made, _is_new = create_plan(make_learner(), draw(self.certification, phases, wish, ()))
        made.tasks.filter(key__in=["d14-s2", "d30-s2"]).update(optional=True)
        StudyPlan.objects.filter(pk=made.pk).update(saturday=weekday, sunday=weekday)
        self.pk = made.pk

    @property
    def plan(self) -> StudyPlan:
        return StudyPlan.objects.select_related("learner").get(pk=self.pk)

    @property
    def moment(self) -> Moment:
        return Moment(Learner.objects.get(plans=self.pk), self.now)

    def task(self, place: int) -> Task:
        tasks = list(Task.objects.filter(plan=self.pk).order_by("pk"))
        return tasks[place % len(tasks)]

    def rows(self) -> dict[str, tuple[object, ...]]:
        return {row[0]: row[1:] for row in Task.objects.filter(plan=self.pk).values_list("key", *KEPT, "pinned")}

    def change(self, task: Task, change) -> None:
        step_task(self.moment.learner.user_id, plan_pk=self.pk, task_pk=task.pk, step=change)

    # Tasks

    @rule(place=places)
    def tick(self, place: int) -> None:
        task = self.task(place)
        self.change(task, lambda one: one.tick(now=self.now))
        self.done[task.key] = self.rows()[task.key][:-1]

    @rule(place=places)
    def untick(self, place: int) -> None:
        task = self.task(place)
        before = (task.starts, task.due)
        self.change(task, Task.untick)
        self.done.pop(task.key, None)
        task.refresh_from_db()
        assert (task.starts, task.due) == before

    @rule(place=places, verb=st.sampled_from([Task.skip, Task.unskip]))
    def skip_or_not(self, place: int, verb) -> None:
        self.change(self.task(place), verb)

    @rule(place=places)
    def note(self, place: int) -> None:
        task, words = self.task(place), f"Note {next(self.numbers)}"
        self.change(task, lambda one: one.write_note(words))
        self.notes[task.key] = words
        if task.key in self.done:
            self.done[task.key] = self.rows()[task.key][:-1]

    @rule(place=places, to=days)
    def move_by_hand(self, place: int, to: int) -> None:
        task, day = self.task(place), self.moment.today + timedelta(days=to)
        if task.is_todo:
            with transaction.atomic(), revised(self.plan, self.moment, BY_HAND):
                Task.objects.filter(pk=task.pk).update(starts=day, due=day, pinned=True)

    @rule(place=places, pinned=st.booleans())
    def pin(self, place: int, pinned: bool) -> None:
        with transaction.atomic(), revised(self.plan, self.moment, BY_HAND):
            Task.objects.filter(pk=self.task(place).pk, state=Task.State.TODO).update(pinned=pinned)

    @rule(place=places)
    def call_optional(self, place: int) -> None:
        """This one and all after it."""
        with transaction.atomic(), revised(self.plan, self.moment, BY_HAND):
            Task.objects.filter(plan=self.pk, pk__gte=self.task(place).pk, state="todo").update(optional=True)

    # The plan

    @rule(ahead=st.integers(2, 6))
    def book_the_exam(self, ahead: int) -> None:
        day = self.moment.today + timedelta(days=ahead)
        with transaction.atomic(), revised(self.plan, self.moment, PlanRevision.Why.EXAM_BOOKED):
            StudyPlan.objects.filter(pk=self.pk).update(exam_date=day)

    @rule(back=st.none() | days)
    def pause(self, back: int | None) -> None:
        today = self.moment.today
        pause(self.moment, plan_pk=self.pk, resumes_on=today + timedelta(days=back) if back else None)
        assert self.plan.paused_on
        seen["paused"] += 1

    @precondition(lambda self: self.plan.state == StudyPlan.State.PAUSED)
    @rule()
    def resume(self) -> None:
        self.pins_hold(lambda: resume(self.moment, plan_pk=self.pk))
        plan = self.plan
        assert (plan.state, plan.paused_on, plan.resumes_on) == (StudyPlan.State.ACTIVE, None, None)
        seen["resumed"] += 1

    def preview(self, way: Way) -> Preview:
        return preview(ground_of(self.plan, list(Task.objects.for_plan_page(self.plan)), self.moment), way)

    @rule(way=st.sampled_from(Way))
    def recover(self, way: Way) -> None:
        self.take(way)

    @rule(late=st.integers(1, 3), ahead=st.integers(1, 7), minutes=st.sampled_from([30, 60, 90]))
    def fall_behind_before_an_exam_and_recover(self, late: int, ahead: int, minutes: int) -> None:
        """By the first open way, the rarest first."""
        self.days_pass(late)
        self.book_the_exam(ahead)
        StudyPlan.objects.filter(pk=self.pk).update(**dict.fromkeys(StudyPlan.WEEKDAYS, minutes))
        for way in (Way.DROP_OPTIONAL, Way.HOLD_DATE, Way.HOLD_HOURS):
            if not self.preview(way).problem:
                self.take(way)
                return

    def take(self, way: Way) -> None:
        """What was shown is what happens, or nothing does."""
        before, found, was_active = self.rows(), self.preview(way), self.plan.state == StudyPlan.State.ACTIVE
        try:
            self.pins_hold(lambda: recover(self.moment, plan_pk=self.pk, way=way, shown=found.fingerprint))
        except (StalePreviewError, StudyPlan.DoesNotExist):
            assert found.problem or not was_active
            assert self.rows() == before
            return
        plan, after = self.plan, {task.key: task for task in self.plan.tasks.all()}
        assert plan.exam_date == found.exam_date[1]
        assert plan.minutes_by_weekday == found.weekday_minutes[1]
        assert all((after[one.key].starts, after[one.key].due) == one.after for one in found.moved)
        assert all(after[key].state == "skipped" for key in found.dropped)
        assert plan.next_due is None or plan.next_due >= self.moment.today
        assert plan.last_due == found.last_day[1]
        seen[way] += 1

    @rule(way=st.sampled_from(Way))
    def recover_and_think_again(self, way: Way) -> None:
        before, newest = self.rows(), PlanRevision.objects.filter(plan=self.pk).count()
        self.take(way)
        made = PlanRevision.objects.filter(plan=self.pk).order_by("pk").last()
        if made and PlanRevision.objects.filter(plan=self.pk).count() > newest:
            undo(self.pk, made.pk, self.moment)
            assert self.rows() == before
            seen["undone"] += 1

    @rule(place=places)
    def undo(self, place: int) -> None:
        revisions = list(PlanRevision.objects.filter(plan=self.pk).order_by("-pk"))
        if not revisions:
            return
        revision, before, plan = revisions[place % len(revisions)], self.rows(), self.plan
        try:
            done = undo(self.pk, revision.pk, self.moment)
        except UndoRefusedError:
            assert self.rows() == before
            assert not PlanRevision.objects.filter(pk__gt=revisions[0].pk).exists()
            return
        assert not refusal(revision, revisions, plan, self.moment)
        assert set(done.stayed) <= {task.title for task in plan.tasks.all()}
        with pytest.raises(UndoRefusedError):
            undo(self.pk, revision.pk, self.moment)
        seen["undone"] += 1

    @rule(place=places, minutes=st.integers(1, 300), removes=st.booleans())
    def a_newer_version_comes_and_is_taken(self, place: int, minutes: int, removes: bool) -> None:
        draft = start_draft(self.certification)
        steps, phases = list(draft.steps.order_by("pk")), list(draft.phases.order_by("position"))
        if removes and len(steps) > 1:
            steps[place % len(steps)].delete()
        key = f"new-{next(self.numbers)}"
        phase = phases[place % len(phases)]
        PlanStep.objects.create(version=draft, phase=phase, key=key, title=key, minutes=minutes, position=place)
        make_current(draft, now=self.now)
        self.certification.refresh_from_db()
        try:
            choose(self.moment, plan_pk=self.pk, version_pk=draft.pk, choice=Choice.MOVE_NOW)
            seen["moved to a version"] += 1
        except (StudyPlan.DoesNotExist, ScheduleError):
            assert self.plan.version_id != draft.pk

    # The world

    @rule(zone=zones)
    def travel(self, zone: str) -> None:
        before = self.rows()
        Learner.objects.filter(plans=self.pk).update(time_zone=zone)
        assert self.rows() == before

    @rule(passed=st.integers(1, 12))
    def days_pass(self, passed: int) -> None:
        self.now += timedelta(days=passed)
        move_due(self.now)
        self.pins_hold(lambda: resume_due(self.now))

    def pins_hold(self, act) -> None:
        """What is pinned to a day to come is on that day afterwards."""
        held = Task.objects.filter(plan=self.pk, state="todo", pinned=True, due__gte=self.moment.today)
        before = set(held.values_list("key", "starts", "due"))
        act()
        assert before <= set(Task.objects.filter(plan=self.pk).values_list("key", "starts", "due"))

    # What always holds

    @invariant()
    def done_work_never_moves_and_never_vanishes(self) -> None:
        rows = self.rows()
        assert {key: rows[key][:-1] for key in self.done} == self.done
        assert {key for key, row in rows.items() if row[0] == "done"} == set(self.done)

    @invariant()
    def notes_are_kept(self) -> None:
        written = dict(Task.objects.filter(plan=self.pk).exclude(note="").values_list("key", "note"))
        assert written == self.notes

    @invariant()
    def the_summary_is_what_the_tasks_say(self) -> None:
        plan = StudyPlan.objects.with_fresh_summary().get(pk=self.pk)
        for name in ("minutes_total", "minutes_done", "next_due", "last_due", "furthest_done"):
            assert getattr(plan, name) == getattr(plan, f"fresh_{name}"), name

    @invariant()
    def no_task_is_there_twice(self) -> None:
        assert len(self.rows()) == Task.objects.filter(plan=self.pk).count()

    @invariant()
    def a_paused_plan_is_never_behind(self) -> None:
        plan = self.plan
        if plan.state == StudyPlan.State.PAUSED:
            assert plan.status(self.moment.today).code in {Code.PAUSED, Code.DONE, Code.NOT_STARTED}
        else:
            assert (plan.paused_on, plan.resumes_on) == (None, None)


def test_done_work_never_moves_and_never_vanishes_whatever_happens():
    seen.clear()
    run_state_machine_as_test(Life, settings=settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None))
    for deed in ("paused", "resumed", "undone", "moved to a version", *Way):
        assert seen[deed], f"{deed}: the story above never tells of it"

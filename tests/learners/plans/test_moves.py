"""The rule of a move, by key."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learners.plans.schedule import Availability, NoStudyTimeError
from learners.plans.versions.moves import Content, Held, compare, date_move, horizon_in, move

MONDAY = date(2026, 3, 2)
HOUR_A_DAY = Availability((60,) * 7)


def step(key: str, minutes: int = 60, *, phase: int = 0, position: int = 0, **fields: object) -> Content:
    made = Content(key, f"Step {key}", minutes, "", "read", False, f"phase-{phase}", f"Phase {phase}", phase, position)
    return replace(made, **fields)  # type: ignore[arg-type]


def task(key: str, minutes: int = 60, *, state: str = "todo", day: int = 0, **fields: object) -> Held:
    due = MONDAY + timedelta(days=day)
    held = Held(step(key, minutes), state, starts=due, due=due)
    return replace(held, **fields)  # type: ignore[arg-type]


def keys(found: object) -> list[str]:
    return [one.key for one in found]  # type: ignore[attr-defined]


def test_a_step_without_a_task_is_added_and_one_to_do_whose_step_is_gone_is_removed():
    found = move([task("a"), task("b")], [step("b"), step("c", position=1)])
    assert (keys(found.added), keys(found.removed), found.changed) == (["c"], ["a"], ())
    assert [held.content.key for held in found.tasks] == ["b", "c"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": "Other"}, "title"),
        ({"minutes": 5}, "minutes"),
        ({"detail": "More"}, "detail"),
        ({"kind": "lab"}, "kind"),
        ({"optional": True}, "optional"),
        ({"phase_key": "phase-9"}, "phase_key"),
    ],
)
def test_a_task_to_do_takes_what_its_step_says_now(change, field):
    new = step("a", **change)
    found = move([task("a")], [new])
    assert found.tasks[0].content == new
    assert [one.fields for one in found.changed] == [(field,)]


@pytest.mark.parametrize("state", ["done", "skipped"])
def test_done_and_skipped_tasks_keep_their_words_minutes_and_dates(state):
    before = task("a", 60, state=state)
    found = move([before], [step("a", 90, title="Other", phase=3)])
    after = found.tasks[0]
    assert (after.content.title, after.content.minutes, after.due) == ("Step a", 60, before.due)
    assert after.content.phase_position == 3
    assert not found.changes_tasks


def test_a_done_task_whose_step_is_gone_stays():
    found = move([task("a", state="done"), task("b")], [step("b")])
    assert [(held.content.key, held.state) for held in found.tasks] == [("b", "todo"), ("a", "done")]
    assert (found.minutes_done, found.removed) == (60, ())


def test_nothing_the_learner_wrote_is_lost():
    found = move([task("a", is_written=True)], [step("b")])
    assert (keys(found.set_aside), found.removed) == (["a"], ())
    assert [(held.content.key, held.state) for held in found.tasks] == [("b", "todo"), ("a", "skipped")]


@pytest.mark.parametrize("state", ["todo", "done", "skipped"])
def test_a_learners_own_task_stays_as_it_is_at_the_end_of_its_phase(state):
    found = move([task("own-1", 25, state=state, own=True, day=4, pinned=True)], [step("a"), step("b", phase=1)])
    assert (keys(found.removed), keys(found.set_aside), keys(found.added)) == ([], [], ["a", "b"])
    after = found.tasks[1]
    assert (after.content.key, after.state, after.content.minutes, after.due) == (
        "own-1",
        state,
        25,
        MONDAY + timedelta(days=4),
    )


def test_whether_a_task_is_optional_stays_the_learners_choice():
    before = task("a", own_choice=True, content=step("a", optional=True))
    found = move([before], [step("a", optional=False)])
    assert (found.tasks[0].content.optional, found.changed) == (True, ())


def test_what_is_left_over_stands_at_the_end_of_its_phase_or_after_all_others():
    old = [
        task("a", state="done"),
        Held(step("gone", phase=7), "done", starts=MONDAY, due=MONDAY),
    ]
    found = move(old, [step("new"), step("later", phase=1)])
    assert [held.content.key for held in found.tasks] == ["new", "a", "later", "gone"]


def test_percent_before_and_after_are_of_minutes():
    found = move([task("a", 210, state="done"), task("b", 40)], [step("a"), step("b", 40), step("c", 46)])
    assert (found.percent_before, found.percent_after, found.minutes_after) == (84, 70, 296)


def test_done_and_pinned_tasks_keep_their_dates_and_the_rest_is_laid_from_today():
    tasks = [task("a", state="done", day=-3), task("b", day=9, pinned=True), task("c", day=-1)]
    found = date_move(
        move(tasks, [step("a"), step("b"), step("c"), step("d")]), HOUR_A_DAY, start=MONDAY, exam_date=None
    )
    assert found
    assert {dated.key: (dated.due - MONDAY).days for dated in found.dates} == {"a": -3, "b": 9, "c": 0, "d": 1}


def test_a_move_that_leaves_nothing_to_do_needs_no_dates():
    found = move([task("a", state="done"), task("b")], [step("a")])
    assert date_move(found, Availability((0,) * 7), start=MONDAY, exam_date=None) is None


def test_a_week_without_minutes_gives_no_dates():
    with pytest.raises(NoStudyTimeError):
        date_move(move([task("a")], [step("a")]), Availability((0,) * 7), start=MONDAY, exam_date=None)


@pytest.mark.parametrize(
    ("offered", "pinned", "horizon", "found"),
    [
        ([14, 30, 60], [14, 30, 60], 30, 30),
        ([14, 30, 90], [14, 30, 60], 60, 90),
        ([20, 40], [14, 30, 60], 30, 20),
        ([40, 80], [14, 30, 60], 14, 40),
        ([], [14], 14, 14),
    ],
)
def test_the_horizon_follows_the_new_phases(offered, pinned, horizon, found):
    assert horizon_in(offered, pinned, horizon) == found


def test_versions_are_compared_by_key_not_by_place():
    assert compare([step("a"), step("b", position=1)], [step("b"), step("a", position=1)]).is_empty


contents = st.lists(st.sampled_from("abcdefgh"), unique=True, max_size=8).flatmap(
    lambda names: st.tuples(
        *(st.builds(step, st.just(name), st.integers(1, 300), phase=st.integers(0, 3)) for name in names)
    )
)
in_order = contents.map(lambda steps: sorted(steps, key=lambda one: one.phase_position))


@st.composite
def plans(draw: st.DrawFn) -> list[Held]:
    return [
        Held(
            replace(content, key=f"own-{content.key}") if (own := draw(st.booleans())) else content,
            draw(st.sampled_from(["todo", "done", "skipped"])),
            draw(st.booleans()),
            draw(st.booleans()),
            MONDAY + timedelta(days=(day := draw(st.integers(-30, 30)))),
            MONDAY + timedelta(days=day),
            own,
            draw(st.booleans()),
        )
        for content in draw(in_order)
    ]


@settings(max_examples=500)
@given(plans(), in_order)
def test_whatever_the_plan_and_the_version_nothing_done_or_written_is_lost(tasks, steps):
    found = move(tasks, steps)
    after = {held.content.key: held for held in found.tasks}
    assert len(after) == len(found.tasks)
    for before in tasks:
        now = after.get(before.content.key)
        if before.state == "done":
            assert now
            assert (now.state, now.content.minutes, now.due) == ("done", before.content.minutes, before.due)
        if before.is_written:
            assert now
        if before.own:
            assert now
            assert (now.state, now.content.minutes) == (before.state, before.content.minutes)
        if before.own_choice and now:
            assert now.content.optional == before.content.optional
    assert found.minutes_done == sum(held.content.minutes for held in found.tasks if held.state == "done")
    offered = {one.key for one in steps}
    assert {held.content.key for held in found.tasks if held.state == "todo" and not held.own} <= offered <= set(after)
    dated = date_move(found, HOUR_A_DAY, start=MONDAY, exam_date=None)
    dates = {one.key: one.due for one in dated.dates} if dated else {}
    for before in tasks:
        if before.content.key in dates and (before.state == "done" or before.pinned):
            assert dates[before.content.key] == before.due

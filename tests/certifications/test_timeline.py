import pytest
from hypothesis import given
from hypothesis import strategies as st

from certifications.timeline import PLAN_HEIGHT, PhaseEffort, StageMonths, plan_line, stage_line


def phase(by_day: int, minutes: int = 60, optional: int = 0) -> PhaseEffort:
    return PhaseEffort(title=f"to {by_day}", by_day=by_day, minutes=minutes, optional_minutes=optional, steps=1)


def stage(least: int, most: int) -> StageMonths:
    return StageMonths("Stage", least, most, "$1K")


def test_phases_follow_each_other_along_the_line() -> None:
    bars = plan_line([phase(14), phase(30), phase(60)])
    assert [(bar.from_day, bar.by_day, bar.left, bar.width) for bar in bars] == [
        (1, 14, 0.0, 23.33),
        (15, 30, 23.33, 26.67),
        (31, 60, 50.0, 50.0),
    ]


def test_the_height_is_the_effort_a_week() -> None:
    busy, calm = plan_line([phase(7, 600), phase(21, 600)])
    assert (busy.minutes_a_week, busy.height, busy.top) == (600, PLAN_HEIGHT, 0)
    assert (calm.minutes_a_week, calm.height, calm.top) == (300, PLAN_HEIGHT // 2, PLAN_HEIGHT // 2)


def test_phases_are_put_in_order_of_day() -> None:
    assert [bar.by_day for bar in plan_line([phase(60), phase(14)])] == [14, 60]


def test_a_phase_of_optional_steps_only_is_drawn_by_them() -> None:
    (bar,) = plan_line([phase(7, 0, 90)])
    assert (bar.is_optional, bar.minutes_a_week) == (True, 90)


def test_optional_steps_do_not_raise_a_phase_that_has_others() -> None:
    assert plan_line([phase(7, 60, 600)])[0].minutes_a_week == 60


@pytest.mark.parametrize("line", [plan_line, stage_line])
def test_nothing_to_draw_is_no_bar(line) -> None:
    assert line([]) == []


@given(
    st.lists(
        st.builds(phase, st.integers(1, 1000), st.integers(0, 6000), st.integers(0, 6000)), min_size=1, max_size=12
    )
)
def test_every_phase_stays_inside_the_picture(phases: list[PhaseEffort]) -> None:
    bars = plan_line(phases)
    assert all(0 <= bar.left <= bar.right <= 100.01 for bar in bars)
    assert all(bar.top >= 0 and bar.top + bar.height == PLAN_HEIGHT for bar in bars)
    assert all(1 <= bar.from_day <= bar.by_day for bar in bars)


def test_stages_are_laid_out_at_their_longest() -> None:
    bars = stage_line([stage(4, 6), stage(3, 4)])
    assert [(bar.number, bar.left, bar.sure_width, bar.width) for bar in bars] == [
        (1, 0.0, 40.0, 60.0),
        (2, 60.0, 30.0, 40.0),
    ]


def test_a_label_stands_on_the_side_with_more_room() -> None:
    assert [bar.label_before for bar in stage_line([stage(1, 1), stage(1, 1), stage(1, 1)])] == [False, False, True]


@given(st.lists(st.builds(stage, st.integers(1, 30), st.integers(30, 60)), min_size=1, max_size=12))
def test_every_stage_stays_inside_the_picture(stages: list[StageMonths]) -> None:
    assert all(0 <= bar.left <= bar.right <= 100.1 and bar.sure_width <= bar.width for bar in stage_line(stages))

from hypothesis import given
from hypothesis import strategies as st

from learners.plans.renewals.steps import lighter
from learners.plans.versions.moves import Content


def step(key: str, kind: str = "read", minutes: int = 60, *, phase: str = "one", optional: bool = False) -> Content:
    return Content(key, key, minutes, "", kind, optional, phase, phase, 0, 0)


PLAN = [
    step("basics", minutes=300),
    step("lab", "lab", 300),
    step("net", "project", 200),
    step("look back", "review", 60),
    step("rehearse", "exam", 90),
    step("more", "review", 60, optional=True),
]


def keys(steps: list[Content], *new: str) -> list[str]:
    return [one.key for one in lighter(steps, new).steps]


def test_reviews_projects_and_rehearsals_stay_without_the_optional_ones() -> None:
    found = lighter(PLAN, ())
    assert [one.key for one in found.steps] == ["net", "look back", "rehearse"]
    assert (found.minutes, found.full_minutes) == (350, 950)


def test_what_is_new_or_changed_is_in_whatever_its_kind() -> None:
    assert keys(PLAN, "basics", "more") == ["basics", "look back", "rehearse", "more"]


def test_projects_go_where_they_would_make_it_more_than_half() -> None:
    big = [*PLAN, step("ship", "project", 900)]
    assert keys(big) == ["look back", "rehearse"]
    assert keys(big, "ship") == ["look back", "rehearse", "ship"]


def test_a_plan_of_projects_alone_keeps_them() -> None:
    assert keys([step("net", "project"), step("ship", "project")]) == ["net", "ship"]


def test_a_plan_without_any_of_these_keeps_the_last_step_of_each_phase() -> None:
    plan = [step("a"), step("b"), step("c", phase="two"), step("d", phase="two", optional=True)]
    assert keys(plan) == ["b", "c"]


def test_a_plan_of_optional_steps_keeps_its_last() -> None:
    assert keys([step("a", optional=True), step("b", optional=True)]) == ["b"]


def test_nothing_comes_of_nothing() -> None:
    assert keys([]) == []


STEPS = st.lists(
    st.builds(
        lambda kind, minutes, optional: (kind, minutes, optional),
        st.sampled_from(["read", "lab", "project", "review", "exam"]),
        st.integers(1, 600),
        st.booleans(),
    ),
    max_size=12,
)


@given(STEPS, st.sets(st.integers(0, 11)))
def test_it_is_part_of_the_plan_in_its_order_with_all_that_is_new(parts: list, numbers: set[int]) -> None:
    steps = [step(str(n), kind, minutes, optional=optional) for n, (kind, minutes, optional) in enumerate(parts)]
    new = {str(number) for number in numbers if number < len(steps)}
    found = lighter(steps, new)
    assert list(found.steps) == [one for one in steps if one in found.steps]
    assert new == found.new
    assert bool(found.steps) == bool(steps)

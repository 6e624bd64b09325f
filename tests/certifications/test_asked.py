from certifications.asked import grouped
from certifications.models import Prerequisite


def row(key: str, group: str = "", minimum: int = 1, strength: str = "required") -> Prerequisite:
    return Prerequisite(key=key, group=group, group_minimum=minimum, strength=strength)


def keys(rows: list[Prerequisite]) -> list[tuple[list[str], int, bool]]:
    return [([one.key for one in group.rows], group.minimum, group.has_choice) for group in grouped(rows)]


def test_rows_without_a_group_stand_alone() -> None:
    assert keys([row("a"), row("b")]) == [(["a"], 1, False), (["b"], 1, False)]


def test_rows_of_a_group_are_alternatives_in_the_place_of_the_first() -> None:
    assert keys([row("a", "g"), row("b"), row("c", "g")]) == [(["a", "c"], 1, True), (["b"], 1, False)]


def test_a_group_of_which_all_are_needed_is_no_choice() -> None:
    assert keys([row("a", "g", 2), row("b", "g", 2)]) == [(["a", "b"], 2, False)]


def test_required_comes_before_recommended() -> None:
    assert keys([row("a", strength="recommended"), row("b")]) == [(["b"], 1, False), (["a"], 1, False)]


def test_a_group_name_used_for_both_strengths_is_two_groups() -> None:
    assert len(grouped([row("a", "g"), row("b", "g", strength="recommended")])) == 2


def test_nothing_asked_is_no_group() -> None:
    assert grouped([]) == []

"""What changed between two contents, from values alone."""

from hypothesis import given
from hypothesis import strategies as st

from certifications.diff import (
    Change,
    Content,
    FieldChange,
    Row,
    as_json,
    diff,
    effort,
    fingerprint,
    from_json,
    marked_words,
)


def step(key: str, *, phase: str = "one", **values) -> Row:
    values = {"title": key.upper(), "minutes": 30, "optional": False, **values}
    return Row(key=key, label=values["title"], values=values, group=phase, group_label=f"Phase {phase}")


def content(*steps: Row, **guide) -> Content:
    return Content(guide=guide, rows={"steps": steps})


def kinds(old: Content, new: Content) -> list[tuple[str, str]]:
    return [(change.kind, change.key) for change in diff(old, new).changes]


def test_a_text_of_the_guide_says_what_it_was_and_what_it_is() -> None:
    changes = diff(content(summary="Short.", exam="Oral."), content(summary="Long.", exam="Oral.")).changes
    assert changes == (Change("changed", "guide", "summary", "summary", (FieldChange("summary", "Short.", "Long."),)),)


def test_a_reworded_row_is_one_changed_row() -> None:
    changes = diff(content(step("a", minutes=30)), content(step("a", minutes=45))).changes
    assert changes == (Change("changed", "steps", "a", "A", (FieldChange("minutes", 30, 45),)),)


def test_an_added_row_says_all_that_it_says_and_its_phase() -> None:
    (change,) = diff(content(), content(step("a", detail=""))).changes
    assert [(field.field, field.new) for field in change.fields] == [
        ("title", "A"),
        ("minutes", 30),
        ("phase", "Phase one"),
    ]


def test_a_row_inserted_above_others_moves_none_of_them() -> None:
    old = content(step("a"), step("b"), step("c"))
    assert kinds(old, content(step("new"), step("a"), step("b"), step("c"))) == [("added", "new")]
    assert kinds(old, content(step("c"))) == [("removed", "a"), ("removed", "b")]


def test_only_the_row_that_was_taken_elsewhere_has_moved() -> None:
    (change,) = diff(content(*map(step, "abcd")), content(*map(step, "bcda"))).changes
    assert (change.kind, change.key, change.fields) == ("moved", "a", (FieldChange("place", 1, 4),))


def test_a_step_in_another_phase_has_moved_there() -> None:
    (change,) = diff(content(step("a"), step("b")), content(step("b"), step("a", phase="two"))).changes
    assert (change.kind, change.fields) == ("moved", (FieldChange("phase", "Phase one", "Phase two"),))


def test_a_row_may_have_moved_and_changed() -> None:
    new = content(step("b"), step("a", minutes=5))
    assert sorted(kinds(content(step("a"), step("b")), new)) in (
        [("changed", "a"), ("moved", "a")],
        [("changed", "a"), ("moved", "b")],
    )


def test_effort_counts_optional_minutes_apart() -> None:
    said = effort(content(step("a"), step("b", minutes=20, optional=True)))
    assert (said.steps, said.minutes, said.optional_minutes) == (2, 30, 20)


steps = st.lists(
    st.builds(step, st.sampled_from("abcdefgh"), phase=st.sampled_from(["one", "two"]), minutes=st.integers(1, 3)),
    unique_by=lambda row: row.key,
)


@given(steps)
def test_what_says_the_same_differs_in_nothing(rows: list[Row]) -> None:
    assert diff(content(*rows), content(*rows)).changes == ()


@given(steps, steps)
def test_no_difference_goes_unsaid(old: list[Row], new: list[Row]) -> None:
    """In the order of the phases: a step's place among those of another phase is nothing that a page shows."""
    before, after = (content(*sorted(rows, key=lambda row: row.group)) for rows in (old, new))
    assert (not diff(before, after).changes) == (fingerprint(before) == fingerprint(after))


@given(steps, steps)
def test_a_diff_comes_back_from_the_record_as_it_was(old: list[Row], new: list[Row]) -> None:
    changes = diff(content(*old), content(*new)).changes
    assert from_json(as_json(changes)) == changes


@given(st.text(), st.text())
def test_marked_words_hold_both_texts_whole(old: str, new: str) -> None:
    marked = marked_words(old, new)
    assert "".join(text for mark, text in marked if mark != "added") == old
    assert "".join(text for mark, text in marked if mark != "removed") == new


def test_texts_that_share_little_are_left_whole() -> None:
    assert marked_words("Beginners and managers.", "Everybody who runs models and pays for it.") == [
        ("removed", "Beginners and managers."),
        ("added", "Everybody who runs models and pays for it."),
    ]

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from certifications.admin.fields import CellsField, LinesField, cells_for

line = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("", []),
        ("one", ["one"]),
        ("one\r\ntwo\r\n", ["one", "two"]),
        ("  one  \n\n\n two   words ", ["one", "two words"]),
        ('{"not": "json"}', ['{"not": "json"}']),
    ],
)
def test_each_line_is_a_text(typed: str, lines: list[str]) -> None:
    assert LinesField().clean(typed) == lines


def test_a_blank_line_between_two_is_an_empty_cell() -> None:
    assert CellsField().clean("one\n\nthree\n\n") == ["one", "", "three"]


def test_a_line_that_is_too_long_is_named_by_its_number() -> None:
    with pytest.raises(ValidationError) as caught:
        LinesField(longest=5).clean("short\nmuch too long")
    assert caught.value.messages == ["Line 2 is too long: 13 characters, 5 at most."]


def test_what_was_typed_comes_back_as_it_was() -> None:
    assert LinesField().prepare_value(" one \n\n two") == " one \n\n two"


@given(st.lists(line))
def test_showing_and_sending_back_changes_nothing(lines: list[str]) -> None:
    field = LinesField()
    shown = field.prepare_value(lines)
    assert field.clean(shown) == lines
    assert not field.has_changed(lines, shown)


@given(st.lists(line), st.lists(line))
def test_a_change_is_seen_exactly_when_there_is_one(before: list[str], after: list[str]) -> None:
    assert LinesField().has_changed(before, "\n".join(after)) == (before != after)


def test_missing_cells_are_empty() -> None:
    assert cells_for(["a"], ["one", "two", "three"]) == ["a", "", ""]


def test_more_cells_than_columns_are_refused_in_numbers() -> None:
    with pytest.raises(ValidationError, match="There are 3 lines, but the table has 1 column"):
        cells_for(["a", "b", "c"], ["one"])

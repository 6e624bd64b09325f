import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certifications.graph_layout import BOX_HEIGHT, BOX_WIDTH, ROW_PITCH, Arrow, lay_out, shortened, width_of, wrapped

NODES = st.integers(0, 15)
COLUMNS = st.dictionaries(NODES, st.integers(0, 4), min_size=1)
PAIRS = st.lists(st.tuples(NODES, NODES), max_size=40)
TEXTS = st.text(st.characters(categories=("L", "N", "P", "Zs")), max_size=60)


def arrows_among(columns: dict[int, int], pairs: list[tuple[int, int]]) -> list[Arrow[int]]:
    known = dict.fromkeys(pair for pair in pairs if pair[0] != pair[1] and pair[0] in columns and pair[1] in columns)
    return [Arrow(first, then, "required", lower=bool((first + then) % 2)) for first, then in known]


@given(COLUMNS, PAIRS)
def test_no_two_boxes_overlap_and_all_are_inside_the_picture(columns, pairs):
    layout = lay_out(columns, arrows_among(columns, pairs))
    for number, box in enumerate(layout.boxes):
        assert 0 <= box.x <= layout.width - BOX_WIDTH
        assert 0 <= box.y <= layout.height - BOX_HEIGHT
        for other in layout.boxes[:number]:
            assert abs(box.x - other.x) >= BOX_WIDTH or abs(box.y - other.y) >= BOX_HEIGHT


@given(COLUMNS, PAIRS)
def test_every_box_stands_in_its_column_in_the_given_order(columns, pairs):
    layout = lay_out(columns, arrows_among(columns, pairs))
    assert {box.id: box.column for box in layout.boxes} == columns
    assert [box.id for box in layout.boxes] == list(columns)


@given(COLUMNS, PAIRS)
def test_every_arrow_leaves_one_box_and_arrives_at_the_other(columns, pairs):
    arrows = arrows_among(columns, pairs)
    layout = lay_out(columns, arrows)
    boxes = {box.id: box for box in layout.boxes}
    assert [line.arrow for line in layout.lines] == arrows
    for line in layout.lines:
        first, then = boxes[line.arrow.first], boxes[line.arrow.then]
        assert touches(first, point(line.path))
        assert touches(then, point(line.head))


@given(COLUMNS, PAIRS)
def test_an_arrow_that_goes_forward_passes_no_box(columns, pairs):
    layout = lay_out(columns, arrows_among(columns, pairs))
    for line in layout.lines:
        for start, y, end in flat_pieces(line.path):
            for box in layout.boxes:
                over = min(end, box.x + BOX_WIDTH) - max(start, box.x)
                assert not (over > 0 and box.y < y < box.y + BOX_HEIGHT)


def test_a_chain_stands_in_one_line():
    layout = lay_out({"low": 0, "middle": 1, "high": 3}, [Arrow("low", "middle", "a"), Arrow("middle", "high", "a")])
    assert len({box.y for box in layout.boxes}) == 1


def test_boxes_without_arrows_stand_below_the_others():
    layout = lay_out({"alone": 0, "first": 0, "then": 1}, [Arrow("first", "then", "a")])
    assert [box.y for box in layout.boxes] == [layout.boxes[1].y + ROW_PITCH, layout.boxes[1].y, layout.boxes[1].y]


def test_few_lines_cross():
    """Given crosswise, they are laid straight."""
    columns = {"a": 0, "b": 0, "c": 0, "x": 1, "y": 1, "z": 1}
    layout = lay_out(columns, [Arrow("a", "z", "k"), Arrow("b", "y", "k"), Arrow("c", "x", "k")])
    assert all("C" not in line.path for line in layout.lines)


def test_nothing_has_a_picture_too():
    assert lay_out({}, []).boxes == ()


@given(TEXTS, st.integers(20, 200), st.integers(1, 3))
def test_words_fit_their_box(text, width, lines):
    found = wrapped(text, width=width, size=14, lines=lines)
    assert len(found) <= lines
    assert all(width_of(line, 14) <= width for line in found)


@given(TEXTS)
def test_what_fits_is_not_cut(text):
    assert shortened(text, width=width_of(text, 14), size=14) == text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Advanced", ["Advanced"]),
        ("Machine Learning Specialty", ["Machine Learning", "Specialty"]),
        ("Machine Learning Specialty and a good deal more", ["Machine Learning", "Specialty and a g…"]),
        ("Donaudampfschifffahrtsgesellschaft", ["Donaudampfschif…"]),
        ("", []),
    ],
)
def test_a_long_name_is_wrapped_and_then_cut(text, lines):
    assert wrapped(text, width=150, size=14, lines=2) == lines


def point(path: str) -> tuple[int, int]:
    x, y = re.findall(r"-?\d+", path)[:2]
    return int(x), int(y)


def touches(box, place: tuple[int, int]) -> bool:
    return place[0] in {box.x, box.x + BOX_WIDTH} and box.y <= place[1] <= box.y + BOX_HEIGHT


def flat_pieces(path: str):
    """(from x, y, to x) of each level piece."""
    x = y = 0
    for command, numbers in re.findall(r"([MHC])([^MHC]*)", path):
        values = [int(number) for number in re.findall(r"-?\d+", numbers)]
        if command == "H":
            yield min(x, values[0]), y, max(x, values[0])
            x = values[0]
        else:
            x, y = values[-2:]

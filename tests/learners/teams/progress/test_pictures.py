import re
from itertools import pairwise

import pytest

from learners.teams.progress.pictures import BOTTOM, LEFT, NARROW, RIGHT, TOP, WIDE, bars, lines

NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def test_a_line_reaches_its_values_where_the_columns_end() -> None:
    picture = lines([[60, 120]], unit=60)
    points = [tuple(map(float, pair.split(","))) for pair in re.findall(r"L([\d.]+,[\d.]+)", picture.paths[0])]
    middle, end = points
    assert (middle[0], end[0]) == ((LEFT + WIDE - RIGHT) / 2, WIDE - RIGHT)
    assert BOTTOM - end[1] == pytest.approx(2 * (BOTTOM - middle[1]), abs=0.2)
    assert end[1] > TOP


def test_where_nothing_is_there_is_no_bar() -> None:
    picture = bars([[0, 3, 0]])
    assert picture.paths[0].count("M") == 1
    assert bars([[0, 0]]).paths == ("",)


def test_bars_of_one_column_stand_beside_each_other() -> None:
    first, second = bars([[5], [5]]).paths
    left, width = (float(NUMBER.findall(first)[number]) for number in (0, 3))
    assert left + width <= float(NUMBER.findall(second)[0])


@pytest.mark.parametrize("most", [0, 1, 4, 7, 99, 12_345])
def test_the_scale_is_round_and_short(most: int) -> None:
    scale = bars([[most]]).scale
    assert 1 <= len(scale) <= 6
    assert scale[0][1] == 0
    assert all(TOP <= y <= BOTTOM for y, _value in scale)


@pytest.mark.parametrize(("width", "least"), [(WIDE, 8), (NARROW, 3)])
def test_names_have_room(width: int, least: int) -> None:
    xs = [x for x, _column in bars([[1] * 26], width=width).names]
    assert len(xs) >= least
    assert all(after - before >= 76 for before, after in pairwise(xs))
    assert xs[-1] <= width - RIGHT - 76

import pytest

from certifications.map import MOST_IN_A_CELL, MOST_PROGRAMS, catalogue_map, short_name
from certifications.models import Level
from tests.factories import make_certification, make_program

pytestmark = pytest.mark.django_db


def test_programmes_are_rows_and_levels_columns_from_the_lowest_up() -> None:
    expert = Level.objects.create(slug="expert", name="Expert", rank=40)
    program = make_program("cloud", name="Cloud")
    make_certification("high", name="Cloud – Expert", program=program, level=expert)
    make_certification("low", name="Cloud – Foundation", program=program)
    shown = catalogue_map()
    assert [name for _, name in shown.levels] == ["Foundation", "Expert"]
    assert [[place.name for place in cell.places] for cell in shown.rows[0].cells] == [["Foundation"], ["Expert"]]


def test_certifications_without_a_level_stand_in_a_last_column() -> None:
    program = make_program("cloud")
    make_certification("named", program=program, level=None, track=None, kind="listed")
    make_certification("low", program=program)
    assert catalogue_map().levels == (("foundation", "Foundation"), ("", ""))


def test_archived_and_unpublished_certifications_are_not_on_it() -> None:
    make_certification("gone", archived=True)
    make_certification("draft", published=False)
    assert catalogue_map().rows == ()


def test_a_full_cell_says_how_many_more_there_are() -> None:
    program = make_program("cloud")
    for number in range(MOST_IN_A_CELL + 2):
        make_certification(f"c-{number}", program=program)
    cell = catalogue_map().rows[0].cells[0]
    assert (len(cell.places), cell.more) == (MOST_IN_A_CELL, 2)


def test_a_full_map_says_how_many_more_programmes_there_are() -> None:
    for number in range(MOST_PROGRAMS + 1):
        make_certification(f"c-{number}")
    shown = catalogue_map()
    assert (len(shown.rows), shown.more_programs) == (MOST_PROGRAMS, 1)


@pytest.mark.parametrize(
    ("name", "program", "short"),
    [("Cloud – Foundation", "Cloud", "Foundation"), ("Cloud", "Cloud", "Cloud"), ("CKA", "Kubernetes", "CKA")],
)
def test_a_name_need_not_repeat_its_programme(name: str, program: str, short: str) -> None:
    assert short_name(name, program) == short

"""The map of the catalogue: programmes down, levels across. For any page that wants to show the whole at a glance.

    {% include "certifications/_map.html" with map=catalogue_map %}   with   context["catalogue_map"] = catalogue_map()

The page loads `css/catalogue.css`. Two queries at any size of catalogue; a cell or a catalogue that is too full says how
many more there are and links to them.
"""

from collections import defaultdict
from dataclasses import dataclass

from certifications.models import Certification, Level

MOST_IN_A_CELL = 4
MOST_PROGRAMS = 12


@dataclass(frozen=True)
class Place:
    """A certification on the map."""

    slug: str
    name: str
    guided: bool
    optional: bool
    retired: bool


@dataclass(frozen=True)
class Cell:
    """`more` is how many are not shown; they are found under `level_slug` in the catalogue ("" is: without a level)."""

    level_slug: str
    level_name: str
    places: tuple[Place, ...]
    more: int


@dataclass(frozen=True)
class MapRow:
    program_slug: str
    program_name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class CatalogueMap:
    """`levels` are (slug, name) from the lowest up, the last ("", "") when some certification has none."""

    levels: tuple[tuple[str, str], ...]
    rows: tuple[MapRow, ...]
    more_programs: int


def catalogue_map() -> CatalogueMap:
    places: dict[tuple[str, str], list[Place]] = defaultdict(list)
    programs: dict[str, str] = {}
    columns = "program__slug", "program__name", "level__slug", "slug", "name", "kind", "optional", "retired"
    rows = Certification.objects.offered().in_study_order().values_list(*columns)
    for program, program_name, level, slug, name, kind, optional, retired in rows:
        programs[program] = program_name
        place = Place(slug, short_name(name, program_name), kind == Certification.Kind.GUIDED, optional, retired)
        places[program, level or ""].append(place)
    used = {level for _, level in places}
    levels = [(slug, name) for slug, name in Level.objects.values_list("slug", "name") if slug in used]
    if "" in used:
        levels.append(("", ""))
    shown = list(programs.items())[:MOST_PROGRAMS]
    return CatalogueMap(
        levels=tuple(levels),
        rows=tuple(
            MapRow(slug, name, tuple(_cell(*level, places[slug, level[0]]) for level in levels)) for slug, name in shown
        ),
        more_programs=len(programs) - len(shown),
    )


def short_name(name: str, program_name: str) -> str:
    """Inside its programme's row a certification need not repeat the programme: “Architect – Foundation” is “Foundation”."""
    rest = name.removeprefix(program_name).lstrip(" –—-:")
    return rest or name


def _cell(level_slug: str, level_name: str, places: list[Place]) -> Cell:
    return Cell(level_slug, level_name, tuple(places[:MOST_IN_A_CELL]), max(len(places) - MOST_IN_A_CELL, 0))

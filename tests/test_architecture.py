"""The house's directions and measures, read from the source itself (docs/architecture.md)."""

import ast
import re
import statistics
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("portal", "certifications", "learners")

# What each room may import of ours. A room may always import itself.
MAY_IMPORT = {
    "certifications": (),
    "learners.profiles": ("certifications",),
    "learners.credentials": ("certifications", "learners.profiles"),
    "learners.plans": ("certifications", "learners.profiles", "learners.credentials"),
    "learners.teams": ("certifications", "learners.profiles", "learners.credentials", "learners.plans"),
    "learners.reminders": (
        "certifications",
        "learners.profiles",
        "learners.credentials",
        "learners.plans",
        "learners.teams",
    ),
    "learners.calendars": ("certifications", "learners.profiles", "learners.credentials", "learners.plans"),
    # A manager's calendar of a team; the room around it knows of no team.
    "learners.calendars.teams": (
        "certifications",
        "learners.profiles",
        "learners.credentials",
        "learners.plans",
        "learners.teams",
        "learners.calendars",
    ),
    "learners.privacy": ("certifications", "learners"),
    "learners.demo": ("certifications", "learners"),
    "learners.models": ("learners",),
    "learners.admin": ("learners",),
    "learners.management": ("certifications", "learners"),
    "learners.templatetags": ("certifications", "learners"),
    "learners.migrations": ("certifications", "learners"),
    "learners.apps": ("learners.reminders",),
    "portal": ("certifications", "learners"),
}
# Pure rooms: no Django, no clock.
PURE = [
    "certifications/graph.py",
    "certifications/graph_layout.py",
    "certifications/diff.py",
    "certifications/chain.py",
    "certifications/lint.py",
    "certifications/validity.py",
    "certifications/files/form.py",
    "certifications/files/reader.py",
    "certifications/files/tree.py",
    "certifications/files/wording.py",
    "certifications/search/words.py",
    "certifications/timeline.py",
    "certifications/letters.py",
    "certifications/files/check.py",
    "learners/calendars/ical.py",
    "learners/plans/boards/board.py",
    "learners/plans/charts/axis.py",
    "learners/plans/charts/time_line.py",
    "learners/plans/charts/streak.py",
    "learners/plans/charts/heat.py",
    "learners/plans/charts/burn_up.py",
    "learners/plans/charts/burn_up_picture.py",
    "learners/plans/hands/free_days.py",
    "learners/plans/hands/local_days.py",
    "learners/plans/versions/moves.py",
    "learners/plans/goals/chains.py",
    "learners/plans/recovery/previews.py",
    "learners/plans/forecasts/forecast.py",
    "learners/plans/forecasts/risks.py",
    "learners/plans/schedule.py",
    "learners/teams/progress/groups.py",
    "learners/teams/progress/pictures.py",
    "learners/plans/status.py",
    "learners/profiles/quiet.py",
    "learners/credentials/expiry.py",
    "learners/credentials/file_kinds.py",
    "learners/credentials/renewals.py",
    "learners/plans/renewals/steps.py",
    "learners/credentials/eligibility.py",
    "learners/credentials/openings.py",
    "learners/credentials/attempts.py",
    "learners/teams/invitations/addresses.py",
    "learners/profiles/lines.py",
    "learners/teams/assignments/feasibility.py",
    "learners/teams/coverage/coverage.py",
    "learners/teams/coverage/picture.py",
    "learners/teams/skills/matrix.py",
    "learners/reminders/localtime.py",
    "learners/reminders/digest.py",
    "learners/reminders/rhythms.py",
    "learners/reminders/marks.py",
    "learners/teams/people/people.py",
    "learners/reminders/weekly/content.py",
    "learners/reminders/samples.py",
    "learners/reminders/bounces/reports.py",
]


def sources() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    return max((room for room in MAY_IMPORT if module == room or module.startswith(f"{room}.")), key=len, default="")


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_downward(path: Path) -> None:
    room = room_of(module_of(path))
    if path.parent == ROOT / "learners" and path.name == "__init__.py":
        return
    assert room, f"{path} belongs to no room of the table"
    for imported in imports(path):
        if imported.split(".")[0] in PACKAGES:
            allowed = (room, *MAY_IMPORT[room])
            assert any(imported == name or imported.startswith(f"{name}.") for name in allowed), (
                f"{room} imports {imported}"
            )


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_knows_no_framework_and_no_clock(name: str) -> None:
    path = ROOT / name
    source = path.read_text().replace("from random import Random\n", "")  # a generator that is given its seed
    for imported in imports(path):
        if imported == "random" and "import random" not in source and "from random" not in source:
            continue
        assert imported.split(".")[0] not in {"django", "celery", "time", "random"}, f"{name} imports {imported}"
    assert not re.search(r"\b(date\.today|datetime\.now|datetime\.utcnow|time\.time)\b", path.read_text())


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_imported_inside_a_function(path: Path) -> None:
    for function in functions(path):
        inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not inner, f"{path}:{function.lineno} {function.name}"


def test_functions_keep_to_the_house_measures() -> None:
    sizes = sorted(length(function) for path in sources() for function in functions(path))
    assert sizes[-1] <= 40
    assert statistics.median(sizes) <= 8
    assert sizes[int(len(sizes) * 0.9)] <= 22


def test_files_keep_to_the_house_measures() -> None:
    too_long = [path for path in sources() if len(path.read_text().splitlines()) > 400]
    too_long += [path for path in (ROOT / "tests").rglob("*.py") if len(path.read_text().splitlines()) > 500]
    assert not too_long


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_is_short_and_has_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 150
    if "emails" in path.parts:
        return
    assert not re.search(r'\sstyle="', text)
    assert not re.search(r'\son[a-z]+="', text)
    assert not re.search(r'<script(?![^>]*(src=|type="application/json"))', text)


def test_no_signal_is_control_flow() -> None:
    """The migration signals that guard the frozen versions are the one use (certifications/apps.py says why)."""
    users = [path for path in sources() if re.search(r"@receiver|\.connect\(", path.read_text())]
    assert [str(path.relative_to(ROOT)) for path in users] in ([], ["certifications/apps.py"])


def test_the_catalogue_is_data_and_not_code() -> None:
    named = [path for path in sources() if re.search(r"mlops", path.read_text(), re.IGNORECASE)]
    assert not named

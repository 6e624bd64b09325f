"""Catalogue files from the disk: each read, put into the form as far as it fits, with every problem found on the way."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from certifications.files import tree
from certifications.files.form import CatalogueFile
from certifications.files.tree import Node, Problem, UnreadableError, read_tree
from certifications.files.wording import in_words

SUFFIXES = (".yaml", ".yml")
NAMED = re.compile(r"^[ ]*(?:-[ ]+)?(?:slug|code):[ ]*[\"']?([^\s\"',]+)", re.MULTILINE)


@dataclass(frozen=True)
class ReadFile:
    """A file as far as it can be understood.

    `root` is all of it, `form` what of it has the right form, `fitting` the tree that `form` was made from (paths into
    `form` have their lines there). `promised` are the slugs that a file names which is no YAML at all: references to them
    are not reported as well.
    """

    name: str
    root: Node
    fitting: Node
    form: CatalogueFile
    problems: tuple[Problem, ...]
    promised: frozenset[str] = frozenset()

    def problem(self, path: tree.Path, what: str) -> Problem:
        return Problem(self.name, self.fitting.line_of(path), what)


def read_files(paths: Iterable[Path], *, progress: Callable[[str], None] = lambda _text: None) -> list[ReadFile]:
    """All files of the paths, folders searched in depth, each file once."""
    found: dict[Path, ReadFile] = {}
    for given in paths:
        for path in _files_of(given):
            if path.resolve() not in found:
                progress(f"reading {shown(path)}")
                found[path.resolve()] = read_file(path)
    return list(found.values())


def read_file(path: Path) -> ReadFile:
    name = shown(path)
    if path.is_dir():
        return _nothing(name, 1, f"holds no {' or '.join(SUFFIXES)} file")
    try:
        content = path.read_bytes()
    except OSError as error:
        return _nothing(name, 1, f"cannot be read: {error.strerror}")
    return read_content(name, content)


def read_content(name: str, content: bytes) -> ReadFile:
    try:
        root, found = read_tree(content)
    except UnreadableError as error:
        promised = frozenset(NAMED.findall(content.decode(errors="replace")))
        return _nothing(name, error.line, error.what, promised)
    if root.value is None and not found:
        return _nothing(name, 1, "is empty")
    if not isinstance(root.value, dict):
        return _nothing(
            name, root.line, f"must be a mapping with keys such as {', '.join(list(CatalogueFile.model_fields)[:4])}"
        )
    form, fitting, wrong = _fit(root)
    problems = [Problem(name, line, what) for line, what in [*found, *wrong]]
    return ReadFile(name, root, fitting, form, tuple(problems))


def shown(path: Path) -> str:
    """As the person at the terminal would name it."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative


def _files_of(given: Path) -> Iterator[Path]:
    """A path that leads to nothing readable is passed on too: reading it then says what is wrong."""
    if not given.is_dir():
        yield given
        return
    inside = sorted(path for path in given.rglob("[!.]*") if path.suffix in SUFFIXES and path.is_file())
    yield from inside or [given]


def _nothing(name: str, line: int, what: str, promised: frozenset[str] = frozenset()) -> ReadFile:
    nothing = Node(1, {})
    return ReadFile(name, nothing, nothing, CatalogueFile(), (Problem(name, line, what),), promised)


def _fit(root: Node) -> tuple[CatalogueFile, Node, list[tuple[int, str]]]:
    """What is wrong in the file, and the rest of it without that.

    Cutting a wrong value may leave its record without something it needs; then that is cut as well, and so on upward. Only
    the first round is what the author did wrong.
    """
    wrong: list[tuple[int, str]] | None = None
    fitting = root
    while True:
        try:
            return CatalogueFile.model_validate(fitting.plain()), fitting, wrong or []
        except ValidationError as error:
            details = error.errors(include_url=False)
            if wrong is None:
                wrong = [(root.line_of(detail["loc"]), in_words(detail)) for detail in details]
            fitting = fitting.without({_cut(detail) for detail in details})


def _cut(detail: ErrorDetails) -> tree.Path:
    return detail["loc"][:-1] if detail["type"] == "missing" else detail["loc"]

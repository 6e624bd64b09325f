"""YAML text as a tree of nodes that know their line, or the problems that stand in the way.

Plain words are read as YAML 1.2 reads them: only true, false, null and numbers are anything but text, so that `no` and
`12:30` stay what was written. Anchors, aliases and tags are refused: a catalogue says what it means where it stands.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

import yaml

Path = tuple[str | int, ...]
Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]

DEEPEST = 20
LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
DECIMAL = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}")
WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, order=True)
class Problem:
    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


@dataclass(slots=True)
class Node:
    """`line` is where its key or its dash stands, counted from 1."""

    line: int
    value: Scalar | list["Node"] | dict[str, "Node"]

    def plain(self) -> Plain:
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def child(self, step: str | int) -> "Node | None":
        if isinstance(self.value, dict) and isinstance(step, str):
            return self.value.get(step)
        if isinstance(self.value, list) and isinstance(step, int) and step < len(self.value):
            return self.value[step]
        return None

    def items(self) -> list["Node"]:
        return self.value if isinstance(self.value, list) else []

    def line_of(self, path: Path) -> int:
        """The line of what stands at `path`, or of the nearest thing above it."""
        node = self
        for step in path:
            below = node.child(step)
            if below is None:
                break
            node = below
        return node.line

    def without(self, paths: Collection[Path]) -> "Node":
        """A copy from which whatever stands at `paths` is cut."""
        deeper: dict[str | int, list[Path]] = {}
        for path in paths:
            deeper.setdefault(path[0], []).append(path[1:])
        if isinstance(self.value, dict):
            return Node(
                self.line, {key: child for key, child in _kept(self.value.items(), deeper) if isinstance(key, str)}
            )
        if isinstance(self.value, list):
            return Node(self.line, [child for _index, child in _kept(enumerate(self.value), deeper)])
        return self


def _kept(
    children: Iterable[tuple[str | int, Node]], deeper: dict[str | int, list[Path]]
) -> Iterator[tuple[str | int, Node]]:
    for step, child in children:
        paths = deeper.get(step)
        if paths is None:
            yield step, child
        elif () not in paths:
            yield step, child.without(paths)


class UnreadableError(Exception):
    """The text cannot be read on from `line`."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(what)
        self.line, self.what = line, what


def read_tree(content: bytes) -> tuple[Node, list[tuple[int, str]]]:
    """The tree of the one document in `content`, and what is wrong with it by line. Raises UnreadableError."""
    text = _decoded(content)
    composer = _Composer(yaml.parse(text, Loader=LOADER))
    try:
        root = composer.document()
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        raise UnreadableError(before.count("\n") + 1, "holds a character that YAML does not allow") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        words = " ".join(part for part in (error.problem, error.context) if part)
        raise UnreadableError(mark.line + 1 if mark else 1, f"is not valid YAML: {words}") from error
    return root, composer.problems


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(line, "is not UTF-8 text: save the file in that encoding") from error


def scalar(text: str) -> Scalar:
    """What a plain word means, outside quotes."""
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "+-0123456789":
        return text
    if INTEGER.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


@dataclass
class _Composer:
    events: Iterator[yaml.Event]
    problems: list[tuple[int, str]] = field(default_factory=list)

    def document(self) -> Node:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root:
                    raise UnreadableError(_line(event), "a second document begins here: one file is one document")
                root = self._node(next(self.events), 1, depth=0)
        return root or Node(1, None)

    def _node(self, event: yaml.Event, line: int, *, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_decoration(event)
            return Node(line, self._scalar(event))
        if depth > DEEPEST:
            raise UnreadableError(_line(event), f"is nested deeper than {DEEPEST} levels")
        if isinstance(event, yaml.CollectionStartEvent):
            self._refuse_decoration(event)
            return Node(line, self._list(depth) if isinstance(event, yaml.SequenceStartEvent) else self._mapping(depth))
        self._refuse(event, "an alias (*) is not allowed: write the value out")
        return Node(line, None)

    def _list(self, depth: int) -> list[Node]:
        items = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._node(event, _line(event), depth=depth + 1))
        return items

    def _mapping(self, depth: int) -> dict[str, Node]:
        children: dict[str, Node] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key, line = self._key(event, depth), _line(event)
            child = self._node(next(self.events), line, depth=depth + 1)
            if key in children:
                self._refuse(event, f"“{key}” stands here and on line {children[key].line}: a key stands once")
            elif key is not None:
                children[key] = child
        return children

    def _key(self, event: yaml.Event, depth: int) -> str | None:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_decoration(event)
            return str(event.value)
        self._node(event, _line(event), depth=depth + 1)
        self._refuse(event, "a key must be a single word")
        return None

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        text = str(event.value)
        if CONTROL.search(text):
            self._refuse(event, "holds a control character")
            return ""
        return scalar(text) if event.implicit[0] else text

    def _refuse_decoration(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, f"an anchor (&{event.anchor}) is not allowed")
        if event.tag is not None:
            self._refuse(event, f"a tag ({event.tag}) is not allowed")

    def _refuse(self, event: yaml.Event, what: str) -> None:
        self.problems.append((_line(event), what))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1

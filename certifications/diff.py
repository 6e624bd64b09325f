"""What changed between two contents of a curriculum version, as values.

Rows are matched by their stable key, so a reworded row is one changed row and not one removed and one added. A row has moved when
it stands in another phase, or when it is among the fewest rows that had to be taken out and put elsewhere to turn the old
order into the new: a row inserted above others moves none of them, and renumbering positions in the same order changes nothing.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import Any, Literal

Value = str | int | bool | None
Kind = Literal["added", "removed", "changed", "moved"]
Mark = Literal["kept", "removed", "added"]
GUIDE, STEPS = "guide", "steps"
LEAST_IN_COMMON = (
    0.6  # of words and gaps; below it a text in marked words is harder to read than the two one after the other
)


@dataclass(frozen=True)
class Row:
    """`group` is the key of the phase in which a step stands, `group_label` its title; empty for rows that stand in none."""

    key: str
    label: str
    values: Mapping[str, Value]
    group: str = ""
    group_label: str = ""


@dataclass(frozen=True)
class Content:
    """`rows` by section, each in the order in which the page shows them."""

    guide: Mapping[str, Value]
    rows: Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class FieldChange:
    field: str
    old: Value
    new: Value


@dataclass(frozen=True)
class Change:
    """Of a row that was added or removed the fields are all that it says; of one that moved, its phase or its place."""

    kind: Kind
    section: str
    key: str
    label: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class Effort:
    steps: int
    minutes: int
    optional_minutes: int


@dataclass(frozen=True)
class Diff:
    changes: tuple[Change, ...]
    before: Effort
    after: Effort


def diff(old: Content, new: Content) -> Diff:
    changes = [*_guide(old.guide, new.guide)]
    for section in dict.fromkeys((*old.rows, *new.rows)):
        changes += _rows(section, old.rows.get(section, ()), new.rows.get(section, ()))
    return Diff(tuple(changes), effort(old), effort(new))


def effort(content: Content) -> Effort:
    steps = [step.values for step in content.rows.get(STEPS, ())]
    counted = [(int(step.get("minutes") or 0), bool(step.get("optional"))) for step in steps]
    return Effort(
        steps=len(steps),
        minutes=sum(minutes for minutes, optional in counted if not optional),
        optional_minutes=sum(minutes for minutes, optional in counted if optional),
    )


def fingerprint(content: Content) -> str:
    """Equal for contents that say the same in the same order."""
    rows = {
        section: [(row.key, row.group, sorted(row.values.items())) for row in rows]
        for section, rows in sorted(content.rows.items())
    }
    return sha256(repr((sorted(content.guide.items()), rows)).encode()).hexdigest()


def marked_words(old: str, new: str) -> list[tuple[Mark, str]]:
    """Both texts in one, word by word: what was kept, what went, what came. Of two that share little, each is left whole."""
    before, after = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < LEAST_IN_COMMON:
        whole: list[tuple[Mark, str]] = [("removed", old), ("added", new)]
        return [(mark, text) for mark, text in whole if text]
    found: list[tuple[Mark, str]] = []
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            found.append(("kept", "".join(before[a:b])))
            continue
        if b > a:
            found.append(("removed", "".join(before[a:b])))
        if d > c:
            found.append(("added", "".join(after[c:d])))
    return found


def as_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [asdict(change) for change in changes]


def from_json(stored: Iterable[Mapping[str, Any]]) -> tuple[Change, ...]:
    return tuple(
        Change(**{**change, "fields": tuple(FieldChange(**field) for field in change["fields"])}) for change in stored
    )


def _guide(old: Mapping[str, Value], new: Mapping[str, Value]) -> Iterator[Change]:
    for change in _fields(old, new):
        yield Change("changed", GUIDE, change.field, change.field, (change,))


def _rows(section: str, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
    before, after = {row.key: row for row in old}, {row.key: row for row in new}
    moved = _moves(old, new)
    for key, row in after.items():
        if key not in before:
            yield Change("added", section, key, row.label, _fields({}, _all(row)))
            continue
        if fields := _fields(before[key].values, row.values):
            yield Change("changed", section, key, row.label, fields)
        if key in moved:
            yield Change("moved", section, key, row.label, (moved[key],))
    for key, row in before.items():
        if key not in after:
            yield Change("removed", section, key, row.label, _fields(_all(row), {}))


def _all(row: Row) -> Mapping[str, Value]:
    return {**row.values, "phase": row.group_label} if row.group else row.values


def _fields(old: Mapping[str, Value], new: Mapping[str, Value]) -> tuple[FieldChange, ...]:
    """Between a row and none, what is empty on the one side is not worth a line."""
    names = dict.fromkeys((*old, *new))
    changes = (FieldChange(name, old.get(name), new.get(name)) for name in names)
    whole = not old or not new
    return tuple(
        change
        for change in changes
        if change.old != change.new and not (whole and (change.old or change.new) in (None, "", False))
    )


def _moves(old: Sequence[Row], new: Sequence[Row]) -> dict[str, FieldChange]:
    before, after = {row.key: row for row in old}, {row.key: row for row in new}
    common = [key for key in before if key in after]
    moves = {
        key: FieldChange("phase", before[key].group_label, after[key].group_label)
        for key in common
        if before[key].group != after[key].group
    }
    was, is_now = _places(old), _places(new)
    for group in dict.fromkeys(before[key].group for key in common):
        stayed = [key for key in common if key not in moves and before[key].group == group]
        for key in _taken_out(stayed, is_now):
            moves[key] = FieldChange("place", was[key], is_now[key])
    return moves


def _places(rows: Sequence[Row]) -> dict[str, int]:
    """Counted from one within the phase."""
    counted: dict[str, int] = {}
    places = {}
    for row in rows:
        places[row.key] = counted[row.group] = counted.get(row.group, 0) + 1
    return places


def _taken_out(keys: Sequence[str], places: Mapping[str, int]) -> list[str]:
    """All but a longest run of keys whose new places rise: the fewest that had to move."""
    ends: list[int] = []
    run_length = []
    for key in keys:
        at = bisect_left(ends, places[key])
        ends[at : at + 1] = [places[key]]
        run_length.append(at + 1)
    stays: set[str] = set()
    wanted, below = len(ends), len(places) + 1
    for key, length in zip(reversed(keys), reversed(run_length), strict=True):
        if length == wanted and places[key] < below:
            stays.add(key)
            wanted, below = wanted - 1, places[key]
    return [key for key in keys if key not in stays]

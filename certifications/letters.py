"""An alphabetical list under its letters. Pure."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Item = TypeVar("Item")


def by_letter(items: Iterable[Item], name: Callable[[Item], str]) -> list[tuple[str, list[Item]]]:
    """Sorted without regard to case; what begins with no letter comes first, under “0–9”."""
    letters: dict[str, list[Item]] = {}
    for item in sorted(items, key=lambda item: name(item).casefold()):
        first = name(item)[:1].upper()
        letters.setdefault(first if first.isalpha() else "0–9", []).append(item)
    return sorted(letters.items(), key=lambda entry: (entry[0] != "0–9", entry[0]))

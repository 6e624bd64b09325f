"""What a certification asks for, as groups of alternatives. Rows in, groups out; no query of its own."""

from collections.abc import Iterable
from dataclasses import dataclass

from certifications.models import Prerequisite, Strength


@dataclass(frozen=True)
class AskedGroup:
    """`rows` are alternatives of which `minimum` suffice; a single row stands alone."""

    rows: tuple[Prerequisite, ...]
    strength: Strength
    minimum: int

    @property
    def has_choice(self) -> bool:
        return self.minimum < len(self.rows)


def grouped(rows: Iterable[Prerequisite]) -> list[AskedGroup]:
    """Required before recommended, else in the order of each group's first row. Rows without a group stand alone."""
    groups: dict[tuple[str, str | int], list[Prerequisite]] = {}
    for index, row in enumerate(rows):
        groups.setdefault((row.strength, row.group or index), []).append(row)
    return [
        AskedGroup(tuple(members), strength, max(member.group_minimum for member in members))
        for strength in (Strength.REQUIRED, Strength.RECOMMENDED)
        for (its_strength, _group), members in groups.items()
        if its_strength == strength
    ]

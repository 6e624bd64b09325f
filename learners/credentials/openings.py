"""Which certifications of a whole catalogue are open to a person, found without judging each. Pure.

A fact never locks anything. So what is locked to whoever brings nothing stays locked, unless each of the groups that it requires
has a row that some fact meets.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from learners.credentials.eligibility import NOTHING, Ask, Facts, judge, label_key

Matter = tuple[str, int | str]  # what a row or a fact is about


@dataclass(frozen=True, slots=True)
class Openings:
    """`locked` is by certification, with all it requires; `groups` has a bit for each group of that. In those with `choices` one met
    row of a group may not suffice.

    `about` leads from a matter to the rows about it, as (certification, bit of the group, years asked for). Bits, not sets: for
    thousands of certifications sets cost more than all the judging.
    """

    locked: Mapping[int, Sequence[Ask]]
    groups: Mapping[int, int]
    choices: Set[int]
    about: Mapping[Matter, Sequence[tuple[int, int, Decimal]]]


def openings(asks: Mapping[int, Sequence[Ask]]) -> Openings:
    locked: dict[int, Sequence[Ask]] = {}
    groups: dict[int, int] = {}
    choices = set()
    about: dict[Matter, list[tuple[int, int, Decimal]]] = defaultdict(list)
    for certification, rows in asks.items():
        missing = judge(rows, Facts(), certification).missing
        if missing:
            locked[certification] = [row for row in rows if row.required]
            groups[certification] = (1 << len(missing)) - 1
        if any(group.minimum > 1 for group in missing):
            choices.add(certification)
        for number, group in enumerate(missing):
            for row in group.rows:
                about[_matter(row.ask)].append((certification, 1 << number, row.ask.years or NOTHING))
    return Openings(locked, groups, choices, dict(about))


def opened(catalogue: Openings, facts: Facts) -> set[int]:
    """Those of the locked ones that are open to this person."""
    touched: dict[int, int] = dict.fromkeys(catalogue.locked, 0)
    for matter, years in _brought(facts):
        for certification, group, needed in catalogue.about.get(matter, ()):
            if years >= needed:
                touched[certification] |= group
    found = {pk for pk, groups in touched.items() if groups == catalogue.groups[pk]}
    to_judge = (found & catalogue.choices) | (facts.waivers.keys() & catalogue.locked.keys())
    return (found - to_judge) | {pk for pk in to_judge if judge(catalogue.locked[pk], facts, pk).is_open}


def _matter(ask: Ask) -> Matter:
    if ask.certification is not None:
        return "certification", ask.certification
    if ask.skill is not None:
        return "skill", ask.skill
    return "years", label_key(ask.label)


def _brought(facts: Facts) -> Iterator[tuple[Matter, Decimal]]:
    """Each matter with how many years of it; none where it is not counted in years."""
    yield from ((("certification", pk), NOTHING) for pk in facts.held)
    yield from ((("skill", pk), NOTHING) for pk in facts.skills | facts.taught.keys())
    yield from ((("years", label), years) for label, years in facts.years.items())

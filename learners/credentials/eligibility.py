"""Whether a person may sit an exam, and why: each prerequisite met, missing or waived. Pure (design.md, Eligibility).

Judged from facts alone and stored nowhere, so that whatever changes is judged anew at the next look.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

NOTHING = Decimal(0)


class State(StrEnum):
    MET = "met"
    WAIVED = "waived"
    MISSING = "missing"


class Cause(StrEnum):
    """Why a row is in its state; each has its sentence in `learners.credentials.eligibility_words`."""

    HOLDS = "holds"
    LAPSED = "lapsed"
    IN_PLAN = "in plan"
    NOT_HELD = "not held"
    SKILL_STATED = "skill stated"
    SKILL_TAUGHT = "skill taught"
    SKILL_MISSING = "skill missing"
    YEARS_STATED = "years stated"
    YEARS_TOO_FEW = "years too few"
    YEARS_MISSING = "years missing"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Ask:
    """One prerequisite. `certification` and `skill` are primary keys; `label` is what the years are of, empty for any.

    Asks of one strength with the same `group` are alternatives, of which `minimum` suffice; without a group one stands alone.
    """

    key: str
    name: str
    required: bool = True
    certification: int | None = None
    skill: int | None = None
    years: Decimal | None = None
    label: str = ""
    group: str = ""
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Waiver:
    """In force today. Without a key it stands for every prerequisite of the certification. `until` is its last day."""

    key: str
    reason: str
    by: str
    until: date


@dataclass(frozen=True)
class Facts:
    """What a person brings today.

    `held` has the last valid day of what they hold (None: no end), `lapsed` the day on which what they held ended, `expected` the
    day by which a running plan leads to a certification. `taught` has, for each skill, the name of a held certification that
    teaches it. `years` are by label, lower case, "" for all in all.
    """

    held: Mapping[int, date | None] = field(default_factory=dict)
    lapsed: Mapping[int, date] = field(default_factory=dict)
    expected: Mapping[int, date | None] = field(default_factory=dict)
    skills: frozenset[int] = frozenset()
    taught: Mapping[int, str] = field(default_factory=dict)
    years: Mapping[str, Decimal] = field(default_factory=dict)
    waivers: Mapping[int, tuple[Waiver, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """`day`: until when it is held, since when it has lapsed, or by when a plan leads there. `brought`: the years stated, or
    what teaches the skill.
    """

    ask: Ask
    state: State
    cause: Cause
    day: date | None = None
    brought: Decimal | str | None = None
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Group:
    rows: tuple[Row, ...]
    required: bool
    minimum: int
    state: State

    @property
    def has_choice(self) -> bool:
        return self.minimum < len(self.rows)


@dataclass(frozen=True, slots=True)
class Eligibility:
    groups: tuple[Group, ...]

    @property
    def missing(self) -> tuple[Group, ...]:
        """What keeps the exam shut."""
        return tuple(group for group in self.groups if group.required and group.state == State.MISSING)

    @property
    def is_open(self) -> bool:
        return not self.missing


def label_key(label: str) -> str:
    """Labels are compared without regard to case and spacing."""
    return " ".join(label.split()).casefold()


def judge(asks: Iterable[Ask], facts: Facts, certification: int) -> Eligibility:
    """Required groups come first, else they keep the order of the asks."""
    waivers = facts.waivers.get(certification, ())
    groups: dict[tuple[bool, str | int], list[Ask]] = {}
    for index, ask in enumerate(asks):
        groups.setdefault((not ask.required, ask.group or index), []).append(ask)
    ordered = sorted(groups.items(), key=lambda entry: entry[0][0])
    return Eligibility(tuple(_group(members, facts, waivers) for _key, members in ordered))


def _group(asks: list[Ask], facts: Facts, waivers: tuple[Waiver, ...]) -> Group:
    rows = tuple(_row(ask, facts, waivers) for ask in asks)
    minimum = max(ask.minimum for ask in asks)
    met = sum(row.state == State.MET for row in rows)
    granted = sum(row.state == State.WAIVED for row in rows)
    state = State.MET if met >= minimum else State.WAIVED if met + granted >= minimum else State.MISSING
    return Group(rows, asks[0].required, minimum, state)


def _row(ask: Ask, facts: Facts, waivers: tuple[Waiver, ...]) -> Row:
    judged = _judged(ask, facts)
    if judged.state == State.MISSING:
        for waiver in waivers:
            if waiver.key in {"", ask.key}:
                return Row(ask, State.WAIVED, Cause.WAIVED, judged.day, judged.brought, waiver)
    return judged


def _judged(ask: Ask, facts: Facts) -> Row:
    if ask.certification is not None:
        return _certification(ask, ask.certification, facts)
    if ask.skill is not None:
        return _skill(ask, ask.skill, facts)
    return _years(ask, ask.years or NOTHING, facts)


def _certification(ask: Ask, certification: int, facts: Facts) -> Row:
    if certification in facts.held:
        return Row(ask, State.MET, Cause.HOLDS, facts.held[certification])
    if certification in facts.expected:
        return Row(ask, State.MISSING, Cause.IN_PLAN, facts.expected[certification])
    if certification in facts.lapsed:
        return Row(ask, State.MISSING, Cause.LAPSED, facts.lapsed[certification])
    return Row(ask, State.MISSING, Cause.NOT_HELD)


def _skill(ask: Ask, skill: int, facts: Facts) -> Row:
    if skill in facts.taught:
        return Row(ask, State.MET, Cause.SKILL_TAUGHT, brought=facts.taught[skill])
    if skill in facts.skills:
        return Row(ask, State.MET, Cause.SKILL_STATED)
    return Row(ask, State.MISSING, Cause.SKILL_MISSING)


def _years(ask: Ask, years: Decimal, facts: Facts) -> Row:
    brought = facts.years.get(label_key(ask.label))
    if brought is None:
        return Row(ask, State.MISSING, Cause.YEARS_MISSING)
    if brought < years:
        return Row(ask, State.MISSING, Cause.YEARS_TOO_FEW, brought=brought)
    return Row(ask, State.MET, Cause.YEARS_STATED, brought=brought)

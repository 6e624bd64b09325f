"""What the page of a team's skills shows: who alone has what, the gaps of a role, and the matrix."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certifications.models import Role, Skill
from learners.plans.words import worded
from learners.teams.models import Team
from learners.teams.sharing import Counted
from learners.teams.skills.facts import Catalogue, Person, Plan, brought, catalogue_for, people_of, periods_of, plans_of
from learners.teams.skills.matrix import Cell, Tally, cells, in_danger, tally

MOST_ALONE = 12  # people who alone have something
MOST_NEAREST = 2
LOOKS = {
    Cell.HAS: ("check-circle-fill", gettext_lazy("has it")),
    Cell.SOON: ("hourglass-split", gettext_lazy("has it, lapses within 90 days")),
    Cell.LEARNING: ("book", gettext_lazy("learning it now")),
    Cell.NONE: ("dash", gettext_lazy("not yet")),
}


@dataclass(frozen=True, slots=True)
class Look:
    name: str
    icon: str
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """`cells` in the order of the people shown."""

    skill: Skill
    is_needed: bool
    having: int
    learning: int
    cells: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """`nearest` are people who learn it, with the certification; `taught_by` the names of those that teach it, where nobody does."""

    skill: Skill
    nearest: tuple[str, ...]
    taught_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alone:
    name: str
    skills: tuple[Skill, ...]


@dataclass(frozen=True)
class Insight:
    """All of it but for the matrix, whose people come in pages."""

    people: Sequence[Person]
    counted: Counted
    catalogue: Catalogue
    own: Mapping[int, Mapping[int, Cell]]
    tallies: Mapping[int, Tally]
    plans: Sequence[Plan]
    today: date

    @property
    def role_has(self) -> int:
        """How many of the needed skills somebody has."""
        return sum(self.having(skill) > 0 for skill in self.catalogue.needed)

    def having(self, skill: int) -> int:
        return self.tallies[skill].having if skill in self.tallies else 0


def insight_of(team: Team, role: Role | None, today: date) -> Insight:
    """Five queries, for any number of people, plans or skills."""
    people = people_of(team)
    catalogue = catalogue_for(role)
    plans = plans_of(team)
    brings = brought(periods_of(team, today), plans, today)
    own = {person.pk: cells(brings[person.pk], catalogue.taught) for person in people if person.pk in brings}
    return Insight(
        people=people,
        counted=Counted(len(people), sum(not person.shares_dates for person in people)),
        catalogue=catalogue,
        own=own,
        tallies=tally(own.items()),
        plans=plans,
        today=today,
    )


def looks() -> list[Look]:
    return [Look(cell.value, icon, str(word)) for cell, (icon, word) in LOOKS.items()]


def rows(found: Insight, shown: Sequence[Person]) -> list[Row]:
    """The skills that the role needs, those that fewest have first; then those that somebody has or learns, by name."""
    words = {cell: Look(cell.value, icon, str(word)) for cell, (icon, word) in LOOKS.items()}
    asked = [pk for pk in found.catalogue.skills if pk in found.catalogue.needed or pk in found.tallies]
    ordered = sorted(asked, key=lambda pk: found.having(pk) if pk in found.catalogue.needed else len(found.people) + 1)
    return [
        Row(
            skill=found.catalogue.skills[pk],
            is_needed=pk in found.catalogue.needed,
            having=found.having(pk),
            learning=len(found.tallies[pk].learning) if pk in found.tallies else 0,
            cells=tuple(words[found.own.get(person.pk, {}).get(pk, Cell.NONE)] for person in shown),
        )
        for pk in ordered
    ]


def alone(found: Insight) -> list[Alone]:
    """Whoever alone has skills: of those that the role needs, or of all without a role."""
    names = {person.pk: person.name for person in found.people}
    skills = found.catalogue.skills
    asked = [pk for pk in skills if pk in found.catalogue.needed] if found.catalogue.needed else skills
    return [Alone(names[person], tuple(skills[pk] for pk in own)) for person, own in in_danger(found.tallies, asked)]


def gaps(found: Insight) -> list[Gap]:
    """What the role needs and nobody has; first that which somebody learns."""
    people = {person.pk: person for person in found.people}
    missing = [pk for pk in found.catalogue.skills if pk in found.catalogue.needed and not found.having(pk)]
    found_gaps = [
        Gap(
            skill=found.catalogue.skills[pk],
            nearest=tuple(_nearest(pk, found, people)),
            taught_by=tuple(found.catalogue.names[one] for one in found.catalogue.teachers.get(pk, ())),
        )
        for pk in missing
    ]
    return sorted(found_gaps, key=lambda gap: (not gap.nearest, not gap.taught_by))


def _nearest(skill: int, found: Insight, people: Mapping[int, Person]) -> Iterable[str]:
    """Those whose plans end soonest; after them whoever shares no dates, in the order of names."""
    teachers = frozenset(found.catalogue.teachers.get(skill, ()))
    plans = [plan for plan in found.plans if plan.certification in teachers and not plan.is_done]
    dated = [plan for plan in plans if people[plan.person].shares_dates]
    undated = [plan for plan in plans if not people[plan.person].shares_dates]
    undated.sort(key=lambda plan: people[plan.person].name)
    first = {plan.person: plan for plan in reversed([*dated, *undated])}
    nearest = list(reversed(first.values()))
    for plan in nearest[:MOST_NEAREST]:
        yield _near(plan, people[plan.person], found)
    if more := len(nearest[MOST_NEAREST:]):
        yield ngettext("%(more)d more", "%(more)d more", more) % {"more": more}


def _near(plan: Plan, person: Person, found: Insight) -> str:
    words = {"person": person.name, "certification": found.catalogue.names[plan.certification]}
    if not person.shares_dates or plan.last_due is None or plan.last_due < found.today:
        return _("%(person)s, with %(certification)s") % words
    day = worded(plan.last_due, "j M Y")
    return _("%(person)s, with %(certification)s, planned until %(day)s") % {**words, "day": day}

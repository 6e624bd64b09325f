"""A team's people as facts: who matches a filter, who stands where in a list, who needs help. Pure.

What a member does not show takes part in nothing: no filter by dates, no order by dates and no reason in numbers finds it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from learners.credentials.expiry import Period, covered_until
from learners.plans.status import Code, PlanFacts, percent_of

NEEDS_HELP = (Code.AT_RISK, Code.BEHIND)
# Who needs a manager's eye comes first.
ORDER = (*NEEDS_HELP, Code.NOT_STARTED, Code.PAUSED, Code.ON_COURSE, Code.AHEAD, Code.DONE, Code.LEFT)
WORST_FIRST = {code: number for number, code in enumerate(ORDER)}


class Shows(StrEnum):
    """The values of `Membership.Visibility`."""

    STATUS = "status"
    DATES = "dates"
    TASKS = "tasks"


class Sort(StrEnum):
    STATUS = "status"
    NAME = "name"
    EXAM = "exam"
    DUE = "due"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan of a member that was not left. `facts` are of the member's own day, `code` says how it stands then."""

    pk: int
    certification: int
    title: str
    facts: PlanFacts
    code: Code

    @property
    def percent(self) -> int:
        return percent_of(self.facts.minutes_done, self.facts.minutes_total)


@dataclass(frozen=True, slots=True)
class Person:
    """A current membership. `held` are the periods of each credential, by certification; `today` is the member's own."""

    pk: int
    learner: int
    team: int
    name: str
    shows: Shows
    today: date
    plans: tuple[Plan, ...] = ()
    held: tuple[tuple[int, tuple[Period, ...]], ...] = ()

    @property
    def shows_dates(self) -> bool:
        return self.shows != Shows.STATUS

    @property
    def code(self) -> Code | None:
        """The most pressing of all plans."""
        return min((plan.code for plan in self.plans), key=WORST_FIRST.__getitem__, default=None)

    @property
    def next_exam(self) -> date | None:
        days = (plan.facts.exam_date for plan in self.plans)
        return min((day for day in days if day and day >= self.today), default=None) if self.shows_dates else None

    @property
    def next_due(self) -> date | None:
        days = (plan.facts.next_due for plan in self.plans if plan.facts.state == "active")
        return min((day for day in days if day), default=None) if self.shows_dates else None

    @property
    def percent(self) -> int | None:
        return max((plan.percent for plan in self.plans), default=None) if self.shows_dates else None

    def last_days(self) -> Iterable[tuple[int, date]]:
        """Certification and last valid day of what holds today, has an end and is shown."""
        for certification, periods in self.held if self.shows_dates else ():
            end = covered_until(periods, self.today)
            if end and end != date.max:
                yield certification, end


@dataclass(frozen=True, slots=True)
class Filters:
    """None or False: not asked for. Days count from the member's own today."""

    team: int | None = None
    certification: int | None = None
    status: str = ""
    at_risk: bool = False
    exam_within: int | None = None
    expiring_within: int | None = None
    name: str = ""


def chosen(people: Iterable[Person], filters: Filters, sort: Sort) -> list[Person]:
    return sorted((one for one in people if matches(one, filters)), key=lambda one: _place(one, sort))


def matches(person: Person, filters: Filters) -> bool:
    if filters.team is not None and person.team != filters.team:
        return False
    if filters.name and filters.name.casefold() not in person.name.casefold():
        return False
    plans = _plans(person, filters)
    if filters.certification is not None and not plans and not _holds(person, filters.certification):
        return False
    if filters.status and not any(plan.code == filters.status for plan in plans):
        return False
    if filters.at_risk and not any(plan.code in NEEDS_HELP for plan in plans):
        return False
    return _exam_matches(person, plans, filters) and _expiry_matches(person, filters)


def _plans(person: Person, filters: Filters) -> Sequence[Plan]:
    """Other filters ask about the certification that is filtered for."""
    if filters.certification is None:
        return person.plans
    return [plan for plan in person.plans if plan.certification == filters.certification]


def _holds(person: Person, certification: int) -> bool:
    return person.shows_dates and any(
        held == certification and covered_until(periods, person.today) for held, periods in person.held
    )


def _exam_matches(person: Person, plans: Iterable[Plan], filters: Filters) -> bool:
    if filters.exam_within is None:
        return True
    last = person.today + timedelta(days=filters.exam_within)
    days = (plan.facts.exam_date for plan in plans)
    return person.shows_dates and any(day and person.today <= day <= last for day in days)


def _expiry_matches(person: Person, filters: Filters) -> bool:
    if filters.expiring_within is None:
        return True
    last = person.today + timedelta(days=filters.expiring_within)
    return any(
        end <= last and filters.certification in {None, certification} for certification, end in person.last_days()
    )


def _place(person: Person, sort: Sort) -> tuple[object, ...]:
    """Whoever has nothing to be sorted by comes last."""
    name = (person.name.casefold(), person.pk)
    if sort == Sort.NAME:
        return name
    if sort == Sort.EXAM:
        return (person.next_exam or date.max, *name)
    if sort == Sort.DUE:
        return (person.next_due or date.max, *name)
    if sort == Sort.DONE:
        return (1 if person.percent is None else -person.percent, *name)
    return (len(ORDER) if person.code is None else WORST_FIRST[person.code], person.next_due or date.max, *name)


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one team: its people, and how many of them stand how by their most pressing plan. `None`: without a plan."""

    team: int
    people: int
    by_code: dict[Code | None, int]

    @property
    def needing_help(self) -> int:
        return sum(self.by_code.get(code, 0) for code in NEEDS_HELP)


def sums(people: Iterable[Person], inside: dict[int, Sequence[int]]) -> list[Sum]:
    """For each team, with all that is below it: `inside` names those, itself included. Whoever is in two of them counts once."""
    by_team: dict[int, list[Person]] = {}
    for person in people:
        by_team.setdefault(person.team, []).append(person)
    found = []
    for team, below in inside.items():
        each = {person.learner: person for one in below for person in by_team.get(one, ())}
        found.append(Sum(team, len(each), dict(Counter(person.code for person in each.values()))))
    return found


def columns(people: Iterable[Person]) -> list[int]:
    """The certifications that people prepare for or show to hold, the most frequent first."""
    count = Counter(
        certification
        for person in people
        for certification in {
            *(plan.certification for plan in person.plans),
            *(held for held, _periods in person.held if person.shows_dates),
        }
    )
    return [certification for certification, _number in sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))]


def in_need(people: Iterable[Person], most: int) -> list[tuple[Person, Plan]]:
    """One plan for each person who is at risk or behind, the most pressing first: at risk before behind, near exams, long delays."""
    found: dict[int, tuple[Person, Plan]] = {}
    for person in people:
        plans = [plan for plan in person.plans if plan.code in NEEDS_HELP]
        if plans:
            found.setdefault(person.learner, (person, min(plans, key=_pressing)))
    return sorted(found.values(), key=lambda pair: (_pressing(pair[1]), pair[0].pk))[:most]


def _pressing(plan: Plan) -> tuple[int, date, date]:
    return WORST_FIRST[plan.code], plan.facts.exam_date or date.max, plan.facts.next_due or date.max

"""From the database to the people of a team and of all teams below it."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import QuerySet

from learners.credentials.expiry import Period
from learners.credentials.models import CredentialPeriod
from learners.plans.models import StudyPlan
from learners.plans.status import PlanFacts, standing
from learners.profiles.models import Learner
from learners.teams import tree
from learners.teams.models import Membership, MembershipQuerySet, Team
from learners.teams.people.people import Person, Plan, Shows

PERSON = (
    "pk",
    "learner_id",
    "team_id",
    "learner__user__name",
    "learner__user__email",
    "visibility",
    "learner__time_zone",
)
PLAN = (
    "pk",
    "certification_id",
    "certification__name",
    "title",
    "state",
    "minutes_total",
    "minutes_done",
    "next_due",
    "last_due",
    "furthest_done",
    "exam_date",
    "start",
)
PERIOD = (
    "credential__learner_id",
    "credential__certification_id",
    "credential__certification__name",
    "valid_from",
    "valid_until",
    "revoked_on",
)
PLACES = """
    SELECT id, team_id, visibility FROM learners_membership
    WHERE role = 'member' AND accepted_at IS NOT NULL AND left_at IS NULL AND id IN ({})"""


@dataclass(frozen=True, slots=True)
class Read:
    """People by membership, in no promised order, and the names of the certifications that they have to do with."""

    people: dict[int, Person]
    names: dict[int, str]


def people_below(team: Team, now: datetime) -> Read:
    """All current members of the team and of those below it. Two queries for any number of them."""
    return _read(Membership.objects.filter(team__in=tree.below(team.pk)), now)


def people_among(pks: Collection[int], team: Team, now: datetime) -> Read:
    """Those of these memberships that are still current ones. Two queries."""
    return _read(Membership.objects.filter(pk__in=pks, team__in=tree.below(team.pk)), now)


Member = tuple[Any, ...]  # PERSON of a current membership
Place = tuple[int, int, str]  # a current membership, its team, and how much it shows
Held = dict[
    int, tuple[tuple[int, tuple[Period, ...]], ...]
]  # by learner, the periods of each credential, by certification


@dataclass(frozen=True, slots=True)
class Work:
    """What learners do and hold: plans and periods by learner, and the names of the certifications."""

    plans: dict[int, tuple[Plan, ...]]
    held: Held
    names: dict[int, str]
    at: datetime


def places_of(pks: Collection[int]) -> frozenset[Place]:
    """Those of these memberships that are still `members()`. One query, in SQL: asked before each page that was kept."""
    if not pks:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(PLACES.format(", ".join(["%s"] * len(pks))), list(pks))
        return frozenset(cursor.fetchall())


def members_among(pks: Collection[int], team: Team) -> list[Member]:
    """Those of these memberships that are still current ones, with what they allow. One query."""
    rows = Membership.objects.filter(pk__in=pks, team__in=tree.below(team.pk)).members()
    return list(rows.order_by("pk").values_list(*PERSON))


def work_of(members: Collection[Member], now: datetime) -> Work:
    """Two queries."""
    today = {learner: now.astimezone(ZoneInfo(zone)).date() for _pk, learner, *_rest, zone in members}
    names: dict[int, str] = {}
    plans: dict[int, list[Plan]] = defaultdict(list)
    rows = StudyPlan.objects.filter(learner__in=list(today)).exclude(state=StudyPlan.State.LEFT).order_by("pk")
    for learner, *plan in rows.values_list("learner", *PLAN):
        names[plan[1]] = plan[2]
        plans[learner].append(_plan(tuple(plan), today[learner]))
    held = _held(list(today), names)
    return Work({learner: tuple(own) for learner, own in plans.items()}, held, names, now)


def read_of(members: Collection[Member], work: Work, now: datetime) -> Read:
    people = {
        row[0]: _person(row, now.astimezone(ZoneInfo(row[-1])).date(), work.plans.get(row[1], ()), work.held)
        for row in members
    }
    return Read(people, work.names)


def _person(row: Member, today: date, plans: tuple[Plan, ...], held: Held) -> Person:
    pk, learner, team, name, email, shows, _zone = row
    return Person(pk, learner, team, name or email, Shows(shows), today, plans, held.get(learner, ()))


def one_as_read(learner: Learner, now: datetime) -> Read:
    """Somebody as their managers would read them, with everything to show and whatever team they are in: key 0. Two queries."""
    names: dict[int, str] = {}
    today = learner.local_date(now)
    rows = list(StudyPlan.objects.filter(learner=learner).exclude(state=StudyPlan.State.LEFT).values_list(*PLAN))
    names.update({row[1]: row[2] for row in rows})
    plans = tuple(sorted((_plan(row, today) for row in rows), key=lambda plan: plan.pk))
    held = _held([learner.pk], names).get(learner.pk, ())
    return Read({0: Person(0, learner.pk, 0, str(learner), Shows.TASKS, today, plans, held)}, names)


def _read(memberships: MembershipQuerySet, now: datetime) -> Read:
    members = memberships.members().order_by()
    rows = members.values_list(*PERSON, *(f"learner__plans__{name}" for name in PLAN))
    names: dict[int, str] = {}
    held = _held(members.values("learner"), names)
    today: dict[str, date] = {}
    persons: dict[int, tuple[Any, ...]] = {}
    plans: dict[int, list[Plan]] = defaultdict(list)
    for row in rows.iterator(chunk_size=2000):
        person, plan = row[: len(PERSON)], row[len(PERSON) :]
        zone = person[-1]
        if zone not in today:
            today[zone] = now.astimezone(ZoneInfo(zone)).date()
        persons[person[0]] = person
        if plan[0] is not None and plan[4] != StudyPlan.State.LEFT:
            names[plan[1]] = plan[2]
            plans[person[0]].append(_plan(plan, today[zone]))
    people = {
        pk: _person(row, today[row[-1]], tuple(sorted(plans[pk], key=lambda plan: plan.pk)), held)
        for pk, row in persons.items()
    }
    return Read(people, names)


def _plan(row: tuple[Any, ...], today: date) -> Plan:
    pk, certification, _name, title, state, total, done, next_due, last_due, furthest, exam, start = row
    facts = PlanFacts(state, total, done, next_due, last_due, furthest, exam, start, today)
    return Plan(pk, certification, title, facts, standing(facts).code)


def _held(learners: Collection[int] | QuerySet[Any, Any], names: dict[int, str]) -> Held:
    periods: dict[int, dict[int, list[Period]]] = defaultdict(lambda: defaultdict(list))
    rows = CredentialPeriod.objects.filter(credential__learner__in=learners).order_by()
    for learner, certification, name, *dates in rows.values_list(*PERIOD):
        names[certification] = name
        periods[learner][certification].append(Period(*dates))
    return {
        learner: tuple((certification, tuple(own)) for certification, own in by_certification.items())
        for learner, by_certification in periods.items()
    }

"""Reads what the skills of a team are reckoned from: the people, what they hold and study, and what each certification teaches.

Never joined in one query: members, their plans and the skills taught would multiply.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, When

from certifications.models import Certification, Role, Skill, SkillTaught
from learners.credentials.expiry import Period
from learners.credentials.models import CredentialPeriod
from learners.plans.models import StudyPlan
from learners.teams.models import Team
from learners.teams.sharing import SHARES_DATES, members_below, sharing_dates
from learners.teams.skills.matrix import Brings, held_on


@dataclass(frozen=True, slots=True)
class Person:
    pk: int
    name: str
    shares_dates: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """For a certification; done, or active with a last day."""

    person: int
    certification: int
    is_done: bool
    last_due: date | None


@dataclass(frozen=True)
class Catalogue:
    """The skills in the order of their names; those `needed` by the role that is looked at; who teaches what."""

    skills: Mapping[int, Skill]
    needed: frozenset[int]
    taught: Mapping[int, Sequence[int]]
    names: Mapping[int, str]

    @cached_property
    def teachers(self) -> dict[int, list[int]]:
        """Certifications by skill."""
        found: dict[int, list[int]] = {}
        for certification, skills in self.taught.items():
            for skill in skills:
                found.setdefault(skill, []).append(certification)
        return found


def people_of(team: Team) -> list[Person]:
    """In the order of names, each once. One query."""
    shares = Max(Case(When(SHARES_DATES, then=1), default=0, output_field=IntegerField()))
    rows = (
        members_below(team)
        .order_by()
        .values("learner", name=F("learner__user__name"), email=F("learner__user__email"))
        .annotate(shares=shares)
        .order_by("name", "learner")
    )
    return [Person(row["learner"], row["name"] or row["email"], bool(row["shares"])) for row in rows]


def periods_of(team: Team, today: date) -> dict[int, dict[int, list[Period]]]:
    """By person who shares it, and certification: periods that last today or begin later. One query."""
    rows = (
        CredentialPeriod.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        .filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=today))
        .filter(credential__learner__in=sharing_dates(team).values("learner"))
        .order_by()
        .values_list("credential__learner", "credential__certification", "valid_from", "valid_until", "revoked_on")
    )
    found: dict[int, dict[int, list[Period]]] = {}
    for person, certification, begins, ends, revoked in rows:
        found.setdefault(person, {}).setdefault(certification, []).append(Period(begins, ends, revoked))
    return found


def plans_of(team: Team) -> list[Plan]:
    """Those that are done, and those that are active; the ones that end soonest first. One query."""
    learners = members_below(team).values("learner")
    is_done = Exists(StudyPlan.objects.done().filter(pk=OuterRef("pk")))
    plans = StudyPlan.objects.filter(learner__in=learners).annotate(is_done=is_done)
    rows = plans.filter(Q(is_done=True) | Q(state=StudyPlan.State.ACTIVE)).order_by("last_due", "pk")
    return [Plan(*row) for row in rows.values_list("learner", "certification", "is_done", "last_due")]


def brought(
    periods: Mapping[int, Mapping[int, Sequence[Period]]], plans: Sequence[Plan], today: date
) -> dict[int, Brings]:
    """By person; those who bring nothing are not in it."""
    held = {person: held_on(own, today) for person, own in periods.items()}
    finished: dict[int, set[int]] = {}
    learning: dict[int, set[int]] = {}
    for plan in plans:
        (finished if plan.is_done else learning).setdefault(plan.person, set()).add(plan.certification)
    return {
        person: Brings(held.get(person, {}), finished.get(person, ()), learning.get(person, ()))
        for person in {*held, *finished, *learning}
    }


def catalogue_for(role: Role | None) -> Catalogue:
    """Two queries."""
    needed = Exists(Role.skills.through.objects.filter(role=role, skill=OuterRef("pk")))
    skills = list(Skill.objects.annotate(is_needed=needed).order_by("name", "pk"))
    current = Certification.objects.filter(current_version__isnull=False).order_by().values("current_version")
    rows = SkillTaught.objects.filter(version__in=current).order_by("pk")
    taught: dict[int, list[int]] = {}
    names: dict[int, str] = {}
    for pk, name, skill in rows.values_list("version__certification", "version__certification__name", "skill"):
        taught.setdefault(pk, []).append(skill)
        names[pk] = name
    wanted = frozenset(skill.pk for skill in skills if skill.is_needed)  # type: ignore[attr-defined]
    return Catalogue({skill.pk: skill for skill in skills}, wanted, taught, names)

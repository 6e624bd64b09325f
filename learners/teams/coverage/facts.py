"""Reads what the coverage of a team is reckoned from: who holds what until when, and who prepares for it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q

from certifications.validity import Rule
from learners.credentials.expiry import Period
from learners.credentials.models import CredentialPeriod
from learners.plans.models import StudyPlan
from learners.plans.models.plan import StudyPlanQuerySet
from learners.teams.coverage.models import CoverageTarget
from learners.teams.models import Team
from learners.teams.sharing import members_below, sharing_dates

HELD = (
    "credential__learner",
    "credential__learner__user__name",
    "credential__learner__user__email",
    "credential__certification",
    "credential__certification__program",
    "credential__certification__level__rank",
    "credential__certification__current_version__renewal_window_months",
    "valid_from",
    "valid_until",
    "revoked_on",
)


class Held(NamedTuple):
    """A period that lasts today or begins later. `window_months` as `certifications.validity.Rule` has it."""

    person: int
    name: str
    certification: int
    program: int
    rank: int | None
    window_months: int | None
    period: Period

    @property
    def rule(self) -> Rule:
        return Rule(window_months=self.window_months)


def held_for(team: Team, targets: Iterable[CoverageTarget], today: date) -> list[Held]:
    """Of those who share it, all periods that count for one of the targets. One query."""
    rows = (
        CredentialPeriod.objects.filter(_asked(targets, "credential__certification"))
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=today))
        .filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=today))
        .filter(credential__learner__in=sharing_dates(team).values("learner"))
        .order_by("pk")
        .values_list(*HELD)
    )
    return [
        Held(person, name or email, certification, program, rank, window, Period(begins, ends, revoked))
        for person, name, email, certification, program, rank, window, begins, ends, revoked in rows
    ]


def plans_for(team: Team, targets: Sequence[CoverageTarget]) -> StudyPlanQuerySet:
    """Active plans with something left to do towards one of the targets, those that end soonest first. One query.

    `shares_dates` says whether more may be shown than that the plan is there.
    """
    shares = Q(learner__in=sharing_dates(team).values("learner"))
    return (
        StudyPlan.objects.filter(_asked(targets, "certification"), state=StudyPlan.State.ACTIVE, next_due__isnull=False)
        .filter(learner__in=members_below(team).values("learner"))
        .annotate(shares_dates=ExpressionWrapper(shares, output_field=BooleanField()))
        .select_related("learner__user", "certification__level")
        .defer("learner__user__password")
        .order_by("last_due", "pk")
    )


def _asked(targets: Iterable[CoverageTarget], path: str) -> Q:
    """Certifications and programmes that are named; levels are for `CoverageTarget.counts`."""
    certifications = {one.certification_id for one in targets if one.certification_id}
    programs = {one.program_id for one in targets if one.program_id}
    return Q(**{f"{path}__in": certifications}) | Q(**{f"{path}__program__in": programs})

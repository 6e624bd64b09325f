"""The rows behind an eligibility: what a person brings, and what certifications ask for. A constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from certifications.models import Prerequisite, SkillTaught, Strength
from learners.credentials import expiry
from learners.credentials.eligibility import Ask, Eligibility, Facts, Waiver, judge, label_key
from learners.credentials.models import CredentialPeriod
from learners.credentials.models import Waiver as WaiverRow
from learners.profiles.models import Learner


def facts_of(learner: Learner, today: date, *, expected: Mapping[int, date | None] | None = None) -> Facts:
    """Five queries. `expected` is known to the plans alone (`learners.plans.gates`)."""
    held, lapsed = _credentials(learner, today)
    return Facts(
        held=held,
        lapsed=lapsed,
        expected=expected or {},
        skills=frozenset(learner.skill_statements.values_list("skill_id", flat=True)),
        taught=_taught(held),
        years=_years(learner),
        waivers=_waivers(learner, today),
    )


def eligibilities(
    learner: Learner,
    today: date,
    certifications: Collection[int] | None = None,
    *,
    expected: Mapping[int, date | None] | None = None,
) -> dict[int, Eligibility]:
    """By the certification's primary key; of all that are published where none are named. One query more than the facts."""
    facts = facts_of(learner, today, expected=expected)
    asks = asks_by_certification(certifications)
    wanted = asks.keys() if certifications is None else certifications
    return {pk: judge(asks.get(pk, ()), facts, pk) for pk in wanted}


def asks_by_certification(certifications: Collection[int] | None = None) -> dict[int, list[Ask]]:
    """What the current versions ask for; a certification that asks for nothing is not in it."""
    rows = Prerequisite.objects.filter(version__current_for__isnull=False).order_by("version_id", "position", "pk")
    if certifications is not None:
        rows = rows.filter(version__certification__in=certifications)
    columns = (
        "version__certification_id",
        "key",
        "certification_id",
        "certification__name",
        "skill_id",
        "skill__name",
        "years",
        "label",
        "strength",
        "group",
        "group_minimum",
    )
    asks: dict[int, list[Ask]] = defaultdict(list)
    for pk, key, other, other_name, skill, skill_name, years, label, strength, group, minimum in rows.values_list(
        *columns
    ):
        name = other_name or label or skill_name or ""
        asks[pk].append(Ask(key, name, strength == Strength.REQUIRED, other, skill, years, label, group, minimum))
    return dict(asks)


def _credentials(learner: Learner, today: date) -> tuple[dict[int, date | None], dict[int, date]]:
    periods: dict[int, list[expiry.Period]] = defaultdict(list)
    columns = ("credential__certification_id", "valid_from", "valid_until", "revoked_on")
    for pk, *values in CredentialPeriod.objects.filter(credential__learner=learner).values_list(*columns):
        periods[pk].append(expiry.Period(*values))
    held: dict[int, date | None] = {}
    lapsed: dict[int, date] = {}
    for pk, own in periods.items():
        standing = expiry.standing(own, today=today)
        if standing.holds:
            held[pk] = standing.day
        elif standing.day is not None:
            lapsed[pk] = standing.day
    return held, lapsed


def _taught(held: Collection[int]) -> dict[int, str]:
    taught = SkillTaught.objects.filter(version__current_for__in=held).order_by("version__current_for__position", "pk")
    found: dict[int, str] = {}
    for skill, name in taught.values_list("skill_id", "version__current_for__name"):
        found.setdefault(skill, name)
    return found


def _years(learner: Learner) -> dict[str, Decimal]:
    """Of labels that differ in case or spacing alone, the most years count."""
    stated = learner.experience.order_by("years").values_list("label", "years")
    return {label_key(label): years for label, years in stated}


def _waivers(learner: Learner, today: date) -> dict[int, tuple[Waiver, ...]]:
    found: dict[int, list[Waiver]] = defaultdict(list)
    for row in WaiverRow.objects.in_force(today).filter(learner=learner).select_related("granted_by"):
        found[row.certification_id].append(Waiver(row.key, row.reason, row.granted_by_name, row.until))
    return {pk: tuple(waivers) for pk, waivers in found.items()}

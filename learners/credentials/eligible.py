"""The rows behind an eligibility: what a person brings, and what certifications ask for. A constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from certifications.models import Prerequisite, SkillTaught, Strength
from learners.credentials import expiry
from learners.credentials.eligibility import Ask, Eligibility, Facts, Waiver, judge, label_key
from learners.credentials.models import CredentialPeriod
from learners.credentials.models import Waiver as WaiverRow
from learners.profiles.models import Experience, Learner, SkillStatement


def facts_of(learner: Learner, today: date, *, expected: Mapping[int, date | None] | None = None) -> Facts:
    """Five queries. `expected` is known to the plans alone (`learners.plans.gates`)."""
    return facts_of_many([(learner, today)], expected={learner.pk: expected or {}})[learner.pk]


def facts_of_many(
    asked: Sequence[tuple[Learner, date]], *, expected: Mapping[int, Mapping[int, date | None]]
) -> dict[int, Facts]:
    """The same by learner, of each with their own today. Five queries."""
    days = {learner.pk: today for learner, today in asked}
    credentials = _credentials(days)
    taught = _taught({pk for held, _lapsed in credentials.values() for pk in held})
    skills, years, waivers = _skills(days), _years(days), _waivers(days)
    return {
        pk: Facts(
            held=held,
            lapsed=lapsed,
            expected=expected.get(pk, {}),
            skills=frozenset(skills[pk]),
            taught=_first_names(taught, held),
            years=years[pk],
            waivers={certification: tuple(found) for certification, found in waivers[pk].items()},
        )
        for pk, (held, lapsed) in credentials.items()
    }


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


def _credentials(days: Mapping[int, date]) -> dict[int, tuple[dict[int, date | None], dict[int, date]]]:
    """By learner what is held, and what has lapsed."""
    periods: dict[int, dict[int, list[expiry.Period]]] = {pk: defaultdict(list) for pk in days}
    columns = ("credential__learner_id", "credential__certification_id", "valid_from", "valid_until", "revoked_on")
    for learner, pk, *values in CredentialPeriod.objects.filter(credential__learner__in=days).values_list(*columns):
        periods[learner][pk].append(expiry.Period(*values))
    return {learner: _standing(own, days[learner]) for learner, own in periods.items()}


def _standing(
    periods: Mapping[int, Iterable[expiry.Period]], today: date
) -> tuple[dict[int, date | None], dict[int, date]]:
    held: dict[int, date | None] = {}
    lapsed: dict[int, date] = {}
    for pk, own in periods.items():
        standing = expiry.standing(own, today=today)
        if standing.holds:
            held[pk] = standing.day
        elif standing.day is not None:
            lapsed[pk] = standing.day
    return held, lapsed


def _skills(days: Mapping[int, date]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for learner, skill in SkillStatement.objects.filter(learner__in=days).values_list("learner", "skill"):
        found[learner].append(skill)
    return found


def _taught(held: Collection[int]) -> list[tuple[int, int, str]]:
    """Certification, skill and the certification's name, in the order of the curriculum."""
    taught = SkillTaught.objects.filter(version__current_for__in=held).order_by("version__current_for__position", "pk")
    return list(taught.values_list("version__current_for", "skill_id", "version__current_for__name"))


def _first_names(taught: Iterable[tuple[int, int, str]], held: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for pk, skill, name in taught:
        if pk in held:
            found.setdefault(skill, name)
    return found


def _years(days: Mapping[int, date]) -> dict[int, dict[str, Decimal]]:
    """Of labels that differ in case or spacing alone, the most years count."""
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    stated = Experience.objects.filter(learner__in=days).order_by("years").values_list("learner", "label", "years")
    for learner, label, years in stated:
        found[learner][label_key(label)] = years
    return found


def _waivers(days: Mapping[int, date]) -> dict[int, dict[int, list[Waiver]]]:
    found: dict[int, dict[int, list[Waiver]]] = defaultdict(lambda: defaultdict(list))
    rows = WaiverRow.objects.in_force(min(days.values(), default=date.max)).filter(learner__in=days)
    for row in rows.select_related("granted_by"):
        if row.is_in_force(days[row.learner_id]):
            waiver = Waiver(row.key, row.reason, row.granted_by_name, row.until)
            found[row.learner_id][row.certification_id].append(waiver)
    return found

"""Who needs help, and why: read for the few who stand on top of a team's page."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, Max, OuterRef, Subquery

from certifications.models import Prerequisite
from certifications.models.base import Strength
from learners.credentials.expiry import covered_until
from learners.credentials.models import Waiver
from learners.plans.forecasts.forecast import Forecast
from learners.plans.forecasts.forecasting import Done, done_since, forecast_of, pauses_of
from learners.plans.forecasts.risks import Facts, Found, risks
from learners.plans.models import StudyPlan, TimeEntry
from learners.plans.schedule import DateRange
from learners.profiles.days_off import days_off_of_many
from learners.teams.people.nudges import Nudge
from learners.teams.people.people import Person, Plan


@dataclass(frozen=True, slots=True)
class Need:
    """Facts, to be worded by whoever shows them. `late_days`: by how many the likely finish misses the exam.

    Of somebody who shows their status only, nothing but the person and the plan is here.
    """

    person: Person
    plan: Plan
    risks: tuple[Found, ...] = ()
    late_days: int = 0
    nudged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Ground:
    done: dict[int, list[Done]]
    pauses: dict[int, list[DateRange]]
    days_off: dict[int, tuple[DateRange, ...]]
    asked: dict[int, list[tuple[int, str]]]


def needs_of(pairs: Sequence[tuple[Person, Plan]], now: datetime) -> tuple[Need, ...]:
    """Five queries for any number of pairs, none for none. The reasons are those that the learners read themselves."""
    if not pairs:
        return ()
    today = now.date()
    plans = _plans(pairs, now)
    zones = {plan.pk: ZoneInfo(plan.learner.time_zone) for plan in plans.values()}
    ground = _Ground(
        done=done_since(zones, today),
        pauses=pauses_of(zones),
        days_off=days_off_of_many([(plan.learner, today) for plan in plans.values()]),
        asked=_asked({plan.certification for _person, plan in pairs}),
    )
    return tuple(_need(person, plan, plans.get(plan.pk), ground) for person, plan in pairs)


def _plans(pairs: Sequence[tuple[Person, Plan]], now: datetime) -> dict[int, StudyPlan]:
    logged = TimeEntry.objects.filter(task__plan=OuterRef("pk")).order_by().values("task__plan")
    nudged = Nudge.objects.lately(now).filter(learner=OuterRef("learner")).order_by("-at")
    waived = Waiver.objects.in_force(now.date()).filter(
        learner=OuterRef("learner"), certification=OuterRef("certification")
    )
    plans = StudyPlan.objects.filter(pk__in=[plan.pk for _person, plan in pairs]).select_related("learner")
    return {
        plan.pk: plan
        for plan in plans.annotate(
            logged_on=Subquery(logged.annotate(last=Max("day")).values("last")),
            nudged_at=Subquery(nudged.values("at")[:1]),
            is_waived=Exists(waived),
        )
    }


def _asked(certifications: set[int]) -> dict[int, list[tuple[int, str]]]:
    """By certification, those that it requires by themselves. Alternatives are left to the learner's own page."""
    rows = Prerequisite.objects.filter(
        version__current_for__in=certifications, strength=Strength.REQUIRED, group="", certification__isnull=False
    ).order_by("position", "pk")
    found = defaultdict(list)
    for certification, other, name in rows.values_list(
        "version__current_for", "certification_id", "certification__name"
    ):
        found[certification].append((other, name))
    return found


def _need(person: Person, plan: Plan, row: StudyPlan | None, ground: _Ground) -> Need:
    if row is None:
        return Need(person, plan)
    nudged_at = vars(row)["nudged_at"]
    if not person.shows_dates:
        return Need(person, plan, nudged_at=nudged_at)
    today, done = person.today, ground.done[row.pk]
    _blocks, found = forecast_of(row, done, ground.days_off[row.learner_id], today=today, paused=ground.pauses[row.pk])
    days = [day for day, _minutes in done] + [day for day in (vars(row)["logged_on"],) if day]
    facts = Facts(
        today=today,
        start=row.start,
        last_studied=max(days, default=None),
        missing="" if vars(row)["is_waived"] else _missing(person, ground.asked.get(plan.certification, ())),
        pace_percent=found.pace_percent if found else None,
    )
    return Need(person, plan, risks(facts), _late_days(row.exam_date, found), nudged_at)


def _missing(person: Person, asked: Sequence[tuple[int, str]]) -> str:
    held = {certification for certification, periods in person.held if covered_until(periods, person.today)}
    return ", ".join(name for certification, name in asked if certification not in held)


def _late_days(exam: date | None, found: Forecast | None) -> int:
    if exam is None or found is None or found.half is None:
        return 0
    return max(0, (found.half - exam).days)

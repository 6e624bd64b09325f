"""Reads what a forecast needs and makes it, for the plan's own page of it and for the line on Today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max

from learners.credentials.eligibility_words import still_missing
from learners.plans.drafts import availability_of
from learners.plans.forecasts.forecast import BLOCK_DAYS, MOST_BLOCKS, Block, Forecast, blocks_of, forecast
from learners.plans.forecasts.risks import Facts, Found, risks
from learners.plans.gates import gate_of
from learners.plans.models import PlanRevision, StudyPlan, Task, TimeEntry
from learners.plans.schedule import DateRange
from learners.profiles.days_off import days_off_of_many

Done = tuple[date, int]
Zones = Mapping[int, ZoneInfo]  # of each plan's learner, by plan
PAUSES = (PlanRevision.Why.PAUSED, PlanRevision.Why.RESUMED)


@dataclass(frozen=True)
class Outlook:
    """`forecast` is None with too little history. `remaining` minutes are of what is to do."""

    plan: StudyPlan
    blocks: tuple[Block, ...]
    forecast: Forecast | None
    risks: tuple[Found, ...]
    remaining: int


def outlook_of(plan: StudyPlan, days_off: Iterable[DateRange], today: date) -> Outlook | None:
    """None for a plan that does not run or has nothing left. `plan.learner` is at hand."""
    remaining = plan.minutes_total - plan.minutes_done
    if plan.state != StudyPlan.State.ACTIVE or plan.next_due is None:
        return None
    zone = ZoneInfo(plan.learner.time_zone)
    zones = {plan.pk: zone}
    done = done_since(zones, today)[plan.pk]
    blocks, found = forecast_of(plan, done, days_off, today=today, paused=pauses_of(zones)[plan.pk])
    facts = Facts(
        today=today,
        start=plan.start,
        last_studied=_last_studied(plan, done),
        spent=_spent(plan, today, zone),
        missing=_missing(plan, today),
        pace_percent=found.pace_percent if found else None,
    )
    return Outlook(plan, blocks, found, risks(facts), remaining)


def forecast_of(
    plan: StudyPlan,
    done: Iterable[Done],
    days_off: Iterable[DateRange],
    *,
    today: date,
    paused: Sequence[DateRange] = (),
) -> tuple[tuple[Block, ...], Forecast | None]:
    """The plan's own key is the seed: the same facts give the same range on every page."""
    availability = availability_of(plan, days_off)
    blocks = blocks_of(done, availability, start=plan.start, today=today, paused=paused)
    remaining = plan.minutes_total - plan.minutes_done
    return blocks, forecast(remaining, blocks, availability, today=today, seed=plan.pk)


def done_since(zones: Zones, today: date) -> dict[int, list[Done]]:
    """By plan, the local day and the estimated minutes of what was ticked in the weeks a forecast looks at. One query."""
    first = min(
        (_beginning(today - timedelta(days=BLOCK_DAYS * MOST_BLOCKS), zone) for zone in zones.values()), default=None
    )
    rows = Task.objects.filter(plan__in=list(zones), done_at__gte=first).order_by() if first else Task.objects.none()
    found: dict[int, list[Done]] = {plan: [] for plan in zones}
    for plan, done_at, minutes in rows.values_list("plan", "done_at", "minutes"):
        if done_at is not None:
            found[plan].append((done_at.astimezone(zones[plan]).date(), minutes))
    return found


def pauses_of(zones: Zones) -> dict[int, list[DateRange]]:
    """By plan, the days from each pause to the day before it was resumed, from the plan's record. One query."""
    moves = PlanRevision.objects.filter(plan__in=list(zones), why__in=PAUSES, undone_at=None).order_by("at", "pk")
    found: dict[int, list[DateRange]] = {plan: [] for plan in zones}
    since: dict[int, date] = {}
    for plan, why, at in moves.values_list("plan", "why", "at"):
        day = at.astimezone(zones[plan]).date()
        if why == PlanRevision.Why.PAUSED:
            since.setdefault(plan, day)
        elif plan in since:
            begun = since.pop(plan)
            found[plan].append((begun, max(begun, day - timedelta(days=1))))
    return found


def forecasts_of(asked: Sequence[tuple[StudyPlan, date]]) -> dict[int, Forecast | None]:
    """By plan, for plans of many people that run, each with its learner's own today. Three queries; `plan.learner` is at hand.

    A forecast takes some hundredths of a second: ask for few.
    """
    if not asked:
        return {}
    zones = {plan.pk: ZoneInfo(plan.learner.time_zone) for plan, _today in asked}
    done, pauses = done_since(zones, min(today for _plan, today in asked)), pauses_of(zones)
    days_off = days_off_of_many([(plan.learner, today) for plan, today in asked])
    return {
        plan.pk: forecast_of(plan, done[plan.pk], days_off[plan.learner_id], today=today, paused=pauses[plan.pk])[1]
        for plan, today in asked
    }


def _last_studied(plan: StudyPlan, done: Iterable[Done]) -> date | None:
    logged = TimeEntry.objects.filter(task__plan=plan).aggregate(day=Max("day"))["day"]
    days = [day for day, _minutes in done] + ([logged] if logged else [])
    return max(days, default=None)


def _spent(plan: StudyPlan, today: date, zone: ZoneInfo) -> list[tuple[int, int]]:
    first = _beginning(today - timedelta(days=BLOCK_DAYS * MOST_BLOCKS), zone)
    rows = plan.tasks.filter(done_at__gte=first, minutes_spent__isnull=False).order_by()
    return [(minutes, spent or 0) for minutes, spent in rows.values_list("minutes", "minutes_spent")]


def _missing(plan: StudyPlan, today: date) -> str:
    gate = gate_of(plan.learner, plan.certification_id, today)
    return "" if gate.is_open else still_missing(gate)


def _beginning(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)

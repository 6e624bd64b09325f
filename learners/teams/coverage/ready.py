"""Who lapses before a target is missed, and who could be ready by then, in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certifications.validity import DAY, window_of
from learners.credentials.expiry import Period
from learners.plans.forecasts.forecast import Forecast
from learners.plans.forecasts.forecasting import forecasts_of
from learners.plans.models import StudyPlan
from learners.plans.words import worded
from learners.teams.coverage.coverage import Chance, Code, Coverage, Fit, chance, covers, soonest
from learners.teams.coverage.facts import Held, plans_for
from learners.teams.coverage.models import CoverageTarget
from learners.teams.models import Team

SHOWN = 8  # people in a list
MOST_FORECASTS = 40  # on a page; those whose plans end soonest

Asked = tuple[CoverageTarget, Coverage, Sequence[Held]]


@dataclass(frozen=True, slots=True)
class Look:
    icon: str
    tone: str
    word: object


FITS = {
    Fit.IN_TIME: Look("check-circle", "good", gettext_lazy("in time")),
    Fit.TIGHT: Look("hourglass-split", "soon", gettext_lazy("may be too late")),
    Fit.LATE: Look("calendar-x", "late", gettext_lazy("too late")),
}


@dataclass(frozen=True, slots=True)
class Lapser:
    """`renewal` says from when on it can be renewed, and is empty where that would help nobody."""

    name: str
    until: str
    renewal: str


@dataclass(frozen=True, slots=True)
class Lapsing:
    people: tuple[Lapser, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Ready:
    """`when` is a range of days or why there is none; `fit` how that stands to the day on which there are too few, if it is ahead."""

    name: str
    certification: str
    is_renewal: bool
    when: str
    fit: Look | None


@dataclass(frozen=True, slots=True)
class Help:
    """Who could be ready; how many more prepare and share their dates; the names of those who prepare and share none."""

    people: tuple[Ready, ...] = ()
    more: int = 0
    undated: tuple[str, ...] = ()
    more_undated: int = 0


def lapsing(found: Coverage, held: Sequence[Held]) -> Lapsing:
    """Whoever lapses up to the day on which the number drops below; of a target that is met, or missed today, nobody."""
    if found.code != Code.DROPS or found.short_from is None:
        return Lapsing()
    gone = [(person, step.day) for step in found.steps if step.day <= found.short_from for person in step.lapsed]
    ends = {(one.person, one.period.last_day): one for one in held}
    people = [_lapser(ends[person, day - DAY], found.today) for person, day in reversed(gone)]
    return Lapsing(tuple(people[:SHOWN]), max(0, len(people) - SHOWN))


def help_for(team: Team, asked: Sequence[Asked], now: datetime) -> dict[int, Help]:
    """By target. Four queries where a target is missed some day, else none."""
    short = [(target, found, held) for target, found, held in asked if found.short_from]
    helps = {target.pk: Help() for target, _found, _held in asked}
    if not short:
        return helps
    plans = list(plans_for(team, [target for target, _found, _held in short]))
    own = {target.pk: _helping(plans, target, found, held) for target, found, held in short}
    dated = {pk: [plan for plan in found if plan.shares_dates] for pk, found in own.items()}  # type: ignore[attr-defined]
    wanted = {plan.pk: plan for found in dated.values() for plan in found[:SHOWN]}
    first = list(wanted.values())[:MOST_FORECASTS]
    forecasts = forecasts_of([(plan, plan.learner.local_date(now)) for plan in first])
    for target, found, _held in short:
        undated = [str(plan.learner) for plan in own[target.pk] if plan not in dated[target.pk]]
        helps[target.pk] = _help(dated[target.pk], undated, found, forecasts)
    return helps


def _helping(
    plans: Iterable[StudyPlan], target: CoverageTarget, found: Coverage, held: Sequence[Held]
) -> list[StudyPlan]:
    """Plans towards it of people who would not count on the day on which there are too few; one for each person."""
    periods: dict[int, list[Period]] = {}
    for one in held:
        periods.setdefault(one.person, []).append(one.period)
    helping: dict[int, StudyPlan] = {}
    for plan in plans:
        level = plan.certification.level
        counts = target.counts(
            certification=plan.certification_id,
            program=plan.certification.program_id,
            rank=level.rank if level else None,
        )
        if counts and found.short_from and not covers(periods.get(plan.learner_id, ()), found.short_from):
            helping.setdefault(plan.learner_id, plan)
    return list(helping.values())


def _help(
    plans: Sequence[StudyPlan], undated: Sequence[str], found: Coverage, forecasts: Mapping[int, Forecast | None]
) -> Help:
    by_person = {plan.learner_id: plan for plan in plans if plan.pk in forecasts}
    chances = soonest(
        one for plan in by_person.values() if (one := _chance(plan, forecasts[plan.pk], found.today)) is not None
    )
    people = tuple(_ready(by_person[one.person], one, forecasts, found) for one in chances[:SHOWN])
    return Help(people, len(plans) - len(people), tuple(undated[:SHOWN]), max(0, len(undated) - SHOWN))


def _chance(plan: StudyPlan, forecast: Forecast | None, today: date) -> Chance | None:
    """Without a forecast the plan's own last day counts; there is no telling when that plan is behind."""
    if forecast is not None:
        return chance(plan.learner_id, forecast.half, forecast.most, plan.exam_date)
    is_behind = plan.next_due is not None and plan.next_due < today
    last = plan.last_due and max(plan.last_due, today)
    return chance(plan.learner_id, last, None if is_behind else last, plan.exam_date)


def _ready(plan: StudyPlan, found: Chance, forecasts: Mapping[int, Forecast | None], covered: Coverage) -> Ready:
    drops = covered.code == Code.DROPS and covered.short_from
    return Ready(
        name=str(plan.learner),
        certification=plan.title,
        is_renewal=plan.purpose == StudyPlan.Purpose.RENEWAL,
        when=_when(found, plan, is_forecast=forecasts[plan.pk] is not None, today=covered.today),
        fit=FITS[found.fit(drops)] if drops else None,
    )


def _when(found: Chance, plan: StudyPlan, *, is_forecast: bool, today: date) -> str:
    first = _day(found.first, today)
    if found.last is None:
        return _("by %(first)s, or much later") % {"first": first} if is_forecast else _("behind, and no forecast yet")
    if found.first == found.last == plan.exam_date:
        return _("exam on %(day)s") % {"day": first}
    if not is_forecast:
        return _("planned until %(day)s") % {"day": first}
    if found.first == found.last:
        return _("by %(day)s") % {"day": first}
    return _("by %(first)s – %(last)s") % {"first": first, "last": _day(found.last, today)}


def _lapser(held: Held, today: date) -> Lapser:
    end = held.period.last_day
    opens = window_of(end, held.rule).opens
    if held.period.revoked_on:
        renewal = ""
    elif opens <= today:
        renewal = _("can be renewed now")
    else:
        renewal = _("can be renewed from %(day)s") % {"day": _day(opens, today)}
    return Lapser(held.name, worded(end, "j M Y"), renewal)


def _day(day: date, today: date) -> str:
    return worded(day, "j M" if day.year == today.year else "j M Y")

"""Whom a draft would touch once it is published, counted in the database over all plans of its certification.

Whether exam dates would still fit is an estimate from minutes alone: what is left on the plan after a move, against the
study minutes until the exam. Only plans that fit now and might not fit any more are looked at by their tasks.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Case, Count, DateField, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Greatest, Least

from certifications.models import CurriculumVersion, PlanPhase
from learners.plans.models import StudyPlan, StudyPlanQuerySet, Task
from learners.plans.moves import Content, Diff, compare, horizon_in
from learners.plans.offers import steps_by_version
from learners.profiles.models import DayOff, WeekMinutes


@dataclass(frozen=True, slots=True)
class VersionCount:
    number: int
    state: str
    plans: int
    learners: int


@dataclass(frozen=True, slots=True)
class ExamDay:
    """Plans with this exam date that would no longer fit; `short_minutes` is the most that one of them would lack."""

    day: date
    plans: int
    short_minutes: int


@dataclass(frozen=True, slots=True)
class Impact:
    """`diff` and minutes are against the current version; `mails` carry the offer, `mails_by_tomorrow` of them go out soon."""

    counts: tuple[VersionCount, ...]
    learners: int
    diff: Diff
    minutes_before: int
    minutes_after: int
    offered: int
    unfit: tuple[ExamDay, ...]
    mails: int
    mails_by_tomorrow: int

    @property
    def plans(self) -> int:
        return sum(count.plans for count in self.counts)


@dataclass(frozen=True, slots=True)
class Shift:
    """What a move does to a plan of one version and horizon. `minutes` of the new steps; `most`: the most it can grow by."""

    minutes: dict[str, int]
    added: int
    touched: frozenset[str]
    most: int


def impact_of(version: CurriculumVersion, today: date) -> Impact:
    """Nine queries, whatever the number of plans."""
    plans = StudyPlan.objects.filter(certification=version.certification_id).exclude(version=version)
    current = version.certification.current_version_id
    groups = list(plans.movable().order_by("version", "horizon_days").values_list("version", "horizon_days").distinct())
    pinned = {pk for pk, _horizon in groups}
    steps = steps_by_version({version.pk, *pinned, *([current] if current else [])})
    before, after = steps.get(current or 0, []), steps.get(version.pk, [])
    # Where no step differs nothing is offered, and a version without steps offers none.
    changed = [pk for pk in pinned if after and not compare(steps.get(pk, ()), after).is_empty]
    offered = plans.movable().filter(version__in=changed)
    return Impact(
        counts=_counts(plans),
        learners=plans.aggregate(found=Count("learner", distinct=True))["found"],
        diff=compare(before, after),
        minutes_before=sum(step.minutes for step in before),
        minutes_after=sum(step.minutes for step in after),
        offered=offered.count(),
        unfit=_unfit(offered, _shifts([group for group in groups if group[0] in changed], steps, version.pk), today),
        **_mails(offered, today),
    )


def _counts(plans: StudyPlanQuerySet) -> tuple[VersionCount, ...]:
    """A running plan with nothing left to do counts as finished: nothing is offered to it."""
    finished = When(Q(state__in=StudyPlan.RUNNING, next_due__isnull=True), then=Value("finished"))
    rows = (
        plans.annotate(standing=Case(finished, default=F("state")))
        .order_by("-version__number", "standing")
        .values_list("version__number", "standing")
        .annotate(Count("pk"), Count("learner", distinct=True))
    )
    return tuple(VersionCount(*row) for row in rows)


def _mails(offered: StudyPlanQuerySet, today: date) -> dict[str, int]:
    """A learner has one running plan a certification at most, so plans are learners. No mail goes out for an offer alone."""
    reached = offered.filter(state=StudyPlan.State.ACTIVE, learner__reminders_on=True, learner__user__is_active=True)
    soon = Count("pk", filter=Q(next_due__lte=today + timedelta(days=1)))
    return reached.aggregate(mails=Count("pk"), mails_by_tomorrow=soon)


# Exam dates ------------------------------------------------------------------------------------------------------------


def _shifts(
    groups: Iterable[tuple[int, int]], steps: dict[int, list[Content]], new: int
) -> dict[tuple[int, int], Shift]:
    """By version and horizon."""
    ends: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for pk, key, by_day in PlanPhase.objects.filter(version__in=steps).values_list("version", "key", "by_day"):
        ends[pk][key] = by_day

    def within(pk: int, horizon: int) -> dict[str, int]:
        return {step.key: step.minutes for step in steps.get(pk, ()) if ends[pk][step.phase_key] <= horizon}

    return {
        (pk, horizon): _shift(
            within(pk, horizon), within(new, horizon_in(ends[new].values(), ends[pk].values(), horizon))
        )
        for pk, horizon in groups
    }


def _shift(old: dict[str, int], new: dict[str, int]) -> Shift:
    added = sum(minutes for key, minutes in new.items() if key not in old)
    grown = {key: new.get(key, 0) - minutes for key, minutes in old.items() if new.get(key, 0) != minutes}
    return Shift(new, added, frozenset(grown), added + sum(more for more in grown.values() if more > 0))


def _unfit(offered: StudyPlanQuerySet, shifts: dict[tuple[int, int], Shift], today: date) -> tuple[ExamDay, ...]:
    """Plans that fit now and would not after the move, by exam date."""
    if not any(shift.most > 0 for shift in shifts.values()):
        return ()
    most = Case(
        *(When(version=pk, horizon_days=days, then=Value(shift.most)) for (pk, days), shift in shifts.items()),
        default=Value(0),
    )
    doubtful = with_room(offered, today).filter(left__lte=F("room"), room__lt=F("left") + most)
    growth = _growth(doubtful, shifts)
    short = sorted(
        (exam, left + shifts[pk, days].added + growth.get(plan, 0) - room)
        for plan, pk, days, exam, left, room in doubtful.values_list(
            "pk", "version", "horizon_days", "exam_date", "left", "room"
        )
    )
    lacking = ((exam, minutes) for exam, minutes in short if minutes > 0)
    return tuple(
        ExamDay(exam, len(lacks), max(lacks))
        for exam, group in groupby(lacking, key=lambda pair: pair[0])
        if (lacks := [minutes for _exam, minutes in group])
    )


def _growth(doubtful: QuerySet[Any], shifts: dict[tuple[int, int], Shift]) -> dict[int, int]:
    """By plan: how its own tasks to do would grow or shrink, those of new steps aside."""
    touched = {key for shift in shifts.values() for key in shift.touched}
    if not touched:
        return {}
    tasks = Task.objects.filter(plan__in=doubtful.values("pk"), state=Task.State.TODO, key__in=touched)
    growth: defaultdict[int, int] = defaultdict(int)
    for plan, pk, days, key, minutes in tasks.values_list(
        "plan", "plan__version", "plan__horizon_days", "key", "minutes"
    ):
        growth[plan] += shifts[pk, days].minutes.get(key, 0) - minutes
    return growth


def with_room(plans: StudyPlanQuerySet, today: date) -> QuerySet[Any]:
    """Plans with an exam ahead. Annotates `left`, the minutes to do, and `room`, the study minutes until the exam."""
    away = DayOff.objects.filter(last__gte=today)
    return plans.filter(exam_date__gt=today).annotate(
        left=F("minutes_total") - F("minutes_done"),
        begins=Greatest(Days(F("start"), _day(today)), Value(0)),
        ends=Days(F("exam_date"), _day(today)),
        away=Case(
            When(learner__in=away.values("learner"), then=Coalesce(Subquery(_minutes_off(away, today)), 0)),
            default=Value(0),
        ),
        room=_minutes(F, F("begins"), F("ends"), today) - F("away"),
    )


def _minutes_off(away: Any, today: date) -> Any:
    first = Greatest(Days(F("first"), _day(today)), OuterRef("begins"))
    after = Greatest(Least(Days(F("last"), _day(today)) + Value(1), OuterRef("ends")), first)
    return (
        away.filter(learner=OuterRef("learner"), first__lt=OuterRef("exam_date"))
        .order_by()
        .values("learner")
        .annotate(found=Sum(_minutes(OuterRef, first, after, today)))
        .values("found")
    )


class Days(Func):
    """From the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template, joiner = "CAST(julianday(%(expressions)s) AS INTEGER)", ") - julianday("
        return self.as_sql(compiler, connection, template=template, arg_joiner=joiner, **extra)


def _day(day: date) -> Combinable:
    return Cast(Value(day), DateField())


def _minutes(reference: Any, first: Any, after: Any, today: date) -> Any:
    """Study minutes from day `first` to the one before `after`, both counted from `today`; `reference` names the week."""

    def weekdays(days: Any, number: int) -> Any:
        return (days + Value(6 - (number - today.weekday()) % 7)) / Value(7)

    total: Any = Value(0)
    for number, name in enumerate(WeekMinutes.WEEKDAYS):
        total = total + reference(name) * (weekdays(after, number) - weekdays(first, number))
    return total

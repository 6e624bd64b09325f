"""Whom a draft would touch once it is published, counted in the database over all plans of its certification.

Whether exam dates would still fit is an estimate from minutes alone: what is left on the plan after a move, against the
study minutes until the exam. Only plans that fit now and might not fit any more are looked at by their tasks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Case, Count, DateField, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Least

from certifications.models import CurriculumVersion, PlanPhase
from learners.plans.models import StudyPlan, StudyPlanQuerySet, Task
from learners.plans.schedule import DateRange
from learners.plans.versions.moves import Content, Diff, compare, horizon_in
from learners.plans.versions.offers import steps_by_version
from learners.profiles.days_off import free_days
from learners.profiles.models import DayOff, Learner, WeekMinutes

BATCH = 5000
MONDAY = 0  # on which weekly mail comes


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
    """Nine queries, and one more for each 5,000 plans of which only their tasks can tell whether they would still fit."""
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
        unfit=_unfit(offered, _shifts([group for group in groups if group[0] in changed], steps, version.pk), today),
        **_reached(offered, today),
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


def _reached(offered: StudyPlanQuerySet, today: date) -> dict[str, int]:
    """A learner has one running plan a certification at most, so plans are learners. An offer is worth a mail by itself."""
    read = Q(state=StudyPlan.State.ACTIVE, learner__reminders_on=True, learner__user__is_active=True)
    soon = read & _hears_by(today + timedelta(days=1), today)
    return offered.aggregate(
        offered=Count("pk"), mails=Count("pk", filter=read), mails_by_tomorrow=Count("pk", filter=soon)
    )


def _hears_by(tomorrow: date, today: date) -> Q:
    """Whose rhythm lets a mail go out on one of two days; days off, other plans and mail that went out already today aside."""
    rhythm, days = Learner.Rhythm, (today, tomorrow)
    awake = Q(learner__snoozed_until__isnull=True) | Q(learner__snoozed_until__lt=tomorrow)
    studies = Q(next_due__in=days)
    for day in days:
        studies |= Q(**{f"{WeekMinutes.WEEKDAYS[day.weekday()]}__gt": 0})
    hears = Q(learner__reminder_rhythm=rhythm.DEADLINES) | Q(learner__reminder_rhythm=rhythm.STUDY_DAYS) & studies
    if any(day.weekday() == MONDAY for day in days):
        hears |= Q(learner__reminder_rhythm=rhythm.WEEKLY)
    return awake & hears


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


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A plan whose exam date a move may put out of reach. `room`: its study minutes until then, days off aside."""

    pk: int
    group: tuple[int, int]
    learner: int
    start: date
    exam: date
    left: int
    room: int
    week: tuple[int, ...]

    def minutes_off(self, ranges: Iterable[DateRange], today: date) -> int:
        first, last = max(today, self.start), self.exam - timedelta(days=1)
        days = {
            day for begin, end in ranges for day in range(max(first, begin).toordinal(), min(last, end).toordinal() + 1)
        }
        return sum(self.week[(day - 1) % 7] for day in days)


def _unfit(offered: StudyPlanQuerySet, shifts: dict[tuple[int, int], Shift], today: date) -> tuple[ExamDay, ...]:
    """Plans that fit now and would not after the move, by exam date."""
    if not any(shift.most > 0 for shift in shifts.values()):
        return ()
    off = _days_off(today)
    rooms = [
        (plan, plan.room - plan.minutes_off(off.get(plan.learner, ()), today))
        for plan in _doubtful(offered, shifts, today)
    ]
    rooms = [(plan, room) for plan, room in rooms if plan.left <= room < plan.left + shifts[plan.group].most]
    growth = _growth({plan.pk: shifts[plan.group] for plan, _room in rooms})
    short: defaultdict[date, list[int]] = defaultdict(list)
    for plan, room in rooms:
        lacking = plan.left + shifts[plan.group].added + growth[plan.pk] - room
        if lacking > 0:
            short[plan.exam].append(lacking)
    return tuple(ExamDay(exam, len(lacks), max(lacks)) for exam, lacks in sorted(short.items()))


def _doubtful(offered: StudyPlanQuerySet, shifts: dict[tuple[int, int], Shift], today: date) -> list[Doubtful]:
    """Those that fit and would not if they grew by the most; with days off ahead, all that fit without them."""
    most = Case(
        *(When(version=pk, horizon_days=days, then=Value(shift.most)) for (pk, days), shift in shifts.items()),
        default=Value(0),
    )
    away = DayOff.objects.filter(last__gte=today).values("learner")
    found = with_room(offered, today).filter(left__lte=F("room"))
    rows = found.filter(Q(room__lt=F("left") + most) | Q(learner__in=away) | ~Q(learner__holidays_of="")).order_by()
    columns = ("pk", "version", "horizon_days", "learner", "start", "exam_date", "left", "room")
    return [
        Doubtful(pk, (version, horizon), learner, start, exam, left, room, tuple(week))
        for pk, version, horizon, learner, start, exam, left, room, *week in rows.values_list(
            *columns, *WeekMinutes.WEEKDAYS
        )
    ]


def _days_off(today: date) -> dict[int, list[DateRange]]:
    """By learner, as `days_off_of` gives them for one. Two queries."""
    found: defaultdict[int, list[DateRange]] = defaultdict(list)
    free = cache(lambda place: free_days(place, today))
    for learner, place in Learner.objects.exclude(holidays_of="").values_list("pk", "holidays_of"):
        found[learner].extend(free(place))
    for learner, first, last in DayOff.objects.filter(last__gte=today).values_list("learner", "first", "last"):
        found[learner].append((first, last))
    return found


def _growth(shifts: dict[int, Shift]) -> Counter[int]:
    """By plan: how its own tasks to do would grow or shrink, those of new steps aside. A query for each `BATCH` of plans."""
    touched = {key for shift in shifts.values() for key in shift.touched}
    growth: Counter[int] = Counter()
    plans = sorted(shifts) if touched else []
    for first in range(0, len(plans), BATCH):
        tasks = Task.objects.filter(plan__in=plans[first : first + BATCH], state=Task.State.TODO, key__in=touched)
        for plan, key, minutes in tasks.order_by().values_list("plan", "key", "minutes"):
            growth[plan] += shifts[plan].minutes.get(key, 0) - minutes
    return growth


def with_room(plans: StudyPlanQuerySet, today: date) -> QuerySet[Any]:
    """Plans with an exam ahead. Annotates `left`, the minutes to do, and `room`, the study minutes until the exam."""
    exam, start = (Days(F(name), Cast(Value(today), DateField())) for name in ("exam_date", "start"))
    before = Case(When(start__gt=today, then=_minutes_until(Least(start, exam), today)), default=Value(0))
    return plans.filter(exam_date__gt=today).annotate(
        left=F("minutes_total") - F("minutes_done"), room=_minutes_until(exam, today) - before
    )


def _minutes_until(days: Any, today: date) -> Any:
    """Study minutes of the next `days` days, today being the first."""
    total: Any = Value(0)
    for number, name in enumerate(WeekMinutes.WEEKDAYS):
        total = total + F(name) * ((days + Value(6 - (number - today.weekday()) % 7)) / Value(7))
    return total


class Days(Func):
    """From the second date to the first."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template, joiner = "CAST(julianday(%(expressions)s) AS INTEGER)", ") - julianday("
        return self.as_sql(compiler, connection, template=template, arg_joiner=joiner, **extra)

"""What a team did, in numbers and without names. Summed by the database; who counts in which is decided in `groups` alone.

Weeks and months are those of the portal's own clock (UTC): near midnight a learner's own day may differ by one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any

from django.db.models import (
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, TruncMonth, TruncWeek

from learners.credentials.exams import ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod
from learners.plans.models import StudyPlan, Task, TimeEntry
from learners.plans.status import percent_of
from learners.teams.former import Totals, totals_of
from learners.teams.progress.groups import counted_crowds
from learners.teams.progress.people import Scope, counted_groups

WEEKS, MONTHS = 26, 12
FEWEST_WEEKS = 8
WEEK = timedelta(days=7)
Rows = QuerySet[Any, Any]
RENEWALS = (CredentialPeriod.Cause.RENEWED, CredentialPeriod.Cause.BY_HIGHER)


@dataclass(frozen=True, slots=True)
class Week:
    """Minutes. `done` are those of what was ticked, as they were estimated; `logged` those that people wrote down."""

    monday: date
    planned: int
    done: int
    logged: int
    planned_so_far: int
    done_so_far: int


@dataclass(frozen=True, slots=True)
class Month:
    first: date
    completed: int


@dataclass(frozen=True, slots=True)
class Rate:
    certification: str
    people: int
    exams: int
    passed: int

    @property
    def percent(self) -> int:
        return percent_of(self.passed, self.exams)


@dataclass(frozen=True, slots=True)
class Time:
    certification: str
    people: int
    days: int


@dataclass(frozen=True, slots=True)
class Progress:
    """`weeks`, `months` and `ahead` are empty where too few people count, as is a certification that too few have results in.

    `ahead` are the minutes of tasks to do from today on. `shows_logged`: enough people wrote minutes down. The two last are
    how many certifications are left out.
    """

    scope: Scope
    weeks: tuple[Week, ...]
    months: tuple[Month, ...]
    ahead: int
    shows_logged: bool
    totals: Totals | None
    rates: tuple[Rate, ...]
    times: tuple[Time, ...]
    hidden_rates: int
    hidden_times: int


def progress_of(scope: Scope, *, today: date) -> Progress:
    """Ten queries, for any number of members; the scope took two."""
    rates, hidden_rates = counted_groups(_results(scope), scope, "certification")
    times, hidden_times = counted_groups(_durations(scope), scope, "certification")
    planned, ahead = _planned(scope, today)
    logging = _logging(scope, today)
    return Progress(
        scope=scope,
        weeks=_begun(_weeks(today, planned, _done(scope, today), _logged(logging, today))) if scope.crowds else (),
        months=tuple(_months(today, _completed(scope, today))) if scope.crowds else (),
        ahead=ahead,
        shows_logged=bool(logging.crowds),
        totals=_totals(scope, today),
        rates=tuple(sorted(map(_rate, rates), key=lambda rate: rate.certification)),
        times=tuple(sorted(map(_time, times), key=lambda one: one.certification)),
        hidden_rates=hidden_rates,
        hidden_times=hidden_times,
    )


# Weeks ---------------------------------------------------------------------------------------------------------------


def first_monday(today: date) -> date:
    return today - timedelta(days=today.weekday()) - (WEEKS - 1) * WEEK


def _tasks(scope: Scope) -> Any:
    counting = Task.objects.filter(plan__learner__in=scope.learners).exclude(plan__state=StudyPlan.State.LEFT)
    return counting.exclude(state=Task.State.SKIPPED).order_by()


def _planned(scope: Scope, today: date) -> tuple[dict[date, int], int]:
    """By Monday, and what lies ahead. One query, a row for each day."""
    to_do = Sum("minutes", filter=Q(state=Task.State.TODO), default=0)
    days = _tasks(scope).filter(due__gte=first_monday(today)).values("due")
    rows = list(days.annotate(all=Sum("minutes"), left=to_do).values_list("due", "all", "left"))
    ahead = sum(left for due, _minutes, left in rows if due >= today)
    return _by_week((due, minutes) for due, minutes, _left in rows), ahead


def _done(scope: Scope, today: date) -> dict[date, int]:
    done = _tasks(scope).filter(state=Task.State.DONE, done_at__gte=_midnight(first_monday(today)))
    weeks = done.annotate(week=TruncWeek("done_at", output_field=DateField())).values("week")
    return dict(weeks.annotate(all=Sum("minutes")).values_list("week", "all"))


def _logged(scope: Scope, today: date) -> dict[date, int]:
    days = _entries(today).filter(task__plan__learner__in=scope.learners).values("day")
    return _by_week(days.annotate(all=Sum("minutes")).values_list("day", "all"))


def _logging(scope: Scope, today: date) -> Scope:
    """Narrowed to the crowds of which enough people wrote minutes down."""
    own = _entries(today).filter(task__plan__learner=OuterRef("learner"))
    crowds = counted_crowds(scope.people_at(Exists(own)), scope.tree)
    return replace(scope, crowds=scope.crowds & crowds)


def _entries(today: date) -> Any:
    return TimeEntry.objects.filter(day__gte=first_monday(today), day__lte=today).order_by()


def _by_week(days: Iterable[tuple[date, int]]) -> dict[date, int]:
    found: dict[date, int] = defaultdict(int)
    for day, minutes in days:
        found[day - timedelta(days=day.weekday())] += minutes
    return found


def _weeks(
    today: date, planned: Mapping[date, int], done: Mapping[date, int], logged: Mapping[date, int]
) -> Iterator[Week]:
    monday, planned_so_far, done_so_far = first_monday(today), 0, 0
    for _number in range(WEEKS):
        planned_so_far += planned.get(monday, 0)
        done_so_far += done.get(monday, 0)
        numbers = (planned.get(monday, 0), done.get(monday, 0), logged.get(monday, 0))
        yield Week(monday, *numbers, planned_so_far, done_so_far)
        monday += WEEK


def _begun(weeks: Iterable[Week]) -> tuple[Week, ...]:
    """From the first in which there is anything, and some in any case."""
    found = tuple(weeks)
    first = next((number for number, week in enumerate(found) if week.planned or week.done or week.logged), WEEKS)
    return found[min(first, WEEKS - FEWEST_WEEKS) :]


# Months --------------------------------------------------------------------------------------------------------------


def first_month(today: date) -> date:
    number = today.year * 12 + today.month - MONTHS
    return date(number // 12, number % 12 + 1, 1)


def _completed(scope: Scope, today: date) -> dict[date, int]:
    """By month: plans that are done, when they were closed or their last task was ticked."""
    tasks = Task.objects.filter(plan=OuterRef("pk")).order_by().values("plan")
    last_tick = Subquery(tasks.annotate(at=Max("done_at")).values("at"))
    plans = StudyPlan.objects.done().filter(learner__in=scope.learners).order_by()
    dated = plans.annotate(at=Coalesce("finished_at", last_tick)).filter(at__gte=_midnight(first_month(today)))
    months = dated.annotate(month=TruncMonth("at", output_field=DateField())).values("month")
    return dict(months.annotate(plans=Count("pk")).values_list("month", "plans"))


def _months(today: date, completed: Mapping[date, int]) -> Iterator[Month]:
    first = first_month(today)
    for _number in range(MONTHS):
        yield Month(first, completed.get(first, 0))
        first = (first + timedelta(days=32)).replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# Certifications ------------------------------------------------------------------------------------------------------


def _results(scope: Scope) -> Rows:
    """Exams that were passed or failed, by certification and seat."""
    over = ExamAttempt.objects.filter(
        state__in=(ExamAttempt.State.PASSED, ExamAttempt.State.FAILED), learner__in=scope.members.values("learner")
    ).order_by()
    seats = over.annotate(seat=scope.seat("learner")).values("certification", "certification__name", "seat")
    passed = Count("pk", filter=Q(state=ExamAttempt.State.PASSED))
    return seats.annotate(people=Count("learner", distinct=True), exams=Count("pk"), passed=passed)


def _durations(scope: Scope) -> Rows:
    """From the start of the first plan for a certification to the day it was earned, by certification, seat and days."""
    periods = CredentialPeriod.objects.filter(credential=OuterRef("pk")).exclude(cause__in=RENEWALS)
    earned = periods.order_by().values("credential").annotate(day=Min(Coalesce("awarded_on", "valid_from")))
    plans = StudyPlan.objects.filter(learner=OuterRef("learner"), certification=OuterRef("certification"))
    first = plans.order_by().values("learner").annotate(day=Min("start")).values("day")
    held = Credential.objects.filter(learner__in=scope.members.values("learner")).order_by()
    dated: Rows = held.annotate(earned=Subquery(earned.values("day")), started=Subquery(first))
    took: Rows = dated.filter(started__isnull=False, earned__gte=F("started")).annotate(
        took=ExpressionWrapper(F("earned") - F("started"), DurationField()), seat=scope.seat("learner")
    )
    found: Rows = took.values("certification", "certification__name", "seat", "took").annotate(people=Count("pk"))
    return found


def _rate(rows: list[dict[str, Any]]) -> Rate:
    people, exams, passed = (sum(row[name] for row in rows) for name in ("people", "exams", "passed"))
    return Rate(rows[0]["certification__name"], people, exams, passed)


def _time(rows: list[dict[str, Any]]) -> Time:
    days = [row["took"].days for row in rows for _person in range(row["people"])]
    return Time(rows[0]["certification__name"], len(days), round(median(days)))


# Together ------------------------------------------------------------------------------------------------------------


def _totals(scope: Scope, today: date) -> Totals | None:
    """Credentials are those of people who show their dates, as everywhere; plans those of all who count."""
    if not scope.crowds:
        return None
    showing = scope.showing if True in scope.crowds else scope.showing.none()
    return totals_of(scope.teams, scope.learners, showing, today=today)

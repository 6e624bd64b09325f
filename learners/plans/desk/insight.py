"""What running and finished plans tell an owner of the catalogue: how many study, what they miss, what takes longer.

Numbers alone. A step counts only where at least `LEAST` learners have it, so that no figure speaks of one person.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, FloatField, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast

from certifications.models import Certification
from learners.plans.models import StudyPlan, Task
from learners.plans.status import percent_of

LEAST = 5
SHOWN = 10


@dataclass(frozen=True)
class Studied:
    certification: Certification
    learners: int


@dataclass(frozen=True)
class Missed:
    """Of `plans` running ones that have the step, how many left it behind."""

    certification: Certification
    step: str
    plans: int
    overdue: int
    skipped: int

    @property
    def percent(self) -> int:
        return percent_of(self.overdue + self.skipped, self.plans)


@dataclass(frozen=True)
class Slow:
    """Averages of one learner's minutes, over those who wrote down how long it took."""

    certification: Certification
    step: str
    learners: int
    planned: int
    taken: int

    @property
    def percent_more(self) -> int:
        return percent_of(self.taken - self.planned, self.planned)


@dataclass(frozen=True)
class Insight:
    studied: tuple[Studied, ...]
    missed: tuple[Missed, ...]
    slow: tuple[Slow, ...]


def insight(today: date, *, only: Collection[int] = ()) -> Insight:
    """Four queries: three sums in the database, and the certifications that they are about. `only` narrows to some."""
    studied, missed, slow = list(_studied(only)), list(_missed(today, only)), list(_slow(only))
    rows = [*studied, *missed, *slow]
    known = Certification.objects.in_bulk({row["certification_id"] for row in rows})
    return Insight(
        tuple(Studied(**_named(row, known)) for row in studied),
        tuple(Missed(**_named(row, known)) for row in missed),
        tuple(Slow(**_named(row, known)) for row in slow),
    )


def _named(row: dict[str, Any], known: Mapping[int, Certification]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name not in {"certification_id", "key", "share"}}
    return kept | {"certification": known[row["certification_id"]]}


def _studied(only: Collection[int]) -> QuerySet[Any, Any]:
    plans = StudyPlan.objects.filter(state=StudyPlan.State.ACTIVE)
    if only:
        plans = plans.filter(certification__in=only)
    counted = plans.order_by().values("certification_id").annotate(learners=Count("learner", distinct=True))
    return counted.order_by("-learners", "certification_id")[:SHOWN]


def _missed(today: date, only: Collection[int]) -> QuerySet[Any, Any]:
    """A paused plan is never overdue. `today` is the house's day: near midnight a learner's own may differ by one."""
    overdue = Q(state=Task.State.TODO, due__lt=today, plan__state=StudyPlan.State.ACTIVE)
    found: QuerySet[Any, Any] = (
        _steps(Task.objects.filter(plan__state__in=StudyPlan.RUNNING), only)
        .annotate(
            step=Max("title"),
            plans=Count("pk"),
            overdue=Count("pk", filter=overdue),
            skipped=Count("pk", filter=Q(state=Task.State.SKIPPED)),
        )
        .annotate(share=Cast(F("overdue") + F("skipped"), FloatField()) / F("plans"))
        .filter(plans__gte=LEAST, share__gt=0)
        .order_by("-share", "-plans", "certification_id", "key")[:SHOWN]
    )
    return found


def _slow(only: Collection[int]) -> QuerySet[Any, Any]:
    recorded = Task.objects.filter(state=Task.State.DONE, minutes_spent__isnull=False)
    count = Count("pk")
    found: QuerySet[Any, Any] = (
        _steps(recorded, only)
        .annotate(
            step=Max("title"),
            learners=Count("plan__learner", distinct=True),
            share=Cast(Sum("minutes_spent"), FloatField()) / Sum("minutes"),
            planned=Sum("minutes") / count,
            taken=Sum("minutes_spent") / count,
        )
        .filter(learners__gte=LEAST, share__gt=1)
        .order_by("-share", "-learners", "certification_id", "key")[:SHOWN]
    )
    return found


def _steps(tasks: QuerySet[Task], only: Collection[int]) -> QuerySet[Any, Any]:
    """Grouped by certification and key: a step stays the same from version to version, however its title is worded."""
    if only:
        tasks = tasks.filter(plan__certification__in=only)
    return tasks.order_by().values("key", certification_id=F("plan__certification_id"))

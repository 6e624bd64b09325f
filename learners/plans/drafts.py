"""From a plan template and a wish to a dated draft, and from a running plan to the dates of its rest. Reads rows, writes none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef

from certifications.models import Certification, CurriculumVersion, PlanPhase
from certifications.models.curriculum import CertificationQuerySet
from learners.plans.models import StudyPlan, Task
from learners.plans.schedule import Availability, DateRange, Phase, Schedule, ScheduleError, Step, schedule


@dataclass(frozen=True)
class Horizon:
    """All phases up to a day, with their effort in minutes. `optional_minutes` is the part of them that may be left out."""

    by_day: int
    minutes: int
    optional_minutes: int
    steps: int
    optional_keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wish:
    """`skip` are keys of optional steps that are left out: their tasks are there, skipped, and can be taken up again."""

    horizon_days: int
    start: date
    exam_date: date | None
    weekday_minutes: tuple[int, ...]
    day_off: DateRange | None = None
    buffer_days: int = 0
    skip: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Draft:
    wish: Wish
    certification: Certification
    phases: tuple[PlanPhase, ...]
    availability: Availability
    schedule: Schedule


def plannable() -> CertificationQuerySet:
    """Certifications one can make a plan for: offered, guided, and with a plan template."""
    phases = PlanPhase.objects.filter(version=OuterRef("current_version"), steps__isnull=False)
    return (
        Certification.objects.offered()
        .filter(Exists(phases), kind=Certification.Kind.GUIDED)
        .select_related("current_version", "program")
    )


def template_of(version: CurriculumVersion) -> list[PlanPhase]:
    """The phases with their steps in order: two queries."""
    return list(version.phases.prefetch_related("steps").order_by("position", "pk"))


def horizons(phases: Iterable[PlanPhase]) -> list[Horizon]:
    """One for each day by which a phase ends; a later one contains the earlier."""
    found: dict[int, Horizon] = {}
    minutes = optional = steps = 0
    keys: tuple[str, ...] = ()
    for phase in sorted(phases, key=lambda phase: phase.by_day):
        for step in phase.steps.all():
            minutes, steps = minutes + step.minutes, steps + 1
            optional += step.minutes * step.optional
            keys += (step.key,) * step.optional
        found[phase.by_day] = Horizon(phase.by_day, minutes, optional, steps, keys)
    return list(found.values())


def usual_horizon(choices: Sequence[Horizon]) -> int:
    """The shortest one that holds every step that is not optional."""
    required = [choice.minutes - choice.optional_minutes for choice in choices]
    return choices[required.index(required[-1])].by_day


def draw(certification: Certification, phases: Iterable[PlanPhase], wish: Wish, days_off: Iterable[DateRange]) -> Draft:
    """Raises ScheduleError where no dates can be given."""
    chosen = tuple(phase for phase in phases if phase.by_day <= wish.horizon_days)
    availability = Availability(wish.weekday_minutes, (*days_off, *([wish.day_off] if wish.day_off else ())))
    dated = schedule(
        [
            Phase(
                phase.key,
                tuple(
                    Step(step.key, step.minutes, step.optional)
                    for step in phase.steps.all()
                    if step.key not in wish.skip
                ),
                phase.by_day,
            )
            for phase in chosen
        ],
        availability,
        start=wish.start,
        exam_date=wish.exam_date,
        buffer_days=wish.buffer_days,
    )
    return Draft(wish, certification, chosen, availability, dated)


def rest_of(plan: StudyPlan, tasks: Iterable[Task], days_off: Iterable[DateRange], today: date) -> Schedule | None:
    """When what is left gets done from today on at the plan's hours. None where nothing is left or no day has minutes.

    An exam date that has come is left out: no remedy can reach it any more.
    """
    relevant = [task for task in tasks if task.is_todo or (task.is_done and task.due == today)]
    if not any(task.is_todo for task in relevant):
        return None
    phases = [
        Phase(str(position), tuple(task_step(task, today) for task in group))
        for position, group in groupby(relevant, key=lambda task: task.phase_position)
    ]
    exam_date = plan.exam_date if plan.exam_date and plan.exam_date > today else None
    try:
        return schedule(
            phases,
            availability_of(plan, days_off),
            start=max(today, plan.start),
            exam_date=exam_date,
            buffer_days=plan.buffer_days,
        )
    except ScheduleError:
        return None


def availability_of(plan: StudyPlan, days_off: Iterable[DateRange]) -> Availability:
    return Availability(plan.minutes_by_weekday, tuple(days_off))


def task_step(task: Task, today: date) -> Step:
    """A pinned task whose day has passed may move: nobody can study in the past."""
    stays = task.is_done or (task.pinned and task.due >= today)
    return Step(task.key, task.minutes, task.optional, task.is_done, (task.starts, task.due) if stays else None)

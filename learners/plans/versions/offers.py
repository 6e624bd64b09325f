"""A newer version beside a running plan: what it would change, and whether the learner has chosen. Reads rows, writes none."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from certifications.models import CurriculumVersion, PlanPhase, PlanStep
from learners.plans.drafts import availability_of, rest_of, template_of
from learners.plans.models import StudyPlan, Task, TaskLink, VersionChoice
from learners.plans.schedule import DateRange, Schedule, ScheduleError
from learners.plans.versions.moves import Content, Held, Move, compare, date_move, horizon_in, move

VersionPair = tuple[int, int]


@dataclass(frozen=True)
class OfferLine:
    """The line about a newer version on the pages of a plan. `choice` is empty until the learner has chosen."""

    number: int
    pinned_number: int
    published_at: datetime | None
    choice: str
    moves_on: date | None


@dataclass(frozen=True)
class Offer:
    """`dates` is None where nothing would be left to do; `has_no_dates`: the hours of the plan allow none."""

    plan: StudyPlan
    version: CurriculumVersion
    horizon_days: int
    move: Move
    dates: Schedule | None
    has_no_dates: bool
    last_day_now: date | None


def offer_lines(plans: Iterable[StudyPlan]) -> dict[int, OfferLine]:
    """By plan, of plans read `with_offer`. Three queries where one of them follows an older version, else none.

    A version that leaves the plan's steps as they are is no offer: a mended guide is no news for a plan.
    """
    pairs = {
        plan.pk: (plan.version_id, offered)
        for plan in plans
        if plan.is_movable and (offered := vars(plan)["offered_id"]) not in {None, plan.version_id}
    }
    changed = differing(set(pairs.values()))
    pairs = {plan: pair for plan, pair in pairs.items() if pair in changed}
    if not pairs:
        return {}
    versions = CurriculumVersion.objects.only("number", "published_at").in_bulk({pk for pair in changed for pk in pair})
    chosen = {
        (choice.plan_id, choice.version_id): choice for choice in VersionChoice.objects.filter(plan__in=list(pairs))
    }
    return {
        plan: _line(versions[pinned], versions[offered], chosen.get((plan, offered)))
        for plan, (pinned, offered) in pairs.items()
        if versions[offered].number > versions[pinned].number
    }


def _line(pinned: CurriculumVersion, offered: CurriculumVersion, chosen: VersionChoice | None) -> OfferLine:
    return OfferLine(
        number=offered.number,
        pinned_number=pinned.number,
        published_at=offered.published_at,
        choice=chosen.choice if chosen else "",
        moves_on=chosen.moves_on if chosen else None,
    )


def differing(pairs: Collection[VersionPair]) -> set[VersionPair]:
    """Those pairs of versions whose steps are not the same; a version without steps offers nothing. One query, or none."""
    if not pairs:
        return set()
    steps = steps_by_version({version for pair in pairs for version in pair})
    return {(old, new) for old, new in pairs if steps.get(new) and not compare(steps.get(old, ()), steps[new]).is_empty}


def steps_by_version(versions: Collection[int]) -> dict[int, list[Content]]:
    """All steps of these versions, each in the order of its plan. One query."""
    found: dict[int, list[Content]] = {}
    rows = PlanStep.objects.filter(version__in=versions).select_related("phase")
    for step in rows.order_by("version", "phase__position", "phase", "position", "pk"):
        found.setdefault(step.version_id, []).append(_content(step, step.phase, step.phase.position, step.position))
    return found


def offer_of(
    plan: StudyPlan, version: CurriculumVersion, tasks: Sequence[Task], days_off: Iterable[DateRange], today: date
) -> Offer:
    """What moving `plan` to `version` today would make of it. `tasks` are all of the plan. Four queries."""
    phases = template_of(version)
    pinned = PlanPhase.objects.filter(version=plan.version_id).values_list("by_day", flat=True)
    horizon = horizon_in((phase.by_day for phase in phases), pinned, plan.horizon_days)
    days_off = tuple(days_off)
    linked = set(TaskLink.objects.filter(task__plan=plan).values_list("task", flat=True))
    found = move([held_of(task, linked) for task in tasks], _steps_within(phases, horizon))
    now = rest_of(plan, tasks, days_off, today)
    last_day_now = now.verdict.last_day if now else None
    try:
        dates = date_move(
            found,
            availability_of(plan, days_off),
            start=max(today, plan.start),
            exam_date=plan.exam_date if plan.exam_date and plan.exam_date > today else None,
            buffer_days=plan.buffer_days,
        )
    except ScheduleError:
        return Offer(plan, version, horizon, found, None, True, last_day_now)
    return Offer(plan, version, horizon, found, dates, False, last_day_now)


def held_of(task: Task, linked: Collection[int] = ()) -> Held:
    """`linked`: the tasks that have links."""
    return Held(
        content=Content(
            task.key,
            task.title,
            task.minutes,
            task.detail,
            task.kind,
            task.optional,
            task.phase_key,
            task.phase_title,
            task.phase_position,
            task.position,
        ),
        state=task.state,
        is_written=_is_written(task) or task.pk in linked,
        pinned=task.pinned,
        starts=task.starts,
        due=task.due,
        own=task.own,
        own_choice=task.optional_by_learner,
    )


def _is_written(task: Task) -> bool:
    return bool(task.note) or task.minutes_spent is not None or task.timer_started_at is not None


def _steps_within(phases: Iterable[PlanPhase], horizon: int) -> list[Content]:
    """Numbered as `learners.plans.writes.tasks_of` numbers the tasks of a new plan."""
    chosen = [phase for phase in phases if phase.by_day <= horizon]
    return [
        _content(step, phase, phase_position, position)
        for phase_position, phase in enumerate(chosen)
        for position, step in enumerate(phase.steps.all())
    ]


def _content(step: PlanStep, phase: PlanPhase, phase_position: int, position: int) -> Content:
    return Content(
        step.key,
        step.title,
        step.minutes,
        step.detail,
        step.kind,
        step.optional,
        phase.key,
        phase.title,
        phase_position,
        position,
    )

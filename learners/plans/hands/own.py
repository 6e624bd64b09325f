"""Tasks that learners add themselves. No version of the curriculum knows them, so none takes them away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from learners.plans.hands.hands import HandError, held_task
from learners.plans.models import StudyPlan, Task
from learners.plans.revisions.revising import Moment

OWN_PHASE = "own-tasks"
KEY = "own-"  # and the milliseconds since 1970
MOST_OWN = 200


@dataclass(frozen=True)
class OwnWords:
    """What a learner says of a task of their own."""

    title: str
    minutes: int
    kind: str


@dataclass(frozen=True)
class OwnWish(OwnWords):
    """`phase` is a key of the plan's phases, or OWN_PHASE."""

    phase: str
    day: date


def phase_choices(tasks: Iterable[Task]) -> list[tuple[str, str]]:
    """(key, title) of the plan's phases, the learner's own one last; `tasks` are all of the plan, in order."""
    phases = {task.phase_key: task.phase_title for task in tasks if task.phase_key != OWN_PHASE}
    return [*phases.items(), (OWN_PHASE, _("My own tasks"))]


@transaction.atomic
def add_own(moment: Moment, *, plan_pk: int, wish: OwnWish) -> Task:
    """Pinned to its day, at the end of its phase. Raises StudyPlan.DoesNotExist, and HandError where there are too many."""
    plans = StudyPlan.objects.visible_to(moment.learner).running()
    plan = plans.select_for_update().get(pk=plan_pk)
    tasks = list(Task.objects.for_plan_page(plan))
    if sum(task.own for task in tasks) >= MOST_OWN:
        raise HandError(_("A plan holds %(most)d tasks of your own. Remove one first.") % {"most": MOST_OWN})
    task = _placed(Task(plan=plan, own=True, pinned=True), wish.phase, tasks)
    task.key = _key(tasks, moment)
    task.title, task.minutes, task.kind = wish.title, wish.minutes, wish.kind
    task.starts = task.due = wish.day
    task.save()
    plan.refresh_summary()
    return task


@transaction.atomic
def edit_own(moment: Moment, *, plan_pk: int, task_pk: int, wish: OwnWords) -> Task:
    task = _held_own(moment, plan_pk, task_pk)
    task.title, task.minutes, task.kind = wish.title, wish.minutes, wish.kind
    task.save(update_fields=["title", "minutes", "kind"])
    task.plan.refresh_summary()
    return task


@transaction.atomic
def remove_own(moment: Moment, *, plan_pk: int, task_pk: int) -> Task:
    """With its note, its links and the minutes spent on it: the page before has asked."""
    task = _held_own(moment, plan_pk, task_pk)
    Task.objects.filter(pk=task.pk).delete()
    task.plan.refresh_summary()
    return task


def _held_own(moment: Moment, plan_pk: int, task_pk: int) -> Task:
    task = held_task(moment, plan_pk=plan_pk, task_pk=task_pk)
    if not task.own:
        raise Task.DoesNotExist
    return task


def added_at(key: str) -> datetime | None:
    """When an own task was added, as its key says; None for any other key."""
    number = key.removeprefix(KEY)
    return datetime.fromtimestamp(int(number) / 1000, UTC) if key.startswith(KEY) and number.isdecimal() else None


def _key(tasks: Iterable[Task], moment: Moment) -> str:
    """Never used before in this plan, nor by one that was removed: older revisions speak of tasks by their keys."""
    taken = {task.key for task in tasks}
    number = int(moment.now.timestamp() * 1000)
    while f"{KEY}{number}" in taken:
        number += 1
    return f"{KEY}{number}"


def _placed(task: Task, phase: str, tasks: Sequence[Task]) -> Task:
    members = [one for one in tasks if one.phase_key == phase]
    if members:
        last = members[-1]
        task.phase_key, task.phase_title = last.phase_key, last.phase_title
        task.phase_position, task.position = last.phase_position, last.position + 1
        return task
    task.phase_key, task.phase_title = OWN_PHASE, _("My own tasks")
    task.phase_position = max((one.phase_position for one in tasks), default=-1) + 1
    return task

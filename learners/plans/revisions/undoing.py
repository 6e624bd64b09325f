"""Puts back what a revision changed, for 14 days. The undo is a revision of its own.

The rule:
- A later change that touched the same tasks or the same settings of the plan, and is not undone itself, stands in the way:
  it is undone first. So does a later move to a newer version of the curriculum.
- A task goes back only while it is as the revision left it. What is done by now, was changed otherwise or is gone stays as
  it is, and is named.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.revisions.revising import TASK_FIELDS, Moment, revised
from learners.plans.words import day_words

Why = PlanRevision.Why
DAYS = 14
UNDOABLE = (
    Why.HELD_DATE,
    Why.HELD_HOURS,
    Why.DROPPED_OPTIONAL,
    Why.RESCHEDULED,
    Why.PAUSED,
    Why.RESUMED,
    Why.BY_HAND,
)
DAYS_OF = {"start", "exam_date", "paused_on", "resumes_on", "starts", "due"}  # kept as ISO
MOVES = (Why.MOVED_NOW, Why.MOVED_LATER)
NEVER = {
    Why.EXAM_BOOKED: gettext_lazy("An exam date that was booked is not undone here: change or cancel the booking."),
    Why.UNDONE: gettext_lazy("An undo is not undone itself. Make the change again instead."),
}


class UndoRefusedError(Exception):
    """Its text is a sentence for the learner."""


@dataclass(frozen=True, slots=True)
class Undone:
    """`stayed`: titles of the tasks, and whether settings of the plan, that were not put back."""

    stayed: tuple[str, ...]
    settings_stayed: bool


def refusal(revision: PlanRevision, revisions: Iterable[PlanRevision], plan: StudyPlan, moment: Moment) -> str:
    """Why it can't be undone now, as a sentence; empty where it can. `revisions` are all of the plan."""
    if not plan.is_running:
        return _("This plan is over. Nothing in it changes any more.")
    if sentence := _too_late(revision, moment):
        return sentence
    later = next((one for one in _newest_first(revisions) if _stands_in_the_way(one, revision)), None)
    if later is None:
        return ""
    day = day_words(moment.learner.local_date(later.at), moment.today)
    values = {"change": later.get_why_display(), "day": day}
    if later.why in MOVES:
        return _("The plan has moved on since: %(change)s on %(day)s. What was before can't be put back.") % values
    return _("The plan has moved on since: %(change)s on %(day)s touched the same. Undo that first.") % values


def _too_late(revision: PlanRevision, moment: Moment) -> str:
    if revision.undone_at:
        return _("This is undone already.")
    if revision.why not in UNDOABLE or not revision.undo:
        return str(NEVER.get(Why(revision.why), _("A move to a newer version is not undone.")))
    if moment.now - revision.at > timedelta(days=DAYS):
        return _("A change can be undone for 14 days. This one is older.")
    return ""


@transaction.atomic
def undo(plan_pk: int, revision_pk: int, moment: Moment) -> Undone:
    """Raises UndoRefusedError, StudyPlan.DoesNotExist and PlanRevision.DoesNotExist where it is not the learner's."""
    plan = StudyPlan.objects.visible_to(moment.learner).select_for_update().get(pk=plan_pk)
    revision = plan.revisions.get(pk=revision_pk)
    if sentence := refusal(revision, plan.revisions.all(), plan, moment):
        raise UndoRefusedError(sentence)
    changed = _changes(revision)
    tasks = {task.key: task for task in plan.tasks.select_for_update().filter(key__in=changed["tasks"])}
    back = {key: pairs for key, pairs in changed["tasks"].items() if _is_as_left(tasks.get(key), pairs)}
    settings = {name: pair for name, pair in changed["plan"].items() if _json(getattr(plan, name)) == pair[1]}
    if not back and not settings:
        raise UndoRefusedError(_("Nothing of it is left to put back: what it changed is done or was changed since."))
    with revised(plan, moment, Why.UNDONE):
        _put_tasks_back([tasks[key] for key in back], back)
        _put_settings_back(plan, settings, moment.today)
    revision.undone_at = moment.now
    revision.save(update_fields=["undone_at"])
    titles = revision.diff.get("titles", {})
    stayed = [key for key in changed["tasks"] if key not in back]
    return Undone(tuple(titles.get(key, key) for key in stayed), len(settings) < len(changed["plan"]))


def _newest_first(revisions: Iterable[PlanRevision]) -> list[PlanRevision]:
    return sorted(revisions, key=lambda one: (one.at, one.pk), reverse=True)


def _stands_in_the_way(later: PlanRevision, revision: PlanRevision) -> bool:
    """An undo and what it undid are out of the way together."""
    if later.pk <= revision.pk or later.undone_at or later.why == Why.UNDONE:
        return False
    if later.why in MOVES:
        return True
    changed = _changes(revision)
    return any(later.diff.get(part, {}).keys() & changed[part].keys() for part in ("plan", "tasks"))


def _changes(revision: PlanRevision) -> dict[str, Any]:
    return revision.undo or {"plan": {}, "tasks": {}}


def _is_as_left(task: Task | None, pairs: dict[str, list[Any]]) -> bool:
    if task is None or task.is_done:
        return False
    return all(_json(getattr(task, name)) == after for name, (_before, after) in pairs.items())


def _put_tasks_back(tasks: list[Task], back: dict[str, dict[str, list[Any]]]) -> None:
    for task in tasks:
        for name, (before, _after) in back[task.key].items():
            setattr(task, name, _value(name, before))
    Task.objects.bulk_update(tasks, TASK_FIELDS, batch_size=500)


def _put_settings_back(plan: StudyPlan, settings: dict[str, list[Any]], today: date) -> None:
    for name, (before, _after) in settings.items():
        setattr(plan, name, _value(name, before))
    if plan.resumes_on and plan.resumes_on <= today:
        plan.resumes_on = None  # else the next minute would resume it again
    plan.save(update_fields=sorted({*settings, "resumes_on"}))


def _value(name: str, kept: Any) -> Any:
    return date.fromisoformat(kept) if kept and name in DAYS_OF else kept


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

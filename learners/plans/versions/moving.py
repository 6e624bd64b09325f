"""Writes that follow an offered version: the learner's choice, the move itself, and the moves that were put off."""

import logging
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from certifications.models import CurriculumVersion
from learners.plans.models import PlanRevision, StudyPlan, Task, VersionChoice
from learners.plans.revisions.revising import Moment
from learners.plans.schedule import ScheduleError
from learners.plans.versions.moves import Content, Held
from learners.plans.versions.offers import Offer, offer_of
from learners.profiles.days_off import days_off_of

log = logging.getLogger(__name__)
Choice = VersionChoice.Choice

BATCH = 500
TAKEN_OVER = (
    "title",
    "minutes",
    "detail",
    "kind",
    "optional",
    "phase_key",
    "phase_title",
    "phase_position",
    "position",
)
WRITTEN = (*TAKEN_OVER, "state", "starts", "due")


class StaleOfferError(LookupError):
    """The version is not the current one any more."""


def monday_after(day: date) -> date:
    return day + timedelta(days=7 - day.weekday())


@transaction.atomic
def choose(moment: Moment, *, plan_pk: int, version_pk: int, choice: Choice) -> StudyPlan:
    """Writes the choice down and, for “move now”, moves. Chosen twice, it is done once.

    Raises StudyPlan.DoesNotExist, StaleOfferError, and ScheduleError where the plan's hours allow no dates.
    """
    plans = StudyPlan.objects.visible_to(moment.learner).running()
    plan = plans.select_for_update().get(pk=plan_pk)
    if plan.version_id == version_pk:
        return plan
    if not plan.is_movable:
        raise StudyPlan.DoesNotExist
    version = _current(plan, version_pk)
    later = monday_after(moment.today) if choice == Choice.MOVE_LATER else None
    VersionChoice.objects.update_or_create(
        plan=plan, version=version, defaults={"choice": choice, "decided_at": moment.now, "moves_on": later}
    )
    if choice == Choice.MOVE_NOW:
        _move(plan, version, moment, PlanRevision.Why.MOVED_NOW)
    return plan


def move_due(now: datetime) -> int:
    """Moves the plans whose chosen day has come on their learner's calendar. One transaction each: nobody waits for another."""
    waiting = (
        VersionChoice.objects.filter(
            choice=Choice.MOVE_LATER,
            moves_on__lte=now.date() + timedelta(days=1),
            version=F("plan__certification__current_version"),
            plan__in=StudyPlan.objects.movable(),
        )
        .exclude(plan__version=F("version"))
        .select_related("plan__learner")
    )
    return sum(_move_if_due(choice, now) for choice in waiting.order_by("moves_on", "pk")[:BATCH])


def _move_if_due(choice: VersionChoice, now: datetime) -> bool:
    try:
        moment = Moment(choice.plan.learner, now)
        return bool(choice.moves_on and choice.moves_on <= moment.today and _move_later(choice, moment))
    except Exception:
        log.exception("The plan %d could not be moved; it is tried again.", choice.plan_id)
        return False


@transaction.atomic
def _move_later(choice: VersionChoice, moment: Moment) -> bool:
    """False where another tick has the plan in hand, or something changed since the choice was read."""
    plans = StudyPlan.objects.movable().exclude(version=choice.version_id)
    plan = plans.select_for_update(skip_locked=True).filter(pk=choice.plan_id).first()
    still = VersionChoice.objects.filter(pk=choice.pk, choice=Choice.MOVE_LATER, moves_on=choice.moves_on)
    if plan is None or not still.exists():
        return False
    try:
        version = _current(plan, choice.version_id)
        _move(plan, version, moment, PlanRevision.Why.MOVED_LATER)
    except StaleOfferError:
        return False
    except ScheduleError:
        choice.delete()  # the offer is open again, and its page says why it can't be dated
        return False
    return True


def _current(plan: StudyPlan, version_pk: int) -> CurriculumVersion:
    version = CurriculumVersion.objects.filter(current_for=plan.certification_id, pk=version_pk).first()
    if version is None:
        raise StaleOfferError
    return version


def _move(plan: StudyPlan, version: CurriculumVersion, moment: Moment, why: PlanRevision.Why) -> None:
    """The plan's row is locked. The summary is made anew, `version` and horizon follow, a revision says what changed."""
    tasks = list(Task.objects.for_plan_page(plan))
    offer = offer_of(plan, version, tasks, days_off_of(moment.learner, moment.today), moment.today)
    if offer.has_no_dates:
        raise ScheduleError("The plan's hours allow no dates.")
    before = {task.key: (task.starts, task.due) for task in tasks}
    plan.tasks.filter(key__in=[gone.key for gone in offer.move.removed]).delete()
    after = _write_tasks(plan, offer, {task.key: task for task in tasks})
    numbers = (plan.version.number, version.number)
    plan.version, plan.horizon_days = version, offer.horizon_days
    plan.save(update_fields=["version", "horizon_days"])
    plan.refresh_summary()
    PlanRevision.objects.create(
        plan=plan, at=moment.now, by_id=moment.learner.user_id, why=why, diff=diff_of(offer, numbers, before, after)
    )


def _write_tasks(plan: StudyPlan, offer: Offer, tasks: dict[str, Task]) -> list[Task]:
    dates = {dated.key: (dated.starts, dated.due) for dated in offer.dates.dates} if offer.dates else {}
    after = [
        _taken_over(tasks.get(held.content.key) or Task(plan=plan, key=held.content.key), held)
        for held in offer.move.tasks
    ]
    for task in after:
        if task.is_todo:
            task.starts, task.due = dates[task.key]
    Task.objects.bulk_update([task for task in after if task.pk], WRITTEN)
    Task.objects.bulk_create([task for task in after if not task.pk])
    return after


def _taken_over(task: Task, held: Held) -> Task:
    for name in TAKEN_OVER:
        setattr(task, name, getattr(held.content, name))
    task.state = held.state
    return task


def diff_of(
    offer: Offer, numbers: tuple[int, int], before: dict[str, tuple[date, date]], after: list[Task]
) -> dict[str, Any]:
    """What a PlanRevision keeps. Pairs are [before, after], days ISO, minutes of the plan without skipped tasks."""
    found = offer.move
    last_day = offer.dates.verdict.last_day if offer.dates else None
    return {
        "version": list(numbers),
        "minutes": [found.minutes_before, found.minutes_after],
        "minutes_done": found.minutes_done,
        "percent": [found.percent_before, found.percent_after],
        "last_day": [_iso(offer.last_day_now), _iso(last_day)],
        "added": [_named(one) for one in found.added],
        "changed": [
            {
                **_named(change.after),
                "fields": {name: [getattr(change.before, name), getattr(change.after, name)] for name in change.fields},
            }
            for change in found.changed
        ],
        "removed": [_named(one) for one in found.removed],
        "set_aside": [_named(one) for one in found.set_aside],
        "dates": [
            {"key": task.key, "title": task.title, "due": [_iso(before[task.key][1]), _iso(task.due)]}
            for task in after
            if task.key in before and before[task.key] != (task.starts, task.due)
        ],
    }


def _named(content: Content) -> dict[str, Any]:
    return {"key": content.key, "title": content.title, "minutes": content.minutes}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

"""A pause and its end. While it lasts nothing is overdue and no mail is sent; the end gives new dates to what is to do."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from learners.plans.models import PlanRevision, StudyPlan
from learners.plans.revisions.dating import redate
from learners.plans.revisions.revising import Moment, revised
from learners.plans.schedule import ScheduleError

log = logging.getLogger(__name__)
State = StudyPlan.State
PAUSE = ("state", "paused_on", "resumes_on")
BATCH = 500


@dataclass(frozen=True, slots=True)
class Resumed:
    """`is_dated`: its tasks have new days. `fits`: they end before the exam, if there is one."""

    plan: StudyPlan
    is_dated: bool
    fits: bool


@transaction.atomic
def pause(moment: Moment, *, plan_pk: int, resumes_on: date | None) -> StudyPlan:
    """A paused plan stays paused since the day it was, and gets the new day of return. Raises StudyPlan.DoesNotExist."""
    plan = StudyPlan.objects.visible_to(moment.learner).running().select_for_update().get(pk=plan_pk)
    with revised(plan, moment, PlanRevision.Why.PAUSED):
        plan.paused_on = plan.paused_on or moment.today
        plan.state, plan.resumes_on = State.PAUSED, resumes_on
        plan.save(update_fields=PAUSE)
    return plan


@transaction.atomic
def resume(moment: Moment, *, plan_pk: int) -> Resumed:
    """A plan that runs stays as it is: two windows resume once. Raises StudyPlan.DoesNotExist."""
    plan = StudyPlan.objects.visible_to(moment.learner).running().select_for_update().get(pk=plan_pk)
    if plan.state != State.PAUSED:
        return Resumed(plan, is_dated=True, fits=True)
    return _resume(plan, moment)


def resume_due(now: datetime) -> int:
    """Resumes the plans whose day of return has come on their learner's calendar. One transaction each."""
    waiting = StudyPlan.objects.filter(state=State.PAUSED, resumes_on__lte=now.date() + timedelta(days=1))
    return sum(
        _resume_if_due(plan, now) for plan in waiting.select_related("learner").order_by("resumes_on", "pk")[:BATCH]
    )


def _resume_if_due(plan: StudyPlan, now: datetime) -> bool:
    try:
        moment = Moment(plan.learner, now)
        return bool(plan.resumes_on and plan.resumes_on <= moment.today and _resume_now(plan, moment))
    except Exception:
        log.exception("The plan %d could not be resumed; it is tried again.", plan.pk)
        return False


@transaction.atomic
def _resume_now(read: StudyPlan, moment: Moment) -> bool:
    """False where another tick has the plan in hand, or its pause changed since it was read."""
    same = StudyPlan.objects.filter(pk=read.pk, state=State.PAUSED, resumes_on=read.resumes_on)
    plan = same.select_for_update(skip_locked=True).first()
    if plan is None:
        return False
    _resume(plan, moment)
    return True


def _resume(plan: StudyPlan, moment: Moment) -> Resumed:
    """Where its hours allow no dates it goes on with those it had: a plan is not held back by that."""
    is_dated = True
    with revised(plan, moment, PlanRevision.Why.RESUMED):
        plan.state, plan.paused_on, plan.resumes_on = State.ACTIVE, None, None
        plan.save(update_fields=PAUSE)
        try:
            redate(plan, moment)
        except ScheduleError:
            is_dated = False
    return Resumed(plan, is_dated, is_dated and _ends_in_time(plan))


def _ends_in_time(plan: StudyPlan) -> bool:
    if plan.exam_date is None or plan.last_due is None:
        return True
    return plan.last_due < plan.exam_date - timedelta(days=plan.buffer_days)

"""A quiet word when all of a plan is done: once for each plan, for whoever wants it."""

from datetime import datetime

from learners.plans.models import StudyPlan
from learners.profiles.models import Learner


def celebrate(plan: StudyPlan, learner: Learner, *, now: datetime) -> bool:
    """Whether this look at the plan is the one that celebrates. Two tabs celebrate once.

    Only a plan of which all is done costs a statement. What an exam closed has its own page for that.
    """
    is_all_done = plan.is_running and plan.next_due is None and plan.minutes_done > 0
    if not is_all_done or plan.celebrated_at is not None or not learner.celebrations:
        return False
    unseen = StudyPlan.objects.filter(pk=plan.pk, celebrated_at=None, next_due=None)
    is_first = bool(unseen.update(celebrated_at=now))
    plan.celebrated_at = now
    return is_first

"""Members for the tests of a team's figures."""

from typing import Any

from certifications.models import Certification
from learners.plans.models import StudyPlan, TimeEntry
from learners.profiles.models import Learner
from learners.teams.models import Membership, Team
from tests.factories import MONDAY, make_attempt, make_learner, make_membership, make_plan

DONE = {"state": "done"}


def members(team: Team, count: int = 5, **fields: Any) -> list[Learner]:
    found = [make_learner() for _number in range(count)]
    for learner in found:
        make_membership(team, learner, **fields)
    return found


def hidden(team: Team, count: int = 5) -> list[Learner]:
    """Who show only their status."""
    return members(team, count, visibility=Membership.Visibility.STATUS)


def plan_all(people: list[Learner], *tasks: dict[str, Any], certification: Certification | None = None, **fields: Any):
    """A plan of these tasks for each."""
    plans = [make_plan(learner, certification, tasks=tasks, **fields) for learner in people]
    for plan in plans:
        plan.refresh_summary()
    return plans


def log_all(plans: list[StudyPlan]) -> None:
    """Seven minutes of each plan on its first task."""
    for plan in plans:
        TimeEntry.objects.create(task=plan.tasks.order_by("pk")[0], day=MONDAY, minutes=7)


def sit_all(people: list[Learner], certification: Certification, *states: str) -> None:
    for learner, state in zip(people, states, strict=True):
        make_attempt(learner, certification, state=state)

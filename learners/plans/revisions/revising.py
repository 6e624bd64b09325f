"""Puts on record what changed in a plan, with what is needed to put it back. Every change of dates goes through `revised`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from learners.plans.models import PlanRevision, StudyPlan
from learners.profiles.models import Learner

PLAN_FIELDS = ("state", "start", "exam_date", "buffer_days", "paused_on", "resumes_on", *StudyPlan.WEEKDAYS)
TASK_FIELDS = ("state", "starts", "due", "pinned", "optional", "optional_by_learner")


@dataclass(frozen=True)
class Moment:
    """Who acts, when, and what day that is to the learner."""

    learner: Learner
    now: datetime

    @property
    def today(self) -> date:
        return self.learner.local_date(self.now)


@contextmanager
def revised(plan: StudyPlan, moment: Moment, why: PlanRevision.Why) -> Iterator[None]:
    """Of a plan whose row is locked: writes a PlanRevision of what the block changes, refreshes the summary.

    A block that changes nothing leaves no revision.
    """
    before = _facts(plan)
    yield
    plan.refresh_summary()
    after = _facts(plan)
    diff: dict[str, Any] = {
        "plan": _changed(before["plan"], after["plan"]),
        "tasks": {
            key: _changed(facts, after["tasks"][key])
            for key, facts in before["tasks"].items()
            if key in after["tasks"] and after["tasks"][key] != facts
        },
        "titles": {
            key: title for key, title in after["titles"].items() if before["tasks"].get(key) != after["tasks"][key]
        },
        "last_day": [before["last_day"], after["last_day"]],
        "minutes_a_week": [before["minutes_a_week"], after["minutes_a_week"]],
    }
    if "state" in diff["plan"]:
        Learner.objects.filter(pk=plan.learner_id).look_again()
    if diff["plan"] or diff["tasks"]:
        undo = {"plan": diff["plan"], "tasks": diff["tasks"]}
        PlanRevision.objects.create(
            plan=plan, at=moment.now, by_id=moment.learner.user_id, why=why, diff=diff, undo=undo
        )


def _facts(plan: StudyPlan) -> dict[str, Any]:
    kept = StudyPlan.objects.values(*PLAN_FIELDS).get(pk=plan.pk)
    rows = list(plan.tasks.order_by("phase_position", "position", "pk").values("key", "title", *TASK_FIELDS))
    open_days = [row["due"] for row in rows if row["state"] == "todo"]
    return {
        "plan": {name: _json(value) for name, value in kept.items()},
        "tasks": {row["key"]: {name: _json(row[name]) for name in TASK_FIELDS} for row in rows},
        "titles": {row["key"]: row["title"] for row in rows},
        "last_day": _json(max(open_days, default=None)),
        "minutes_a_week": sum(kept[day] for day in StudyPlan.WEEKDAYS),
    }


def _changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """Pairs of [before, after], days ISO."""
    return {name: [value, after[name]] for name, value in before.items() if after[name] != value}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

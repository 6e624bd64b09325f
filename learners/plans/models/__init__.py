"""Study plans, their tasks, and the record of how they changed."""

from learners.plans.models.plan import SUMMARY, StudyPlan, StudyPlanQuerySet, summary_expressions
from learners.plans.models.revision import PlanRevision, VersionChoice
from learners.plans.models.task import NOTE_LENGTH, Task, TaskQuerySet

__all__ = [
    "NOTE_LENGTH",
    "SUMMARY",
    "PlanRevision",
    "StudyPlan",
    "StudyPlanQuerySet",
    "Task",
    "TaskQuerySet",
    "VersionChoice",
    "summary_expressions",
]

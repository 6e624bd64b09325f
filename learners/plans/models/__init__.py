"""Study plans, their tasks, and the record of how they changed."""

from learners.plans.models.plan import SUMMARY, StudyPlan, StudyPlanQuerySet, summary_expressions
from learners.plans.models.revision import PlanRevision, VersionChoice
from learners.plans.models.task import NOTE_LENGTH, Task, TaskLink, TaskQuerySet, TimeEntry

__all__ = [
    "NOTE_LENGTH",
    "SUMMARY",
    "PlanRevision",
    "StudyPlan",
    "StudyPlanQuerySet",
    "Task",
    "TaskLink",
    "TaskQuerySet",
    "TimeEntry",
    "VersionChoice",
    "summary_expressions",
]

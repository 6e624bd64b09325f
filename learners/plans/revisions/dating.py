"""New dates for what is to do, from today on. Of a plan whose row the caller has locked."""

from learners.plans.drafts import rest_of
from learners.plans.models import StudyPlan, Task
from learners.plans.revisions.revising import Moment
from learners.plans.schedule import Schedule, ScheduleError
from learners.profiles.days_off import days_off_of


def redate(plan: StudyPlan, moment: Moment) -> Schedule | None:
    """What is done or pinned to a day to come stays. None where nothing is left to do.

    Raises ScheduleError, and writes nothing, where the plan's hours allow no dates.
    """
    tasks = list(Task.objects.for_plan_page(plan))
    todo = {task.key: task for task in tasks if task.is_todo}
    if not todo:
        return None
    found = rest_of(plan, tasks, days_off_of(moment.learner, moment.today), moment.today)
    if found is None:
        raise ScheduleError("The plan's hours allow no dates.")
    for dated in found.dates:
        if dated.key in todo:
            todo[dated.key].starts, todo[dated.key].due = dated.starts, dated.due
    Task.objects.bulk_update(todo.values(), ["starts", "due"], batch_size=500)
    return found

"""What a learner reads when they move a task by hand: why it can't be, or what is worth knowing about the new day."""

from datetime import date

from django.utils.translation import gettext as _

from certifications.templatetags.catalogue import duration
from learners.plans.hands.free_days import AHEAD, FreeDays
from learners.plans.models import StudyPlan, Task
from learners.plans.schedule import Availability
from learners.plans.words import day_words


def state_refusal(task: Task) -> str:
    """Why a task can't be moved at all; empty where it can."""
    if task.is_done:
        return _("“%(task)s” is done. What is done keeps its day.") % {"task": task.title}
    if not task.is_todo:
        return _("“%(task)s” is skipped. Take it up again first, then move it.") % {"task": task.title}
    return ""


def day_refusal(task: Task, to: date, free: FreeDays, today: date) -> str:
    """Why a task can't be moved to that day, and where it can go; empty where it can."""
    if free.holds(to):
        return ""
    if free.is_empty and free.later:
        return _no_day(task, free, today)
    if free.is_empty:
        return _why_not(task, today, free, today)
    return " ".join((_why_not(task, to, free, today), range_words(task, free, today)))


def range_words(task: Task, free: FreeDays, today: date) -> str:
    values = {"task": task.title, "first": day_words(free.first, today), "last": day_words(free.last, today)}
    if free.first == free.last:
        return _("“%(task)s” can go to %(first)s only.") % values
    if free.last == today + AHEAD:
        return _("“%(task)s” can go to any day from %(first)s on.") % values
    return _("“%(task)s” can go to any day from %(first)s to %(last)s.") % values


def remarks(task: Task, plan: StudyPlan, availability: Availability, load: int, today: date) -> list[str]:
    """About the day on which the task lies now. `load`: the minutes of that day, this task's among them."""
    day, room = task.due, availability.minutes_on(task.due)
    values = {"day": day_words(day, today), "load": duration(load), "room": duration(room)}
    found = []
    if any(first <= day <= last for first, last in availability.days_off):
        found.append(_("%(day)s is a day off.") % values)
    elif not room:
        found.append(_("%(day)s is a day without study time in this plan.") % values)
    elif load > room:
        found.append(_("%(day)s holds %(load)s of work now, and you have %(room)s.") % values)
    if plan.exam_date and day >= plan.exam_date:
        found.append(_("That is not before the exam on %(exam)s.") % {"exam": day_words(plan.exam_date, today)})
    return found


def _why_not(task: Task, to: date, free: FreeDays, today: date) -> str:
    values = {"task": task.title, "day": day_words(to, today)}
    if to < today:
        return _("%(day)s is past.") % values
    if to > today + AHEAD:
        return _("%(day)s is more than two years ahead.") % values
    if free.earlier and to < free.first:
        values |= {"other": free.earlier.title, "other_day": day_words(free.earlier.due, today)}
        return _("“%(other)s” comes before “%(task)s” and is due on %(other_day)s.") % values
    other = free.later
    values |= {"other": other.title if other else "", "other_day": day_words(other.starts if other else None, today)}
    return _("“%(other)s” comes after “%(task)s” and begins on %(other_day)s.") % values


def _no_day(task: Task, free: FreeDays, today: date) -> str:
    earlier, later = free.earlier, free.later
    return _(
        "No day is free for “%(task)s”: “%(earlier)s” comes before it and is due on %(due)s, “%(later)s” comes after it and "
        "begins on %(starts)s. Move one of them first."
    ) % {
        "task": task.title,
        "earlier": earlier.title if earlier else "",
        "due": day_words(earlier.due if earlier else None, today),
        "later": later.title if later else "",
        "starts": day_words(later.starts if later else None, today),
    }

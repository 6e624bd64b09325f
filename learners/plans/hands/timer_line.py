"""The running timer as a page shows it: since when, and how long that is at this moment."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from learners.plans.models import Task


@dataclass(frozen=True, slots=True)
class TimerLine:
    """`seconds` have passed when the page is made; `static/js/timer.js` counts on from there."""

    task: Task
    since: str
    seconds: int


def timer_line(task: Task | None, now: datetime, zone: ZoneInfo) -> TimerLine | None:
    """Of the task whose timer runs; by the learner's clock."""
    if task is None or task.timer_started_at is None:
        return None
    started = task.timer_started_at.astimezone(zone)
    hour = date_format(started, "H:i")
    if started.date() != now.astimezone(zone).date():
        hour = _("%(day)s, %(hour)s") % {"day": date_format(started, "D j M"), "hour": hour}
    return TimerLine(task, hour, max(0, int((now - task.timer_started_at).total_seconds())))

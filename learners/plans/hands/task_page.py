"""What the page of one task shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from certifications.templatetags.catalogue import duration
from learners.plans.drafts import availability_of
from learners.plans.hands.free_days import FreeDays
from learners.plans.hands.hands import free_days_of, loads_of
from learners.plans.hands.timer_line import TimerLine, timer_line
from learners.plans.hands.words import range_words
from learners.plans.models import StudyPlan, Task, TaskLink, TimeEntry
from learners.plans.rows import TaskRow, row_maker
from learners.plans.schedule import DateRange
from learners.plans.words import worded

CHOICES, LOOK_AHEAD = 6, 60


@dataclass(frozen=True, slots=True)
class DayChoice:
    day: date
    words: str


@dataclass(frozen=True)
class Clock:
    """Now, in the learner's zone, and the task whose timer runs."""

    now: datetime
    zone: ZoneInfo
    timed: Task | None


@dataclass(frozen=True)
class TaskPage:
    """`timer` is that of this task, `other_timer` the one that runs elsewhere. `first` and `last`: the free days, ISO."""

    plan: StudyPlan
    task: Task
    row: TaskRow
    before: Task | None
    after: Task | None
    first: str
    last: str
    range: str
    days: tuple[DayChoice, ...]
    spent: str
    entries: Sequence[TimeEntry]
    links: Sequence[TaskLink]
    timer: TimerLine | None
    other_timer: TimerLine | None

    @property
    def can_change(self) -> bool:
        return self.plan.is_running

    @property
    def can_move(self) -> bool:
        return self.plan.is_running and self.task.is_todo


def task_page(
    task: Task,
    tasks: Sequence[Task],
    days_off: Sequence[DateRange],
    *,
    clock: Clock,
) -> TaskPage:
    """`tasks` are all of the plan, in order, `task` one of them with its plan. Two queries."""
    today = clock.now.astimezone(clock.zone).date()
    index = next(number for number, one in enumerate(tasks) if one.pk == task.pk)
    free = free_days_of(task, tasks, today)
    timer = timer_line(clock.timed, clock.now, clock.zone)
    is_mine = timer is not None and timer.task.pk == task.pk
    return TaskPage(
        plan=task.plan,
        task=task,
        row=row_maker(today)(task, task.plan),
        before=tasks[index - 1] if index else None,
        after=tasks[index + 1] if index + 1 < len(tasks) else None,
        first="" if free.is_empty else free.first.isoformat(),
        last="" if free.is_empty else free.last.isoformat(),
        range="" if free.is_empty else range_words(task, free, today),
        days=tuple(_days(task, tasks, free, days_off)),
        spent=duration(task.minutes_spent) if task.minutes_spent else "",
        entries=list(task.time_entries.order_by("-day")),
        links=list(task.links.all()),
        timer=timer if is_mine else None,
        other_timer=None if is_mine else timer,
    )


def _days(task: Task, tasks: Sequence[Task], free: FreeDays, days_off: Sequence[DateRange]) -> list[DayChoice]:
    """The next free days with study time left."""
    loads = loads_of([one for one in tasks if one.pk != task.pk], task.plan, days_off)
    availability = availability_of(task.plan, days_off)
    found: list[DayChoice] = []
    for number in range(LOOK_AHEAD):
        day = free.first + timedelta(days=number)
        if day > free.last or len(found) == CHOICES:
            break
        room = availability.minutes_on(day) - loads.get(day, 0)
        if room > 0 and (task.starts, task.due) != (day, day):
            found.append(DayChoice(day, _day_words(day, room)))
    return found


def _day_words(day: date, room: int) -> str:
    return _("%(day)s: %(room)s free") % {"day": worded(day, "D j M"), "room": duration(room)}

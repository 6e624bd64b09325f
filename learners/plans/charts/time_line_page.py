"""What the page of a plan's time line shows: the picture, and the same in tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certifications.templatetags.catalogue import duration
from learners.plans.charts.axis import Axis
from learners.plans.charts.time_line import Around, Mark, Name, Piece, TimeLine, draw
from learners.plans.hands.hands import loads_of
from learners.plans.models import StudyPlan, Task
from learners.plans.schedule import Availability, DateRange
from learners.plans.weeks import Week, weeks
from learners.plans.words import day_words, worded

SHOWN_OPEN = 120  # tasks; of a longer plan the phases are closed
MARKS = {
    Mark.DONE: gettext_lazy("done"),
    Mark.TODO: gettext_lazy("to do"),
    Mark.OVERDUE: gettext_lazy("overdue"),
    Mark.SKIPPED: gettext_lazy("skipped"),
}


@dataclass(frozen=True, slots=True)
class Row:
    address: str
    title: str
    starts: str
    due: str
    minutes: str
    state: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class PhaseTable:
    title: str
    days: str
    done: str
    total: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class TimeLinePage:
    """`days` are (x, words) of the names along the top; `pauses` are sentences."""

    plan: StudyPlan
    summary: tuple[str, ...]
    picture: TimeLine | None
    days: tuple[tuple[int, str], ...]
    marks: tuple[tuple[Mark, str], ...]
    phases: tuple[PhaseTable, ...]
    weeks: tuple[Week, ...]
    is_open: bool


def time_line_page(
    plan: StudyPlan, tasks: Sequence[Task], days_off: Sequence[DateRange], pauses: Sequence[DateRange], today: date
) -> TimeLinePage:
    """`tasks` are all of the plan, in order; `pauses` as `all_pauses` gives them."""
    around = around_of(plan, pauses, today)
    pieces = [piece_of(task, plan, today) for task in tasks]
    found = _weeks(plan, tasks, (*days_off, *pauses)) if tasks else ()
    picture = _worded(draw(pieces, found, around), plan, today) if tasks else None
    return TimeLinePage(
        plan=plan,
        summary=tuple(_summary(plan, tasks, around)),
        picture=picture,
        days=axis_words(picture.axis, picture.days) if picture else (),
        marks=tuple((mark, str(MARKS[mark])) for mark in picture.marks) if picture else (),
        phases=tuple(_phases(plan, tasks, today)),
        weeks=found,
        is_open=len(tasks) <= SHOWN_OPEN,
    )


def all_pauses(closed: Iterable[DateRange], plan: StudyPlan, today: date) -> tuple[DateRange, ...]:
    """Those that are over, and the one that lasts, as far as it is known to reach."""
    if plan.paused_on is None or not plan.is_running:
        return tuple(closed)
    return (*closed, (plan.paused_on, max(plan.paused_on, today)))


def around_of(plan: StudyPlan, pauses: Sequence[DateRange], today: date) -> Around:
    return Around(
        start=plan.start,
        today=today,
        shows_today=plan.is_running,
        exam_date=plan.exam_date,
        buffer_days=plan.buffer_days,
        pauses=tuple(pauses),
    )


def piece_of(task: Task, plan: StudyPlan, today: date) -> Piece:
    is_overdue = task.is_overdue(today) and plan.state == StudyPlan.State.ACTIVE
    mark = Mark.OVERDUE if is_overdue else Mark(task.state)
    return Piece(task.phase_position, task.phase_title, task.title, mark, task.starts, task.due)


def axis_words(axis: Axis, days: Iterable[tuple[int, date]]) -> tuple[tuple[int, str], ...]:
    """Days of a month while weeks are named, else months; the year where it is new."""
    found, year = [], 0
    named = list(days)
    is_weekly = any(day.day != 1 for _x, day in named)
    for x, day in named:
        shape = "j M" if is_weekly else "M"
        found.append((x, worded(day, shape if day.year == year else f"{shape} Y")))
        year = day.year
    return tuple(found)


def _weeks(plan: StudyPlan, tasks: Iterable[Task], days_off: Sequence[DateRange]) -> tuple[Week, ...]:
    availability = Availability(plan.minutes_by_weekday, tuple(days_off))
    loads = loads_of(tasks, plan, days_off)
    return weeks(loads, availability, start=plan.start, exam_date=plan.exam_date)


def _worded(picture: TimeLine, plan: StudyPlan, today: date) -> TimeLine:
    exam = _("Exam %(day)s") % {"day": worded(plan.exam_date, "j M")} if plan.exam_date else ""
    return replace(
        picture,
        today=_named(picture.today, _("Today %(day)s") % {"day": worded(today, "j M")}),
        exam=_named(picture.exam, exam),
    )


def _named(name: Name | None, text: str) -> Name | None:
    return replace(name, text=text) if name else None


def _summary(plan: StudyPlan, tasks: Sequence[Task], around: Around) -> Iterable[str]:
    if not tasks:
        return
    day = cache(lambda value: day_words(value, around.today))
    first, last = min(task.starts for task in tasks), max(task.due for task in tasks)
    yield ngettext(
        "%(count)d task from %(first)s to %(last)s.", "%(count)d tasks from %(first)s to %(last)s.", len(tasks)
    ) % {"count": len(tasks), "first": day(first), "last": day(last)}
    if plan.exam_date and around.buffer:
        yield ngettext(
            "The exam is on %(exam)s; the day before it is kept free.",
            "The exam is on %(exam)s; %(count)d days before it are kept free.",
            plan.buffer_days,
        ) % {"exam": day(plan.exam_date), "count": plan.buffer_days}
    elif plan.exam_date:
        yield _("The exam is on %(exam)s.") % {"exam": day(plan.exam_date)}
    for begun, ended in around.pauses:
        is_open = begun == plan.paused_on and plan.is_running
        words = _("Paused since %(first)s.") if is_open else _("Paused from %(first)s to %(last)s.")
        yield words % {"first": day(begun), "last": day(ended)}


def _phases(plan: StudyPlan, tasks: Sequence[Task], today: date) -> Iterable[PhaseTable]:
    day = cache(lambda value: day_words(value, today))
    minutes = cache(duration)
    for _position, group in groupby(tasks, key=lambda task: task.phase_position):
        members = list(group)
        counted = [task for task in members if task.state != Task.State.SKIPPED]
        yield PhaseTable(
            title=members[0].phase_title,
            days=_("%(first)s to %(last)s")
            % {"first": day(min(task.starts for task in members)), "last": day(max(task.due for task in members))},
            done=minutes(sum(task.minutes for task in counted if task.is_done)),
            total=minutes(sum(task.minutes for task in counted)),
            rows=tuple(
                Row(
                    address=f"{plan.get_absolute_url()}tasks/{task.pk}/",
                    title=task.title,
                    starts=day(task.starts),
                    due=day(task.due),
                    minutes=minutes(task.minutes),
                    state=str(MARKS[piece_of(task, plan, today).mark]),
                    is_overdue=piece_of(task, plan, today).mark == Mark.OVERDUE,
                )
                for task in members
            ),
        )

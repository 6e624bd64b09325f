"""What the week and the month of a plan show, as texts ready to print. The days and what lies on them are `board`'s."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certifications.templatetags.catalogue import duration
from learners.plans.back import row_address
from learners.plans.boards.board import (
    DAY,
    WEEK,
    Days,
    Frame,
    Part,
    Spread,
    can_show,
    month_before,
    nearest_day,
    next_month,
    parts_by_day,
    week_around,
    weeks_of_month,
)
from learners.plans.boards.words import Load, Mark, day_marks, load_words, span_words, task_marks
from learners.plans.drafts import availability_of
from learners.plans.hands.hands import loads_of
from learners.plans.models import StudyPlan, Task
from learners.plans.rows import TaskRow, row_maker
from learners.plans.schedule import Availability, DateRange
from learners.plans.status import Status
from learners.plans.words import day_words, days_to_exam, worded
from learners.profiles.days_off import NamedRange


@dataclass(frozen=True)
class Ground:
    """What a board is made from. `tasks` are all of the plan, in order; `pauses` are those that are over."""

    plan: StudyPlan
    tasks: Sequence[Task]
    days_off: Sequence[NamedRange]
    pauses: Sequence[DateRange]
    today: date

    @cached_property
    def availability(self) -> Availability:
        return availability_of(self.plan, [(first, last) for first, last, _name in self.days_off])

    @cached_property
    def loads(self) -> dict[date, int]:
        return loads_of(self.tasks, self.plan, self.availability.days_off)

    @cached_property
    def spreads(self) -> list[Spread]:
        return [Spread(task.pk, task.starts, task.due) for task in self.tasks]

    @cached_property
    def frame(self) -> Frame:
        plan, pauses = self.plan, list(self.pauses)
        if plan.paused_on:
            last = plan.resumes_on - DAY if plan.resumes_on else date.max
            pauses.append((plan.paused_on, max(plan.paused_on, last)))
        last = max((task.due for task in self.tasks if task.state != Task.State.SKIPPED), default=plan.start)
        return Frame(plan.start, last, plan.exam_date, plan.buffer_days, tuple(pauses))


@dataclass(frozen=True, slots=True)
class Card:
    """A task on one of its days. `key` is the page's own name for it; `part` says “1 of 3”, or nothing."""

    key: str
    row: TaskRow
    part: str
    marks: tuple[Mark, ...]
    is_pinned: bool
    can_tick: bool
    can_move: bool


@dataclass(frozen=True, slots=True)
class BoardDay:
    iso: str
    name: str
    date: str
    is_today: bool
    is_outside: bool
    marks: tuple[Mark, ...]
    load: Load
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class BoardWeek:
    iso: str
    title: str
    sum: str
    days: tuple[BoardDay, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go: the day to ask for, and what it is called."""

    iso: str
    words: str


@dataclass(frozen=True)
class Board:
    """`before` and `after` are the days that lead to the pages beside this one, empty at the edge of time."""

    plan: StudyPlan
    status: Status
    exam: str
    title: str
    iso: str
    is_now: bool
    before: str
    after: str
    places: tuple[Place, ...]
    weeks: tuple[BoardWeek, ...]
    overdue: str
    overdue_address: str
    nearest: Place | None
    today: str = field(kw_only=True)

    @property
    def can_change(self) -> bool:
        return self.plan.state == StudyPlan.State.ACTIVE

    @property
    def is_empty(self) -> bool:
        return not any(day.cards for week in self.weeks for day in week.days)


def week_page(ground: Ground, day: date) -> Board:
    shown = week_around(day)
    return _board(ground, day, (shown,), shown, (day - WEEK, day + WEEK))


def month_page(ground: Ground, day: date) -> Board:
    weeks = weeks_of_month(day)
    inside = tuple(one for week in weeks for one in week if (one.year, one.month) == (day.year, day.month))
    return _board(ground, day, weeks, inside, (month_before(day), next_month(day)))


def _board(ground: Ground, day: date, weeks: Sequence[Days], inside: Days, beside: tuple[date, date]) -> Board:
    """`weeks` are shown, `inside` is what the page is about: a month does not end where its last week does."""
    plan, today = ground.plan, ground.today
    before, after = (one.isoformat() if can_show(one) else "" for one in beside)
    is_month = len(weeks) > 1
    earlier = _overdue_before(ground, weeks[0][0]) if today in inside else []
    return Board(
        plan=plan,
        status=plan.status(today, sum(task.is_overdue(today) for task in ground.tasks)),
        exam=days_to_exam(plan.exam_date, today) if plan.is_running else "",
        title=worded(day, "F Y") if is_month else span_words(inside[0], inside[-1]),
        iso=day.isoformat(),
        today=today.isoformat(),
        is_now=today in inside,
        before=before,
        after=after,
        places=tuple(_places(ground)),
        weeks=tuple(_weeks(ground, weeks, inside, "D j M" if is_month else "l j F")),
        overdue=_overdue_words(len(earlier)),
        overdue_address=row_address(plan.pk, earlier[0].pk, earlier[0].phase_position) if earlier else "",
        nearest=_place(nearest_day(ground.spreads, [weeks[0][0], weeks[-1][-1]]), today),
    )


def _overdue_before(ground: Ground, first: date) -> list[Task]:
    if ground.plan.state != StudyPlan.State.ACTIVE:
        return []
    return [task for task in ground.tasks if task.is_overdue(ground.today) and task.due < first]


def _overdue_words(count: int) -> str:
    if not count:
        return ""
    said = ngettext("%(count)d task of earlier days is overdue.", "%(count)d tasks of earlier days are overdue.", count)
    return said % {"count": count}


def _places(ground: Ground) -> Iterator[Place]:
    """The plan's first and last day, and its exam."""
    frame, today = ground.frame, ground.today
    ends = (
        (_("First day: %(day)s"), frame.first),
        (_("Last task: %(day)s"), frame.last),
        (_("Exam: %(day)s"), frame.exam),
    )
    for words, day in ends:
        if day:
            yield Place(day.isoformat(), words % {"day": day_words(day, today)})


def _place(day: date | None, today: date) -> Place | None:
    return Place(day.isoformat(), day_words(day, today)) if day else None


def _weeks(ground: Ground, weeks: Sequence[Days], inside: Days, shape: str) -> Iterator[BoardWeek]:
    shown = [day for week in weeks for day in week]
    parts = parts_by_day(ground.spreads, shown, ground.availability)
    cards = _Cards(ground)
    for week in weeks:
        yield BoardWeek(
            iso=week[0].isoformat(),
            title=span_words(week[0], week[-1]),
            sum=_sum_words(ground, week),
            days=tuple(_day(ground, day, cards.of(parts[day]), day not in inside, shape) for day in week),
        )


def _day(ground: Ground, day: date, cards: tuple[Card, ...], is_outside: bool, shape: str) -> BoardDay:
    name, rest = shape.split(" ", 1)
    frame, off = ground.frame, [name for first, last, name in ground.days_off if first <= day <= last]
    return BoardDay(
        iso=day.isoformat(),
        name=worded(day, name),
        date=worded(day, rest),
        is_today=day == ground.today,
        is_outside=is_outside,
        marks=tuple(day_marks(frame.signs(day), off, is_today=day == ground.today)),
        load=load_words(
            ground.loads.get(day, 0),
            ground.availability.minutes_on(day),
            is_ahead=day >= ground.today and ground.plan.is_running,
            is_for_study=frame.is_for_study(day) and not off,
        ),
        cards=cards,
    )


def _sum_words(ground: Ground, week: Days) -> str:
    planned = sum(ground.loads.get(day, 0) for day in week)
    room = sum(ground.availability.minutes_on(day) for day in week if ground.frame.is_for_study(day))
    if not planned and not room:
        return ""
    return _("%(planned)s planned, you have %(room)s") % {"planned": duration(planned), "room": duration(room)}


class _Cards:
    """Makes the cards of a page; a task that lies on several days has a key of its own on each."""

    def __init__(self, ground: Ground) -> None:
        self._plan = ground.plan
        self._tasks = {task.pk: task for task in ground.tasks}
        self._row = row_maker(ground.today)
        self._rows: dict[int, TaskRow] = {}

    def of(self, parts: Iterable[Part]) -> tuple[Card, ...]:
        return tuple(self._card(part) for part in parts)

    def _card(self, part: Part) -> Card:
        task, is_first = self._tasks[part.key], part.key not in self._rows
        row = self._rows.setdefault(part.key, self._row(task, self._plan))
        can_change = self._plan.state == StudyPlan.State.ACTIVE
        return Card(
            key=row.pk if is_first else f"{row.pk}-{part.number}",
            row=row,
            part=_("%(number)d of %(of)d") % {"number": part.number, "of": part.of} if part.of > 1 else "",
            marks=tuple(task_marks(task, is_overdue=row.is_overdue)),
            is_pinned=task.pinned,
            can_tick=can_change,
            can_move=can_change and task.is_todo,
        )

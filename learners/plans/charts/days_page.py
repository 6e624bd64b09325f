"""What the page of a plan's study days shows: streaks in words, the days as a picture, and a table of the same weeks."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certifications.templatetags.catalogue import duration
from learners.plans.charts.burn_up_page import Change
from learners.plans.charts.heat import NARROW, WIDE, Day, Diary, Heat, Kind, draw, weeks_of
from learners.plans.charts.streak import AHEAD, Calendar, Hours, Streak, free_days, streak
from learners.plans.models import StudyPlan, Task, TimeEntry
from learners.plans.schedule import DateRange
from learners.plans.words import worded

CELLS = {Kind.MISSED: gettext_lazy("–"), Kind.FREE: gettext_lazy("free"), Kind.OPEN: gettext_lazy("today")}


@dataclass(frozen=True)
class Studied:
    """Minutes by local day, and of how many tasks they were written down or had to be estimated."""

    minutes: Mapping[date, int]
    logged: int
    estimated: int


@dataclass(frozen=True, slots=True)
class WeekRow:
    monday: date
    cells: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`months` are (x, words), `weekdays` (y, words)."""

    name: str
    heat: Heat
    months: tuple[tuple[int, str], ...]
    weekdays: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class DaysPage:
    """`pictures` are one for wide screens and one for phones; none before anything is studied."""

    plan: StudyPlan
    lead: tuple[str, ...]
    note: str
    pictures: tuple[Picture, ...]
    weekdays: tuple[str, ...]
    rows: tuple[WeekRow, ...]
    is_cut: bool
    empty: str


@dataclass(frozen=True)
class DaysGround:
    """`record` is the plan's, the oldest first; `pauses` are those that are over; `days_off` reach back to its start."""

    plan: StudyPlan
    studied: Studied
    record: Sequence[Change]
    days_off: tuple[DateRange, ...]
    pauses: tuple[DateRange, ...]
    today: date
    zone: ZoneInfo


def studied_of(plan: StudyPlan, zone: ZoneInfo) -> Studied:
    """Two queries. What a learner wrote down counts where there is any, else the estimate on the day of the tick."""
    minutes: Counter[date] = Counter()
    logged = set()
    for task, day, spent in TimeEntry.objects.filter(task__plan=plan).values_list("task", "day", "minutes"):
        minutes[day] += spent
        logged.add(task)
    done = Task.objects.filter(plan=plan, done_at__isnull=False).order_by().values_list("pk", "done_at", "minutes")
    estimated = 0
    for pk, done_at, estimate in done:
        if done_at is not None:
            minutes[done_at.astimezone(zone).date()] += 0 if pk in logged else estimate
            estimated += pk not in logged
    return Studied(minutes, len(logged), estimated)


def days_page(ground: DaysGround) -> DaysPage:
    plan, today = ground.plan, ground.today
    calendar = calendar_of(ground)
    found = streak(calendar, ground.studied.minutes, today)
    diary = Diary(ground.studied.minutes, calendar, today)
    last = calendar.last or today
    weeks = weeks_of(diary, last) if ground.studied.minutes else ()
    shown = [("wide", WIDE), ("narrow", NARROW)] if weeks else []
    return DaysPage(
        plan=plan,
        lead=tuple(_lead(ground, found)),
        note=_note(ground.studied),
        pictures=tuple(_picture(name, draw(weeks, today, most)) for name, most in shown),
        weekdays=_weekday_words(),
        rows=tuple(_row(week) for week in reversed(weeks[-WIDE:])),
        is_cut=len(weeks) > WIDE,
        empty=_empty(plan, found),
    )


def calendar_of(ground: DaysGround) -> Calendar:
    """It ends with the last study where nothing is left to do, or the plan was closed or left: nobody is asked for more."""
    plan, today = ground.plan, ground.today
    is_over = not plan.is_running or (plan.next_due is None and plan.minutes_done)
    last = max(ground.studied.minutes, default=plan.start) if is_over else None
    horizon = max(today, plan.start) + AHEAD
    ranges = [*ground.days_off, *ground.pauses]
    if plan.paused_on and plan.is_running:
        ranges.append((plan.paused_on, plan.resumes_on - timedelta(days=1) if plan.resumes_on else horizon))
    return Calendar(plan.start, last, hours_of(ground), free_days(ranges, plan.start, horizon))


def hours_of(ground: DaysGround) -> tuple[Hours, ...]:
    """The weeks that the plan had, from its record: a day that was free then is not asked for because it has minutes now."""
    week = dict(zip(StudyPlan.WEEKDAYS, ground.plan.minutes_by_weekday, strict=True))
    found = []
    for _why, at, diff in reversed(ground.record):
        changed = {name: pair[0] for name, pair in diff.get("plan", {}).items() if name in week}
        if changed:
            found.append((at.astimezone(ground.zone).date(), tuple(week.values())))
            week |= changed
    found.append((date.min, tuple(week.values())))
    return tuple(reversed(found))


def _lead(ground: DaysGround, found: Streak) -> Iterator[str]:
    if ground.plan.is_running:
        yield _current(ground, found)
    if found.longest > found.current or (found.longest and not ground.plan.is_running):
        yield ngettext(
            "The longest streak: %(count)d study day.", "The longest streak: %(count)d study days.", found.longest
        ) % {"count": found.longest}
    days = len(ground.studied.minutes)
    if days:
        yield ngettext("Studied on %(count)d day, %(minutes)s.", "Studied on %(count)d days, %(minutes)s.", days) % {
            "count": days,
            "minutes": duration(sum(ground.studied.minutes.values())),
        }


def _current(ground: DaysGround, found: Streak) -> str:
    is_today = found.next_day == ground.today
    if found.current:
        streak_now = ngettext(
            "A streak of %(count)d study day.", "A streak of %(count)d study days.", found.current
        ) % {"count": found.current}
        return f"{streak_now} {_('Today still counts.')}" if is_today else streak_now
    if is_today:
        return _("No streak now; today is a study day.")
    if found.next_day is None:
        return _("No streak now.")
    return _("No streak now; the next study day is %(day)s.") % {"day": worded(found.next_day, "l j F")}


def _empty(plan: StudyPlan, found: Streak) -> str:
    if not plan.is_running:
        return _("Nothing was studied in this plan.")
    if found.next_day is None:
        return _("Nothing is studied yet.")
    return _("Nothing is studied yet. The next study day is %(day)s.") % {"day": worded(found.next_day, "l j F Y")}


def _note(studied: Studied) -> str:
    if not studied.logged:
        return _("Each task counts with its estimate, on the day you ticked it.")
    if not studied.estimated:
        return _("The minutes are those you wrote down.")
    return _(
        "The minutes you wrote down count on their days. A task without any counts with its estimate, on the day you ticked it."
    )


def _picture(name: str, heat: Heat) -> Picture:
    words = _weekday_words()
    return Picture(
        name,
        heat,
        months=tuple((x, worded(day, "M Y" if day.month == 1 else "M")) for x, day in heat.months),
        weekdays=tuple((y, words[number]) for number, y in heat.weekdays),
    )


def _weekday_words() -> tuple[str, ...]:
    return tuple(worded(date(2024, 1, number), "D") for number in range(1, 8))  # a Monday and what follows


def _row(week: Iterable[Day]) -> WeekRow:
    days = list(week)
    return WeekRow(days[0].day, tuple(map(_cell, days)), duration(sum(day.minutes for day in days)))


def _cell(day: Day) -> str:
    if day.kind == Kind.STUDIED:
        return str(day.minutes)
    return str(CELLS[day.kind]) if day.kind else ""

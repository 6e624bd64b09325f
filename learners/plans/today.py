"""What the Today page shows: the next tasks over all active plans, the week, and how each plan stands."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certifications.templatetags.catalogue import duration
from learners.plans.drafts import availability_of
from learners.plans.forecasts.forecast import Block, Forecast
from learners.plans.forecasts.forecasting import done_since, forecast_of, pauses_of
from learners.plans.forecasts.words import exam_words, headline
from learners.plans.models import StudyPlan, Task
from learners.plans.pages import plan_verdict
from learners.plans.rows import TaskRow, row_maker
from learners.plans.schedule import DateRange, Step, minutes_by_day
from learners.plans.status import Status
from learners.plans.words import VerdictWords, days_to_exam, worded

SHOWN = 3
BAR_HEIGHT = 48


@dataclass(frozen=True, slots=True)
class PlanToday:
    plan: StudyPlan
    status: Status
    exam: str
    verdict: VerdictWords | None
    overdue: int
    forecast: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class DayMinutes:
    planned: int
    done: int


@dataclass(frozen=True, slots=True)
class StripDay:
    """A day of the week strip; the heights are of a picture of `BAR_HEIGHT`."""

    name: str
    date: str
    words: str
    is_today: bool
    planned_height: int
    done_height: int


@dataclass(frozen=True, slots=True)
class TodayPage:
    heading: str
    plans: tuple[PlanToday, ...]
    next_rows: tuple[TaskRow, ...]
    lead: str
    more: str
    done_rows: tuple[TaskRow, ...]
    strip: tuple[StripDay, ...]
    week: str
    bar_height: int = BAR_HEIGHT

    @property
    def behind(self) -> tuple[PlanToday, ...]:
        """Where something is overdue."""
        return tuple(one for one in self.plans if one.overdue)


def week_of(day: date) -> tuple[date, date]:
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def beginning_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def today_page(
    plans: Sequence[StudyPlan], tasks: Sequence[Task], days_off: Sequence[DateRange], *, today: date, zone: ZoneInfo
) -> TodayPage:
    """`tasks` as `TaskQuerySet.for_today` gives them; `zone` is the learner's."""
    by_plan = {plan.pk: plan for plan in plans}
    row = row_maker(today)
    due = sorted((task for task in tasks if task.is_todo), key=lambda task: task.due)
    now = [task for task in due if task.starts <= today]
    zones = {plan.pk: zone for plan in plans}
    done, pauses = done_since(zones, today), pauses_of(zones)
    strip = _strip(plans, tasks, days_off, today, zone)
    return TodayPage(
        heading=worded(today, "l, j F"),
        plans=tuple(
            _plan_today(
                plan,
                tasks,
                days_off,
                today,
                forecast_of(plan, done[plan.pk], days_off, today=today, paused=pauses[plan.pk]),
            )
            for plan in plans
        ),
        next_rows=tuple(row(task, by_plan[task.plan_id]) for task in (now[:SHOWN] or due[:1])),
        lead=_lead(now, due, today),
        more=_more(now[SHOWN:]),
        done_rows=tuple(
            row(task, by_plan[task.plan_id])
            for task in tasks
            if task.done_at is not None and task.done_at.astimezone(zone).date() == today
        ),
        strip=tuple(_strip_day(day, minutes, today, _most(strip)) for day, minutes in strip),
        week=_day_words(
            DayMinutes(sum(minutes.planned for _day, minutes in strip), sum(minutes.done for _day, minutes in strip))
        ),
    )


def _plan_today(
    plan: StudyPlan,
    tasks: Iterable[Task],
    days_off: Sequence[DateRange],
    today: date,
    expected: tuple[tuple[Block, ...], Forecast | None],
) -> PlanToday:
    own = [task for task in tasks if task.plan_id == plan.pk]
    overdue = sum(task.is_overdue(today) for task in own)
    blocks, found = expected
    exam, is_late = exam_words(plan, found, today)
    return PlanToday(
        plan,
        plan.status(today, overdue),
        days_to_exam(plan.exam_date, today),
        plan_verdict(plan, own, days_off, today),
        overdue,
        f"{headline(found, len(blocks), today)} {exam}".strip() if found else "",
        is_late,
    )


def _lead(now: Sequence[Task], due: Sequence[Task], today: date) -> str:
    overdue = sum(task.is_overdue(today) for task in now)
    minutes = duration(sum(task.minutes for task in now))
    if overdue:
        return ngettext(
            "%(count)d task is overdue. With what is due today that is %(minutes)s of work: take the first one.",
            "%(count)d tasks are overdue. With what is due today that is %(minutes)s of work: take the first one.",
            overdue,
        ) % {"count": overdue, "minutes": minutes}
    if now:
        return ngettext("%(count)d task, %(minutes)s.", "%(count)d tasks, %(minutes)s.", len(now)) % {
            "count": len(now),
            "minutes": minutes,
        }
    if due:
        return _("Nothing is due today. The next task is below, should you feel like it.")
    return _("Every task is done. Well walked.")


def _more(hidden: Sequence[Task]) -> str:
    if not hidden:
        return ""
    return ngettext(
        "%(count)d more is waiting in the plan.", "%(count)d more are waiting in the plan.", len(hidden)
    ) % {"count": len(hidden)}


def _strip(
    plans: Iterable[StudyPlan], tasks: Iterable[Task], days_off: Sequence[DateRange], today: date, zone: ZoneInfo
) -> list[tuple[date, DayMinutes]]:
    """Planned by the days of the plans, done by the day of the tick: what was caught up counts where it was done."""
    tasks = [task for task in tasks if task.state != Task.State.SKIPPED]
    planned: Counter[date] = Counter()
    for plan in plans:
        steps = [
            Step(task.key, task.minutes, fixed=(task.starts, task.due)) for task in tasks if task.plan_id == plan.pk
        ]
        planned.update(minutes_by_day(steps, availability_of(plan, days_off)))
    done: Counter[date] = Counter()
    for task in tasks:
        if task.done_at is not None:
            done[task.done_at.astimezone(zone).date()] += task.minutes
    monday, _sunday = week_of(today)
    days = [monday + timedelta(days=number) for number in range(7)]
    return [(day, DayMinutes(planned[day], done[day])) for day in days]


def _most(strip: Iterable[tuple[date, DayMinutes]]) -> int:
    return max((max(minutes.planned, minutes.done) for _day, minutes in strip), default=0) or 1


def _strip_day(day: date, minutes: DayMinutes, today: date, most: int) -> StripDay:
    return StripDay(
        name=worded(day, "D"),
        date=worded(day, "j M"),
        words=_day_words(minutes),
        is_today=day == today,
        planned_height=-(-BAR_HEIGHT * minutes.planned // most),
        done_height=-(-BAR_HEIGHT * minutes.done // most),
    )


def _day_words(minutes: DayMinutes) -> str:
    planned = _("%(minutes)s planned") % {"minutes": duration(minutes.planned)}
    done = _("%(minutes)s done") % {"minutes": duration(minutes.done)}
    if not minutes.planned:
        return done if minutes.done else _("free")
    return _("%(planned)s, %(done)s") % {"planned": planned, "done": done} if minutes.done else planned

"""What the page of a plan's burn-up shows: how far the work is, in a sentence, a picture, and a table of the weeks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from certifications.templatetags.catalogue import duration
from learners.plans.charts.burn_up import Balance, BurnUp, WeekSums, Work, balance, before_all, burn_up, week_sums
from learners.plans.charts.burn_up_picture import Dates, Picture, draw
from learners.plans.charts.time_line_page import axis_words
from learners.plans.forecasts.forecast import Forecast
from learners.plans.forecasts.forecasting import forecast_of
from learners.plans.forecasts.words import exam_words, headline
from learners.plans.hands.own import added_at
from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.schedule import DateRange
from learners.plans.words import worded

MOVES = (PlanRevision.Why.MOVED_NOW, PlanRevision.Why.MOVED_LATER)

Change = tuple[str, datetime, dict[str, Any]]  # why, at, diff


@dataclass(frozen=True, slots=True)
class BurnUpPage:
    """`picture` is None before anything is done. `notes` are sentences about the lines that are drawn."""

    plan: StudyPlan
    verdict: str
    forecast: str
    is_late: bool
    picture: Picture | None
    days: tuple[tuple[int, str], ...]
    today: str
    exam: str
    notes: tuple[str, ...]
    weeks: tuple[WeekSums, ...]
    day: date

    @property
    def has_first_plan(self) -> bool:
        return self.picture is not None and "first" in self.picture.paths


@dataclass(frozen=True)
class Ground:
    """What the page is made from. `record` is the plan's, the oldest first; `pauses` are those that are over."""

    plan: StudyPlan
    tasks: Sequence[Task]
    record: Sequence[Change]
    days_off: tuple[DateRange, ...]
    pauses: tuple[DateRange, ...]
    today: date
    zone: ZoneInfo


def burn_up_page(ground: Ground) -> BurnUpPage:
    plan, today = ground.plan, ground.today
    found = burn_up_of(ground)
    expected = _forecast(ground)
    dates = Dates(
        start=plan.start,
        today=today if plan.is_running else None,
        exam_date=plan.exam_date,
        half=expected.half if expected else None,
        most=expected.most if expected else None,
    )
    picture = draw(found, dates) if found.done.points else None
    exam, is_late = exam_words(plan, expected, today)
    return BurnUpPage(
        plan=plan,
        verdict=verdict(plan, found, today),
        forecast=f"{headline(expected, 0, today)} {exam}".strip() if expected else "",
        is_late=is_late,
        picture=picture,
        days=axis_words(picture.axis, picture.days) if picture else (),
        today=_("Today %(day)s") % {"day": worded(today, "j M")},
        exam=_("Exam %(day)s") % {"day": worded(plan.exam_date, "j M")} if plan.exam_date else "",
        notes=tuple(_notes(ground, found)),
        weeks=_weeks(ground, found) if picture else (),
        day=today,
    )


def record_of(plan: StudyPlan) -> list[Change]:
    """One query."""
    return list(plan.revisions.order_by("at", "pk").values_list("why", "at", "diff"))


def burn_up_of(ground: Ground) -> BurnUp:
    work = [
        Work(task.key, task.minutes, task.due, task.done_at.astimezone(ground.zone).date() if task.done_at else None)
        for task in ground.tasks
        if task.state != Task.State.SKIPPED
    ]
    moves = [
        {key: date.fromisoformat(pair["due"][0]) for key, pair in diff.get("tasks", {}).items() if "due" in pair}
        for _why, _at, diff in ground.record
    ]
    return burn_up(
        work,
        first_days=None if _was_moved(ground) else before_all(moves),
        changes=list(_changes(ground)),
    )


def verdict(plan: StudyPlan, found: BurnUp, today: date) -> str:
    """Of a plan that runs and has begun, how it stands to its dates; of any other, how much is done."""
    stands = balance(found, today)
    values = {
        "done": duration(stands.done),
        "total": duration(found.total.end),
        "due": duration(stands.due),
        "ahead": duration(abs(stands.ahead)),
    }
    return _plain_words(plan, today) % values or _balance_words(stands) % values


def _plain_words(plan: StudyPlan, today: date) -> str:
    if not plan.is_running:
        return _("%(done)s of %(total)s were done in this plan.")
    if plan.next_due is None:
        return _("Everything that was planned is done: %(done)s.")
    if plan.state == StudyPlan.State.PAUSED:
        return _("The plan is paused: %(done)s of %(total)s are done.")
    return _("The plan has not begun: %(done)s of %(total)s are done.") if today < plan.start else ""


def _balance_words(stands: Balance) -> str:
    if stands.ahead < 0:
        return _("You are %(ahead)s behind the plan: %(due)s were due by yesterday, %(done)s are done.")
    if stands.ahead > 0:
        return _("You are %(ahead)s ahead of the plan: %(due)s are due by today, %(done)s are done.")
    return _("You are where the plan has you: %(done)s of %(total)s are done.")


def _was_moved(ground: Ground) -> bool:
    """To a newer version: nobody knows the days of what it took away."""
    return any(why in MOVES for why, _at, _diff in ground.record)


def _changes(ground: Ground) -> Iterator[tuple[date, int]]:
    """By which minutes the whole plan grew or shrank, and when, as far as it is on record."""
    tasks = {task.key: task for task in ground.tasks}
    first_state: dict[str, str] = {}
    for why, at, diff in ground.record:
        day = at.astimezone(ground.zone).date()
        if why in MOVES:
            before, after = diff["minutes"]
            yield day, after - before
            continue
        for key, pairs in diff.get("tasks", {}).items():
            if key in tasks and "state" in pairs:
                before, after = pairs["state"]
                first_state.setdefault(key, before)
                yield day, tasks[key].minutes * (_counts(after) - _counts(before))
    for task in ground.tasks:
        added = added_at(task.key) if task.own else None
        if added and _counts(first_state.get(task.key, task.state)):
            yield added.astimezone(ground.zone).date(), task.minutes


def _counts(state: str) -> bool:
    return state != Task.State.SKIPPED


def _forecast(ground: Ground) -> Forecast | None:
    plan = ground.plan
    if plan.state != StudyPlan.State.ACTIVE or plan.next_due is None:
        return None
    done = [
        (task.done_at.astimezone(ground.zone).date(), task.minutes) for task in ground.tasks if task.done_at is not None
    ]
    return forecast_of(plan, done, ground.days_off, today=ground.today, paused=ground.pauses)[1]


def _notes(ground: Ground, found: BurnUp) -> Iterable[str]:
    yield _("What is planned counts on the day it is due, what is done on the day you ticked it, as it was estimated.")
    if found.first_plan:
        yield _("The first plan is today’s tasks on the days they had at first.")
    if found.total.points:
        yield _("The whole plan steps where tasks came or went. One that you skipped yourself never counts in it.")
    if _was_moved(ground):
        yield _("The plan moved to a newer version, so its first days can’t be drawn.")


def _weeks(ground: Ground, found: BurnUp) -> tuple[WeekSums, ...]:
    days = [ground.plan.start, *(day for curve in (found.done, found.planned) for day, _minutes in curve.points)]
    ends = [day for day in (ground.plan.exam_date, ground.today if ground.plan.is_running else None) if day]
    return week_sums(found, min(days), max([*days, *ends]))

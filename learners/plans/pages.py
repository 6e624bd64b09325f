"""What the pages of a plan show, as texts and numbers ready to print. Dates and minutes are worded once for each value."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certifications.models import PlanPhase
from certifications.templatetags.catalogue import duration
from learners.plans.drafts import Draft, rest_of
from learners.plans.models import StudyPlan, Task
from learners.plans.rows import TaskRow, row_maker
from learners.plans.schedule import DateRange
from learners.plans.status import Code, Status
from learners.plans.weeks import Chart, chart, weeks
from learners.plans.words import VerdictWords, day_words, days_to_exam, verdict_words

SHOWN_WHOLE = 120  # tasks; a longer plan shows the rows of a phase when it is opened
ALL = -1

Rows = Callable[[Task], TaskRow]


def opened_phase(asked: str) -> int | None:
    """What a page's address says: the position of a phase, “all”, or nothing that makes sense."""
    if asked == "all":
        return ALL
    return int(asked) if asked.isdecimal() and len(asked) < 6 else None


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[TaskRow, ...]


@dataclass(frozen=True, slots=True)
class PhaseView:
    position: int
    title: str
    until: str
    done: str
    total: str
    is_open: bool
    rows: tuple[TaskRow, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    plan: StudyPlan
    status: Status
    exam: str
    done: str
    total: str
    verdict: VerdictWords | None
    sections: tuple[Section, ...]
    above: frozenset[str]
    phases: tuple[PhaseView, ...]

    @property
    def is_all_done(self) -> bool:
        return self.status.code == Code.DONE and self.plan.next_due is None

    @property
    def is_behind(self) -> bool:
        return self.status.code in {Code.BEHIND, Code.AT_RISK}


def plan_page(
    plan: StudyPlan, tasks: Sequence[Task], days_off: Iterable[DateRange], today: date, opens: int | None = None
) -> PlanPage:
    """`tasks` are all of the plan, in order. Of a long plan only the phases that are open have their rows."""
    row = row_maker(today)
    rows = cache(lambda task: row(task, plan))
    opened = {phase for phase in (_next_phase(tasks), opens) if phase is not None}
    is_long = len(tasks) > SHOWN_WHOLE and opens != ALL
    sections = tuple(_sections(tasks, rows, today)) if plan.state == StudyPlan.State.ACTIVE else ()
    overdue = sum(task.is_overdue(today) for task in tasks)
    return PlanPage(
        plan=plan,
        status=plan.status(today, overdue),
        exam=days_to_exam(plan.exam_date, today) if plan.is_running else "",
        done=duration(plan.minutes_done),
        total=duration(plan.minutes_total),
        verdict=plan_verdict(plan, tasks, days_off, today),
        sections=sections,
        above=frozenset(row.pk for section in sections for row in section.rows),
        phases=tuple(_phases(tasks, rows, today, opened, is_long)),
    )


def plan_verdict(
    plan: StudyPlan, tasks: Iterable[Task], days_off: Iterable[DateRange], today: date
) -> VerdictWords | None:
    """When the rest gets done; None for a plan that does not run or has nothing left."""
    tasks = list(tasks)
    ahead = rest_of(plan, tasks, days_off, today) if plan.state == StudyPlan.State.ACTIVE else None
    if ahead is None:
        return None
    return verdict_words(
        ahead.verdict,
        exam_date=plan.exam_date if plan.exam_date and plan.exam_date > today else None,
        minutes_a_week=sum(plan.minutes_by_weekday),
        titles={task.key: task.title for task in tasks},
        today=today,
    )


def _next_phase(tasks: Iterable[Task]) -> int | None:
    """The first one with something to do."""
    return next((task.phase_position for task in tasks if task.is_todo), None)


def _sections(tasks: Sequence[Task], rows: Rows, today: date) -> Iterable[Section]:
    """Overdue, today, and what else begins by Sunday; done tasks stay where they were, skipped ones do not."""
    sunday = today + timedelta(days=6 - today.weekday())
    live = [task for task in tasks if task.is_todo or task.is_done]
    found = (
        (_("Overdue"), [task for task in live if task.is_overdue(today)]),
        (_("Today"), [task for task in live if task.starts <= today <= task.due]),
        (_("Later this week"), [task for task in live if today < task.starts <= sunday]),
    )
    for title, members in found:
        if members:
            yield Section(title, tuple(map(rows, members)))


def _phases(
    tasks: Iterable[Task], rows: Rows, today: date, opened: Collection[int], is_long: bool
) -> Iterable[PhaseView]:
    for position, group in groupby(tasks, key=lambda task: task.phase_position):
        members = list(group)
        counted = [task for task in members if task.state != Task.State.SKIPPED]
        is_open = bool({position, ALL} & set(opened))
        shown = members if is_open or not is_long else []
        yield PhaseView(
            position=position,
            title=members[0].phase_title,
            until=day_words(max(task.due for task in members), today),
            done=duration(sum(task.minutes for task in counted if task.is_done)),
            total=duration(sum(task.minutes for task in counted)),
            is_open=is_open,
            rows=tuple(map(rows, shown)),
            waiting=len(members) - len(shown),
        )


@dataclass(frozen=True, slots=True)
class PreviewPhase:
    title: str
    minutes: str
    ends: str
    by: str
    remark: str


@dataclass(frozen=True, slots=True)
class Preview:
    verdict: VerdictWords
    total: str
    tasks: int
    chart: Chart
    phases: tuple[PreviewPhase, ...]


def preview_of(draft: Draft, today: date) -> Preview:
    wish = draft.wish
    steps = [step for phase in draft.phases for step in phase.steps.all() if step.key not in wish.skip]
    return Preview(
        verdict=verdict_words(
            draft.schedule.verdict,
            exam_date=wish.exam_date,
            minutes_a_week=sum(wish.weekday_minutes),
            titles={step.key: step.title for step in steps},
            today=today,
        ),
        total=duration(sum(step.minutes for step in steps)),
        tasks=len(steps),
        chart=chart(weeks(draft.schedule.loads, draft.availability, start=wish.start, exam_date=wish.exam_date)),
        phases=tuple(_preview_phase(phase, draft, today) for phase in draft.phases),
    )


def _preview_phase(phase: PlanPhase, draft: Draft, today: date) -> PreviewPhase:
    end = next(end for end in draft.schedule.phases if end.key == phase.key)
    late = (end.last_day - end.by).days if end.last_day and end.by and not end.met else 0
    return PreviewPhase(
        title=phase.title,
        minutes=duration(sum(step.minutes for step in phase.steps.all() if step.key not in draft.wish.skip)),
        ends=day_words(end.last_day, today),
        by=_("day %(number)d, %(day)s") % {"number": phase.by_day, "day": day_words(end.by, today)},
        remark=ngettext("%(days)d day later", "%(days)d days later", late) % {"days": late} if late else _("in time"),
    )

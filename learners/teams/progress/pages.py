"""What the pages of a team's figures show: pictures with the tables beside them, and the report that holds the lot."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import partial

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from learners.plans.kept import kept
from learners.plans.models import StudyPlan
from learners.plans.status import LOOKS, Code, PlanFacts, Status, standing
from learners.plans.words import WORDS, worded
from learners.teams.models import Team
from learners.teams.progress.ahead import ends, exams_booked, exams_planned
from learners.teams.progress.figures import Progress, progress_of
from learners.teams.progress.groups import LEAST
from learners.teams.progress.people import Scope, scope_of
from learners.teams.progress.pictures import NARROW, WIDE, Picture, bars, lines

HOUR = 60
KEPT_SECONDS = 600
AHEAD = timedelta(days=180)
MOST_LINES = 200


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture for a wide screen and one for a phone. `names` are (x, words) of the columns that are named."""

    size: str
    picture: Picture
    names: tuple[tuple[float, str], ...]


Charts = tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Without charts where too few people count."""

    progress: Progress
    burn_up: Charts = ()
    minutes: Charts = ()
    completed: Charts = ()
    least: int = LEAST


@dataclass(frozen=True, slots=True)
class Line:
    """A day of somebody's: what happens, and where it is only planned."""

    day: date
    person: str
    certification: str
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """`exams` and `ends` name people: of the team itself alone, whose members read that somebody looked."""

    figures: SafeString
    statuses: tuple[tuple[Status, int], ...]
    exams: tuple[Line, ...]
    ends: tuple[Line, ...]
    last: date
    is_cut: bool


def figures_shown(scope: Scope, *, now: datetime, today: date) -> SafeString:
    """The same for all who look, so it is kept for a while: sums over very many tasks. But not for other people than before."""
    facts = (scope.key, today, int(now.timestamp()) // KEPT_SECONDS)
    return kept("team-figures", facts, lambda: _shown(figures_of(scope, today=today)))


def _shown(page: Figures) -> SafeString:
    return render_to_string("learners/teams/progress/_figures.html", {"page": page})


def figures_of(scope: Scope, *, today: date) -> Figures:
    progress = progress_of(scope, today=today)
    if not progress.weeks:
        return Figures(progress)
    weeks, months = progress.weeks, progress.months
    planned, done = [week.planned_so_far for week in weeks], [week.done_so_far for week in weeks]
    studied = [[week.done for week in weeks]] + [[week.logged for week in weeks]] * progress.shows_logged
    mondays, firsts = [worded(week.monday, "j M") for week in weeks], [worded(month.first, "M Y") for month in months]
    return Figures(
        progress,
        burn_up=_charts(partial(lines, [planned, done], HOUR), mondays),
        minutes=_charts(partial(bars, studied, HOUR), mondays),
        completed=_charts(partial(bars, [[month.completed for month in months]]), firsts),
    )


def report_of(team: Team, *, now: datetime, today: date) -> Report:
    """Four queries more than the figures have."""
    scope, last = scope_of(team), today + AHEAD
    exams = sorted([*_booked(team, today, last), *_planned(team, today, last)], key=lambda line: line.day)
    lapsing = [
        Line(one.end, str(one.learner), one.certification.name)  # type: ignore[attr-defined]
        for one in ends(team, today, last)[: MOST_LINES + 1]
    ]
    is_cut = max(len(exams), len(lapsing)) > MOST_LINES
    shown = tuple(exams[:MOST_LINES]), tuple(lapsing[:MOST_LINES])
    figures = figures_shown(scope, now=now, today=today)
    return Report(figures, tuple(_statuses(scope, today)), *shown, last, is_cut)


def _charts(draw: Callable[..., Picture], words: list[str]) -> Charts:
    pictures = (("wide", draw(width=WIDE)), ("narrow", draw(width=NARROW)))
    return tuple(Chart(size, one, tuple((x, words[column]) for x, column in one.names)) for size, one in pictures)


def _booked(team: Team, first: date, last: date) -> Iterator[Line]:
    for exam in exams_booked(team, first, last)[: MOST_LINES + 1]:
        yield Line(exam.exam_on, str(exam.learner), exam.certification.name)


def _planned(team: Team, first: date, last: date) -> Iterator[Line]:
    for plan in exams_planned(team, first, last)[: MOST_LINES + 1]:
        if plan.exam_date:
            yield Line(plan.exam_date, str(plan.learner), plan.certification.name, is_planned=True)


def _statuses(scope: Scope, today: date) -> Iterator[tuple[Status, int]]:
    """How many plans stand how. Every member shows that word to the managers, so all are counted."""
    plans = StudyPlan.objects.exclude(state=StudyPlan.State.LEFT).order_by()
    facts = [field.name for field in fields(PlanFacts) if field.name not in {"today", "overdue_tasks"}]
    rows = plans.filter(learner__in=scope.members.values("learner")).values(*facts)
    counted = Counter(standing(PlanFacts(**row, today=today)).code for row in rows)
    for code in Code:
        if counted[code]:
            yield Status(code, str(WORDS[code]), *LOOKS[code], reason=""), counted[code]

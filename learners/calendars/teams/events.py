"""The days of a team that its managers may put into their calendars: of the members who show their dates, and of no others."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from learners.calendars.feed import NAME, file_of
from learners.calendars.ical import DayEvent
from learners.calendars.teams.models import TeamFeed
from learners.profiles.models import Learner
from learners.teams.models import Team
from learners.teams.progress.ahead import ends, exams_booked, exams_planned

BEFORE, AFTER = timedelta(days=60), timedelta(days=730)


def team_calendar(feed: TeamFeed, *, now: datetime) -> bytes:
    """Four queries, or five where something is told for the first time."""
    today, team = feed.learner.local_date(now), feed.team
    return file_of(feed.learner, lambda: events_of_team(team, today), now, f"{NAME}: {team.name}")


def events_of_team(team: Team, today: date) -> Iterator[DayEvent]:
    """Of the last two months and the two years ahead. Three queries."""
    span = today - BEFORE, today + AFTER
    for exam in exams_booked(team, *span):
        title = _("Exam: %(name)s, %(person)s") % _names(exam.certification.name, exam.learner)
        yield _on(exam.exam_on, team, f"exam-{exam.pk}", title, _("It is booked."))
    for plan in exams_planned(team, *span):
        title = _("Exam planned: %(name)s, %(person)s") % _names(plan.certification.name, plan.learner)
        if plan.exam_date:
            yield _on(plan.exam_date, team, f"plan-{plan.pk}", title, _("No exam is booked yet."))
    for held in ends(team, *span):
        title = _("Expires: %(name)s, %(person)s") % _names(held.certification.name, held.learner)
        line = _("This is its last valid day. From the day after it counts no more.")
        yield _on(held.end, team, f"end-{held.pk}", title, line)  # type: ignore[attr-defined]


def _names(certification: str, learner: Learner) -> dict[str, str]:
    return {"name": certification, "person": str(learner)}


def _on(day: date, team: Team, key: str, title: str, line: str) -> DayEvent:
    """All lead to the team's page: a member's own pages are theirs."""
    return DayEvent(f"team-{team.pk}-{key}", day, day, title, (line, team.name), team.get_absolute_url())

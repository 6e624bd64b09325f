"""From the database to what a manager's weekly mail is made of: no more of anybody than the team page shows."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from learners.plans.status import Code
from learners.plans.words import WORDS
from learners.profiles.models import Learner
from learners.reminders.models import Reminder
from learners.reminders.weekly.content import DAYS_AHEAD, MOST, Facts, Line, TeamPart
from learners.teams.models import Membership, Team
from learners.teams.people.needs import Need, needs_of
from learners.teams.people.pages import reasons_of
from learners.teams.people.people import Person, in_need
from learners.teams.people.reading import Read, people_below

WEEK = timedelta(days=7)


def weekly_facts(manager: Learner, now: datetime) -> Facts:
    """Two queries, and seven for each team that the person manages directly. Teams below another one of those are in its part."""
    teams = _outermost(manager)
    last = Reminder.objects.last_team_mail(manager)
    return Facts(
        today=manager.local_date(now),
        wants_mail=manager.reminders_on and manager.team_mail_on,
        account_active=manager.user.is_active,
        manages=bool(teams),
        parts=tuple(_part(team, now) for team in teams),
        last=last,
    )


def _outermost(manager: Learner) -> list[Team]:
    own = Membership.objects.current().filter(learner=manager, role=Membership.Role.MANAGER)
    teams = list(Team.objects.filter(memberships__in=own).order_by("name"))
    keys = {team.pk for team in teams}
    return [team for team in teams if team.parent_id not in keys]


def _part(team: Team, now: datetime) -> TeamPart:
    read = people_below(team, now)
    people = sorted({one.learner: one for one in read.people.values()}.values(), key=lambda one: one.name.casefold())
    pressing = in_need(people, len(people))
    return TeamPart(
        slug=team.slug,
        name=team.name,
        people=len(people),
        needs=tuple(_need(need, read) for need in needs_of(pressing[:MOST], now)),
        more=max(0, len(pressing) - MOST),
        exams=_first(_exams(people, read)),
        endings=_first(_endings(people, read)),
        earned=_first(_earned(people, read)),
    )


def _first(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: (str(line.day), line.name)))[:MOST]


def _need(need: Need, read: Read) -> Line:
    """As the team page words it; of somebody who shows the status only, the status alone."""
    plan = need.plan
    return Line(
        key=f"{need.person.pk}/{plan.pk}/{plan.code}",
        name=need.person.name,
        about=read.names[plan.certification],
        words=(str(WORDS[Code(plan.code)]), *reasons_of(need)),
    )


def _exams(people: Sequence[Person], read: Read) -> Iterator[Line]:
    for person in people:
        for plan in person.plans if person.shows_dates else ():
            day = plan.facts.exam_date
            if day and person.today <= day <= person.today + timedelta(days=DAYS_AHEAD):
                yield Line(f"{person.pk}/exam/{plan.pk}/{day}", person.name, read.names[plan.certification], day=day)


def _endings(people: Sequence[Person], read: Read) -> Iterator[Line]:
    for person in people:
        for certification, day in person.last_days():
            if day <= person.today + timedelta(days=DAYS_AHEAD):
                yield Line(f"{person.pk}/end/{certification}/{day}", person.name, read.names[certification], day=day)


def _earned(people: Sequence[Person], read: Read) -> Iterator[Line]:
    """Within the last week."""
    for person in people:
        for certification, periods in person.held if person.shows_dates else ():
            begun = [period.valid_from for period in periods if person.today - WEEK < period.valid_from <= person.today]
            if begun:
                day = max(begun)
                yield Line(f"{person.pk}/earned/{certification}/{day}", person.name, read.names[certification], day=day)

"""What the people page finds, as rows of a file: the same filters, the same order, and no more of anybody than the page shows."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from learners.teams.models import Team
from learners.teams.people.reading import people_among
from learners.teams.people.survey import found_people
from learners.teams.seen import Day, SeenCredential, SeenMember, SeenPlan, seen_member

AT_ONCE = 1000


def columns() -> tuple[str, ...]:
    return (
        _("Team"),
        _("Person"),
        _("Certification"),
        _("Status"),
        _("Reason"),
        _("Done in percent"),
        _("Next due"),
        _("Exam"),
        _("Credential"),
        _("Credential until"),
    )


def export_rows(team: Team, below: Sequence[Team], query: QueryDict, now: datetime) -> Iterator[tuple[str, ...]]:
    """A row for each certification of a person, one for a person without any. Two queries a thousand people, memory stays flat."""
    _form, survey, _read = found_people(team, below, query, now)
    names = {one.pk: one.name for one in below}
    for first in range(0, len(survey.order), AT_ONCE):
        part = survey.order[first : first + AT_ONCE]
        read = people_among(part, team, now)
        for pk in part:
            if pk in read.people:
                yield from _rows(seen_member(read.people[pk]), names, read.names)


def _rows(member: SeenMember, teams: dict[int, str], names: dict[int, str]) -> Iterator[tuple[str, ...]]:
    begin = (teams.get(member.team, ""), member.name)
    credentials = {one.certification: one for one in member.credentials}
    for plan in member.plans:
        credential = credentials.pop(plan.certification, None)
        yield (*begin, names[plan.certification], *_plan(plan), *_credential(credential, member.shows_dates))
    for certification, credential in credentials.items():
        yield (*begin, names[certification], "", "", "", "", "", *_credential(credential, member.shows_dates))
    if not member.plans and not member.credentials:
        yield (*begin, "", _("no plan yet"), "", "", "", "", *_credential(None, member.shows_dates))


def _plan(plan: SeenPlan) -> tuple[str, ...]:
    if plan.percent is None:
        return (plan.status.word, *(_("not shown"),) * 4)
    return (plan.status.word, plan.reason, str(plan.percent), _iso(plan.next_due), _iso(plan.exam_date))


def _credential(found: SeenCredential | None, shows_dates: bool) -> tuple[str, str]:
    if not shows_dates:
        return _("not shown"), _("not shown")
    return (found.status.word, _iso(found.until)) if found else ("", "")


def _iso(day: Day | None) -> str:
    return day.iso if day else ""

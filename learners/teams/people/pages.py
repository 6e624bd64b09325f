"""The people page of a team: what of it is the same for a minute is kept in the cache, the people shown are read anew.

The kept part is an order of memberships and numbers, no word about anybody: whoever left, or shows less since, is read anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.http import QueryDict

from learners.plans.forecasts.words import risk_words
from learners.plans.status import Status
from learners.plans.words import status_of
from learners.teams.models import Team
from learners.teams.people.filters import FilterForm
from learners.teams.people.needs import Need
from learners.teams.people.people import Filters, Sum
from learners.teams.people.reading import Read, people_among
from learners.teams.people.survey import Survey, found_people
from learners.teams.people.words import late_words, sum_words
from learners.teams.seen import SeenCredential, SeenMember, SeenPlan, seen_member

PEOPLE_ON_A_PAGE = 50
MOST_COLUMNS = 8
MOST_IN_NEED = 6
SECONDS_KEPT = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """What a person has to do with one certification; `name` is its."""

    name: str
    plans: tuple[SeenPlan, ...]
    credential: SeenCredential | None


@dataclass(frozen=True, slots=True)
class Row:
    member: SeenMember
    team: str
    cells: tuple[Cell, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedRow:
    """`nudged_at`: within the last week; then there is no button."""

    pk: int
    name: str
    title: str
    status: Status
    reasons: tuple[str, ...]
    nudged_at: datetime | None


@dataclass(frozen=True, slots=True)
class PeoplePage:
    survey: Survey
    form: FilterForm
    page: Page[int]
    columns: tuple[tuple[int, str], ...]
    rows: tuple[Row, ...]
    needs: tuple[NeedRow, ...]
    teams: tuple[tuple[Team, Sum, str], ...]
    is_filtered: bool


def people_page(team: Team, below: Sequence[Team], query: QueryDict, now: datetime) -> PeoplePage:
    """Seven queries, or two where the team was looked at within the last minute."""
    form, survey, read = found_people(team, below, query, now)
    page = Paginator(survey.order, PEOPLE_ON_A_PAGE).get_page(query.get("page"))
    filters, _sort = form.asked
    if read is None:
        read = people_among({*page.object_list, *(need.person.pk for need in survey.needs)}, team, now)
    shown = [(pk, name) for pk, name in form.certifications if filters.certification in {None, pk}][:MOST_COLUMNS]
    by_pk = {one.pk: one for one in below}
    members = [seen_member(read.people[pk]) for pk in page.object_list if pk in read.people]
    return PeoplePage(
        survey=survey,
        form=form,
        page=page,
        columns=tuple(shown),
        rows=tuple(_row(member, by_pk, shown, read.names) for member in members),
        needs=tuple(_needs(survey.needs, read)),
        teams=tuple((by_pk[one.team], one, sum_words(one)) for one in survey.sums if one.team in by_pk),
        is_filtered=filters != Filters(),
    )


def _row(member: SeenMember, teams: dict[int, Team], shown: Sequence[tuple[int, str]], names: dict[int, str]) -> Row:
    credentials = {one.certification: one for one in member.credentials}
    cells = tuple(
        Cell(name, tuple(plan for plan in member.plans if plan.certification == pk), credentials.get(pk))
        for pk, name in shown
    )
    others = {plan.certification for plan in member.plans} | set(credentials)
    return Row(
        member,
        teams[member.team].name if member.team in teams else "",
        cells,
        tuple(names[pk] for pk in sorted(others - {pk for pk, _name in shown})),
    )


def _needs(needs: Sequence[Need], read: Read) -> Iterable[NeedRow]:
    """Of those who are still in the team; whoever shows less than a minute ago shows no reason."""
    for need in needs:
        person = read.people.get(need.person.pk)
        if person is not None:
            same = person.shows == need.person.shows
            yield need_row(need if same else Need(person, need.plan, nudged_at=need.nudged_at))


def need_row(need: Need) -> NeedRow:
    person, plan = need.person, need.plan
    return NeedRow(
        pk=person.pk,
        name=person.name,
        title=plan.title,
        status=status_of(plan.facts),
        reasons=reasons_of(need),
        nudged_at=need.nudged_at,
    )


def reasons_of(need: Need) -> tuple[str, ...]:
    """None for somebody who shows their status only."""
    if not need.person.shows_dates:
        return ()
    late = (late_words(need.late_days),) if need.late_days else ()
    found = (*late, *(risk_words(one) for one in need.risks))
    return found or (status_of(need.plan.facts).reason,)

"""The people page of a team: what of it is the same for a minute is kept in the cache; who is there, and shows what, is read anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from learners.plans.kept import kept
from learners.plans.status import Status
from learners.plans.words import status_of
from learners.teams.models import Team
from learners.teams.people.filters import FilterForm
from learners.teams.people.needs import Need
from learners.teams.people.people import Filters, Person, Sum
from learners.teams.people.reading import Place, Read
from learners.teams.people.survey import Survey, found_people, people_shown
from learners.teams.people.words import late_words, risk_seen, sum_words
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


@dataclass(frozen=True)
class PeoplePage:
    """`shown` are the people of this page. What is rendered from them is kept by what they show, whoever looks.

    `as_of` is when the oldest of it was read. `places` are of all people on the page; None where nothing had been kept.
    """

    team: Team
    survey: Survey
    form: FilterForm
    page: Page[int]
    shown: tuple[Person, ...]
    names: dict[int, str]
    needs: tuple[NeedRow, ...]
    below: Sequence[Team]
    as_of: datetime
    places: frozenset[Place] | None

    @property
    def is_filtered(self) -> bool:
        return self.form.asked[0] != Filters()

    @property
    def has_teams(self) -> bool:
        return len(self.below) > 1

    @property
    def teams(self) -> list[tuple[Team, Sum, str]]:
        """With numbers and words, in the order of the tree."""
        by_pk = {one.pk: one for one in self.below}
        return [(by_pk[one.team], one, sum_words(one)) for one in self.survey.sums if one.team in by_pk]

    @property
    def columns(self) -> tuple[tuple[int, str], ...]:
        wanted = self.form.asked[0].certification
        return tuple((pk, name) for pk, name in self.form.certifications if wanted in {None, pk})[:MOST_COLUMNS]

    @property
    def rows(self) -> list[Row]:
        teams = {one.pk: one.name for one in self.below}
        return [_row(seen_member(person), teams, self.columns, self.names) for person in self.shown]

    def matrix(self) -> SafeString:
        facts = (self.team.slug, self.has_teams and tuple(one.name for one in self.below), self.columns, self.shown)
        return kept("team-matrix", facts, lambda: self._rendered("matrix"))

    def filters(self) -> SafeString:
        facts = (self.team.slug, self.form.facts)
        return kept("team-filters", facts, lambda: self._rendered("filters"))

    def _rendered(self, name: str) -> SafeString:
        return render_to_string(f"learners/teams/_{name}.html", {"people": self, "team": self.team})


def people_page(team: Team, below: Sequence[Team], query: QueryDict, now: datetime) -> PeoplePage:
    """Seven queries, or one where the same people were looked at within the last minute."""
    form, survey, read = found_people(team, below, query, now)
    page = Paginator(survey.order, PEOPLE_ON_A_PAGE).get_page(query.get("page"))
    as_of, places = survey.at, None
    if read is None:
        shown = people_shown({*page.object_list, *(need.person.pk for need in survey.needs)}, team, now)
        read, places, as_of = shown.read, shown.places, min(survey.at, shown.as_of)
    return PeoplePage(
        team=team,
        survey=survey,
        form=form,
        page=page,
        shown=tuple(read.people[pk] for pk in page.object_list if pk in read.people),
        names=read.names,
        needs=tuple(_needs(survey.needs, read)),
        below=below,
        as_of=as_of,
        places=places,
    )


def _row(member: SeenMember, teams: dict[int, str], shown: Sequence[tuple[int, str]], names: dict[int, str]) -> Row:
    credentials = {one.certification: one for one in member.credentials}
    cells = tuple(
        Cell(name, tuple(plan for plan in member.plans if plan.certification == pk), credentials.get(pk))
        for pk, name in shown
    )
    others = {plan.certification for plan in member.plans} | set(credentials)
    return Row(
        member,
        teams.get(member.team, ""),
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
    found = (*late, *(risk_seen(one) for one in need.risks))
    return found or (status_of(need.plan.facts).reason,)

"""A whole team, gone through once a minute: who matches, how many stand how, who needs help; and what those shown do.

What is kept is an order of memberships and facts, no page: whoever left, or shows less since, is read anew where it is shown.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from time import time_ns

from django.core.cache import caches
from django.http import QueryDict

from learners.teams.models import Team
from learners.teams.people.filters import FilterForm
from learners.teams.people.needs import Need, needs_of
from learners.teams.people.people import Filters, Sort, Sum, chosen, columns, in_need, sums
from learners.teams.people.reading import Place, Read, Work, members_among, people_below, read_of, work_of

MOST_IN_NEED = 6
SECONDS_KEPT = 60
CHANGES = "teams-changes"


@dataclass(frozen=True, slots=True)
class Survey:
    """`order` are the memberships that the filters find, as sorted; all else is of the whole team and those below it."""

    order: tuple[int, ...]
    sums: tuple[Sum, ...]
    needs: tuple[Need, ...]
    at: datetime

    @property
    def whole(self) -> Sum:
        """Of the team with all below it."""
        return self.sums[0]


def found_people(
    team: Team, below: Sequence[Team], query: QueryDict, now: datetime
) -> tuple[FilterForm, Survey, Read | None]:
    """The people are at hand only where nothing was kept. Seven queries, or none."""
    teams = {one.pk: one.name for one in below}
    known = caches["pages"].get(_key("certifications", team.pk, tuple(teams)))
    read = None
    if known is None:
        read = people_below(team, now)
        known = tuple((pk, read.names[pk]) for pk in columns(read.people.values()))
        caches["pages"].set(_key("certifications", team.pk, tuple(teams)), known, 10 * SECONDS_KEPT)
    form = FilterForm(query, teams=teams, certifications=known)
    key = _key("survey", team.pk, tuple(teams), *form.asked)
    survey: Survey | None = caches["pages"].get(key)
    if survey is None or (_is_old(survey, now) and caches["pages"].add(f"{key}-anew", 1, SECONDS_KEPT)):
        read = read or people_below(team, now)
        survey = _survey(read, below, form.asked, now)
        caches["pages"].set(key, survey, 10 * SECONDS_KEPT)
    return form, survey, read


@dataclass(frozen=True, slots=True)
class PeopleShown:
    """`as_of` is when what they do was read, `places` what they allow now."""

    read: Read
    places: frozenset[Place]
    as_of: datetime


def people_shown(pks: Collection[int], team: Team, now: datetime) -> PeopleShown:
    """Who of them is still there, and what they allow, is read; what they do is at most a minute old. One query, or three."""
    members = members_among(pks, team)
    key = _key("work", *sorted(row[1] for row in members))
    work: Work | None = caches["pages"].get(key)
    if work is None:
        work = work_of(members, now)
        caches["pages"].set(key, work, SECONDS_KEPT)
    places = frozenset((pk, of, shows) for pk, _learner, of, _name, _email, shows, _zone in members)
    return PeopleShown(read_of(members, work, now), places, work.at)


def _is_old(survey: Survey, now: datetime) -> bool:
    """Then whoever comes first makes it anew, and the others need not wait for that."""
    return abs(now - survey.at) > timedelta(seconds=SECONDS_KEPT)


def _survey(read: Read, below: Sequence[Team], asked: tuple[Filters, Sort], now: datetime) -> Survey:
    people = read.people.values()
    found = sums(people, {team.pk: _inside(team, below) for team in below})
    return Survey(
        order=tuple(one.pk for one in chosen(people, *asked)),
        sums=tuple(found),
        needs=needs_of(in_need(people, MOST_IN_NEED), now),
        at=now,
    )


def _inside(team: Team, below: Iterable[Team]) -> tuple[int, ...]:
    parents = {one.pk: one.parent_id for one in below}
    return tuple(pk for pk in parents if team.pk in _path(pk, parents))


def _path(pk: int | None, parents: dict[int, int | None]) -> set[int]:
    found: set[int] = set()
    while pk is not None and pk not in found:
        found.add(pk)
        pk = parents.get(pk)
    return found


def _key(*facts: object) -> str:
    pages = caches["pages"]
    return sha256(repr((pages.get(CHANGES, 0), *facts)).encode()).hexdigest()


def changed() -> None:
    """What was kept of teams counts no more: somebody came, left or was nudged."""
    caches["pages"].set(CHANGES, time_ns(), timeout=None)

"""From a request to the team that a manager may see, and onto the record: every page of a manager begins here."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from learners.profiles.access import learner_of
from learners.profiles.models import Learner
from learners.teams.log.models import Look
from learners.teams.models import Membership, Team


def managed_team(request: HttpRequest, slug: str, page: str = "") -> tuple[Learner, Team]:
    """The asker and the team; 404 for whoever does not manage it or one above it.

    `page` is one of `Look.Page` where the answer shows something of members: that goes on record, for the members to read.
    """
    manager = learner_of(request)
    team = get_object_or_404(Team.objects.managed_by(manager).select_related("parent"), slug=slug)
    if page:
        Look.objects.all().note(manager=manager, team=team, page=page, now=timezone.now())
    return manager, team


@dataclass(frozen=True)
class Tree:
    """`teams` are the team and all below it, the outer ones first; `shown` is the one of them to which the asker narrowed the page."""

    manager: Learner
    team: Team
    shown: Team
    teams: tuple[Team, ...]


def managed_tree(request: HttpRequest, slug: str, page: str, inside: str = "") -> Tree:
    """As above, for a page that shows members of all teams below as well: the members of each find it on record.

    `inside` is the slug of one of them; 404 where it is none. One query for all teams.
    """
    manager = learner_of(request)
    managed = Team.objects.all().managed_with_parents(manager)
    team = _named(managed, slug)
    teams = _inside(team, managed)
    shown = _named(teams, inside or slug)
    Look.objects.all().note_below(manager=manager, team=shown, page=page, now=timezone.now())
    return Tree(manager, team, shown, tuple(teams))


def _named(teams: list[Team], slug: str) -> Team:
    found = next((one for one in teams if one.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _inside(team: Team, teams: list[Team]) -> list[Team]:
    found, waiting = [team], [team]
    while waiting:
        outer = waiting.pop(0)
        inner = [one for one in teams if one.parent_id == outer.pk and one not in found]
        found += inner
        waiting += inner
    return found


def managed_member(request: HttpRequest, slug: str, pk: int, page: str = "") -> tuple[Learner, Membership]:
    """The asker and a current member of the team or of one inside it, by the membership's key; 404 as above, and for anybody else.

    With the person, their own team and `page` on record.
    """
    manager, team = managed_team(request, slug)
    member = get_object_or_404(Membership.objects.managed_below(team), pk=pk)
    if page:
        Look.objects.all().note(manager=manager, team=member.team, member=member.learner, page=page, now=timezone.now())
    return manager, member

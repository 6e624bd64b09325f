"""Whom the pages about a team and all inside it count, and what each of them shares there: decided here alone.

- “Status only” shares what the team page shows at that level: for which certification somebody prepares, and that a plan is done.
  No credential of theirs is shown or counted, nor any date: a number that changed by one would tell.
- “Status and dates”, “status, dates and tasks” share the credentials and the dates as well.

Counted are members who accepted and have not left. Somebody in several of the teams counts once, by the widest they chose there:
whoever may look at the team may look at each of those below.
"""

from dataclasses import dataclass

from django.db.models import Count, Q

from learners.teams import tree
from learners.teams.models import Membership, MembershipQuerySet, Team

SHARES_DATES = ~Q(visibility=Membership.Visibility.STATUS)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people there are, and how many of them share their status only."""

    people: int
    hidden: int


def members_below(team: Team) -> MembershipQuerySet:
    """Current members of the team and of all inside it; somebody in two of them stands there twice."""
    return Membership.objects.members().filter(team__in=tree.below(team.pk))


def sharing_dates(team: Team) -> MembershipQuerySet:
    return members_below(team).filter(SHARES_DATES)


def counted(team: Team) -> Counted:
    """One query."""
    found = members_below(team).aggregate(
        people=Count("learner", distinct=True), shown=Count("learner", distinct=True, filter=SHARES_DATES)
    )
    return Counted(found["people"], found["people"] - found["shown"])

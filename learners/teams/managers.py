"""Who may look at a member: the managers of the team, and those of every team above it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import connection

from learners.profiles.models import Learner
from learners.teams import tree
from learners.teams.models import Membership, Team


@dataclass(frozen=True, slots=True)
class Manager:
    """`above` names the team that they manage, where it is not the member's own."""

    name: str
    above: str = ""


def managers_of(learner: Learner) -> dict[int, list[Manager]]:
    """By each team that the learner is in or invited to: its own managers first, then those above. Two queries."""
    with connection.cursor() as cursor:
        cursor.execute(tree.ABOVE_MINE, [learner.pk])
        pairs: list[tuple[int, int]] = cursor.fetchall()
    by_team = defaultdict(list)
    for one in Membership.objects.managers_in({above for _mine, above in pairs}):
        by_team[one.team_id].append(one)
    found: dict[int, list[Manager]] = defaultdict(list)
    for mine, above in sorted(pairs, key=lambda pair: pair[0] != pair[1]):
        found[mine] += [Manager(str(one.learner), "" if above == mine else one.team.name) for one in by_team[above]]
    return found


def managers_above(team: Team) -> list[Manager]:
    """Who would look at somebody in this team, for whom is not in it yet: its own managers first. Two queries."""
    above = list(Team.objects.above(team).values_list("pk", flat=True))
    found = sorted(Membership.objects.managers_in(above), key=lambda one: one.team_id != team.pk)
    return [Manager(str(one.learner), "" if one.team_id == team.pk else one.team.name) for one in found]

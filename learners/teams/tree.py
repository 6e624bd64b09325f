"""Teams inside teams. Whoever manages one manages all below it, so most questions are about a team with what is below or above it.

The recursive parts are SQL that PostgreSQL and SQLite share. UNION, not UNION ALL: even a ring of teams, which nothing should
let in, would end there.
"""

from collections.abc import Mapping

from django.db.models.expressions import RawSQL

BELOW = """
    WITH RECURSIVE below(id) AS (
        SELECT id FROM learners_team WHERE id = %s
        UNION SELECT team.id FROM learners_team AS team JOIN below ON team.parent_id = below.id
    ) SELECT id FROM below"""
ABOVE = """
    WITH RECURSIVE above(id, parent_id) AS (
        SELECT id, parent_id FROM learners_team WHERE id = %s
        UNION SELECT team.id, team.parent_id FROM learners_team AS team JOIN above ON above.parent_id = team.id
    ) SELECT id FROM above"""
MANAGED = """
    WITH RECURSIVE managed(id) AS (
        SELECT team_id FROM learners_membership
        WHERE learner_id = %s AND role = 'manager' AND accepted_at IS NOT NULL AND left_at IS NULL
        UNION SELECT team.id FROM learners_team AS team JOIN managed ON team.parent_id = managed.id
    ) SELECT id FROM managed"""
# The columns of each team, and of the one that it is part of.
MANAGED_WITH_PARENTS = f"""
    SELECT team.id, team.slug, team.name, team.parent_id, parent.id, parent.slug, parent.name, parent.parent_id
    FROM learners_team AS team LEFT JOIN learners_team AS parent ON parent.id = team.parent_id
    WHERE team.id IN ({MANAGED}) ORDER BY team.name, team.id"""  # noqa: S608  all of it is ours
# Pairs of a team that the learner is in and of each team above it, itself included.
ABOVE_MINE = """
    WITH RECURSIVE above(mine, id, parent_id) AS (
        SELECT team.id, team.id, team.parent_id FROM learners_team AS team
        JOIN learners_membership AS own ON own.team_id = team.id WHERE own.learner_id = %s AND own.left_at IS NULL
        UNION SELECT above.mine, team.id, team.parent_id FROM learners_team AS team JOIN above ON above.parent_id = team.id
    ) SELECT mine, id FROM above"""


def below(team: int) -> RawSQL:
    """Keys of the team and of all inside it."""
    return RawSQL(BELOW, [team])  # noqa: S611  the text is ours, the key a parameter


def above(team: int) -> RawSQL:
    """Keys of the team and of all that it is inside of."""
    return RawSQL(ABOVE, [team])  # noqa: S611


def managed(learner: int) -> RawSQL:
    """Keys of the teams that the learner manages, themselves or from above."""
    return RawSQL(MANAGED, [learner])  # noqa: S611


def ring(team: int, parent: int | None, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    """The ring that would close if `team` became part of `parent`: the team, what it is part of, …, the team. Empty: none would."""
    path = [team]
    while parent is not None and parent not in path[1:]:
        path.append(parent)
        if parent == team:
            return tuple(path)
        parent = parents.get(parent)
    return ()

"""How a place in a team ends: by its holder or by a manager, and never so that a team is left without anybody to manage it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from learners.teams.models import Membership, Team
from learners.teams.people.survey import changed


class LastManagerError(Exception):
    """Nobody else manages the team or one above it."""


@transaction.atomic
def end(membership: Membership, *, now: datetime) -> None:
    """Raises LastManagerError, and nothing has changed. The team is locked, so that the last two cannot go at once."""
    if membership.role == Membership.Role.MANAGER and membership.is_accepted:
        Team.objects.select_for_update(no_key=True).get(pk=membership.team_id)
        line = list(Team.objects.above(membership.team).values_list("pk", flat=True))
        if not Membership.objects.managers_in(line).exclude(pk=membership.pk).exists():
            raise LastManagerError
    membership.leave(now=now)
    transaction.on_commit(changed)


def last_manager_words(team: str) -> str:
    return _("Nobody else manages %(team)s. Invite another manager first; once they have accepted, you can go.") % {
        "team": team
    }

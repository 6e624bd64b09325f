"""What a member chose to show, put on record: so that the log can say what a look saw."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from learners.teams.log.models import Look, VisibilityChange
from learners.teams.models import Membership
from learners.teams.people.survey import changed


@transaction.atomic
def choose(membership: Membership, visibility: str, *, now: datetime) -> None:
    """Accepts with it, or changes it from this moment on."""
    if membership.accepted_at is None:
        membership.accept(visibility=visibility, now=now)
    else:
        if not membership.visibility_changes.exists():  # accepted before this was put on record
            _note(membership, membership.visibility, membership.accepted_at)
        membership.set_visibility(visibility)
    _note(membership, visibility, now)
    transaction.on_commit(changed)


def _note(membership: Membership, visibility: str, at: datetime) -> None:
    VisibilityChange.objects.create(membership=membership, visibility=visibility, at=at)


def seen_between(changes: Sequence[VisibilityChange], look: Look, usual: str) -> list[str]:
    """Each level in force between the look's first and last time, in order; `usual` where nothing is on record."""
    before = [change.visibility for change in changes if change.at <= look.first_at]
    during = [change.visibility for change in changes if look.first_at < change.at <= look.last_at]
    found = [*before[-1:], *during] or [usual]
    return [level for place, level in enumerate(found) if place == 0 or level != found[place - 1]]

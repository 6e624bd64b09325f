"""Writes invitations, and answers to them. What touches several tables is one transaction."""

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from learners.profiles.models import Learner
from learners.teams.invitations.addresses import Judged, Line, Outcome, Taken, folded
from learners.teams.invitations.models import GOOD_FOR, Invitation
from learners.teams.invitations.tasks import send_invitations
from learners.teams.log.levels import choose
from learners.teams.models import Membership, Team

BATCH = 1000
MOST_LETTERS = 254  # the field's length


def taken_in(team: Team) -> Taken:
    """Three queries, whatever the list is: every address of who is in the team or is asked."""
    places = Membership.objects.open().filter(team=team)
    people = places.values_list("learner__user__email", "accepted_at")
    more = EmailAddress.objects.filter(verified=True, user__learner__memberships__in=places.current())
    members = {folded(email) for email, accepted in people if accepted}
    asked = {folded(email) for email, accepted in people if not accepted}
    invited = Invitation.objects.unanswered().filter(team=team).values_list("address", flat=True)
    return Taken(
        members=frozenset(members | {folded(email) for email in more.values_list("email", flat=True)}),
        invited=frozenset(asked.union(invited)),
    )


def is_good(line: Line) -> bool:
    address = folded(line.address)
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= MOST_LETTERS and line.role in Membership.Role.values


@transaction.atomic
def invite(team: Team, judged: Iterable[Judged], *, by: Learner, now: datetime) -> int:
    """Those that are new; says how many. What another manager invites at the same moment is passed over, not doubled."""
    Team.objects.select_for_update(no_key=True).get(pk=team.pk)
    taken = taken_in(team)
    found = [
        Invitation(
            team=team,
            address=folded(one.line.address),
            role=one.line.role,
            invited_by_id=by.user_id,
            created_at=now,
            expires_at=now + GOOD_FOR,
        )
        for one in judged
        if one.outcome == Outcome.NEW and folded(one.line.address) not in taken.members | taken.invited
    ]
    Invitation.objects.bulk_create(found, batch_size=BATCH)
    if found:
        ring()
    return len(found)


def ring() -> None:
    """The mails go out once it is sure that they shall. A bell that nobody hears is no loss: each minute's tick looks too."""
    transaction.on_commit(send_invitations.delay, robust=True)


@transaction.atomic
def accept(invitation: Invitation, learner: Learner, *, visibility: str, now: datetime) -> Membership | None:
    """None where it was answered, taken back or over by the time it is this one's turn: then nothing has changed.

    Who is in the team already, or asked by an administrator too, stays in it once, with what they choose now.
    """
    held = Invitation.objects.open(now).select_for_update().filter(pk=invitation.pk).first()
    if held is None:
        return None
    membership, _made = Membership.objects.open().get_or_create(
        team=invitation.team, learner=learner, defaults={"role": held.role}
    )
    if not membership.is_accepted:
        membership.role = held.role
        choose(membership, visibility, now=now)
    held.accepted_at = now
    held.save(update_fields=["accepted_at"])
    return membership


def addresses_of(learner: Learner) -> set[str]:
    """In small letters: the account's own, whose mail the holder of an invitation's link reads, and others that are proven."""
    known = EmailAddress.objects.filter(user=learner.user_id, verified=True).values_list("email", flat=True)
    return {folded(learner.user.email), *(folded(email) for email in known)}

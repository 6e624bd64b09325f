"""How somebody came into teams: invitations to and from them, and what they chose to show."""

from allauth.account.models import EmailAddress
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from learners.privacy.kinds import Fate, Kind, Person, Rows, columns, left_out
from learners.teams.invitations.models import Invitation
from learners.teams.log.models import VisibilityChange
from learners.teams.roster.models import RosterUpload

SHOWN = _("What you chose to show to your managers")
INVITED = _("Invitations to teams that went to your addresses")
YOUR_INVITATIONS = _("Invitations that you sent")
TEAM = {"team": "team__name"}


def invitations_to(user: Person) -> Rows:
    """By their addresses: an invitation may be older than the account."""
    proven = EmailAddress.objects.filter(user=user.pk, verified=True).annotate(small=Lower("email")).values("small")
    return Invitation.objects.filter(address=user.email.casefold()) | Invitation.objects.filter(address__in=proven)


TEAM_KINDS = (
    Kind(
        name="visibility-changes",
        title=_("What you chose to show to your managers, and when"),
        topic=SHOWN,
        model=VisibilityChange,
        owners=("membership__learner__user",),
        columns=columns("id visibility at", team="membership__team__name"),
    ),
    Kind(
        name="invitations-to-you",
        title=_("Invitations to teams that went to your addresses"),
        topic=INVITED,
        model=Invitation,
        owners=(),
        find=invitations_to,
        columns=columns(
            "id address role created_at expires_at sent_at failure accepted_at closed_at",
            invited_by="invited_by__name",
            **TEAM,
        ),
        fate=Fate.GOES_BY_HAND,
    ),
    Kind(
        name="uploaded-rosters",
        title=_("Rosters that you uploaded and have not sent yet"),
        topic=_("Rosters that you uploaded and have not sent"),
        model=RosterUpload,
        owners=("manager__user",),
        columns=columns("id name created_at", **TEAM),
        left_out=left_out(_("addresses of others, thrown away within a day"), "lines"),
    ),
)

DONE_AS_MANAGER = (
    Kind(
        name="invitations-sent",
        title=_("Invitations to teams that you sent"),
        topic=YOUR_INVITATIONS,
        model=Invitation,
        owners=("invited_by",),
        columns=columns("id role created_at expires_at sent_at accepted_at closed_at", **TEAM),
        left_out=left_out(_("about somebody else"), "address failure"),
        fate=Fate.STAYS_NAMELESS,
    ),
)

"""Who is asked into a team by mail. An invitation is of one address, and whoever signs in with it answers."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from learners.profiles.models import Learner
from learners.teams.models import Membership, Team

GOOD_FOR = timedelta(days=14)
KEPT = timedelta(days=90)  # after its end
_signer = Signer(salt="learners.teams.invitation")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> "InvitationQuerySet":
        """Neither accepted nor declined nor taken back; their time may be over."""
        return self.filter(accepted_at__isnull=True, closed_at__isnull=True)

    def open(self, now: datetime) -> "InvitationQuerySet":
        return self.unanswered().filter(expires_at__gt=now)

    def unsent(self, now: datetime) -> "InvitationQuerySet":
        return self.open(now).filter(sent_at__isnull=True, failure="")

    def drop_old(self, now: datetime) -> None:
        """What nobody accepted, and whose time is long over: the addresses may be of people who want nothing of us."""
        self.filter(accepted_at__isnull=True, expires_at__lt=now - KEPT).delete()

    def for_members_page(self, team: Team) -> "InvitationQuerySet":
        return self.unanswered().filter(team=team).select_related("invited_by").order_by("address")

    def for_teams_page(self, learner: Learner, *, now: datetime) -> "InvitationQuerySet":
        """Those that wait for this person's answer, if they lost the mail: only to addresses that are proven to be theirs."""
        proven = EmailAddress.objects.filter(user=learner.user_id, verified=True)
        return (
            self.open(now)
            .filter(address__in=proven.annotate(small=Lower("email")).values("small"))
            .select_related("team")
            .order_by("team__name")
        )

    def of_token(self, token: str) -> "Invitation | None":
        """None for a token that is no token of ours or whose invitation is gone."""
        try:
            key = int(_signer.unsign(token))
        except (BadSignature, ValueError):
            return None
        return self.select_related("team", "invited_by").filter(pk=key).first()


class Invitation(models.Model):
    """Its link is signed and not stored: nothing in the database opens a team to whoever reads it.

    `sent_at` is set by whoever sends the mail, before; `failure` is what the mail server said against the address.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations", verbose_name=_("team"))
    address = models.EmailField(_("e-mail address"), help_text=_("In small letters."))
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role, default=Membership.Role.MEMBER)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("good until"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failure = models.CharField(_("what the mail server says"), max_length=200, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    closed_at = models.DateTimeField(_("declined or taken back"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["team", "address", "id"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        indexes = [
            models.Index(fields=["id"], condition=Q(sent_at=None, failure=""), name="invitations_to_send"),
            models.Index(fields=["address"], name="invitations_to_an_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "address"],
                condition=Q(accepted_at__isnull=True, closed_at__isnull=True),
                name="one_open_invitation_an_address",
                violation_error_message=_("This address is invited already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.address} → {self.team}"

    def get_absolute_url(self) -> str:
        return reverse("teams:invitation", args=[self.token])

    @property
    def token(self) -> str:
        return _signer.sign(str(self.pk))

    @property
    def is_answered(self) -> bool:
        return self.accepted_at is not None or self.closed_at is not None

    def is_over(self, now: datetime) -> bool:
        return now >= self.expires_at

    def close(self, *, now: datetime) -> None:
        """Declined by whom it was for, or taken back by a manager: the link is worth nothing from now on."""
        self.closed_at = now
        self.save(update_fields=["closed_at"])

    def renew(self, *, now: datetime) -> None:
        """Goes out once more, and its time begins anew."""
        self.expires_at, self.sent_at, self.failure = now + GOOD_FOR, None, ""
        self.save(update_fields=["expires_at", "sent_at", "failure"])

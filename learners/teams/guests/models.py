"""Links with which somebody outside the portal reads a team's figures. Each is told once, and kept as a hash."""

import secrets
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from learners.profiles.models import Learner
from learners.teams.models import Team


def hash_of(secret: str) -> str:
    """A random secret of 256 bits needs no salt and no slow hash: there is nothing to guess."""
    return sha256(secret.encode()).hexdigest()


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def make(self, team: Team, *, label: str, ends_on: date, by: Learner, now: datetime) -> str:
        """The secret of a new link, which is told here and never again."""
        secret = secrets.token_urlsafe(32)
        self.create(
            team=team,
            label=label,
            ends_on=ends_on,
            secret_hash=hash_of(secret),
            created_by_id=by.user_id,
            created_at=now,
        )
        return secret

    def for_guests_page(self, team: Team) -> "GuestLinkQuerySet":
        """One query: all of the team, whoever made them; those that are still open on top."""
        return self.filter(team=team).select_related("created_by").order_by("-revoked_at", "-ends_on", "-pk")

    def open_on(self, today: date) -> "GuestLinkQuerySet":
        return self.filter(revoked_at__isnull=True, ends_on__gte=today)

    def with_secret(self, secret: str, today: date) -> "GuestLinkQuerySet":
        """One query: the link behind an address, with its team."""
        return self.open_on(today).filter(secret_hash=hash_of(secret)).select_related("team")


class GuestLink(models.Model):
    """That whoever has an address nobody can guess reads a team's figures, without a name, through `ends_on`."""

    team = models.ForeignKey(Team, models.CASCADE, related_name="guest_links", verbose_name=_("team"))
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField(_("for whom"), max_length=120)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made"))
    ends_on = models.DateField(_("last day"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last opened"), null=True, blank=True)
    uses = models.PositiveIntegerField(_("how often"), default=0)

    objects = GuestLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("guest link")
        verbose_name_plural = _("guest links")
        constraints = [
            models.CheckConstraint(
                condition=~Q(label=""),
                name="guest_link_says_for_whom",
                violation_error_message=_("Say for whom it is."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.team}: {self.label}"

    def is_open(self, today: date) -> bool:
        """The same rule as `open_on`."""
        return self.revoked_at is None and self.ends_on >= today

    def revoke(self, *, now: datetime) -> None:
        """At once and for good. A second time changes nothing."""
        GuestLink.objects.filter(pk=self.pk, revoked_at__isnull=True).update(revoked_at=now)

    def note_use(self, *, now: datetime) -> None:
        GuestLink.objects.filter(pk=self.pk).update(uses=F("uses") + 1, last_used_at=now)

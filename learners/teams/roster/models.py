from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.profiles.models import Learner
from learners.teams.invitations.addresses import Line
from learners.teams.models import Team

KEPT = timedelta(days=1)


class RosterUploadQuerySet(models.QuerySet["RosterUpload"]):
    def of(self, manager: Learner, team: Team) -> "RosterUploadQuerySet":
        """One's own alone."""
        return self.filter(manager=manager, team=team)

    def drop_old(self, now: datetime) -> None:
        self.filter(created_at__lt=now - KEPT).delete()


class RosterUpload(models.Model):
    """A roster between its dry run and the invitations that it becomes. Thrown away then, and within a day anyway."""

    manager = models.ForeignKey(Learner, models.CASCADE, related_name="+", verbose_name=_("manager"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name=_("team"))
    name = models.CharField(_("name"), max_length=200)
    lines = models.JSONField(_("lines"), help_text=_("Of each: where it stands, its address, its role."))
    created_at = models.DateTimeField(_("uploaded"))

    objects = RosterUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("uploaded roster")
        verbose_name_plural = _("uploaded rosters")

    def __str__(self) -> str:
        return self.name

    def as_lines(self) -> list[Line]:
        return [Line(*line) for line in self.lines]

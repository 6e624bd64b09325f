"""A nudge: a manager asks somebody how they are getting on. At most one a week for a person, whoever sends it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from learners.profiles.models import Learner
from learners.teams.models import Membership, Team

REST = timedelta(days=7)


class NudgeQuerySet(models.QuerySet["Nudge"]):
    def lately(self, now: datetime) -> "NudgeQuerySet":
        """Those that stand in the way of another."""
        return self.filter(at__gt=now - REST)


class Nudge(models.Model):
    """Its receiver reads it on Today and on the Teams page, for a week."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="nudges", verbose_name=_("who"))
    team = models.ForeignKey(Team, models.CASCADE, related_name="+", verbose_name=_("team"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    objects = NudgeQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        indexes = [models.Index(fields=["learner", "at"], name="nudge_by_learner_and_at")]

    def __str__(self) -> str:
        return f"{self.learner} {self.at:%Y-%m-%d}"


@transaction.atomic
def nudge(member: Membership, by: Learner, now: datetime) -> bool:
    """False: somebody has nudged this person within a week. The row of the learner is locked: two at once are one."""
    Learner.objects.select_for_update(no_key=True).get(pk=member.learner_id)
    if Nudge.objects.lately(now).filter(learner=member.learner_id).exists():
        return False
    Nudge.objects.create(learner_id=member.learner_id, team=member.team, by_id=by.user_id, at=now)
    return True

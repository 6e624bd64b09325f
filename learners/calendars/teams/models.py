import secrets
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from learners.calendars.models import hash_of
from learners.profiles.models import Learner
from learners.teams.models import Team


class TeamFeedQuerySet(models.QuerySet["TeamFeed"]):
    def visible_to(self, learner: Learner, team: Team) -> "TeamFeedQuerySet":
        """One's own: each manager has another address."""
        return self.filter(learner=learner, team=team)

    def with_secret(self, secret: str) -> "TeamFeedQuerySet":
        """One query: the feed behind an address, with its manager and team. None where the person may not sign in any more.

        Whether they manage the team still is asked of the teams (`TeamFeed.is_in_force`).
        """
        found = self.filter(secret_hash=hash_of(secret), learner__user__is_active=True)
        return found.select_related("learner", "team")

    @transaction.atomic
    def renew(self, learner: Learner, team: Team, *, pk: int | None, now: datetime) -> str | None:
        """The secret of a new address, which is told here and never again; the address `pk` ends.

        None where `pk` is not the present one, which is None where there is none: a form sent twice makes one. The learner's row
        is locked first.
        """
        Learner.objects.select_for_update().get(pk=learner.pk)
        own = self.visible_to(learner, team)
        if pk != own.values_list("pk", flat=True).first():
            return None
        own.delete()
        secret = secrets.token_urlsafe(32)
        self.create(learner=learner, team=team, secret_hash=hash_of(secret), created_at=now)
        return secret


class TeamFeed(models.Model):
    """That a manager's calendar may read a team's exams and ends of credentials, under an address nobody can guess.

    It counts as long as the person manages the team, themselves or from above.
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="team_feeds", editable=False)
    team = models.ForeignKey(Team, models.CASCADE, related_name="calendar_feeds", editable=False)
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), editable=False)
    last_read_at = models.DateTimeField(_("last read"), null=True, editable=False)

    objects = TeamFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed of a team")
        verbose_name_plural = _("calendar feeds of teams")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "team"],
                name="one_team_feed_a_manager",
                violation_error_message=_("There is an address already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.learner}: {self.team}"

    @property
    def is_in_force(self) -> bool:
        return Team.objects.managed_by(self.learner).filter(pk=self.team_id).exists()

    def note_reading(self, *, now: datetime) -> None:
        """An address that was renewed meanwhile is gone, and stays so."""
        TeamFeed.objects.filter(pk=self.pk).update(last_read_at=now)

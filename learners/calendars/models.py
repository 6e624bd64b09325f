from datetime import datetime
from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.profiles.models import Learner


def hash_of(secret: str) -> str:
    """A random secret of 256 bits needs no salt and no slow hash: there is nothing to guess."""
    return sha256(secret.encode()).hexdigest()


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def visible_to(self, learner: Learner) -> "CalendarFeedQuerySet":
        return self.filter(learner=learner)

    def with_secret(self, secret: str) -> "CalendarFeedQuerySet":
        """One query: the feed behind an address, with its learner. None where the person may not sign in any more."""
        return self.filter(secret_hash=hash_of(secret), learner__user__is_active=True).select_related("learner")


class CalendarFeed(models.Model):
    """That a learner's dates can be read under an address nobody can guess. The address itself is told once and not kept.

    A renewed address is another row, so that a form about the old one cannot end the new one.
    """

    learner = models.OneToOneField(
        Learner, models.CASCADE, related_name="calendar_feed", verbose_name=_("learner"), editable=False
    )
    secret_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), editable=False)
    last_read_at = models.DateTimeField(_("last read"), null=True, editable=False)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")

    def __str__(self) -> str:
        return str(self.learner)

    def note_reading(self, *, now: datetime) -> None:
        """An address that was renewed meanwhile is gone, and stays so."""
        CalendarFeed.objects.filter(pk=self.pk).update(last_read_at=now)


class CalendarEvent(models.Model):
    """What calendars were last told of an event, as a fingerprint. Written when they ask (`learners.calendars.stamps`).

    It stays when the event is gone: should that come back, its sequence must not begin anew.
    """

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="calendar_events", editable=False)
    key = models.CharField(max_length=40, editable=False)
    fingerprint = models.CharField(max_length=64, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["learner", "key"]
        verbose_name = _("event in a calendar")
        verbose_name_plural = _("events in calendars")
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "key"],
                name="one_calendar_event_a_key",
                violation_error_message=_("This event is there already."),
            )
        ]

    def __str__(self) -> str:
        return self.key

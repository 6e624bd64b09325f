from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from certifications.models.curriculum import CurriculumVersion


class VersionEventQuerySet(models.QuerySet["VersionEvent"]):
    def for_history_page(self) -> "VersionEventQuerySet":
        """The newest first."""
        return self.select_related("by", "about").order_by("-at", "-pk")


class VersionEvent(models.Model):
    """Something that happened to a curriculum version. Added and never changed; the database refuses, see `certifications.frozen`.

    `changes` is what an edit changed, as `certifications.diff` wrote it. `about` is the version that a draft was copied from, or
    that its author took in.
    """

    class Kind(models.TextChoices):
        STARTED = "started", _("started")
        EDITED = "edited", _("edited")
        HANDED_IN = "handed_in", _("handed in for review")
        TAKEN_BACK = "taken_back", _("taken back from review")
        SENT_BACK = "sent_back", _("sent back with a comment")
        TAKEN_IN = "taken_in", _("newer version taken in")
        PUBLISHED = "published", _("published")
        LOADED = "loaded", _("published from the catalogue's files")
        RETIRED = "retired", _("retired")

    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    from_state = models.CharField(max_length=20, choices=CurriculumVersion.State, blank=True)
    to_state = models.CharField(max_length=20, choices=CurriculumVersion.State)
    about = models.ForeignKey(CurriculumVersion, models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    changes = models.JSONField(default=list)

    objects = VersionEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("event of a version")
        verbose_name_plural = _("events of versions")

    def __str__(self) -> str:
        return self.get_kind_display()

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=1)


class SheetUploadQuerySet(models.QuerySet["SheetUpload"]):
    def visible_to(self, user_pk: int | None) -> "SheetUploadQuerySet":
        """One's own alone."""
        return self.filter(user=user_pk)

    def drop_old(self, now: datetime) -> None:
        self.filter(created_at__lt=now - KEPT).delete()


class SheetUpload(models.Model):
    """A file between its dry run and its import. `about` says which sheet it is, `owner` the draft's key where it has one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    about = models.CharField(max_length=40)
    owner = models.PositiveBigIntegerField(null=True)
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    created_at = models.DateTimeField()

    objects = SheetUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("uploaded sheet")
        verbose_name_plural = _("uploaded sheets")

    def __str__(self) -> str:
        return self.name

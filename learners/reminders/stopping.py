"""What holds the reminders until somebody says otherwise, kept as rows so that all workers, the health page and the command know."""

import logging
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

log = logging.getLogger(__name__)


class StopQuerySet(models.QuerySet["Stop"]):
    def standing(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def causes(self) -> list[str]:
        return list(self.standing().order_by("cause").values_list("cause", flat=True))

    def of(self, cause: "Stop.Cause") -> Self:
        return self.filter(cause=cause)

    def stop(self, cause: "Stop.Cause", detail: str, at: datetime) -> None:
        """Twice is once; the first detail stays."""
        if self.standing().of(cause).exists():
            return
        log.error("Reminders stop. %s", detail)
        self.bulk_create([Stop(cause=cause, detail=detail, at=at)], ignore_conflicts=True)

    def end(self, cause: "Stop.Cause", at: datetime) -> int:
        return self.standing().of(cause).update(ended_at=at)

    def last_ended(self, cause: "Stop.Cause") -> int | None:
        """Its number: a worker that knows another one has not heard yet that all is well."""
        ended = self.of(cause).filter(ended_at__isnull=False)
        return ended.order_by("-pk").values_list("pk", flat=True).first()


class Stop(models.Model):
    """While any stands, nothing is sent. While the clock's stands, nothing is created or expired either."""

    class Cause(models.TextChoices):
        CLOCK = "clock", _("the clocks disagree")
        RESTORED = "restored", _("the database came from a backup")

    cause = models.CharField(_("cause"), max_length=20, choices=Cause)
    detail = models.TextField(_("detail"))
    at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("stop of the reminders")
        verbose_name_plural = _("stops of the reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["cause"],
                condition=Q(ended_at__isnull=True),
                name="one_standing_stop_a_cause",
                violation_error_message=_("The reminders are stopped for this cause already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.at.isoformat()}"

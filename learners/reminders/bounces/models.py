from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from learners.profiles.models import Learner
from learners.reminders.models import Reminder

KEPT = timedelta(days=30)


class AddressEventQuerySet(models.QuerySet["AddressEvent"]):
    def forget(self, now: datetime) -> None:
        self.filter(at__lt=now - KEPT).delete()

    def last_tried(self, learner: Learner) -> datetime | None:
        tried = self.filter(learner=learner, what=AddressEvent.What.TRIED)
        return tried.order_by("-at").values_list("at", flat=True).first()

    def of(self, learner: Learner) -> Self:
        return self.filter(learner=learner).order_by("at", "pk")


class AddressEvent(models.Model):
    """What was heard of the address of a learner, each report once, kept for 30 days.

    A report about an address of nobody leaves its fingerprint only, so that it answers like any other.
    """

    class What(models.TextChoices):
        PERMANENT = "permanent", _("mail comes back for good")
        TRANSIENT = "transient", _("mail is held up")
        COMPLAINT = "complaint", _("mail was reported as unwanted")
        TRIED = "tried", _("mail goes there again, as the learner asked")

    fingerprint = models.CharField(_("fingerprint of the report"), max_length=64, unique=True)
    learner = models.ForeignKey(
        Learner, models.CASCADE, null=True, related_name="address_events", verbose_name=_("learner")
    )
    reminder = models.ForeignKey(Reminder, models.SET_NULL, null=True, related_name="+", verbose_name=_("reminder"))
    what = models.CharField(_("what"), max_length=20, choices=What)
    diagnostic = models.TextField(_("what the mail server said"), blank=True)
    at = models.DateTimeField(_("at"), db_index=True)

    objects = AddressEventQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        verbose_name = _("news of an address")
        verbose_name_plural = _("news of addresses")

    def __str__(self) -> str:
        return f"{self.what} {self.at.isoformat()}"

"""What Prometheus still counts of people who erased their accounts: a counter must never go down. Sums, and nobody's."""

from collections.abc import Mapping

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class GoneTotalQuerySet(models.QuerySet["GoneTotal"]):
    def add(self, totals: Mapping[str, int]) -> None:
        """One query for each that is not nothing, and one more; two erasures at once both count."""
        known = {name: number for name, number in totals.items() if number}
        self.bulk_create([GoneTotal(name=name) for name in known], ignore_conflicts=True)
        for name, number in sorted(known.items()):
            self.filter(name=name).update(number=F("number") + number)

    def by_name(self) -> dict[str, int]:
        return dict(self.values_list("name", "number"))


class GoneTotal(models.Model):
    """`name` is that of a sum in `learners.reminders.counters`."""

    name = models.CharField(_("name"), max_length=40, primary_key=True)
    number = models.BigIntegerField(_("number"), default=0)

    objects = GoneTotalQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("total of erased reminders")
        verbose_name_plural = _("totals of erased reminders")

    def __str__(self) -> str:
        return f"{self.name}: {self.number}"

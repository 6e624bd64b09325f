from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class CatalogueRevisionQuerySet(models.QuerySet["CatalogueRevision"]):
    def current(self) -> int | None:
        """None where the row is missing: then nothing is known of what has changed."""
        return self.values_list("number", flat=True).first()


class CatalogueRevision(models.Model):
    """One row whose number the database raises with every write to the catalogue, see `certifications.revision`."""

    number = models.BigIntegerField(_("number"))

    objects = CatalogueRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision of the catalogue")
        verbose_name_plural = _("revision of the catalogue")
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1),
                name="one_catalogue_revision",
                violation_error_message=_("The catalogue has one revision."),
            )
        ]

    def __str__(self) -> str:
        return str(self.number)

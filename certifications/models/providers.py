from django.db import models
from django.utils.translation import gettext_lazy as _

from certifications.models.base import CatalogueRecord


class Source(models.Model):
    """A document that facts of the catalogue were read from; records name it by its code."""

    code = models.CharField(_("code"), max_length=20, unique=True, help_text=_("Short code, e.g. “P”."))
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return f"{self.code}: {self.title}"


class ProviderQuerySet(models.QuerySet["Provider"]):
    def for_providers_page(self) -> "ProviderQuerySet":
        """Two queries: providers and the programmes they issue."""
        return self.prefetch_related("programs").order_by("name")


class Provider(CatalogueRecord):
    """Who issues, hosts or trains."""

    name = models.CharField(_("name"), max_length=200)
    url = models.URLField(_("web address"), blank=True)
    speciality = models.CharField(_("speciality"), max_length=200, help_text=_("What it is known for, in a few words."))
    summary = models.TextField(_("summary"), blank=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("provider")
        verbose_name_plural = _("providers")

    def __str__(self) -> str:
        return self.name

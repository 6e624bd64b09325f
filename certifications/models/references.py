from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from certifications.models.base import CatalogueRecord, PositionedPart
from certifications.models.curriculum import Certification
from certifications.models.programs import Program
from certifications.models.ways import Role


class ReferenceQuerySet(models.QuerySet["Reference"]):
    """Each page's method is two queries: the references and their rows."""

    def with_rows(self) -> "ReferenceQuerySet":
        rows = ReferenceRow.objects.select_related("certification", "role").order_by("position", "pk")
        return self.prefetch_related(Prefetch("rows", rows)).order_by("position", "title")

    def for_comparisons_page(self) -> "ReferenceQuerySet":
        return self.filter(topic=Reference.Topic.COMPARISON).with_rows()

    def for_programs_page(self) -> "ReferenceQuerySet":
        """Those of programmes at large."""
        return self.filter(topic=Reference.Topic.PROGRAM, program__isnull=True).with_rows()

    def for_program_page(self) -> "ReferenceQuerySet":
        """Called on the references of one programme; comparisons have their own page."""
        return self.exclude(topic=Reference.Topic.COMPARISON).with_rows()

    def for_glossary_page(self) -> "ReferenceQuerySet":
        """The discipline at large."""
        return self.filter(topic=Reference.Topic.FIELD, program__isnull=True).with_rows()


class Reference(CatalogueRecord):
    """A table, an ordered sequence or a list of facts beside the guides: a comparison, a matrix, an approval gate."""

    class Kind(models.TextChoices):
        TABLE = "table", _("table")
        SEQUENCE = "sequence", _("sequence")
        LIST = "list", _("list")

    class Topic(models.TextChoices):
        COMPARISON = "comparison", _("comparison")
        PROGRAM = "program", _("programme")
        FIELD = "field", _("field of work")

    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    topic = models.CharField(
        _("topic"), max_length=20, choices=Topic, default=Topic.FIELD, help_text=_("Decides the page it is shown on.")
    )
    program = models.ForeignKey(
        Program, models.CASCADE, null=True, blank=True, related_name="references", verbose_name=_("programme")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    summary = models.TextField(_("summary"), blank=True)
    row_heading = models.CharField(_("heading of the rows"), max_length=80, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True, help_text=_("A list of headings in JSON."))

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")

    def __str__(self) -> str:
        return self.title


class ReferenceRow(PositionedPart):
    reference = models.ForeignKey(Reference, models.CASCADE, related_name="rows")
    title = models.CharField(_("title"), max_length=200)
    cells = models.JSONField(_("cells"), default=list, blank=True, help_text=_("One text for each column, in JSON."))
    certification = models.ForeignKey(
        Certification, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("certification")
    )
    role = models.ForeignKey(Role, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("role"))

    class Meta:
        ordering = ["reference", "position"]
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "key"],
                name="reference_row_unique_key",
                violation_error_message=_("This reference has a row of that key already."),
            )
        ]

    def __str__(self) -> str:
        return self.title

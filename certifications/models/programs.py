from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models.base import CatalogueRecord, Direction, PositionedPart, slug_validator
from certifications.models.providers import Provider


class ProgramQuerySet(models.QuerySet["Program"]):
    def for_programs_page(self) -> "ProgramQuerySet":
        """One query, with `certification_count`: how many of its certifications the public sees."""
        offered = Q(certifications__archived=False, certifications__current_version__isnull=False)
        return (
            self.select_related("issuer")
            .annotate(certification_count=Count("certifications", filter=offered))
            .order_by("position", "name")
        )

    def for_program_page(self) -> "ProgramQuerySet":
        return self.select_related("issuer").prefetch_related("tracks", "onward", "faq")


class Program(CatalogueRecord):
    """A programme: a family of certifications from one issuer."""

    name = models.CharField(_("name"), max_length=200)
    issuer = models.ForeignKey(Provider, models.PROTECT, related_name="programs", verbose_name=_("issuer"))
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Lower comes first in lists."))
    summary = models.TextField(_("summary"), blank=True, help_text=_("One or two sentences: what it is and for whom."))
    preparation = models.TextField(
        _("preparation"), blank=True, help_text=_("What people need and how long they take.")
    )
    exam = models.TextField(_("exam"), blank=True, help_text=_("The form of the exam, retakes."))
    validity = models.TextField(
        _("validity"), blank=True, help_text=_("How long it is valid and how it is renewed, in words.")
    )
    url = models.URLField(_("web address"), blank=True)

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("certifications:program", args=[self.slug])


class Level(CatalogueRecord):
    """The rung, ordered by rank across all programmes."""

    name = models.CharField(_("name"), max_length=200)
    rank = models.PositiveSmallIntegerField(
        _("rank"), unique=True, help_text=_("Higher is further up, e.g. 10, 20, 30.")
    )
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        ordering = ["rank"]
        verbose_name = _("level")
        verbose_name_plural = _("levels")

    def __str__(self) -> str:
        return self.name


class Track(models.Model):
    """The line inside a programme, e.g. Engineering or Security."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="tracks", verbose_name=_("programme"))
    slug = models.SlugField(_("slug"), max_length=80, validators=[slug_validator])
    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["program", "position"]
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "slug"],
                name="track_unique_in_program",
                violation_error_message=_("This programme has a track of that slug already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.program.name}: {self.name}"


class ProgramFaqEntry(PositionedPart):
    class Topic(models.TextChoices):
        GENERAL = "general", _("general")
        PROGRAM = "program", _("about the programme")

    program = models.ForeignKey(Program, models.CASCADE, related_name="faq", verbose_name=_("programme"))
    topic = models.CharField(_("topic"), max_length=20, choices=Topic, default=Topic.PROGRAM)
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"))

    class Meta:
        ordering = ["program", "position"]
        verbose_name = _("question about a programme")
        verbose_name_plural = _("questions about programmes")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "key"],
                name="program_faq_unique_key",
                violation_error_message=_("This programme has a question of that key already."),
            )
        ]

    def __str__(self) -> str:
        return self.question


class OnwardNote(models.Model):
    """Where people go after a whole programme, one note for each direction."""

    program = models.ForeignKey(Program, models.CASCADE, related_name="onward", verbose_name=_("programme"))
    direction = models.CharField(_("direction"), max_length=20, choices=Direction)
    text = models.TextField(_("text"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["program", "position"]
        verbose_name = _("way onward")
        verbose_name_plural = _("ways onward")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "direction"],
                name="onward_once_a_direction",
                violation_error_message=_("This programme has a note for that direction already."),
            )
        ]

    def __str__(self) -> str:
        return self.get_direction_display()

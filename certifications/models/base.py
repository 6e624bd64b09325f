from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

slug_validator = RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*$", _("Use lower-case letters, digits and single hyphens."))


class Strength(models.TextChoices):
    REQUIRED = "required", _("required")
    RECOMMENDED = "recommended", _("recommended")


class Direction(models.TextChoices):
    SAME_TRACK = "same_track", _("same track")
    CROSS_TRACK = "cross_track", _("cross-track")
    LEADERSHIP = "leadership", _("leadership")


class CatalogueRecord(models.Model):
    """Something with an identity of its own in the catalogue files.

    `loaded_hash` is the hash of the file's record as last loaded. A record whose file text has not changed since is left
    alone by `load_catalogue`, so an edit made in the admin survives the next load of the same files.
    """

    slug = models.SlugField(
        _("slug"),
        max_length=80,
        unique=True,
        validators=[slug_validator],
        help_text=_(
            "The name in addresses and catalogue files. Lower case, with hyphens. Do not change it once published."
        ),
    )
    source = models.CharField(
        _("source"), max_length=80, blank=True, help_text=_("Where the facts come from: codes of sources, e.g. “P, A”.")
    )
    loaded_hash = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        abstract = True


class PositionedPart(models.Model):
    """A part of something, with a stable key and a place among its like."""

    key = models.SlugField(
        _("key"),
        max_length=80,
        validators=[slug_validator],
        help_text=_("Stable name of this row. Keep it when you reword the row: progress follows the key."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Lower comes first."))

    class Meta:
        abstract = True

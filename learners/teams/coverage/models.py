"""What a team wants to be able to do at all times: so many people with a valid credential of a kind."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification, Level, Program
from learners.teams.models import Team

MOST_PEOPLE = 10_000


class CoverageTargetQuerySet(models.QuerySet["CoverageTarget"]):
    def for_coverage_page(self, team: Team) -> "CoverageTargetQuerySet":
        """One query."""
        names = ("certification", "program", "level")
        return (
            self.filter(team=team)
            .select_related(*names)
            .order_by("program__name", "certification__name", "level__rank", "pk")
        )


class CoverageTarget(models.Model):
    """At least so many people of the team, and of all inside it, who hold the certification.

    Or any certification of the programme, where that is named instead: of the level or a higher one, where a level is named.
    """

    team = models.ForeignKey(Team, models.CASCADE, related_name="coverage_targets", verbose_name=_("team"))
    certification = models.ForeignKey(
        Certification, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("certification")
    )
    program = models.ForeignKey(
        Program, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("programme")
    )
    level = models.ForeignKey(
        Level,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("from level"),
        help_text=_("Of a programme: that level and higher ones count. Empty: all levels."),
    )
    least = models.PositiveSmallIntegerField(
        _("at least so many people"), validators=[MinValueValidator(1, _("At least one."))]
    )

    objects = CoverageTargetQuerySet.as_manager()

    class Meta:
        ordering = ["team", "pk"]
        verbose_name = _("coverage target")
        verbose_name_plural = _("coverage targets")
        constraints = [
            models.CheckConstraint(
                condition=Q(certification__isnull=False, program__isnull=True)
                | Q(certification__isnull=True, program__isnull=False),
                name="target_of_one_thing",
                violation_error_message=_("Name a certification or a programme, not both."),
            ),
            models.CheckConstraint(
                condition=Q(level__isnull=True) | Q(program__isnull=False),
                name="target_level_of_a_program",
                violation_error_message=_("A level goes with a programme; a certification has its own."),
            ),
            models.CheckConstraint(
                condition=Q(least__gte=1), name="target_of_somebody", violation_error_message=_("At least one.")
            ),
            models.UniqueConstraint(
                fields=["team", "certification"],
                condition=Q(certification__isnull=False),
                name="one_target_a_certification",
                violation_error_message=_("The team has a target for this already."),
            ),
            models.UniqueConstraint(
                fields=["team", "program"],
                condition=Q(program__isnull=False, level__isnull=True),
                name="one_target_a_program",
                violation_error_message=_("The team has a target for this already."),
            ),
            models.UniqueConstraint(
                fields=["team", "program", "level"],
                condition=Q(level__isnull=False),
                name="one_target_a_program_and_level",
                violation_error_message=_("The team has a target for this already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.least} × {self.what}"

    @property
    def what(self) -> str:
        """With `certification`, `program` and `level` at hand."""
        if self.certification is not None:
            return self.certification.name
        if self.level is None:
            return str(self.program)
        return gettext("%(program)s, %(level)s or higher") % {"program": self.program, "level": self.level}

    def counts(self, *, certification: int, program: int, rank: int | None) -> bool:
        """Whether that certification, of that programme and level, is one of those the target asks for."""
        if self.certification_id is not None:
            return certification == self.certification_id
        if program != self.program_id:
            return False
        return self.level is None or (rank is not None and rank >= self.level.rank)

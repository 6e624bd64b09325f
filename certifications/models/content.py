"""The rows of a curriculum version. Each has a stable key; all are frozen with their version."""

from typing import Any

from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from certifications.models.base import Direction, PositionedPart, Strength
from certifications.models.curriculum import Certification, CertificationQuerySet, CurriculumVersion
from certifications.models.skills import Skill


# Joined, not prefetched one level further: Django asks for prefetched foreign keys in one OR for each, and SQLite refuses a
# thousand of them.
def with_skills(certifications: CertificationQuerySet) -> CertificationQuerySet:
    """One query more: what each current version teaches."""
    taught = SkillTaught.objects.for_certification_page()
    return certifications.prefetch_related(Prefetch("current_version__skills_taught", taught))


def with_prerequisites(certifications: CertificationQuerySet) -> CertificationQuerySet:
    """One query more: what each current version asks for."""
    asked = Prerequisite.objects.for_certification_page()
    return certifications.prefetch_related(Prefetch("current_version__prerequisites", asked))


def _unique_key(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["version", "key"],
        name=name,
        violation_error_message=_("This version has a row of that key already."),
    )


class PrerequisiteQuerySet(models.QuerySet["Prerequisite"]):
    def for_certification_page(self) -> "PrerequisiteQuerySet":
        return self.select_related("certification", "skill").order_by("position", "pk")

    def for_skill_page(self) -> "PrerequisiteQuerySet":
        """Those of what is in force now."""
        return self.filter(version__current_for__archived=False).select_related("version__current_for").order_by("pk")

    def for_graph_page(self) -> models.QuerySet["Prerequisite", tuple[Any, ...]]:
        """One query: what is in force now and asks for a certification, or may do so in its place."""
        return (
            self.filter(~Q(group="") | Q(certification__isnull=False), version__current_for__isnull=False)
            .order_by("version__certification_id", "position", "pk")
            .values_list(
                "pk",
                "version__certification_id",
                "certification_id",
                "strength",
                "group",
                "group_minimum",
                "label",
                "skill__name",
                "years",
            )
        )


class Prerequisite(PositionedPart):
    """Another certification, years of experience or a skill. Rows of one group are alternatives."""

    class Kind(models.TextChoices):
        CERTIFICATION = "certification", _("certification")
        EXPERIENCE = "experience", _("experience")
        SKILL = "skill", _("skill")

    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="prerequisites")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    certification = models.ForeignKey(
        Certification,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="required_by",
        verbose_name=_("certification"),
    )
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, related_name="asked_by", verbose_name=_("skill")
    )
    years = models.DecimalField(_("years"), max_digits=3, decimal_places=1, null=True, blank=True)
    label = models.CharField(_("label"), max_length=200, blank=True, help_text=_("In words, e.g. “cloud experience”."))
    strength = models.CharField(_("strength"), max_length=20, choices=Strength, default=Strength.REQUIRED)
    group = models.CharField(
        _("group"),
        max_length=80,
        blank=True,
        help_text=_("Rows with the same group are alternatives. Empty: stands alone."),
    )
    group_minimum = models.PositiveSmallIntegerField(
        _("needed of the group"), default=1, help_text=_("How many of the group's rows suffice.")
    )

    objects = PrerequisiteQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        verbose_name = _("prerequisite")
        verbose_name_plural = _("prerequisites")
        constraints = [
            _unique_key("prerequisite_unique_key"),
            models.CheckConstraint(
                condition=Q(kind="certification", certification__isnull=False, skill__isnull=True, years__isnull=True)
                | Q(kind="experience", certification__isnull=True, skill__isnull=True, years__gt=0)
                | Q(kind="skill", certification__isnull=True, skill__isnull=False, years__isnull=True),
                name="prerequisite_says_one_thing",
                violation_error_message=_("Fill in just what the kind asks for: a certification, a skill, or years."),
            ),
            models.CheckConstraint(
                condition=Q(group_minimum__gte=1),
                name="group_minimum_positive",
                violation_error_message=_("At least one of the group is needed."),
            ),
        ]

    def __str__(self) -> str:
        return self.label or str(self.certification or self.skill or self.years)


class SkillTaughtQuerySet(models.QuerySet["SkillTaught"]):
    def for_certification_page(self) -> "SkillTaughtQuerySet":
        return self.select_related("skill").order_by("position", "pk")

    def in_force(self) -> "SkillTaughtQuerySet":
        """Those of what the public sees now."""
        return self.filter(version__in=Certification.objects.offered().order_by().values("current_version"))


class SkillTaught(models.Model):
    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="skills_taught")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="taught_by", verbose_name=_("skill"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = SkillTaughtQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        verbose_name = _("skill taught")
        verbose_name_plural = _("skills taught")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "skill"],
                name="skill_taught_once",
                violation_error_message=_("This skill is in the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.skill.name


class PracticeProject(PositionedPart):
    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="projects")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        ordering = ["version", "position"]
        verbose_name = _("practice project")
        verbose_name_plural = _("practice projects")
        constraints = [_unique_key("project_unique_key")]

    def __str__(self) -> str:
        return self.title


class CommonMistake(PositionedPart):
    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="mistakes")
    title = models.CharField(_("title"), max_length=200)
    advice = models.TextField(_("advice"), blank=True, help_text=_("What to do instead."))

    class Meta:
        ordering = ["version", "position"]
        verbose_name = _("common mistake")
        verbose_name_plural = _("common mistakes")
        constraints = [_unique_key("mistake_unique_key")]

    def __str__(self) -> str:
        return self.title


class NextStepQuerySet(models.QuerySet["NextStep"]):
    def for_certification_page(self) -> "NextStepQuerySet":
        return self.select_related("certification").order_by("position", "pk")

    def for_graph_page(self) -> models.QuerySet["NextStep", tuple[int, int | None]]:
        """One query: (from, to) of what is in force now."""
        return (
            self.filter(certification__isnull=False, version__current_for__isnull=False)
            .order_by("version__certification_id", "position", "pk")
            .values_list("version__certification_id", "certification_id")
        )


class NextStep(PositionedPart):
    """An arrow onward. Without a certification it only names one that is not in the catalogue."""

    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="next_steps")
    direction = models.CharField(_("direction"), max_length=20, choices=Direction)
    label = models.CharField(_("label"), max_length=200)
    certification = models.ForeignKey(
        Certification,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="arrived_from",
        verbose_name=_("certification"),
    )

    objects = NextStepQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        constraints = [_unique_key("next_step_unique_key")]

    def __str__(self) -> str:
        return self.label


class FaqEntry(PositionedPart):
    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="faq")
    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("answer"))

    class Meta:
        ordering = ["version", "position"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [_unique_key("faq_unique_key")]

    def __str__(self) -> str:
        return self.question


class PlanPhaseQuerySet(models.QuerySet["PlanPhase"]):
    def for_certification_page(self) -> "PlanPhaseQuerySet":
        """Two queries: the phases, and their steps in order."""
        return self.prefetch_related(Prefetch("steps", PlanStep.objects.order_by("position", "pk"))).order_by(
            "position"
        )


class PlanPhase(PositionedPart):
    """A phase of the plan template, to be finished by a day counted from the start (day 1 is the first)."""

    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="phases")
    title = models.CharField(_("title"), max_length=200)
    by_day = models.PositiveSmallIntegerField(_("by day"), help_text=_("Counted from the start, e.g. 14, 30, 60."))
    summary = models.TextField(_("summary"), blank=True)

    objects = PlanPhaseQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        verbose_name = _("plan phase")
        verbose_name_plural = _("plan phases")
        constraints = [
            _unique_key("phase_unique_key"),
            models.CheckConstraint(
                condition=Q(by_day__gte=1),
                name="phase_by_day_positive",
                violation_error_message=_("A phase ends on day 1 at the earliest."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanStep(PositionedPart):
    """A step of the plan template with its effort. Its key is unique in the version, and progress follows it."""

    class Kind(models.TextChoices):
        READ = "read", _("read")
        LAB = "lab", _("lab")
        PROJECT = "project", _("project")
        REVIEW = "review", _("review")
        EXAM = "exam", _("mock exam")

    version = models.ForeignKey(CurriculumVersion, models.CASCADE, related_name="steps")
    phase = models.ForeignKey(PlanPhase, models.CASCADE, related_name="steps", verbose_name=_("phase"))
    title = models.CharField(_("title"), max_length=200)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.READ)
    optional = models.BooleanField(_("optional"), default=False)
    skill = models.ForeignKey(
        Skill, models.PROTECT, null=True, blank=True, related_name="plan_steps", verbose_name=_("skill")
    )
    detail = models.TextField(_("detail"), blank=True)

    class Meta:
        ordering = ["version", "phase__position", "position"]
        verbose_name = _("plan step")
        verbose_name_plural = _("plan steps")
        constraints = [
            _unique_key("step_unique_key"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1),
                name="step_minutes_positive",
                violation_error_message=_("A step takes at least one minute."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

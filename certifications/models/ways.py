from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models.base import CatalogueRecord, PositionedPart
from certifications.models.curriculum import Certification
from certifications.models.programs import Program
from certifications.models.skills import Skill


class LearningPathQuerySet(models.QuerySet["LearningPath"]):
    def for_paths_page(self) -> "LearningPathQuerySet":
        """Two queries: the paths, and their steps with certification and level."""
        steps = PathStep.objects.select_related("certification__level", "certification__program").order_by(
            "position", "pk"
        )
        return self.prefetch_related(Prefetch("steps", steps)).order_by("position", "name")

    def for_path_page(self) -> "LearningPathQuerySet":
        """Three queries: also what the path means in each programme."""
        focuses = PathFocus.objects.select_related("program").order_by("position", "pk")
        return self.for_paths_page().prefetch_related(Prefetch("focuses", focuses))


class LearningPath(CatalogueRecord):
    """A focus and an ordered walk through certifications, e.g. SRE or FinOps."""

    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    summary = models.TextField(_("summary"))

    objects = LearningPathQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("certifications:path", args=[self.slug])


class PathFocus(models.Model):
    """What a path means inside one programme."""

    path = models.ForeignKey(LearningPath, models.CASCADE, related_name="focuses")
    program = models.ForeignKey(Program, models.CASCADE, related_name="path_focuses", verbose_name=_("programme"))
    focus = models.TextField(_("focus"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["path", "position"]
        verbose_name = _("focus of a path")
        verbose_name_plural = _("focuses of a path")
        constraints = [
            models.UniqueConstraint(
                fields=["path", "program"],
                name="path_focus_once_a_program",
                violation_error_message=_("This path has a focus in that programme already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} / {self.program}"


class PathStep(models.Model):
    path = models.ForeignKey(LearningPath, models.CASCADE, related_name="steps")
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="path_steps", verbose_name=_("certification")
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["path", "position"]
        verbose_name = _("step of a path")
        verbose_name_plural = _("steps of a path")
        constraints = [
            models.UniqueConstraint(
                fields=["path", "certification"],
                name="path_step_once",
                violation_error_message=_("This certification is on the path already."),
            )
        ]

    def __str__(self) -> str:
        return self.certification.name


class RoleQuerySet(models.QuerySet["Role"]):
    def for_roles_page(self) -> "RoleQuerySet":
        """Two queries: the roles, and what is recommended to each."""
        recommendations = RoleRecommendation.objects.select_related("certification", "program").order_by(
            "position", "pk"
        )
        return self.prefetch_related(Prefetch("recommendations", recommendations)).order_by("position", "name")

    def for_role_page(self) -> "RoleQuerySet":
        """Four queries: also the skills asked for and the roadmaps to it."""
        return self.for_roles_page().prefetch_related("skills", "roadmaps")


class Role(CatalogueRecord):
    """A job: recommended certifications, responsibilities, scope."""

    name = models.CharField(_("name"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    summary = models.TextField(_("summary"), blank=True)
    focus = models.TextField(_("focus"), blank=True)
    scope = models.TextField(_("scope"), blank=True)
    responsibilities = models.JSONField(
        _("responsibilities"), default=list, blank=True, help_text=_("A list of short lines in JSON.")
    )
    skills = models.ManyToManyField(Skill, blank=True, related_name="roles", verbose_name=_("skills asked for"))

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("certifications:role", args=[self.slug])


class RoleRecommendation(models.Model):
    """What a programme recommends to a role. Without a certification it is only named."""

    role = models.ForeignKey(Role, models.CASCADE, related_name="recommendations")
    program = models.ForeignKey(Program, models.CASCADE, related_name="recommendations", verbose_name=_("programme"))
    label = models.CharField(_("label"), max_length=200)
    certification = models.ForeignKey(
        Certification,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recommended_to",
        verbose_name=_("certification"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["role", "position"]
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")

    def __str__(self) -> str:
        return self.label


class CareerRoadmapQuerySet(models.QuerySet["CareerRoadmap"]):
    def for_roadmaps_page(self) -> "CareerRoadmapQuerySet":
        """Two queries: the roadmaps with their role, and their stages."""
        return self.select_related("role").prefetch_related("stages").order_by("position", "name")

    def for_roadmap_page(self) -> "CareerRoadmapQuerySet":
        """Four queries: also each stage's skills and the certifications that help."""
        helping = RoadmapCertification.objects.select_related("certification__program").order_by("position", "pk")
        return self.select_related("role").prefetch_related("stages__skills", Prefetch("certifications", helping))


class CareerRoadmap(CatalogueRecord):
    """Stages to a job with months, skills and salary. Money in whole units of `currency`, a year."""

    name = models.CharField(_("name"), max_length=200)
    role = models.ForeignKey(Role, models.PROTECT, related_name="roadmaps", verbose_name=_("role"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    summary = models.TextField(_("summary"), blank=True)
    months_min = models.PositiveSmallIntegerField(_("months, at least"))
    months_max = models.PositiveSmallIntegerField(_("months, at most"))
    cost_min = models.PositiveIntegerField(_("cost, at least"))
    cost_max = models.PositiveIntegerField(_("cost, at most"))
    currency = models.CharField(_("currency"), max_length=3, default="USD")
    salary_entry = models.PositiveIntegerField(_("salary at entry"))
    salary_mid = models.PositiveIntegerField(_("salary in the middle"))
    salary_senior = models.PositiveIntegerField(_("salary when senior"))
    salary_senior_open_ended = models.BooleanField(_("or more"), default=False)
    hired_by = models.JSONField(_("hired by"), default=list, blank=True, help_text=_("A list of short lines in JSON."))

    objects = CareerRoadmapQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name = _("career roadmap")
        verbose_name_plural = _("career roadmaps")
        constraints = [
            models.CheckConstraint(
                condition=Q(months_max__gte=F("months_min"), cost_max__gte=F("cost_min")),
                name="roadmap_ranges_in_order",
                violation_error_message=_("“At most” must not be below “at least”."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("certifications:roadmap", args=[self.slug])


class RoadmapStageQuerySet(models.QuerySet["RoadmapStage"]):
    def for_skill_page(self) -> "RoadmapStageQuerySet":
        return self.select_related("roadmap").order_by("roadmap__position", "position")


class RoadmapStage(PositionedPart):
    roadmap = models.ForeignKey(CareerRoadmap, models.CASCADE, related_name="stages")
    title = models.CharField(_("title"), max_length=200)
    months_min = models.PositiveSmallIntegerField(_("months, at least"))
    months_max = models.PositiveSmallIntegerField(_("months, at most"))
    salary = models.PositiveIntegerField(_("salary at this stage"), null=True, blank=True)
    salary_open_ended = models.BooleanField(_("or more"), default=False)
    note = models.TextField(_("note"), blank=True)
    skills = models.ManyToManyField(Skill, blank=True, related_name="stages", verbose_name=_("skills"))

    objects = RoadmapStageQuerySet.as_manager()

    class Meta:
        ordering = ["roadmap", "position"]
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        constraints = [
            models.UniqueConstraint(
                fields=["roadmap", "key"],
                name="stage_unique_key",
                violation_error_message=_("This roadmap has a stage of that key already."),
            ),
            models.CheckConstraint(
                condition=Q(months_max__gte=F("months_min")),
                name="stage_months_in_order",
                violation_error_message=_("“At most” must not be below “at least”."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoadmapCertification(models.Model):
    roadmap = models.ForeignKey(CareerRoadmap, models.CASCADE, related_name="certifications")
    certification = models.ForeignKey(
        Certification, models.PROTECT, related_name="on_roadmaps", verbose_name=_("certification")
    )
    benefit = models.CharField(_("benefit"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ["roadmap", "position"]
        verbose_name = _("certification that helps")
        verbose_name_plural = _("certifications that help")

    def __str__(self) -> str:
        return self.certification.name

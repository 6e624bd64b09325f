from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from certifications.models.base import CatalogueRecord
from certifications.models.curriculum import Certification


class SkillQuerySet(models.QuerySet["Skill"]):
    def with_teaching_count(self) -> "SkillQuerySet":
        """`teaching_count`: how many certifications that the public sees teach it."""
        in_force = Q(taught_by__version__in=Certification.objects.offered().order_by().values("current_version"))
        return self.annotate(teaching_count=Count("taught_by", filter=in_force))

    def for_skills_page(self) -> "SkillQuerySet":
        """One query, with `teaching_count` and `role_count`: each is counted by itself, as joined they would multiply."""
        roles = Skill.objects.filter(pk=OuterRef("pk")).order_by().values("pk").values(count=Count("roles"))
        return self.with_teaching_count().annotate(role_count=Subquery(roles))

    def for_skill_page(self) -> "SkillQuerySet":
        """Two queries: the skill, and the roles that ask for it."""
        return self.prefetch_related("roles")


class Skill(CatalogueRecord):
    """What is learnt: certifications teach it, prerequisites and roles ask for it."""

    name = models.CharField(_("name"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)

    objects = SkillQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("skill")
        verbose_name_plural = _("skills")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("certifications:skill", args=[self.slug])


class GlossaryTerm(CatalogueRecord):
    term = models.CharField(_("term"), max_length=200)
    definition = models.TextField(_("definition"), help_text=_("Plain words; one or two sentences."))

    class Meta:
        ordering = ["term"]
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")

    def __str__(self) -> str:
        return self.term

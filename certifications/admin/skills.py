from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from certifications.admin.desk import CatalogueAdmin
from certifications.admin.sheets import SheetAdmin
from certifications.models import Certification, GlossaryTerm, Skill


@admin.register(Skill)
class SkillAdmin(SheetAdmin, CatalogueAdmin):
    sheet = "skill"
    list_display = ("name", "taught_in", "source")
    ordering = ("name",)  # counting, below, drops the model's own
    search_fields = ("name", "slug", "summary")
    search_help_text = _("Before you add a skill, look whether it is here under another name.")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "summary", "source")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Skill]:
        published = Certification.objects.filter(current_version__isnull=False).order_by().values("current_version")
        current = Count("taught_by", filter=Q(taught_by__version__in=published))
        counted: QuerySet[Skill] = super().get_queryset(request).annotate(taught_count=current)
        return counted

    @admin.display(description=_("certifications that teach it"), ordering="taught_count")
    def taught_in(self, skill: Skill) -> int:
        return skill.taught_count  # type: ignore[attr-defined, no-any-return]


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(SheetAdmin, CatalogueAdmin):
    sheet = "glossaryterm"
    list_display = ("term", "definition", "source")
    search_fields = ("term", "definition", "slug")
    prepopulated_fields = {"slug": ("term",)}
    fields = ("term", "slug", "definition", "source")

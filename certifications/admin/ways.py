from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from certifications.admin.desk import CatalogueAdmin, StackOfParts, TableOfParts
from certifications.admin.fields import LinesField
from certifications.admin.forms import CatalogueForm
from certifications.admin.sheets import SheetAdmin
from certifications.models import (
    CareerRoadmap,
    LearningPath,
    PathFocus,
    PathStep,
    RoadmapCertification,
    RoadmapStage,
    Role,
    RoleRecommendation,
)


class PathStepInline(TableOfParts):
    model = PathStep
    fields = ("certification", "note", "position")
    autocomplete_fields = ("certification",)


class PathFocusInline(TableOfParts):
    model = PathFocus
    fields = ("program", "focus", "position")
    autocomplete_fields = ("program",)


@admin.register(LearningPath)
class LearningPathAdmin(CatalogueAdmin):
    list_display = ("name", "summary", "position", "source")
    list_editable = ("position",)
    search_fields = ("name", "slug", "summary")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (PathStepInline, PathFocusInline)
    fieldsets = (
        (None, {"fields": ("name", "slug", "position", "summary")}),
        (_("Where this was read"), {"fields": ("source",)}),
    )


class RoleForm(CatalogueForm):
    responsibilities = LinesField(label=_("Responsibilities"), help_text=_("One on each line, in a few words."))


class RecommendationInline(TableOfParts):
    model = RoleRecommendation
    fields = ("program", "label", "certification", "position")
    autocomplete_fields = ("program", "certification")


@admin.register(Role)
class RoleAdmin(SheetAdmin, CatalogueAdmin):
    sheet = "role"
    form = RoleForm
    list_display = ("name", "summary", "position", "source")
    list_editable = ("position",)
    search_fields = ("name", "slug", "summary")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("skills",)
    inlines = (RecommendationInline,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "position")}),
        (_("What its page says"), {"fields": ("summary", "focus", "scope", "responsibilities", "skills")}),
        (_("Where this was read"), {"fields": ("source",)}),
    )


class RoadmapForm(CatalogueForm):
    hired_by = LinesField(label=_("Hired by"), help_text=_("One kind of employer on each line."))

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        least, most = cleaned.get("cost_min"), cleaned.get("cost_max")
        if least is not None and most is not None and most < least:
            self.add_error("cost_max", str(_("“At most” must not be below “at least”.")))
        return cleaned


class StageInline(StackOfParts):
    model = RoadmapStage
    fields = (
        ("title", "key", "position"),
        ("months_min", "months_max", "salary", "salary_open_ended"),
        "note",
        "skills",
    )
    filter_horizontal = ("skills",)


class RoadmapCertificationInline(TableOfParts):
    model = RoadmapCertification
    fields = ("certification", "benefit", "note", "position")
    autocomplete_fields = ("certification",)


@admin.register(CareerRoadmap)
class CareerRoadmapAdmin(CatalogueAdmin):
    form = RoadmapForm
    list_display = ("name", "role", "months_min", "months_max", "salary_entry", "salary_senior", "currency", "source")
    list_select_related = ("role",)
    search_fields = ("name", "slug", "role__name")
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("role",)
    inlines = (StageInline, RoadmapCertificationInline)
    fieldsets = (
        (None, {"fields": ("name", "slug", "role", "position", "summary")}),
        (
            _("How long and what it costs"),
            {"fields": (("months_min", "months_max"), ("cost_min", "cost_max", "currency"))},
        ),
        (
            _("What it pays, a year"),
            {"fields": (("salary_entry", "salary_mid"), ("salary_senior", "salary_senior_open_ended"), "hired_by")},
        ),
        (_("Where this was read"), {"fields": ("source",)}),
    )

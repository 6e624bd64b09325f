from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _

from certifications.admin import yaml_files
from certifications.admin.desk import CatalogueAdmin, StackOfParts, TableOfParts
from certifications.admin.sheets import SheetAdmin
from certifications.models import Level, OnwardNote, Program, ProgramFaqEntry, Track


class TrackInline(TableOfParts):
    model = Track
    fields = ("name", "slug", "summary", "position")
    prepopulated_fields = {"slug": ("name",)}


class OnwardInline(TableOfParts):
    model = OnwardNote
    fields = ("direction", "text", "position")
    max_num = len(OnwardNote._meta.get_field("direction").choices or ())


class ProgramFaqInline(StackOfParts):
    model = ProgramFaqEntry
    fields = ("question", "answer", ("topic", "key", "position"))
    classes = ("collapse",)


@admin.register(Program)
class ProgramAdmin(SheetAdmin, CatalogueAdmin):
    sheet = "program"
    list_display = ("name", "issuer", "certifications", "position", "source")
    ordering = ("position", "name")  # counting, below, drops the model's own
    list_filter = ("issuer",)
    list_select_related = ("issuer",)
    search_fields = ("name", "slug", "summary")
    autocomplete_fields = ("issuer",)
    prepopulated_fields = {"slug": ("name",)}
    inlines = (TrackInline, OnwardInline, ProgramFaqInline)
    fieldsets = (
        (None, {"fields": ("name", "slug", "issuer", "position", "url")}),
        (_("What its page says"), {"fields": ("summary", "preparation", "exam", "validity")}),
        (_("Where this was read"), {"fields": ("source",)}),
    )

    def get_urls(self) -> list[URLPattern]:
        """The catalogue's files hang here, since each programme has one."""
        return [*yaml_files.urls(self.admin_site), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Program]:
        counted: QuerySet[Program] = super().get_queryset(request).annotate(certification_count=Count("certifications"))
        return counted

    @admin.display(description=_("certifications"), ordering="certification_count")
    def certifications(self, program: Program) -> int:
        return program.certification_count  # type: ignore[attr-defined, no-any-return]


@admin.register(Level)
class LevelAdmin(SheetAdmin, CatalogueAdmin):
    sheet = "level"
    list_display = ("name", "rank", "summary", "source")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "rank", "summary", "source")


@admin.register(Track)
class TrackAdmin(CatalogueAdmin):
    """Tracks are edited inside their programme; this page is for finding them."""

    list_display = ("name", "program", "position")
    list_filter = ("program",)
    list_select_related = ("program",)
    search_fields = ("name", "program__name")
    autocomplete_fields = ("program",)
    prepopulated_fields = {"slug": ("name",)}
    fields = ("program", "name", "slug", "summary", "position")

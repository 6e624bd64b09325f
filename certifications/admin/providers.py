from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from certifications.admin.desk import CatalogueAdmin
from certifications.admin.sheets import SheetAdmin
from certifications.models import Provider, Source


@admin.register(Source)
class SourceAdmin(CatalogueAdmin):
    list_display = ("code", "title")
    list_display_links = ("code", "title")
    search_fields = ("code", "title")


@admin.register(Provider)
class ProviderAdmin(SheetAdmin, CatalogueAdmin):
    sheet = "provider"
    list_display = ("name", "speciality", "programs", "url", "source")
    ordering = ("name",)  # counting, below, drops the model's own
    search_fields = ("name", "speciality", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "speciality", "summary", "url")}),
        (_("Where this was read"), {"fields": ("source",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Provider]:
        counted: QuerySet[Provider] = super().get_queryset(request).annotate(program_count=Count("programs"))
        return counted

    @admin.display(description=_("programmes"), ordering="program_count")
    def programs(self, provider: Provider) -> int:
        return provider.program_count  # type: ignore[attr-defined, no-any-return]

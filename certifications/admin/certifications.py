from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from certifications.admin.desk import CatalogueAdmin, TableOfParts
from certifications.admin.forms import CatalogueForm
from certifications.admin.sheets import SheetAdmin
from certifications.admin.version_history import urls
from certifications.models import Certification, CurriculumVersion
from certifications.publishing import OPEN_STATES, start_draft


class CertificationForm(CatalogueForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Certification.Kind.GUIDED:
            for name in ("track", "level"):
                if name in cleaned and not cleaned[name]:
                    self.add_error(name, _now("A guided certification needs a track and a level."))
        track, program = cleaned.get("track"), cleaned.get("program")
        if track and program and track.program_id != program.pk:
            self.add_error("track", _now("This track belongs to another programme: %s.") % track.program)
        if self.instance.pk and cleaned.get("replaced_by") == self.instance:
            self.add_error("replaced_by", _now("A certification cannot replace itself."))
        return cleaned


class VersionInline(TableOfParts):
    """What there is, to look at and to open. Versions are made by “Edit the guide”."""

    model = CurriculumVersion
    fields = readonly_fields = ("number", "state", "created_at", "published_at", "publisher")
    show_change_link = True
    can_delete = False
    verbose_name_plural = _("versions of the guide")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CurriculumVersion]:
        return super().get_queryset(request).select_related("certification", "published_by")

    @admin.display(description=_("published by"))
    def publisher(self, version: CurriculumVersion) -> str:
        return str(version.published_by or "–")

    def has_add_permission(self, request: HttpRequest, obj: Certification | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Certification | None = None) -> bool:
        return False


@require_POST
def edit_guide(request: HttpRequest, pk: int) -> HttpResponse:
    """Opens the draft of a certification's guide; where there is none, one is made from the current version."""
    certification = get_object_or_404(Certification, pk=pk)
    user = request.user
    if not user.has_perms(["certifications.add_curriculumversion", "certifications.change_curriculumversion"]):
        raise PermissionDenied
    draft = start_draft(certification, by=user if isinstance(user, AbstractBaseUser) else None)
    return redirect("admin:certifications_curriculumversion_change", draft.pk)


@admin.register(Certification)
class CertificationAdmin(SheetAdmin, CatalogueAdmin):
    sheet = "certification"
    form = CertificationForm
    list_display = ("name", "program", "track", "level", "kind", "guide", "position")
    list_display_links = ("name",)
    list_filter = ("program", "kind", "level", "retired", "archived", ("current_version", admin.EmptyFieldListFilter))
    list_select_related = ("program", "track__program", "level", "current_version")
    search_fields = ("name", "slug", "program__name")
    autocomplete_fields = ("program", "track", "level", "replaced_by")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "slug", "kind"),
                "description": _(
                    "What it is called and where it belongs. What it says is its guide: “Edit the guide”."
                ),
            },
        ),
        (_("Where it belongs"), {"fields": ("program", ("track", "level"), ("position", "optional"))}),
        (
            _("Retired or hidden"),
            {"fields": ("retired", "retired_note", "replaced_by", "archived"), "classes": ("collapse",)},
        ),
        (_("Where this was read"), {"fields": ("source",)}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Certification]:
        open_draft = CurriculumVersion.objects.filter(certification=OuterRef("pk"), state__in=OPEN_STATES)
        counted: QuerySet[Certification] = super().get_queryset(request).annotate(has_draft=Exists(open_draft))
        return counted

    @admin.display(description=_("guide"))
    def guide(self, certification: Certification) -> str:
        version = certification.current_version
        published = _now("version %d") % version.number if version else _now("not published")
        return f"{published}, {_now('draft waiting')}" if certification.has_draft else published  # type: ignore[attr-defined]

    def get_inlines(self, request: HttpRequest, obj: Certification | None) -> tuple[type[VersionInline], ...]:
        return (VersionInline,) if obj else ()

    def get_readonly_fields(self, request: HttpRequest, obj: Certification | None = None) -> tuple[str, ...]:
        """The address of a published certification is in bookmarks and in catalogue files, so it stays."""
        return ("slug",) if obj and obj.current_version_id else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Certification | None = None) -> dict[str, Any]:
        return {} if self.get_readonly_fields(request, obj) else {"slug": ("name",)}

    def view_on_site(self, obj: Certification) -> str | None:
        return obj.get_absolute_url() if obj.current_version_id and not obj.archived else None

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(edit_guide)
        own = path("<int:pk>/edit-guide/", view, name="certifications_certification_edit_guide")
        return [own, *urls(self.admin_site), *super().get_urls()]

    def response_add(
        self, request: HttpRequest, obj: Certification, post_url_continue: str | None = None
    ) -> HttpResponse:
        here = reverse("admin:certifications_certification_change", args=[obj.pk])
        note = _now('People see it once its guide is published: <a href="{}">write the guide</a>.')
        self.message_user(request, format_html(note, here), messages.INFO)
        return super().response_add(request, obj, post_url_continue)

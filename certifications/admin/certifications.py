from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import get_deleted_objects
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from certifications.admin import bulk
from certifications.admin.certification_form import CertificationForm
from certifications.admin.clone import clone_certification
from certifications.admin.deleting import pointers, pointing_at, published_versions, sentence
from certifications.admin.desk import CatalogueAdmin, TableOfParts
from certifications.admin.sheets import SheetAdmin
from certifications.admin.version_history import urls
from certifications.identities import delete_never_published
from certifications.models import Certification, CurriculumVersion
from certifications.publishing import OPEN_STATES, start_draft


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


def _reasons(certification: Certification, published: int, pointing: list[str]) -> list[str]:
    found = [] if certification.archived else [_now("it is not in the archive")]
    if published:
        stay = ngettext(
            "its published version stays for good", "its %(count)d published versions stay for good", published
        )
        found.append(stay % {"count": published})
    return [*found, pointers(pointing)] if pointing else found


@admin.register(Certification)
class CertificationAdmin(SheetAdmin, CatalogueAdmin):
    sheet = "certification"
    form = CertificationForm
    list_display = ("name", "position", "program", "line", "level", "kind", "guide")
    list_display_links = ("name",)
    list_editable = ("position",)
    actions = bulk.ACTIONS
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

    @admin.display(description=_("track"), ordering="track__name")
    def line(self, certification: Certification) -> str:
        """Without the programme, which stands beside it."""
        return certification.track.name if certification.track else "–"

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
        admin_view = self.admin_site.admin_view
        return [
            path("<int:pk>/edit-guide/", admin_view(edit_guide), name="certifications_certification_edit_guide"),
            path("<int:pk>/clone/", admin_view(clone_certification), name="certifications_certification_clone"),
            *urls(self.admin_site),
            *super().get_urls(),
        ]

    def deletion_refusals(self, records: Sequence[Certification]) -> list[str]:
        """Only what was archived first goes, and of that only what was never published: published versions stay for good."""
        counts, published = pointing_at(records, but={CurriculumVersion}), published_versions(records)
        found = {one.pk: _reasons(one, published.get(one.pk, 0), counts.get(one.pk, [])) for one in records}
        return [sentence(one, found[one.pk]) for one in records if found[one.pk]]

    def get_deleted_objects(self, objs: Iterable[Certification], request: HttpRequest) -> Any:
        """With the drafts, which the database would protect, and which go first."""
        records = list(objs)
        listed, counts, lacking, refused = super().get_deleted_objects(records, request)
        if self.deletion_refusals(records):
            return listed, counts, lacking, refused
        drafts = list(CurriculumVersion.objects.filter(certification__in=records).select_related("certification"))
        if drafts:
            of_drafts = get_deleted_objects(drafts, request, self.admin_site)
            listed, counts, lacking = listed + of_drafts[0], counts | of_drafts[1], lacking | of_drafts[2]
        return listed, counts, lacking, []

    def delete_model(self, request: HttpRequest, obj: Certification) -> None:
        delete_never_published([obj.pk])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Certification]) -> None:
        delete_never_published(list(queryset.values_list("pk", flat=True)))

    def response_add(
        self, request: HttpRequest, obj: Certification, post_url_continue: str | None = None
    ) -> HttpResponse:
        here = reverse("admin:certifications_certification_change", args=[obj.pk])
        note = _now('People see it once its guide is published: <a href="{}">write the guide</a>.')
        self.message_user(request, format_html(note, here), messages.INFO)
        return super().response_add(request, obj, post_url_continue)

"""Import and export by CSV and XLSX: upload, dry run, import. Rows that a file does not name stay as they are."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from certifications.admin.version_moves import person
from certifications.models import CurriculumVersion, SheetUpload
from certifications.sheets.cells import file_rows
from certifications.sheets.errors import SheetError
from certifications.sheets.importing import ChangedMeanwhileError, Preview, apply, name_of, preview
from certifications.sheets.kinds import KINDS, Kind, Owner
from certifications.sheets.reading import MOST_BYTES, MOST_ROWS
from certifications.sheets.writing import csv_file, xlsx_file

FORMATS = {
    "csv": (csv_file, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_file, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
SHOWN = 200


class UploadForm(forms.Form):
    file = forms.FileField(label=_("CSV or XLSX file"), allow_empty_file=True)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than %d MB.") % (MOST_BYTES // 1024 // 1024))
        return file


@dataclass(frozen=True)
class Place:
    """Where a sheet is worked on: the kind, the draft it belongs to where it has one, and the addresses around it."""

    kind: Kind
    owner: Owner
    upload_url: str
    back_url: str

    def preview_url(self, upload: SheetUpload) -> str:
        return f"{self.upload_url}{upload.pk}/"


class SheetAdmin(admin.options.BaseModelAdmin):  # type: ignore[type-arg]
    """Mixed into the admin of a table that has a sheet, named by `sheet`."""

    sheet = ""

    def get_urls(self) -> list[URLPattern]:
        stem, view = f"certifications_{self.opts.model_name}_sheet", self.admin_site.admin_view
        own = [
            path("sheet/<str:form>/", view(self.export_sheet), name=f"{stem}_export"),
            path("sheet/import/upload/", view(self.import_sheet), name=f"{stem}_import"),
            path("sheet/import/upload/<int:upload_pk>/", view(self.preview_sheet), name=f"{stem}_preview"),
        ]
        return [*own, *super().get_urls()]  # type: ignore[misc]

    def export_sheet(self, request: HttpRequest, form: str) -> HttpResponse:
        """What the list shows under its filters at the moment."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = self.get_changelist_instance(request).get_queryset(request).values("pk")  # type: ignore[attr-defined]
        kind = KINDS[self.sheet]
        rows = kind.rows(None).filter(pk__in=chosen)
        return download(request, kind, rows, None, form)

    def import_sheet(self, request: HttpRequest) -> HttpResponse:
        return upload_page(request, self._place(request), self.admin_site)

    def preview_sheet(self, request: HttpRequest, upload_pk: int) -> HttpResponse:
        return preview_page(request, self._place(request), upload_pk, self.admin_site)

    def _place(self, request: HttpRequest) -> Place:
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        stem = f"admin:certifications_{self.opts.model_name}"
        return Place(KINDS[self.sheet], None, reverse(f"{stem}_sheet_import"), reverse(f"{stem}_changelist"))


def draft_urls(site: admin.AdminSite) -> list[URLPattern]:
    """Of the sheets that belong to one draft; for the admin of curriculum versions."""

    def export(request: HttpRequest, pk: int, sheet: str, form: str) -> HttpResponse:
        version = _version(request, pk, "certifications.view_curriculumversion")
        kind = _draft_kind(sheet)
        return download(request, kind, kind.rows(version), version, form)

    def upload(request: HttpRequest, pk: int, sheet: str) -> HttpResponse:
        return upload_page(request, _draft_place(request, pk, sheet), site)

    def look(request: HttpRequest, pk: int, sheet: str, upload_pk: int) -> HttpResponse:
        return preview_page(request, _draft_place(request, pk, sheet), upload_pk, site)

    stem = "certifications_curriculumversion_sheet"
    return [
        path("<int:pk>/sheet/<str:sheet>/<str:form>/", site.admin_view(export), name=f"{stem}_export"),
        path("<int:pk>/sheet/<str:sheet>/import/upload/", site.admin_view(upload), name=f"{stem}_import"),
        path(
            "<int:pk>/sheet/<str:sheet>/import/upload/<int:upload_pk>/",
            site.admin_view(look),
            name=f"{stem}_preview",
        ),
    ]


@require_safe
def download(_request: HttpRequest, kind: Kind, rows: Any, owner: Owner, form: str) -> HttpResponse:
    if form not in FORMATS:
        raise Http404
    write, content_type = FORMATS[form]
    content = write(kind.columns, file_rows(kind, rows))
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name_of(kind, owner)}.{form}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def upload_page(request: HttpRequest, place: Place, site: admin.AdminSite) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        file, now = form.cleaned_data["file"], timezone.now()
        SheetUpload.objects.drop_old(now)
        upload = SheetUpload.objects.create(
            user_id=request.user.pk or 0,
            about=place.kind.name,
            owner=place.owner.pk if place.owner else None,
            name=file.name[:200],
            content=file.read(),
            created_at=now,
        )
        return redirect(place.preview_url(upload))
    context = {"form": form, "most": MOST_ROWS, "columns": place.kind.columns, "key": place.kind.key}
    return _page(request, place, site, "upload", context)


@require_http_methods(["GET", "HEAD", "POST"])
def preview_page(request: HttpRequest, place: Place, upload_pk: int, site: admin.AdminSite) -> HttpResponse:
    uploads = SheetUpload.objects.visible_to(request.user.pk)
    owner = place.owner.pk if place.owner else None
    upload = get_object_or_404(uploads, pk=upload_pk, about=place.kind.name, owner=owner)
    content = bytes(upload.content)
    if request.method == "POST":
        try:
            digest, by = request.POST.get("digest", ""), person(request)
            done = apply(place.kind, content, digest=digest, owner=place.owner, by=by, now=timezone.now())
        except ChangedMeanwhileError:
            messages.warning(request, _now("The catalogue has changed meanwhile, so nothing was imported. Look again."))
        except SheetError as error:
            return _preview_page(request, place, site, upload, Preview((), error.faults))
        else:
            upload.delete()
            _log(request, place, done)
            messages.success(request, _said(done))
            return redirect(place.back_url)
    return _preview_page(request, place, site, upload, preview(place.kind, content, place.owner))


def _preview_page(
    request: HttpRequest, place: Place, site: admin.AdminSite, upload: SheetUpload, seen: Preview
) -> HttpResponse:
    differing = [*seen.added, *seen.changed]
    context = {
        "upload": upload,
        "preview": seen,
        "rows": differing[:SHOWN],
        "more_rows": max(0, len(differing) - SHOWN),
        "faults": seen.faults[:SHOWN],
        "more_faults": max(0, len(seen.faults) - SHOWN),
        "count": len(differing),
    }
    return _page(request, place, site, "preview", context)


def _page(
    request: HttpRequest, place: Place, site: admin.AdminSite, name: str, context: dict[str, Any]
) -> HttpResponse:
    shared = {
        **site.each_context(request),
        "title": _now("Import %(what)s") % {"what": place.kind.label},
        "place": place,
        "opts": place.kind.model._meta,
    }
    return TemplateResponse(request, f"admin/certifications/sheets/{name}.html", shared | context)


def _said(done: Preview) -> str:
    count = len(done.added) + len(done.changed)
    return ngettext(
        "%(count)d row imported: %(added)d added, %(changed)d changed.",
        "%(count)d rows imported: %(added)d added, %(changed)d changed.",
        count,
    ) % {"count": count, "added": len(done.added), "changed": len(done.changed)}


def _log(request: HttpRequest, place: Place, done: Preview) -> None:
    """One entry for each row, in the history of the record or of its draft."""
    about = ContentType.objects.get_for_model(CurriculumVersion if place.owner else place.kind.model).pk
    LogEntry.objects.bulk_create(
        [
            LogEntry(
                user_id=request.user.pk or 0,
                content_type_id=about,
                object_id=str(place.owner.pk if place.owner else row.record.pk),
                object_repr=str(row.record)[:200],
                action_flag=CHANGE,
                change_message=_now("By import of %(file)s: %(what)s")
                % {"file": _file_of(place), "what": ", ".join(cell.column for cell in row.changed)},
            )
            for row in (*done.added, *done.changed)
        ],
        batch_size=500,
    )


def _file_of(place: Place) -> str:
    return name_of(place.kind, place.owner)


def _draft_kind(sheet: str) -> Kind:
    kind = KINDS.get(sheet)
    if kind is None or not kind.of_draft:
        raise Http404
    return kind


def _version(request: HttpRequest, pk: int, permission: str) -> CurriculumVersion:
    if not request.user.has_perm(permission):
        raise PermissionDenied
    return get_object_or_404(CurriculumVersion.objects.select_related("certification"), pk=pk)


def _draft_place(request: HttpRequest, pk: int, sheet: str) -> Place:
    version = _version(request, pk, "certifications.change_curriculumversion")
    return Place(
        _draft_kind(sheet),
        version,
        reverse("admin:certifications_curriculumversion_sheet_import", args=[pk, sheet]),
        reverse("admin:certifications_curriculumversion_change", args=[pk]),
    )

"""The whole catalogue as YAML at the desk: the same form, checks and rule of three as `load_catalogue` and `export_catalogue`."""

import io
import zipfile
from hashlib import sha256
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certifications.admin.sheets import UploadForm
from certifications.files.exporter import in_yaml, split
from certifications.files.loader import Outcome, examine, load
from certifications.files.reader import ReadFile, read_content
from certifications.files.stored import stored_catalogue
from certifications.models import Program, SheetUpload
from certifications.publishing import wait_for_other_publishers

ABOUT = "yaml"
MAY_READ = ("certifications.view_certification",)
MAY_WRITE = tuple(
    f"certifications.{verb}_{name}" for verb in ("add", "change") for name in ("certification", "curriculumversion")
)


def urls(site: admin.AdminSite) -> list[URLPattern]:
    def upload(request: HttpRequest) -> HttpResponse:
        return import_page(request, site)

    def look(request: HttpRequest, upload_pk: int) -> HttpResponse:
        return preview_page(request, upload_pk, site)

    return [
        path("yaml/export/", site.admin_view(export), name="certifications_yaml_export"),
        path("yaml/import/", site.admin_view(upload), name="certifications_yaml_import"),
        path("yaml/import/<int:upload_pk>/", site.admin_view(look), name="certifications_yaml_preview"),
    ]


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    _ask(request, MAY_READ)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, form in split(stored_catalogue()).items():
            packed.writestr(name, in_yaml(form))
    response = HttpResponse(file.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="catalogue.zip"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    _ask(request, MAY_WRITE)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    form.fields["file"].label = _("YAML file")
    if form.is_valid():
        file, now = form.cleaned_data["file"], timezone.now()
        SheetUpload.objects.drop_old(now)
        kept = {"about": ABOUT, "name": file.name[:200], "content": file.read(), "created_at": now}
        upload = SheetUpload.objects.create(user_id=request.user.pk or 0, **kept)
        return redirect("admin:certifications_yaml_preview", upload.pk)
    return _page(request, site, {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def preview_page(request: HttpRequest, upload_pk: int, site: admin.AdminSite) -> HttpResponse:
    _ask(request, MAY_WRITE)
    upload = get_object_or_404(SheetUpload.objects.visible_to(request.user.pk), pk=upload_pk, about=ABOUT)
    file = read_content(upload.name, bytes(upload.content))
    if request.method == "POST":
        if _loaded(file, digest=request.POST.get("digest", "")):
            upload.delete()
            messages.success(request, _("The file is loaded. The site shows it from now on."))
            return redirect("admin:index")
        messages.warning(request, _("The catalogue has changed meanwhile, so nothing was loaded. Look again."))
    outcome = examine([file])
    counts = [(kind, change.counts()) for kind, change in outcome.changes.items() if _moves(change.counts())]
    context = {"upload": upload, "outcome": outcome, "counts": counts, "digest": _digest(outcome)}
    return _page(request, site, context)


@transaction.atomic
def _loaded(file: ReadFile, *, digest: str) -> bool:
    """False where it would do something else than what was shown, or can't be loaded; then nothing is written."""
    wait_for_other_publishers()
    outcome = examine([file])
    if outcome.problems or _digest(outcome) != digest:
        return False
    load([file], now=timezone.now())
    return True


def _digest(outcome: Outcome) -> str:
    said: list[Any] = [sorted(form.slug for form in outcome.guides)]
    for kind, change in outcome.changes.items():
        said.append((kind, *([record.slug for record in records] for records in (change.added, change.changed))))
        said.append(sorted(change.retired))
    return sha256(repr(said).encode()).hexdigest()


def _moves(counts: dict[str, int]) -> bool:
    return any(number for name, number in counts.items() if name != "unchanged")


def _ask(request: HttpRequest, permissions: tuple[str, ...]) -> None:
    if not request.user.has_perms(permissions):
        raise PermissionDenied


def _page(request: HttpRequest, site: admin.AdminSite, context: dict[str, Any]) -> HttpResponse:
    shared = {
        **site.each_context(request),
        "title": _("Import YAML"),
        "opts": Program._meta,
        "import_url": reverse("admin:certifications_yaml_import"),
    }
    name = "preview" if "outcome" in context else "upload"
    return TemplateResponse(request, f"admin/certifications/sheets/yaml_{name}.html", shared | context)

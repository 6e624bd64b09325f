"""The pages beside a version's form: hand in, publish, compare, go back. Every move is made in `certifications.publishing`."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from certifications import publishing
from certifications.contents import contents_of, nothing
from certifications.diff import Diff, diff
from certifications.diff_words import SectionWords, effort_in_words, in_words
from certifications.findings import lint_version, shown
from certifications.models import CurriculumVersion

State = CurriculumVersion.State


def found_by_owner(request: HttpRequest, pk: int, *, also: str = "") -> CurriculumVersion:
    needed = ["certifications.change_curriculumversion", *([also] if also else [])]
    if not request.user.has_perms(needed):
        raise PermissionDenied
    versions = CurriculumVersion.objects.exclude(state=State.LOADING)
    return get_object_or_404(versions.select_related("certification__current_version__published_by", "based_on"), pk=pk)


def person(request: HttpRequest) -> AbstractBaseUser | None:
    return request.user if isinstance(request.user, AbstractBaseUser) else None


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows what publishing would change and what stands against it; POST publishes."""
    version = found_by_owner(request, pk)
    if request.method != "POST":
        return _publish_page(request, version) if not version.is_frozen else _form(version)
    try:
        publishing.publish(version, now=timezone.now(), by=person(request))
    except ValidationError:
        version = found_by_owner(request, pk)
        if version.is_frozen:
            messages.warning(request, _("This version was published meanwhile. Edit it as a new draft."))
            return _form(version)
        messages.error(request, _("Not published. What stands against it is said below."))
        return _publish_page(request, version)
    _log(request, version, _("state: published"))
    messages.success(request, _("Published. The site shows %s from now on.") % version)
    return _form(version)


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    note = request.POST.get("note", "")
    return _moved(
        request,
        pk,
        lambda version: publishing.hand_in(version, now=timezone.now(), by=person(request), note=note),
        _("Handed in for review. Its words stay as they are until it is published, taken back or sent back."),
    )


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    return _moved(
        request,
        pk,
        lambda version: publishing.take_back(version, now=timezone.now(), by=person(request)),
        _("Taken back. It is a draft again and can be edited."),
    )


@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    note = request.POST.get("note", "")
    return _moved(
        request,
        pk,
        lambda version: publishing.send_back(version, now=timezone.now(), by=person(request), note=note),
        _("Sent back with your comment. It is a draft again."),
    )


@require_POST
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    newer = request.POST.get("newer", "")
    seen = int(newer) if newer.isdecimal() and newer.isascii() else 0
    return _moved(
        request,
        pk,
        lambda version: publishing.take_in(version, seen, now=timezone.now(), by=person(request)),
        _("On record: this draft takes the newer version into account. It can be published."),
    )


@require_POST
def revert(request: HttpRequest, pk: int) -> HttpResponse:
    version = found_by_owner(request, pk, also="certifications.add_curriculumversion")
    try:
        draft = publishing.revert_to(version, by=person(request))
    except ValidationError as reason:
        messages.error(request, " ".join(reason.messages))
        return redirect("admin:certifications_certification_versions", version.certification_id)
    words = _("A new draft with all that version %d says. Nobody sees it until it is published.")
    messages.success(request, words % version.number)
    return _form(draft)


def urls(site: admin.AdminSite) -> list[URLPattern]:
    views = {
        "publish": publish,
        "hand-in": hand_in,
        "take-back": take_back,
        "send-back": send_back,
        "take-in": take_in,
        "revert": revert,
    }
    return [
        path(
            f"<int:pk>/{name}/",
            site.admin_view(view),
            name=f"certifications_curriculumversion_{name.replace('-', '_')}",
        )
        for name, view in views.items()
    ]


def compared(old: int | None, new: int) -> tuple[Diff, list[SectionWords]]:
    """Nine queries."""
    found = contents_of(*(pk for pk in (old, new) if pk))
    changed = diff(found[old] if old else nothing(), found[new])
    return changed, in_words(changed.changes)


def _publish_page(request: HttpRequest, version: CurriculumVersion) -> HttpResponse:
    changed, sections = compared(version.certification.current_version_id, version.pk)
    stale, findings = version.is_stale, shown(lint_version(version))
    context = {
        **admin.site.each_context(request),
        "title": _("Publish %s") % version,
        "version": version,
        "opts": CurriculumVersion._meta,
        "refusals": [*publishing.stale_refusals(version), *(found.text for found in findings if found.is_error)],
        "warnings": [found.text for found in findings if not found.is_error],
        "effort": effort_in_words(changed),
        "sections": sections,
        "missed": in_words(publishing.missed(version).changes) if stale else [],
        "is_stale": stale,
        "reviews": version.events.for_history_page().exclude(note="")[:5],
    }
    return render(request, "admin/certifications/curriculumversion/publish.html", context)


def _moved(request: HttpRequest, pk: int, move: Callable[[CurriculumVersion], None], done: str) -> HttpResponse:
    version = found_by_owner(request, pk)
    try:
        move(version)
    except ValidationError as reason:
        messages.error(request, " ".join(reason.messages))
    else:
        messages.success(request, done)
    return redirect("admin:certifications_curriculumversion_publish", pk)


def _form(version: CurriculumVersion) -> HttpResponse:
    return redirect("admin:certifications_curriculumversion_change", version.pk)


def _log(request: HttpRequest, version: CurriculumVersion, field: str) -> None:
    """For the stock history, which other records of the desk have too."""
    message = [{"changed": {"fields": [field]}}]
    LogEntry.objects.log_actions(request.user.pk or 0, [version], CHANGE, change_message=message, single_object=True)

"""All versions of a certification with what happened to them, and the difference between any two."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from certifications.admin.version_moves import compared
from certifications.diff import from_json
from certifications.diff_words import effort_in_words, in_words
from certifications.models import Certification, CurriculumVersion, VersionEvent
from certifications.publishing import OPEN_STATES

PAGE = 20


def versions(request: HttpRequest, pk: int) -> HttpResponse:
    certification = _certification(request, pk)
    every = _versions_of(certification)
    events = Prefetch("events", VersionEvent.objects.for_history_page())
    page = Paginator(every.prefetch_related(events), PAGE).get_page(request.GET.get("page"))
    rows = [
        (version, [(event, in_words(from_json(event.changes))) for event in version.events.all()]) for version in page
    ]
    context = {
        **admin.site.each_context(request),
        "title": _("Versions of %s") % certification,
        "opts": Certification._meta,
        "certification": certification,
        "page": page,
        "rows": rows,
        "open_draft": every.filter(state__in=OPEN_STATES).first(),
    }
    return render(request, "admin/certifications/certification/versions.html", context)


def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Without a choice: the version that is current against the newest one, or against the one before."""
    certification = _certification(request, pk)
    every = list(_versions_of(certification))
    by_number = {str(version.number): version for version in every}
    new = by_number.get(request.GET.get("b", ""), every[0] if every else None)
    old = by_number.get(request.GET.get("a", "")) or _before(every, new)
    context = {
        **admin.site.each_context(request),
        "title": _("Compare versions of %s") % certification,
        "opts": Certification._meta,
        "certification": certification,
        "versions": every,
        "old": old,
        "new": new,
    }
    if old and new:
        changed, sections = compared(old.pk, new.pk)
        context |= {"effort": effort_in_words(changed), "sections": sections}
    return render(request, "admin/certifications/certification/compare.html", context)


def urls(site: admin.AdminSite) -> list[URLPattern]:
    return [
        path("<int:pk>/versions/", site.admin_view(versions), name="certifications_certification_versions"),
        path("<int:pk>/compare/", site.admin_view(compare), name="certifications_certification_compare"),
    ]


def _before(every: list[CurriculumVersion], new: CurriculumVersion | None) -> CurriculumVersion | None:
    """What `new` began from, else the one numbered before it; of a first version there is none."""
    if new is None:
        return None
    older = [version for version in every if version.number < new.number]
    return next((version for version in older if version.pk == new.based_on_id), older[0] if older else new)


def _certification(request: HttpRequest, pk: int) -> Certification:
    if not request.user.has_perm("certifications.change_curriculumversion"):
        raise PermissionDenied
    return get_object_or_404(Certification, pk=pk)


def _versions_of(certification: Certification) -> QuerySet[CurriculumVersion]:
    shown = certification.versions.exclude(state=CurriculumVersion.State.LOADING).order_by("-number")
    return shown.select_related("created_by", "published_by", "based_on")

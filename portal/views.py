from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from certifications.map import catalogue_map
from certifications.models import Certification, Role
from certifications.views.cached import cached_page
from learners.reminders import counters
from portal import health
from portal.metrics import as_text

MOST_SUGGESTED = 200  # names offered while typing; the search itself knows them all


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """`?role=` comes from the select on this page, which without JavaScript can only ask here."""
    if request.user.is_authenticated:
        return redirect("plans:today")
    if role := request.GET.get("role"):
        return redirect(get_object_or_404(Role, slug=role))
    return cached_page(request, "portal/home.html", _home)


def _home() -> dict[str, Any]:
    return {
        "roles": Role.objects.values_list("slug", "name"),
        "certification_names": Certification.objects.offered()
        .order_by("name")
        .values_list("name", flat=True)[:MOST_SUGGESTED],
        "catalogue_map": catalogue_map(),
    }


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def healthz_deep(_request: HttpRequest) -> JsonResponse:
    found = health.examine(timezone.now())
    return JsonResponse(asdict(found), status=200 if found.ok else 503)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Whoever has not the token is told nothing, not even that the page exists."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return HttpResponse(as_text(counters.count(timezone.now())), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "portal/404.html", status=404)

"""The whole catalogue at once: the list with its filters, and certifications side by side."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url
from django_htmx.middleware import HtmxDetails

from certifications.filters import FACETS, CatalogueFilter, facet_options
from certifications.models import Certification, Reference, Source
from certifications.models.content import with_skills
from certifications.views.cached import cached_html, cached_page

PAGE_SIZE = 50


class HtmxRequest(HttpRequest):
    htmx: HtmxDetails


@login_not_required
@require_safe
@vary_on_headers("HX-Request")
def catalogue(request: HtmxRequest) -> HttpResponse:
    asked = asked_for(request.GET)
    build = partial(_catalogue, asked)
    address = None if "q" in asked else asked.urlencode()
    if request.htmx and not request.htmx.history_restore_request:
        response = HttpResponse(cached_html("certifications/_results.html", address, build))
        return push_url(response, clean_address(asked))
    return cached_page(request, "certifications/catalogue.html", build, asked=address)


def asked_for(given: QueryDict) -> QueryDict:
    """What the page depends on, each once and in one order; an empty field asks for nothing."""
    asked = QueryDict(mutable=True)
    for name in ("q", *FACETS, "page"):
        if value := given.get(name, "").strip():
            asked[name] = value
    return asked


def clean_address(asked: QueryDict) -> str:
    filters = asked.copy()
    filters.pop("page", None)
    return f"{reverse('certifications:catalogue')}?{filters.urlencode()}".rstrip("?")


def _catalogue(asked: QueryDict) -> dict[str, Any]:
    rows = with_skills(Certification.objects.for_catalogue().with_plan_minutes())
    filters = CatalogueFilter(asked, rows, options=facet_options())
    page = Paginator(filters.qs, PAGE_SIZE).get_page(asked.get("page"))
    errors = " ".join(filters.form.errors.get("q", []))
    return {"filters": filters, "page": page, "query": asked, "search_error": errors}


@login_not_required
@require_safe
def comparisons(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "certifications/comparisons.html", _comparisons)


def _comparisons() -> dict[str, Any]:
    return {"references": Reference.objects.for_comparisons_page(), "sources": Source.objects.all()}

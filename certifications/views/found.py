"""The search page: everything that is found, best first. What people type is never kept."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from certifications.models import SearchDocument
from certifications.search import KINDS, Found, Hit, search
from certifications.search.words import excerpt

PAGE_SIZE = 30
LONGEST = 200
Kind = SearchDocument.Kind
LOOKS = {
    Kind.CERTIFICATION: ("award", _("Certifications")),
    Kind.ROLE: ("person-badge", _("Roles")),
    Kind.SKILL: ("tools", _("Skills")),
    Kind.TERM: ("book", _("Terms")),
}


@dataclass(frozen=True)
class Shown:
    icon: str
    kind: str
    href: str
    title: str
    summary: str


@dataclass(frozen=True)
class Tab:
    kind: str
    label: object
    count: int
    is_chosen: bool


@login_not_required
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "").strip()[:LONGEST]
    chosen = request.GET.get("kind", "")
    found = search(text)
    hits = [hit for hit in found.hits if hit.kind == chosen] if chosen in KINDS else list(found.hits)
    page = Paginator(hits, PAGE_SIZE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "text": text,
        "found": found,
        "tabs": _tabs(found, chosen),
        "page": page,
        "rows": [_shown(hit, found.words) for hit in page],
        "query": request.GET,
    }
    return render(request, "certifications/search.html", context)


def _tabs(found: Found, chosen: str) -> list[Tab]:
    everything = Tab("", _("Everything"), len(found.hits), chosen not in KINDS)
    return [everything, *(Tab(kind, LOOKS[kind][1], found.count(kind), kind == chosen) for kind in KINDS)]


def _shown(hit: Hit, words: tuple[str, ...]) -> Shown:
    kind = Kind(hit.kind)
    return Shown(LOOKS[kind][0], str(kind.label), _address(hit), hit.title, excerpt(hit.summary, words))


def _address(hit: Hit) -> str:
    if hit.kind == Kind.TERM:
        return f"{reverse('certifications:glossary')}#{hit.slug}"
    return reverse(f"certifications:{hit.kind}", args=[hit.slug])

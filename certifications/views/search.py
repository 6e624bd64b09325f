"""Search over everything in the catalogue. Never kept in the cache of pages: what is asked for is free text."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import push_url

from certifications.models import SearchDocument
from certifications.search import Found, find, hits
from certifications.views.cached import cached_html, cached_page
from certifications.views.catalogue import HtmxRequest

PAGE_SIZE = 25
LONGEST = 200
Kind = SearchDocument.Kind
# Icon, word for one, word for many; in the order they are offered.
KINDS: dict[str, tuple[str, str | Promise, str | Promise]] = {
    Kind.CERTIFICATION: ("award", _("Certification"), _("Certifications")),
    Kind.ROLE: ("person-badge", _("Role"), _("Roles")),
    Kind.SKILL: ("tools", _("Skill"), _("Skills")),
    Kind.TERM: ("book", _("Term"), _("Terms")),
}


@dataclass(frozen=True)
class Choice:
    """A link that leaves one kind of results, or all of them (`kind` is empty)."""

    kind: str
    word: str | Promise
    count: int
    chosen: bool


@login_not_required
@require_safe
@vary_on_headers("HX-Request")
def search(request: HtmxRequest) -> HttpResponse:
    asked = asked_for(request.GET)
    build = partial(_search, asked)
    if request.htmx and not request.htmx.history_restore_request:
        response = HttpResponse(cached_html("certifications/_search_results.html", None, build))
        return push_url(response, f"{reverse('certifications:search')}?{asked.urlencode()}".rstrip("?"))
    return cached_page(request, "certifications/search.html", build, asked=None)


def asked_for(given: QueryDict) -> QueryDict:
    asked = QueryDict(mutable=True)
    if text := " ".join(given.get("q", "").replace("\0", " ").split())[:LONGEST]:
        asked["q"] = text
    if (kind := given.get("kind", "")) in KINDS:
        asked["kind"] = kind
    if page := given.get("page"):
        asked["page"] = page
    return asked


def _search(asked: QueryDict) -> dict[str, Any]:
    text, kind = asked.get("q", ""), asked.get("kind", "")
    found = find(text)
    places = found.of_kinds({kind} if kind else ())
    page = Paginator(places, PAGE_SIZE).get_page(asked.get("page"))
    shown = [(*KINDS[hit.kind][:2], hit) for hit in hits(list(page.object_list), found.asked.words)]
    return {
        "text": text,
        "kind": kind,
        "found": found,
        "unknown": ", ".join(f"“{word}”" for word in found.asked.unknown),
        "meant": " ".join(found.asked.words),
        "choices": _choices(found, kind),
        "shown": shown,
        "page": page,
        "query": asked,
    }


def _choices(found: Found, chosen: str) -> list[Choice]:
    counts = found.counts()
    everything = Choice("", _("Everything"), len(found.places), not chosen)
    kinds = [Choice(kind, many, counts.get(kind, 0), kind == chosen) for kind, (_icon, _one, many) in KINDS.items()]
    return [everything, *(choice for choice in kinds if choice.count or choice.chosen)]

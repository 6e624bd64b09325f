"""The certifications as a graph, and the same as a table under it."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_safe

from certifications.graph_page import NoSuchScopeError, graph_page
from certifications.models import Source
from certifications.views.cached import cached_page

OWN_STATES = "certifications/_graph_states.html"


@login_not_required
@require_safe
def graph(request: HttpRequest) -> HttpResponse:
    """`?around=` is the slug of a certification, `?program=` that of a programme, or “all”."""
    asked = QueryDict(mutable=True)
    for name in ("around", "program"):
        if value := request.GET.get(name, "").strip():
            asked[name] = value
            break
    return cached_page(
        request, "certifications/graph.html", partial(_graph, asked), asked=asked.urlencode(), own=OWN_STATES
    )


def _graph(asked: QueryDict) -> dict[str, Any]:
    try:
        shown = graph_page(program=asked.get("program", ""), around=asked.get("around", ""))
    except NoSuchScopeError as error:
        raise Http404 from error
    return {"graph": shown, "sources": Source.objects.all()}

"""Public pages, kept in the cache as they look to everybody.

A page is rendered without the request, so nothing of a person can get into what is kept: there is no user in it, no message
and no token. `certifications/page.html` leaves a hole for each of the pieces that are somebody's own, and every answer fills the
holes anew. What was kept counts for one revision of the catalogue only, and that is asked of the database each time, so a
page never outlives the next change, in whichever process it was made.
"""

from collections.abc import Callable
from hashlib import sha256
from itertools import chain
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from certifications.models import CatalogueRevision

HOLE = "<!--live-->"
OWN_PIECES = ("components/_header.html", "components/_messages.html")  # in the order of the holes

Build = Callable[[], dict[str, Any]]


def cached_page(
    request: HttpRequest, template: str, build: Build, *, asked: str | None = "", finish: str = ""
) -> HttpResponse:
    """`build` makes the context and is called only when the page is not in the cache; its 404 goes through.

    `asked` is what of the query string the page depends on; None where that is free text, and then the page is not kept.
    `finish` is a template that gets the kept page as `kept` and gives it back with what else is the reader's own.
    """
    html = cached_html(template, None if asked is None else f"{request.path}?{asked}", build)
    if finish:
        html = render_to_string(finish, {"kept": mark_safe(html)}, request)  # came from a template, so it is escaped
    first, *rest = html.split(HOLE)
    own = [render_to_string(piece, request=request) for piece in OWN_PIECES]
    return HttpResponse("".join([first, *chain.from_iterable(zip(own, rest, strict=True))]))


def cached_html(template: str, address: str | None, build: Build) -> str:
    """Asks for the revision before the content: should the catalogue change in between, newer content is kept under the
    older number, for which nobody asks any more. The other way round, older content would pass for new.
    """
    revision = None if address is None else CatalogueRevision.objects.current()
    if revision is None:
        return render_to_string(template, build())
    pages = caches["pages"]
    key = sha256(f"{revision} {get_language()} {template} {address}".encode()).hexdigest()
    html: str | None = pages.get(key)
    if html is None:
        html = render_to_string(template, build())
        pages.set(key, html)
    return html

"""Public pages, kept in the cache as they look to everybody.

A page is rendered without the request, so nothing of a person can get into what is kept: there is no user in it, no message
and no token. It has a place for each of the pieces that are somebody's own, and every answer fills the places anew. What was
kept counts for one revision of the catalogue only, and that is asked of the database each time, so a page never outlives the
next change, in whichever process it was made.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from itertools import chain
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language

from certifications.models import CatalogueRevision

# A named place, and between its ends what a visitor sees there.
PLACE = re.compile(rb"<!--own:([\w:-]+)-->(.*?)<!--/own-->", re.DOTALL)
FOR_EVERYBODY = {"header": "components/_header.html", "messages": "components/_messages.html"}

Build = Callable[[], dict[str, Any]]


def cached_page(
    request: HttpRequest, template: str, build: Build, *, asked: str | None = "", own: str = ""
) -> HttpResponse:
    """`build` makes the context and is called only when the page is not in the cache; its 404 goes through.

    `asked` is what of the query string the page depends on; None where that is free text, and then the page is not kept.
    `own` is a template that puts what else is a signed-in reader's own into the dict `places`: name of the place → HTML. The
    page's places are in `names`.
    """
    page = _kept(template, None if asked is None else f"{request.path}?{asked}", build)
    places: dict[str, str] = {name: render_to_string(piece, request=request) for name, piece in FOR_EVERYBODY.items()}
    if own and request.user.is_authenticated:
        render_to_string(own, {"places": places, "names": [name.decode() for name in page[1::3]]}, request)
    filled = {name.encode(): html.encode() for name, html in places.items()}
    pieces = (filled.get(name, plain) for name, plain in zip(page[1::3], page[2::3], strict=True))
    return HttpResponse(b"".join(chain([page[0]], chain.from_iterable(zip(pieces, page[3::3], strict=True)))))


def cached_html(template: str, address: str | None, build: Build) -> bytes:
    """A fragment, in which nothing is anybody's own."""
    return b"".join(_kept(template, address, build))


def _kept(template: str, address: str | None, build: Build) -> list[bytes]:
    """The page cut at its places: text, name, what a visitor sees, text, name, …, text.

    Asks for the revision before the content: should the catalogue change in between, newer content is kept under the older
    number, for which nobody asks any more. The other way round, older content would pass for new.
    """
    revision = None if address is None else CatalogueRevision.objects.current()
    if revision is None:
        return _cut(template, build)
    pages = caches["pages"]
    key = sha256(f"{revision} {get_language()} {template} {address}".encode()).hexdigest()
    page: list[bytes] | None = pages.get(key)
    if page is None:
        page = _cut(template, build)
        pages.set(key, page)
    return page


def _cut(template: str, build: Build) -> list[bytes]:
    return PLACE.split(render_to_string(template, build()).encode())

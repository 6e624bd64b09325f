"""A team's page as it was rendered: the answer for a minute more, for as long as those on it are there and show what they showed.

What is kept has nothing of whoever looks but whether they see the desk; the places of their token are filled anew in every answer.
A page with a message on it is somebody's own and is never kept.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from learners.teams.access import Tree
from learners.teams.people.filters import FilterForm
from learners.teams.people.pages import people_page
from learners.teams.people.reading import Place, places_of
from learners.teams.people.survey import CHANGES, SECONDS_KEPT

# Of a survey that is too old, and just being made anew by whoever came first, a page need not be rendered for each of the others.
WHILE_MADE_ANEW = timedelta(seconds=2)
ASKS_FOR = frozenset([*FilterForm.base_fields, "page"])


@dataclass(frozen=True, slots=True)
class _Kept:
    """`places` are those of the people on it. `changes` was read before the page was made; `until` is when it is too old."""

    places: frozenset[Place]
    changes: int
    until: datetime
    pieces: tuple[bytes, ...]


def team_page(request: HttpRequest, tree: Tree, now: datetime) -> HttpResponse:
    """One query where the same was asked for within the last minute."""
    key = None if _is_own(request) else _key(request, tree)
    found = caches["pages"].get_many([CHANGES, *([key] if key else [])])
    kept: _Kept | None = found.get(key)
    changes = found.get(CHANGES, 0)
    if kept and kept.changes == changes and now < kept.until and kept.places == _still(kept.places):
        return _filled(request, kept.pieces)
    page = people_page(tree.team, tree.teams, request.GET, now)
    pieces = _rendered(request, {"team": tree.team, "people": page, "page": page.page})
    until = max(page.as_of + timedelta(seconds=SECONDS_KEPT), now + WHILE_MADE_ANEW)
    if key and page.places is not None:
        caches["pages"].set(key, _Kept(page.places, changes, until, pieces), SECONDS_KEPT)
    return _filled(request, pieces)


def _still(places: Collection[Place]) -> frozenset[Place]:
    return places_of([pk for pk, *_rest in places])


def _is_own(request: HttpRequest) -> bool:
    """Or free text, of which nobody else asks for the same."""
    return bool(len(get_messages(request)) or request.GET.get("name") or not ASKS_FOR.issuperset(request.GET))


def _key(request: HttpRequest, tree: Tree) -> str:
    sees_desk = getattr(request.user, "is_staff", False)
    teams = [(one.pk, one.slug, one.name, one.parent_id) for one in tree.teams]
    facts = ("team-page", get_language(), sees_desk, str(tree.team.parent or ""), teams, request.GET.urlencode())
    return sha256(repr(facts).encode()).hexdigest()


def _rendered(request: HttpRequest, context: dict[str, object]) -> tuple[bytes, ...]:
    """Cut at the places of the token."""
    place = token_hex(16)
    html = render_to_string("learners/teams/team.html", {**context, "csrf_token": place}, request)
    return tuple(html.encode().split(place.encode()))


def _filled(request: HttpRequest, pieces: tuple[bytes, ...]) -> HttpResponse:
    return HttpResponse(get_token(request).encode().join(pieces))

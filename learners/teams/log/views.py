from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learners.profiles.access import learner_of
from learners.teams.log.levels import seen_between
from learners.teams.log.models import Look
from learners.teams.models import Membership

LOOKS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """`levels` are what the member showed between the first and the last look of the day."""

    look: Look
    levels: list[object]


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    page = Paginator(Look.objects.for_log_page(learner), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    places = list(Membership.objects.for_log_page(learner)) if page.object_list else []
    rows = [Row(look, _levels(look, places)) for look in page]
    return render(request, "learners/teams/looks.html", {"page": page, "rows": rows, "zone": learner.time_zone})


def _levels(look: Look, places: list[Membership]) -> list[object]:
    place = next((place for place in places if place.team_id == look.team_id and _lasted(place, look)), None)
    if place is None:
        return []
    levels = seen_between(list(place.visibility_changes.all()), look, place.visibility)
    return [Membership.Visibility(level).label for level in levels]


def _lasted(place: Membership, look: Look) -> bool:
    return place.left_at is None or place.left_at >= look.first_at

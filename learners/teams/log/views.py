from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learners.profiles.access import learner_of
from learners.teams.log.models import Look

LOOKS_A_PAGE = 50


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    found = Look.objects.for_log_page(learner_of(request))
    page = Paginator(found, LOOKS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "learners/teams/looks.html", {"page": page})

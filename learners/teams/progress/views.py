from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learners.profiles.access import today_of
from learners.teams.access import managed_team
from learners.teams.log.models import Look
from learners.teams.progress.pages import figures_of, report_of


@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    manager, team = managed_team(request, slug, Look.Page.PROGRESS)
    context = {"team": team, "page": figures_of(team, today=today_of(manager))}
    return render(request, "learners/teams/progress/progress.html", context)


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Made to be printed, so it says who made it and when."""
    manager, team = managed_team(request, slug, Look.Page.EXPORT)
    found = report_of(team, today=today_of(manager))
    context = {"team": team, "report": found, "page": found.figures, "manager": manager, "now": timezone.now()}
    return render(request, "learners/teams/progress/report.html", context)

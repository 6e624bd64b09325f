from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from learners.profiles.access import today_of
from learners.teams.access import managed_team
from learners.teams.log.models import Look
from learners.teams.progress.pages import figures_shown, report_of
from learners.teams.progress.people import scope_of


@require_safe
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    manager, team = managed_team(request, slug, Look.Page.PROGRESS)
    shown = figures_shown(scope_of(team), now=timezone.now(), today=today_of(manager))
    context = {"team": team, "figures": shown}
    return render(request, "learners/teams/progress/progress.html", context)


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Made to be printed, so it says who made it and when."""
    manager, team = managed_team(request, slug, Look.Page.EXPORT)
    now = timezone.now()
    found = report_of(team, now=now, today=today_of(manager))
    context = {"team": team, "report": found, "figures": found.figures, "manager": manager, "now": now}
    return render(request, "learners/teams/progress/report.html", context)

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.profiles.access import today_of
from learners.teams.access import managed_team, managed_tree
from learners.teams.coverage.forms import TargetForm
from learners.teams.coverage.models import CoverageTarget
from learners.teams.coverage.pages import coverage_page
from learners.teams.log.models import Look
from learners.teams.models import Team
from learners.teams.sharing import counted

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    tree = managed_tree(request, slug, Look.Page.COVERAGE)
    manager, team = tree.manager, tree.team
    targets = list(CoverageTarget.objects.for_coverage_page(team))
    pages = coverage_page(team, targets, timezone.now(), today_of(manager))
    return render(request, "learners/teams/coverage.html", {"team": team, "targets": pages, "counted": counted(team)})


@form_page
def new_target(request: HttpRequest, slug: str) -> HttpResponse:
    _manager, team = managed_team(request, slug)
    return _form(request, team, CoverageTarget(team=team))


@form_page
def target(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _manager, team = managed_team(request, slug)
    return _form(request, team, get_object_or_404(CoverageTarget.objects.for_coverage_page(team), pk=pk))


@require_POST
def remove_target(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _manager, team = managed_team(request, slug)
    get_object_or_404(CoverageTarget.objects.for_coverage_page(team), pk=pk).delete()
    messages.success(request, _("The target is gone. Nobody's credentials or plans changed."))
    return redirect("teams:coverage", slug)


def _form(request: HttpRequest, team: Team, target: CoverageTarget) -> HttpResponse:
    form = TargetForm(request.POST if request.method == "POST" else None, instance=target, team=team)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("teams:coverage", team.slug)
    return render(request, "learners/teams/coverage_target.html", {"team": team, "target": target, "form": form})

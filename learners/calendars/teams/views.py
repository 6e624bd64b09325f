"""A team's feed behind its secret address, and the page on which a manager makes it."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.calendars.answers import answer
from learners.calendars.teams.events import team_calendar
from learners.calendars.teams.models import TeamFeed
from learners.profiles.models import Learner
from learners.teams.access import managed_team
from learners.teams.log.models import Look
from learners.teams.models import Team


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """For calendar programs, which know no log-in. Each reading is on record for the members, as a look of the manager's."""
    found = get_object_or_404(TeamFeed.objects.all().with_secret(secret))
    if not found.is_in_force:
        raise Http404
    now = timezone.now()
    Look.objects.all().note(manager=found.learner, team=found.team, page=Look.Page.EXPORT, now=now)
    content = team_calendar(found, now=now)
    found.note_reading(now=now)
    return answer(request, content)


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    manager, team = managed_team(request, slug)
    return _page(request, manager, team, "")


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, slug: str) -> HttpResponse:
    """The first address as well as the next. A POST's own page is its answer; whoever asks for that page is led back."""
    manager, team = managed_team(request, slug)
    if request.method != "POST":
        return redirect("team-calendars:calendar", slug)
    given = request.POST.get("feed", "")
    pk = int(given) if given.isdecimal() else None
    secret = TeamFeed.objects.all().renew(manager, team, pk=pk, now=timezone.now())
    if secret is not None:
        return _page(request, manager, team, secret)
    messages.warning(
        request, _("You have an address already, and it was shown once. If you did not keep it, make a new one.")
    )
    return redirect("team-calendars:calendar", slug)


@require_POST
def turn_off(request: HttpRequest, slug: str) -> HttpResponse:
    manager, team = managed_team(request, slug)
    TeamFeed.objects.all().visible_to(manager, team).delete()
    messages.success(request, _("Turned off. The address leads nowhere now."))
    return redirect("team-calendars:calendar", slug)


def _page(request: HttpRequest, manager: Learner, team: Team, secret: str) -> HttpResponse:
    address = settings.SITE_URL + reverse("team-calendars:feed", args=[secret]) if secret else ""
    context = {
        "team": team,
        "learner": manager,
        "feed": TeamFeed.objects.all().visible_to(manager, team).first(),
        "address": address,
        "webcal": urlsplit(address)._replace(scheme="webcal").geturl() if address else "",
    }
    response = render(request, "learners/calendars/teams/calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response

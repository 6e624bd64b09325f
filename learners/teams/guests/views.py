"""The links of a team's guests, and the one page that they open."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.profiles.access import today_of
from learners.teams.access import managed_team
from learners.teams.guests.forms import GuestLinkForm
from learners.teams.guests.models import GuestLink
from learners.teams.progress.pages import figures_shown
from learners.teams.progress.people import scope_of


@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: HttpRequest, slug: str) -> HttpResponse:
    """The secret goes into the answer of the POST alone: a redirect would have to keep it somewhere in between."""
    manager, team = managed_team(request, slug)
    today, secret = today_of(manager), ""
    form = GuestLinkForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        secret = GuestLink.objects.all().make(team, **form.cleaned_data, by=manager, now=timezone.now())
        form = GuestLinkForm(today=today)
    context = {
        "team": team,
        "form": form,
        "address": settings.SITE_URL + reverse("guests:figures", args=[secret]) if secret else "",
        "links": [(link, link.is_open(today)) for link in GuestLink.objects.all().for_guests_page(team)],
        "zone": manager.time_zone,
    }
    response = render(request, "learners/teams/guests/guests.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def revoke(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    _manager, team = managed_team(request, slug)
    get_object_or_404(GuestLink, pk=pk, team=team).revoke(now=timezone.now())
    messages.success(request, _("Revoked. The link leads nowhere now."))
    return redirect("teams:guests", slug)


@login_not_required
@never_cache
@require_safe
def guest(request: HttpRequest, secret: str) -> HttpResponse:
    """For whoever has the link, without a log-in: figures, and nobody's name. Unknown, ended and revoked are one answer."""
    now, today = timezone.now(), timezone.localdate()
    link = get_object_or_404(GuestLink.objects.all().with_secret(secret, today))
    link.note_use(now=now)
    shown = figures_shown(scope_of(link.team), now=now, today=today)
    context = {"team": link.team, "link": link, "figures": shown, "today": today}
    response = render(request, "learners/teams/guests/guest.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

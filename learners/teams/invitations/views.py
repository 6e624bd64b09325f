"""Managers: who is in the team and who is invited."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learners.profiles.models import Learner
from learners.teams.access import managed_team
from learners.teams.invitations.forms import InviteForm, said
from learners.teams.invitations.inviting import invite, ring, taken_in
from learners.teams.invitations.models import Invitation
from learners.teams.leaving import LastManagerError, end, last_manager_words
from learners.teams.models import Membership, Team

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is in the team, who is asked, and a form that asks more. It shows names and roles, nothing of anybody's study."""
    (manager, team), now = managed_team(request, slug), timezone.now()
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        found = form.judged(taken_in(team))
        count = invite(team, found, by=manager, now=now)
        (messages.success if count else messages.info)(request, said(found, count))
        return redirect("teams:members", slug)
    return render(request, "learners/teams/members.html", {"form": form, **_lists(request, manager, team)})


def _lists(request: HttpRequest, manager: Learner, team: Team) -> dict[str, object]:
    """Four queries: each list is counted and read."""
    invitations = Paginator(Invitation.objects.for_members_page(team), ON_A_PAGE)
    asked = invitations.get_page(request.GET.get("asked"))
    return {
        "team": team,
        "own": manager,
        "page": Paginator(Membership.objects.for_members_page(team), ON_A_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "invitations": [(invitation, invitation.is_over(timezone.now())) for invitation in asked],
    }


@require_POST
def send_again(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    (_manager, team), now = managed_team(request, slug), timezone.now()
    invitation = get_object_or_404(Invitation.objects.for_members_page(team), pk=pk)
    invitation.renew(now=now)
    ring()
    messages.success(request, _("The invitation to %(address)s goes out again.") % {"address": invitation.address})
    return redirect("teams:members", slug)


@require_POST
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    (_manager, team), now = managed_team(request, slug), timezone.now()
    invitation = get_object_or_404(Invitation.objects.for_members_page(team), pk=pk)
    invitation.close(now=now)
    messages.success(
        request, _("Taken back. The link in the mail to %(address)s opens nothing.") % {"address": invitation.address}
    )
    return redirect("teams:members", slug)


@require_POST
def remove(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Somebody else or oneself; whoever manages only through this place is led away from the page that is no more theirs."""
    (manager, team), now = managed_team(request, slug), timezone.now()
    membership = get_object_or_404(Membership.objects.for_members_page(team), pk=pk)
    try:
        end(membership, now=now)
    except LastManagerError:
        messages.error(request, last_manager_words(team.name))
        return redirect("teams:members", slug)
    messages.success(request, _("%(person)s is not in the team any more.") % {"person": membership.learner})
    return redirect("teams:teams") if membership.learner_id == manager.pk else redirect("teams:members", slug)

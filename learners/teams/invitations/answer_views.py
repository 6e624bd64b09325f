"""What the link in an invitation's mail leads to. Looking changes nothing; only who has the address can answer."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from learners.profiles.access import learner_of
from learners.profiles.models import Learner
from learners.teams.invitations.forms import AnswerForm
from learners.teams.invitations.inviting import accept as write_acceptance
from learners.teams.invitations.inviting import addresses_of
from learners.teams.invitations.models import Invitation
from learners.teams.managers import managers_above
from learners.teams.models import Membership
from learners.teams.preview import previews_for


@login_not_required
@never_cache
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """To a visitor it names nobody and no team: the link may have been passed on."""
    found = _found(token)
    if not request.user.is_authenticated:
        context = {"is_over": found.is_answered or found.is_over(timezone.now()), "here": found.get_absolute_url()}
        return render(request, "learners/teams/invitation_visitor.html", context)
    learner = learner_of(request)
    obstacle = _obstacle(found, learner)
    if obstacle:
        return render(request, "learners/teams/invitation_obstacle.html", {"obstacle": obstacle, "own": learner.user})
    context = {
        "invitation": found,
        "managers": managers_above(found.team),
        "chosen": Membership.Visibility.STATUS,
        "previews": previews_for(learner, timezone.now()),
    }
    return render(request, "learners/teams/invitation.html", context)


@require_POST
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    found, learner = _found(token), learner_of(request)
    form = AnswerForm(request.POST, role=found.role)
    if _obstacle(found, learner):
        return redirect(found)
    if not form.is_valid():
        messages.error(request, _("Choose what your managers see."))
        return redirect(found)
    visibility = form.cleaned_data["visibility"] or Membership.Visibility.STATUS
    if write_acceptance(found, learner, visibility=visibility, now=timezone.now()) is None:
        return redirect(found)
    messages.success(request, _("You are in the team %(team)s now.") % {"team": found.team.name})
    return redirect("teams:teams")


@require_POST
def decline_invitation(request: HttpRequest, token: str) -> HttpResponse:
    found, learner = _found(token), learner_of(request)
    if _obstacle(found, learner):
        return redirect(found)
    found.close(now=timezone.now())
    messages.success(request, _("Declined. Nobody sees anything of you."))
    return redirect("teams:teams")


def _found(token: str) -> Invitation:
    found = Invitation.objects.of_token(token)
    if found is None:
        raise Http404
    return found


def _obstacle(found: Invitation, learner: Learner) -> str:
    """Why this person can't answer it, and empty if they can. The address comes first: to others it says nothing else."""
    if found.address not in addresses_of(learner):
        return "address"
    if found.accepted_at:
        return "accepted"
    if found.closed_at:
        return "closed"
    return "over" if found.is_over(timezone.now()) else ""

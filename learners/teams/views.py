from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.credentials.models import Waiver
from learners.credentials.waivers import WaiverForm
from learners.profiles.access import learner_of, today_of
from learners.teams.access import managed_member
from learners.teams.choices import VISIBILITIES
from learners.teams.forms import VisibilityForm
from learners.teams.invitations.models import Invitation
from learners.teams.leaving import LastManagerError, end, last_manager_words
from learners.teams.log.levels import choose
from learners.teams.log.models import Look
from learners.teams.managers import managers_above, managers_of
from learners.teams.models import Membership, Team
from learners.teams.preview import previews_for


@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    managers = managers_of(learner)
    rows = [(one, managers.get(one.team_id, ())) for one in Membership.objects.of(learner)]
    below = Team.objects.managed_by(learner).exclude(pk__in=[one.team_id for one, _managers in rows])
    context = {
        "rows": rows,
        "below": below.select_related("parent"),
        "visibilities": VISIBILITIES,
        "invitations": Invitation.objects.for_teams_page(learner, now=timezone.now()),
    }
    return render(request, "learners/teams/teams.html", context)


@require_safe
def shown(request: HttpRequest, slug: str) -> HttpResponse:
    """What the managers of one team see, level by level, from the person's own rows; the level is chosen here too."""
    membership = _membership(request, slug)
    context = {
        "membership": membership,
        "managers": managers_above(membership.team),
        "chosen": membership.visibility,
        "previews": previews_for(membership.learner, timezone.now()),
    }
    return render(request, "learners/teams/shown.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def waivers(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A manager lets a member sit an exam without a prerequisite. Shown are the waivers that this manager granted."""
    manager, member = managed_member(request, slug, pk, Look.Page.WAIVERS)
    today = today_of(manager)
    form = WaiverForm(request.POST if request.method == "POST" else None, today=today)
    if form.is_valid():
        form.grant(member.learner, by=manager.user, now=timezone.now())
        messages.success(
            request, _("Granted. %(person)s reads it on the certification's page.") % {"person": member.learner}
        )
        return redirect("teams:waivers", slug, pk)
    granted = Waiver.objects.for_credentials_page(member.learner).filter(granted_by=request.user.pk)
    rows = [(waiver, waiver.is_in_force(today)) for waiver in granted]
    context = {"team": member.team, "member": member, "form": form, "granted": rows}
    return render(request, "learners/teams/waivers.html", context)


@require_POST
def take_back(request: HttpRequest, slug: str, pk: int, waiver_pk: int) -> HttpResponse:
    _manager, member = managed_member(request, slug, pk)
    own = Waiver.objects.filter(learner=member.learner, granted_by=request.user.pk, revoked_at__isnull=True)
    get_object_or_404(own, pk=waiver_pk).take_back(now=timezone.now())
    messages.success(request, _("Taken back. It stays on record."))
    return redirect("teams:waivers", slug, pk)


@require_POST
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    membership = _membership(request, slug)
    form = VisibilityForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what your managers see."))
    elif not membership.is_accepted:
        choose(membership, form.cleaned_data["visibility"], now=timezone.now())
        messages.success(request, _("You are in the team %(team)s now.") % {"team": membership.team.name})
    return redirect("teams:teams")


@require_POST
def set_visibility(request: HttpRequest, slug: str) -> HttpResponse:
    membership = _membership(request, slug)
    form = VisibilityForm(request.POST)
    if form.is_valid():
        choose(membership, form.cleaned_data["visibility"], now=timezone.now())
        messages.success(request, _("Saved. It holds from this moment."))
    else:
        messages.error(request, _("Choose what your managers see."))
    return redirect("teams:teams")


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    membership = _membership(request, slug)
    try:
        end(membership, now=timezone.now())
    except LastManagerError:
        messages.error(request, last_manager_words(membership.team.name))
        return redirect("teams:teams")
    messages.success(
        request, _("You have left %(team)s. Its managers see nothing of you any more.") % {"team": membership.team.name}
    )
    return redirect("teams:teams")


def _membership(request: HttpRequest, slug: str) -> Membership:
    """The asker's own membership of that team; 404 for anybody else's and for teams that do not exist."""
    open_ones = Membership.objects.open().select_related("team", "learner__user")
    return get_object_or_404(open_ones, team__slug=slug, learner=learner_of(request))

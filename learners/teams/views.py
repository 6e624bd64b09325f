from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from learners.profiles.access import learner_of, today_of
from learners.teams.forms import VisibilityForm
from learners.teams.models import Membership, Team
from learners.teams.seen import seen_member

PEOPLE_ON_A_PAGE = 50


@dataclass(frozen=True)
class VisibilityChoice:
    value: str
    label: object
    words: object


VISIBILITIES = (
    VisibilityChoice(
        Membership.Visibility.STATUS,
        Membership.Visibility.STATUS.label,
        gettext_lazy("Which certification you prepare for, and a word such as “on course” or “behind”."),
    ),
    VisibilityChoice(
        Membership.Visibility.DATES,
        Membership.Visibility.DATES.label,
        gettext_lazy(
            "Also the reason in numbers, percent done, the next due date, the exam date and your credentials."
        ),
    ),
    VisibilityChoice(
        Membership.Visibility.TASKS,
        Membership.Visibility.TASKS.label,
        gettext_lazy("Also the titles of your tasks and whether each is done."),
    ),
)


@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    memberships = Membership.objects.of(learner_of(request))
    return render(request, "learners/teams/teams.html", {"memberships": memberships, "visibilities": VISIBILITIES})


@require_safe
def team(request: HttpRequest, slug: str) -> HttpResponse:
    manager = learner_of(request)
    shown = get_object_or_404(Team.objects.managed_by(manager).select_related("parent"), slug=slug)
    now = timezone.now()
    members = Membership.objects.for_team_page(shown)
    page = Paginator(members, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "team": shown,
        "page": page,
        "rows": [seen_member(member, today=member.learner.local_date(now)) for member in page],
        "behind": Membership.objects.overdue_in(shown, today_of(manager)).count(),
        "waiting": Membership.objects.waiting_in(shown).count(),
    }
    return render(request, "learners/teams/team.html", context)


@require_POST
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    membership = _membership(request, slug)
    form = VisibilityForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what your managers see."))
    elif not membership.is_accepted:
        membership.accept(visibility=form.cleaned_data["visibility"], now=timezone.now())
        messages.success(request, _("You are in the team %(team)s now.") % {"team": membership.team.name})
    return redirect("teams:teams")


@require_POST
def set_visibility(request: HttpRequest, slug: str) -> HttpResponse:
    membership = _membership(request, slug)
    form = VisibilityForm(request.POST)
    if form.is_valid():
        membership.set_visibility(form.cleaned_data["visibility"])
        messages.success(request, _("Saved. It holds from this moment."))
    else:
        messages.error(request, _("Choose what your managers see."))
    return redirect("teams:teams")


@require_POST
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    membership = _membership(request, slug)
    membership.leave(now=timezone.now())
    messages.success(
        request, _("You have left %(team)s. Its managers see nothing of you any more.") % {"team": membership.team.name}
    )
    return redirect("teams:teams")


def _membership(request: HttpRequest, slug: str) -> Membership:
    """The asker's own membership of that team; 404 for anybody else's and for teams that do not exist."""
    open_ones = Membership.objects.open().select_related("team")
    return get_object_or_404(open_ones, team__slug=slug, learner=learner_of(request))

"""The manager's pages: the team's assignments, a new one with a dry look first, and one of them with its record."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.plans.drafts import plannable
from learners.profiles.access import today_of
from learners.profiles.models import Learner
from learners.teams.access import managed_member, managed_team
from learners.teams.assignments.forms import AnswerForm, NoteForm, WantedForm
from learners.teams.assignments.models import Assignment
from learners.teams.assignments.pages import assignable, candidates, manager_rows, record_of, standing_of
from learners.teams.assignments.words import answered_words, look_of
from learners.teams.assignments.writes import Act, AnsweredAlreadyError, agree, assign, keep, withdraw
from learners.teams.log.models import Look
from learners.teams.models import Membership, Team

ROWS_ON_A_PAGE = 50
NAMES_OFFERED = 500  # in the list beside the field; the field knows all of them
State = Assignment.State


@dataclass(frozen=True)
class Way:
    """One way to answer: what it does, from which states, and what is said then."""

    move: Callable[[Assignment, Act], None]
    states: frozenset[str]
    said: str


@require_safe
def assignments(request: HttpRequest, slug: str) -> HttpResponse:
    _manager, team = managed_team(request, slug, Look.Page.ASSIGNMENTS)
    everything = Assignment.objects.in_team(team).with_standing()
    counts = everything.counted()
    standing = request.GET.get("state", "")
    standing = standing if standing in State.values else ""
    page = Paginator(everything.for_list(standing), ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    filters = [(one, look_of(one), counts.get(one, 0)) for one in State.values if counts.get(one) or one == standing]
    context = {
        "team": team,
        "page": page,
        "rows": manager_rows(list(page), now=timezone.now()),
        "filters": filters,
        "standing": standing,
        "total": sum(counts.values()),
    }
    return render(request, "learners/teams/assignments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; with its values in the address the dry look at what they would ask of whom. Only a POST writes."""
    manager, team = managed_team(request, slug, Look.Page.ASSIGNMENTS)
    today = today_of(manager)
    if request.method == "POST":
        return _confirmed(request, manager, team, WantedForm(request.POST, today=today))
    form = WantedForm(request.GET if "due" in request.GET else None, today=today)
    return _new_page(request, manager, team, form, NoteForm())


def _confirmed(request: HttpRequest, manager: Learner, team: Team, form: WantedForm) -> HttpResponse:
    """For the whole team, or for those who are ticked. Whoever has it already, or has left meanwhile, is left out."""
    note, ticked = NoteForm(request.POST), _ticked(request)
    if note.is_valid() and not ticked and "whole" not in request.POST:
        note.add_error(None, _("Tick at least one person, or assign it to the whole team."))
    if not (form.is_valid() and note.is_valid()):
        return _new_page(request, manager, team, form, note)
    wanted = form.wanted()
    members = assignable(team, wanted.certification, today_of(manager))
    chosen = members if "whole" in request.POST else members.filter(pk__in=ticked)
    _batch, count = assign(list(chosen), wanted, Act(manager.user, timezone.now(), note.cleaned_data["note"]))
    if count:
        made = ngettext("Assigned to %(count)d person.", "Assigned to %(count)d people.", count) % {"count": count}
        messages.success(request, f"{made} {_('Each finds it on Today and answers.')}")
    else:
        messages.warning(request, _("Nobody was left to assign it to: nothing was changed."))
    return redirect("teams:assignments", team.slug)


def _ticked(request: HttpRequest) -> set[int]:
    """Keys of memberships; what is no number can be no key."""
    return {int(one) for one in request.POST.getlist("people") if one.isdecimal() and len(one) < 18}


def _new_page(request: HttpRequest, manager: Learner, team: Team, form: WantedForm, note: NoteForm) -> HttpResponse:
    context = {
        "team": team,
        "form": form,
        "note": note,
        "names": plannable().order_by("name").values_list("name", flat=True)[:NAMES_OFFERED],
        "has_people": Membership.objects.managed_in(team).exists(),
    }
    if form.is_bound and form.is_valid():
        context |= _dry_look(request, manager, team, form)
    return render(request, "learners/teams/assign.html", context)


def _dry_look(request: HttpRequest, manager: Learner, team: Team, form: WantedForm) -> dict[str, object]:
    wanted = form.wanted()
    who = request.GET.get("who", "").strip()
    members = Membership.objects.managed_in(team).order_by("learner__user__name", "pk")
    found = members.filter(learner__user__name__icontains=who) if who else members
    page = Paginator(found, ROWS_ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "wanted": wanted,
        "page": page,
        "who": who,
        "rows": candidates(list(page), wanted, now=timezone.now()),
        "whole": assignable(team, wanted.certification, today_of(manager)).count(),
        "ticked": _ticked(request),
    }


@require_safe
def assignment(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    manager, found = _managed(request, slug, pk, look=True)
    (row,) = manager_rows([found], now=timezone.now())
    context = {
        "team": found.team,
        "row": row,
        "one": found,
        "standing": standing_of(found),
        "record": record_of(found, today_of(manager)),
        "answer": AnswerForm(),
    }
    return render(request, "learners/teams/assignment.html", context)


@require_POST
def agree_to(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """To the date that the learner asked for, if it lies ahead still."""
    manager, found = _managed(request, slug, pk)
    if found.asked_due and found.asked_due <= today_of(manager):
        messages.error(request, _("The day that was asked for is over. Keep the date, or withdraw."))
        return redirect("teams:assignment", slug, pk)
    way = Way(agree, frozenset({State.COUNTERED}), _("Agreed: the new date is on record."))
    return _answered(request, manager, found, way)


@require_POST
def keep_date(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    manager, found = _managed(request, slug, pk)
    return _answered(request, manager, found, Way(keep, frozenset({State.COUNTERED}), _("The date stays as it was.")))


@require_POST
def take_away(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    manager, found = _managed(request, slug, pk)
    said = _("Withdrawn. Nothing is asked of %(person)s any more.") % {"person": found.learner}
    return _answered(request, manager, found, Way(withdraw, frozenset(Assignment.OPEN), said))


def _answered(request: HttpRequest, manager: Learner, found: Assignment, way: Way) -> HttpResponse:
    """Only what the manager saw is answered: `seen` is the date that stood on their page."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(problem) for problems in form.errors.values() for problem in problems))
        return redirect("teams:assignment", found.team.slug, found.pk)
    seen = (found.asked_due or found.due).isoformat()
    try:
        if standing_of(found) not in way.states or request.POST.get("seen") != seen:
            raise AnsweredAlreadyError(standing_of(found))
        way.move(found, Act(manager.user, timezone.now(), form.cleaned_data["words"]))
    except AnsweredAlreadyError as problem:
        messages.error(request, answered_words(problem.state))
    else:
        messages.success(request, way.said)
    return redirect("teams:assignment", found.team.slug, found.pk)


def _managed(request: HttpRequest, slug: str, pk: int, *, look: bool = False) -> tuple[Learner, Assignment]:
    """The asker and an assignment of a current member; 404 as `managed_member` says."""
    of_slug = Assignment.objects.in_force().filter(membership__team__slug=slug)
    membership = of_slug.filter(pk=pk).values_list("membership", flat=True).first()
    if membership is None:
        raise Http404
    manager, member = managed_member(request, slug, membership, Look.Page.ASSIGNMENTS if look else "")
    return manager, get_object_or_404(Assignment.objects.in_team(member.team).with_standing(), pk=pk)

"""The learner's side: what is assigned to them, and the three ways to answer."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learners.profiles.access import learner_of, today_of
from learners.profiles.models import Learner
from learners.teams.assignments.forms import DeclineForm, OtherDateForm
from learners.teams.assignments.models import Assignment
from learners.teams.assignments.pages import learner_rows, record_of, standing_of, way_to_study
from learners.teams.assignments.words import answered_words
from learners.teams.assignments.writes import Act, AnsweredAlreadyError, accept, ask_for_date, decline

MOST_ROWS = 200  # of one person: what waits stands first
State = Assignment.State


@require_safe
def assigned(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    found = list(Assignment.objects.of(learner).with_standing().for_list()[:MOST_ROWS])
    rows = learner_rows(found, now=timezone.now())
    live = [row for row in rows if standing_of(row.assignment) in Assignment.OPEN]
    context = {"live": live, "settled": [row for row in rows if row not in live]}
    return render(request, "learners/teams/assigned.html", context)


@require_safe
def assigned_one(request: HttpRequest, pk: int) -> HttpResponse:
    learner, found = _own(request, pk)
    return _page(request, learner, found)


@require_POST
def accept_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads on to the plan: an accepted date without one is only a wish."""
    learner, found = _own(request, pk)
    if found.is_over(today_of(learner)):
        messages.error(request, _("Its date is over. Propose another one."))
        return redirect(found)
    if not _done(request, found, lambda: accept(found, Act(learner.user, timezone.now()))):
        return redirect(found)
    messages.success(request, _("Accepted. Here is the way there: look at it, and make the dates yours."))
    return redirect(way_to_study(found, today_of(learner)))


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Another date, before it is accepted or later on: the manager answers."""
    learner, found = _own(request, pk)
    form = OtherDateForm(request.POST, assignment=found, today=today_of(learner))
    if not form.is_valid():
        return _page(request, learner, found, other=form)
    due, act = form.cleaned_data["other_due"], Act(learner.user, timezone.now(), form.cleaned_data["why"])
    if _done(request, found, lambda: ask_for_date(found, due, act)):
        messages.success(request, _("Asked. Your manager answers; until then the date stands as it was."))
    return redirect(found)


@require_POST
def decline_one(request: HttpRequest, pk: int) -> HttpResponse:
    learner, found = _own(request, pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, learner, found, reason=form)
    if _done(request, found, lambda: decline(found, Act(learner.user, timezone.now(), form.cleaned_data["reason"]))):
        messages.success(request, _("Declined. Your manager reads why."))
    return redirect(found)


@require_safe
def plan_it(request: HttpRequest, pk: int) -> HttpResponse:
    """From an accepted assignment to its plan or goal."""
    learner, found = _own(request, pk)
    return redirect(way_to_study(found, today_of(learner)) if found.accepted_at else found.get_absolute_url())


def _own(request: HttpRequest, pk: int) -> tuple[Learner, Assignment]:
    """404 for anybody else's, and for those of teams that one has left."""
    learner = learner_of(request)
    return learner, get_object_or_404(Assignment.objects.of(learner).with_standing(), pk=pk)


def _done(request: HttpRequest, found: Assignment, move: Callable[[], None]) -> bool:
    """Only what the learner saw is answered: `seen` is the date that stood on their page."""
    try:
        if standing_of(found) not in Assignment.OPEN or request.POST.get("seen") != found.due.isoformat():
            raise AnsweredAlreadyError(standing_of(found))
        move()
    except AnsweredAlreadyError as problem:
        messages.error(request, answered_words(problem.state))
        return False
    return True


def _page(
    request: HttpRequest,
    learner: Learner,
    found: Assignment,
    *,
    other: OtherDateForm | None = None,
    reason: DeclineForm | None = None,
) -> HttpResponse:
    today = today_of(learner)
    (row,) = learner_rows([found], now=timezone.now())
    context = {
        "row": row,
        "one": found,
        "standing": standing_of(found),
        "is_open": standing_of(found) in Assignment.OPEN,
        "is_over": found.is_over(today),
        "other": other or OtherDateForm(assignment=found, today=today, fitting=row.fitting),
        "decline": reason or DeclineForm(),
        "record": record_of(found, today),
    }
    return render(request, "learners/teams/assigned_one.html", context)

"""Goals: choose one, see the way to it, keep it, drop it."""

from typing import Any

from django.contrib import messages
from django.core.validators import slug_re
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certifications.models import Certification, Role
from learners.plans.goals.goals import Goal
from learners.plans.goals.pages import GoalLine, goal_line, goal_page
from learners.plans.goals.ways import Brought, Place, Target, brought_by
from learners.profiles.access import learner_of, today_of
from learners.profiles.models import Learner

MOST_LEFT_OUT = 500  # one query asks for them by name


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """`?certification=` and `?role=` come from the selects of this page, which can only ask here."""
    for kind in ("certification", "role"):
        if slug := request.GET.get(kind):
            return redirect(f"goals:{kind}", slug=_slug(slug))
    offered = Certification.objects.offered().filter(retired=False).in_study_order()
    context = {
        "certifications": offered.values_list("slug", "name", "program__name"),
        "roles": Role.objects.order_by("position", "name").values_list("slug", "name"),
        "goals": goal_lines(learner_of(request)),
    }
    return render(request, "learners/goals/choose.html", context)


@require_safe
def certification(request: HttpRequest, slug: str) -> HttpResponse:
    learner = learner_of(request)
    brought = brought_by(learner, today_of(learner))
    place = _place(brought, slug)
    goal = Goal.objects.visible_to(learner).filter(certification=place.pk).first()
    if not (place.is_offered or goal or place.pk in brought.facts.held):
        raise Http404  # archived: gone for everybody but those who made it their goal, or hold it
    return _page(request, place, brought, goal)


@require_safe
def role(request: HttpRequest, slug: str) -> HttpResponse:
    learner = learner_of(request)
    target = get_object_or_404(Role.objects.prefetch_related("recommendations"), slug=slug)
    goal = Goal.objects.visible_to(learner).filter(role=target).first()
    return _page(request, target, brought_by(learner, today_of(learner)), goal)


@require_POST
def keep_certification(request: HttpRequest, slug: str) -> HttpResponse:
    return _keep(request, certification=get_object_or_404(Certification.objects.offered(), slug=slug))


@require_POST
def keep_role(request: HttpRequest, slug: str) -> HttpResponse:
    return _keep(request, role=get_object_or_404(Role, slug=slug))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    goal = get_object_or_404(Goal.objects.visible_to(learner_of(request)), pk=pk)
    name = str(goal)
    goal.delete()
    messages.success(
        request, _("%(name)s is no longer among your goals. Your plans stay as they are.") % {"name": name}
    )
    return redirect("goals:choose")


def goal_lines(learner: Learner) -> list[GoalLine]:
    """One query where there is no goal, else the same number for any number of them."""
    goals = list(Goal.objects.visible_to(learner).for_lines())
    if not goals:
        return []
    brought = brought_by(learner, today_of(learner))
    return [goal_line(goal, brought) for goal in goals]


def _slug(given: str) -> str:
    """Raises Http404 where nothing can be called that."""
    if not slug_re.match(given):
        raise Http404
    return given


def _place(brought: Brought, slug: str) -> Place:
    try:
        return brought.ground.places[brought.ground.by_slug[slug]]
    except KeyError as missing:
        raise Http404 from missing


def _page(request: HttpRequest, target: Target, brought: Brought, goal: Goal | None) -> HttpResponse:
    """What was left out with the kept goal counts until the address says otherwise, if only by an empty `?without=`."""
    left_out = request.GET.getlist("without") if "without" in request.GET else goal.left_out if goal else []
    page = goal_page(target, brought, goal=goal, left_out=left_out, whole="all" in request.GET)
    return render(request, "learners/goals/goal.html", {"page": page})


def _keep(request: HttpRequest, **target: Any) -> HttpResponse:
    slugs = [slug for slug in request.POST.getlist("without")[:MOST_LEFT_OUT] if slug_re.match(slug)]
    wanted = Certification.objects.filter(slug__in=slugs)
    left_out = list(wanted.order_by("slug").values_list("slug", flat=True))
    goal, is_new = Goal.objects.update_or_create(learner=learner_of(request), **target, defaults={"left_out": left_out})
    messages.success(request, _("Kept as your goal. You find it on Today.") if is_new else _("Kept as it is now."))
    return redirect(goal)

"""A plan as a week and as a month. An address that names no day that can be shown shows today's."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from learners.plans.back import day_of
from learners.plans.boards.board import can_show
from learners.plans.boards.pages import Board, Ground, month_page, week_page
from learners.plans.forecasts.forecasting import pauses_of
from learners.plans.models import StudyPlan, Task
from learners.plans.views import is_fragment, varied
from learners.profiles.access import learner_of, today_of
from learners.profiles.days_off import named_days_off_of


@require_safe
def week(request: HttpRequest, pk: int) -> HttpResponse:
    """A page, or by htmx after a tick its days alone."""
    board = _board(request, pk, week_page, day_of(request.GET.get("day", "")))
    name = "_week" if is_fragment(request) else "week"
    return varied(render(request, f"learners/plans/{name}.html", {"board": board, "changed": is_fragment(request)}))


@require_safe
def month(request: HttpRequest, pk: int) -> HttpResponse:
    asked = day_of(f"{request.GET.get('month', '')}-01") or day_of(request.GET.get("day", ""))
    return render(request, "learners/plans/month.html", {"board": _board(request, pk, month_page, asked)})


def _board(request: HttpRequest, pk: int, page: Callable[[Ground, date], Board], asked: date | None) -> Board:
    learner = learner_of(request)
    today = today_of(learner)
    plan = get_object_or_404(StudyPlan.objects.visible_to(learner), pk=pk)
    ground = Ground(
        plan=plan,
        tasks=list(Task.objects.for_plan_page(plan)),
        days_off=named_days_off_of(learner, today),
        pauses=pauses_of({plan.pk: ZoneInfo(learner.time_zone)})[plan.pk],
        today=today,
    )
    return page(ground, asked if asked and can_show(asked) else today)

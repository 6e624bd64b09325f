"""The pictures of a plan: each is a page that shows one, rendered once for the same facts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learners.plans.charts.burn_up_page import Ground, burn_up_page, record_of
from learners.plans.charts.days_page import DaysGround, days_page, studied_of
from learners.plans.charts.time_line_page import all_pauses, time_line_page
from learners.plans.forecasts.forecasting import pauses_of
from learners.plans.kept import kept
from learners.plans.models import StudyPlan, Task
from learners.plans.schedule import DateRange
from learners.profiles.access import learner_of, today_of
from learners.profiles.days_off import days_off_of, free_days


@dataclass(frozen=True)
class Asked:
    """A plan and the day on which its picture is looked at. `days_off` is a fact too: it is read before anything is kept."""

    plan: StudyPlan
    today: date
    zone: ZoneInfo
    days_off: tuple[DateRange, ...]

    def tasks(self) -> list[Task]:
        return list(Task.objects.for_plan_page(self.plan))

    def pauses(self) -> tuple[DateRange, ...]:
        """Those that are over."""
        return tuple(pauses_of({self.plan.pk: self.zone})[self.plan.pk])


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    def page(asked: Asked) -> object:
        pauses = all_pauses(asked.pauses(), asked.plan, asked.today)
        return time_line_page(asked.plan, asked.tasks(), asked.days_off, pauses, asked.today)

    return _answer(request, pk, "timeline", _("Time line"), page)


@require_safe
def burn_up(request: HttpRequest, pk: int) -> HttpResponse:
    def page(asked: Asked) -> object:
        plan, record = asked.plan, record_of(asked.plan)
        ground = Ground(plan, asked.tasks(), record, asked.days_off, asked.pauses(), asked.today, asked.zone)
        return burn_up_page(ground)

    return _answer(request, pk, "burn-up", _("Burn-up"), page)


@require_safe
def days(request: HttpRequest, pk: int) -> HttpResponse:
    def page(asked: Asked) -> object:
        plan = asked.plan
        studied, record = studied_of(plan, asked.zone), record_of(plan)
        days_off = (*asked.days_off, *free_days(plan.learner.holidays_of, plan.start))
        ground = DaysGround(plan, studied, record, days_off, asked.pauses(), asked.today, asked.zone)
        return days_page(ground)

    return _answer(request, pk, "days", _("Study days"), page)


def _answer(request: HttpRequest, pk: int, view: str, heading: str, page: Callable[[Asked], object]) -> HttpResponse:
    learner = learner_of(request)
    plan = get_object_or_404(StudyPlan.objects.visible_to(learner), pk=pk)
    plan.learner = learner
    today = today_of(learner)
    asked = Asked(plan, today, ZoneInfo(learner.time_zone), days_off_of(learner, today))
    facts = (plan.facts, asked.days_off, learner.holidays_of, today, learner.time_zone)
    name = f"learners/plans/_{view.replace('-', '_')}.html"
    picture = kept(view, facts, lambda: render_to_string(name, {"page": page(asked)}))
    return render(
        request, "learners/plans/chart.html", {"plan": plan, "picture": picture, "view": view, "heading": heading}
    )

"""The pictures of a plan: each is a page that shows one, rendered once for the same facts."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learners.plans.forecasting import pauses_of
from learners.plans.kept import kept
from learners.plans.models import StudyPlan, Task
from learners.plans.time_line_page import all_pauses, time_line_page
from learners.profiles.access import learner_of, today_of
from learners.profiles.days_off import days_off_of


@require_safe
def timeline(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    plan = get_object_or_404(StudyPlan.objects.visible_to(learner), pk=pk)
    today, zone = today_of(learner), ZoneInfo(learner.time_zone)
    days_off = days_off_of(learner, today)

    def piece() -> SafeString:
        pauses = all_pauses(pauses_of([plan], zone)[plan.pk], plan, today)
        page = time_line_page(plan, list(Task.objects.for_plan_page(plan)), days_off, pauses, today)
        return render_to_string("learners/plans/_timeline.html", {"page": page})

    picture = kept("timeline", (plan.facts, days_off, today, learner.time_zone), piece)
    context = {"plan": plan, "picture": picture, "view": "timeline", "heading": _("Time line")}
    return render(request, "learners/plans/chart.html", context)

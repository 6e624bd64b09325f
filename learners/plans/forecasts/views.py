from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from learners.plans.forecasts.forecasting import outlook_of
from learners.plans.forecasts.words import forecast_words
from learners.plans.models import StudyPlan
from learners.plans.views import is_fragment, varied
from learners.profiles.access import learner_of, today_of
from learners.profiles.days_off import days_off_of


@require_safe
def forecast(request: HttpRequest, pk: int) -> HttpResponse:
    """A page, or the part of the plan's page that htmx loads after it."""
    learner = learner_of(request)
    today = today_of(learner)
    plan = get_object_or_404(StudyPlan.objects.visible_to(learner).select_related("learner"), pk=pk)
    outlook = outlook_of(plan, days_off_of(learner, today), today)
    context = {"plan": plan, "words": forecast_words(outlook, today) if outlook else None}
    name = "_forecast" if is_fragment(request) else "forecast"
    return varied(render(request, f"learners/plans/{name}.html", context))

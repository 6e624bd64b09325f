from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learners.profiles.access import learner_of, today_of
from learners.profiles.background import BackgroundForm
from learners.profiles.forms import DayOffForm, SettingsForm
from learners.profiles.holidays import holidays_around
from learners.profiles.models import Learner

SHOWN = 5  # of the holidays ahead


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    form = SettingsForm(request.POST or None, instance=learner)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("profiles:settings")
    return _page(request, learner, form, DayOffForm())


@require_http_methods(["GET", "HEAD", "POST"])
def background(request: HttpRequest) -> HttpResponse:
    form = BackgroundForm(request.POST if request.method == "POST" else None, learner=learner_of(request))
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved. What is open to you is judged by it from now on."))
        return redirect("profiles:background")
    return render(request, "learners/profiles/background.html", {"form": form})


@require_POST
def add_day_off(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    form = DayOffForm(request.POST)
    form.instance.learner = learner
    if form.is_valid():
        form.save()
        messages.success(request, _("Days off added."))
        return redirect("profiles:settings")
    return _page(request, learner, SettingsForm(instance=learner), form)


@require_POST
def remove_day_off(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(learner_of(request).days_off, pk=pk).delete()
    messages.success(request, _("Days off removed."))
    return redirect("profiles:settings")


def _page(request: HttpRequest, learner: Learner, form: SettingsForm, day_off_form: DayOffForm) -> HttpResponse:
    """Days off that are over are kept, but not shown."""
    today = today_of(learner)
    context = {
        "form": form,
        "day_off_form": day_off_form,
        "snoozed_until": learner.snoozed_until if learner.is_snoozed(today) else None,
        "days_off": learner.days_off.filter(last__gte=today),
        "holidays": [(day, name) for day, name in holidays_around(learner.holidays_of, today.year) if day >= today][
            :SHOWN
        ],
    }
    return render(request, "learners/profiles/settings.html", context)

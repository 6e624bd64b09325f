"""What the signed links of a mail lead to. Looking changes nothing, the button acts; twice is once, with the same answer."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from learners.plans.hands.ticking import step_task
from learners.plans.hands.time_spent import tick
from learners.plans.models import Task
from learners.profiles.access import learner_of, today_of
from learners.reminders.links import snooze_of_token, snooze_words, task_of_token


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest, token: str) -> HttpResponse:
    """The signature stands for the log-in, so no CSRF token is asked for: the button is pressed without a session."""
    task = task_of_token(token)
    if task is None:
        return _unknown(request)
    if request.method == "POST" and not task.is_done:
        task = _tick(task)
    return render(request, "learners/reminders/done.html", {"task": task})


def _tick(task: Task) -> Task:
    """As the portal does it. What is no longer to be ticked comes back as it is."""
    user_pk, now = task.plan.learner.user_id, timezone.now()
    try:
        return step_task(user_pk, plan_pk=task.plan_id, task_pk=task.pk, step=partial(tick, now=now)).task
    except Task.DoesNotExist:
        return task


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: HttpRequest, token: str) -> HttpResponse:
    """Counted from the day on which the button is pressed, on the learner's calendar; the last choice counts."""
    found = snooze_of_token(token)
    if found is None:
        return _unknown(request)
    learner, days = found
    if not learner.reminders_on:
        return render(request, "learners/reminders/unsubscribe.html", {"done": True})
    until = today_of(learner) + timedelta(days=days)
    if request.method == "POST":
        learner.snooze(until)
    context = {"done": request.method == "POST", "length": snooze_words(days), "until": until}
    return render(request, "learners/reminders/snooze.html", context)


@require_POST
def end_snooze(request: HttpRequest) -> HttpResponse:
    learner_of(request).end_snooze()
    messages.success(request, _("Reminders come again from now on."))
    return redirect("reminders:reminders")


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "learners/reminders/link_unknown.html", status=404)

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.profiles.access import learner_of
from learners.reminders.ahead import ahead, slot_today
from learners.reminders.mail import learner_of_token
from learners.reminders.models import Reminder
from learners.reminders.transport import Fate
from learners.reminders.trial import send_trial
from learners.reminders.weekly.writing import learner_of_stop_token

PAST_A_PAGE = 30
LEVELS = {Fate.ACCEPTED: messages.SUCCESS, Fate.NOT_NOW: messages.WARNING, Fate.UNKNOWN: messages.WARNING}


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    learner, now = learner_of(request), timezone.now()
    past = Paginator(Reminder.objects.for_person_page(learner), PAST_A_PAGE).get_page(request.GET.get("page"))
    today = slot_today(learner, now)
    context = {
        "learner": learner,
        "snoozed": learner.is_snoozed(today.day),
        "ahead": ahead(learner, now),
        "late": today.day if today.due <= now else None,
        "past": past,
    }
    return render(request, "learners/reminders/reminders.html", context)


@require_POST
def send_test(request: HttpRequest) -> HttpResponse:
    """To the person's own address and at once; what became of it is said on the page."""
    said = send_trial(learner_of(request), timezone.now())
    messages.add_message(request, LEVELS.get(said.fate, messages.ERROR), said.text)
    return redirect("reminders:reminders")


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_team_mail(request: HttpRequest, token: str) -> HttpResponse:
    """As below, for the weekly mail about one's teams alone."""
    learner = learner_of_stop_token(token)
    if learner is None:
        return render(request, "learners/reminders/unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        learner.stop_team_mail()
    return render(request, "learners/reminders/stop_team_mail.html", {"done": request.method == "POST"})


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: the POST comes from a mail program, without cookie or CSRF token. Looking changes nothing."""
    learner = learner_of_token(token)
    if learner is None:
        return render(request, "learners/reminders/unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        learner.stop_reminders()
    return render(request, "learners/reminders/unsubscribe.html", {"done": request.method == "POST"})

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.profiles.access import learner_of
from learners.profiles.models import Learner
from learners.reminders.ahead import ahead, slot_today
from learners.reminders.links import REMINDERS, TEAM_MAIL
from learners.reminders.models import Reminder
from learners.reminders.transport import Fate
from learners.reminders.trial import send_trial

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
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    return _ended(request, REMINDERS.learner(token), Learner.stop_reminders, "unsubscribe")


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_team_mail(request: HttpRequest, token: str) -> HttpResponse:
    return _ended(request, TEAM_MAIL.learner(token), Learner.stop_team_mail, "stop_team_mail")


def _ended(request: HttpRequest, learner: Learner | None, end: Callable[[Learner], None], name: str) -> HttpResponse:
    """RFC 8058: the POST comes from a mail program, without cookie or CSRF token. Looking changes nothing."""
    if learner is None:
        return render(request, "learners/reminders/unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        end(learner)
    return render(request, f"learners/reminders/{name}.html", {"done": request.method == "POST"})

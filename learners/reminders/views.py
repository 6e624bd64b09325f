from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from learners.profiles.access import learner_of
from learners.profiles.models import Learner
from learners.reminders.digest import Outlook, outlook
from learners.reminders.facts import facts_for
from learners.reminders.localtime import ONE_DAY, Slot, slot
from learners.reminders.mail import learner_of_token
from learners.reminders.models import Reminder
from learners.reminders.weekly.writing import learner_of_stop_token

DAYS_AHEAD = 14
PAST_A_PAGE = 30


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    learner, now = learner_of(request), timezone.now()
    past = Paginator(Reminder.objects.for_person_page(learner), PAST_A_PAGE).get_page(request.GET.get("page"))
    today = slot(learner.local_date(now), learner.reminder_time, learner.time_zone)
    context = {
        "learner": learner,
        "snoozed": learner.is_snoozed(today.day),
        "upcoming": _upcoming(learner, today, now),
        "late": today.day if today.due <= now else None,
        "past": past,
    }
    return render(request, "learners/reminders/reminders.html", context)


def _upcoming(learner: Learner, today: Slot, now: datetime) -> list[Outlook]:
    """From the next mail that can still go out, fourteen days. Empty where nothing will come."""
    if not learner.reminders_on:
        return []
    over = today.expires <= now or Reminder.objects.for_person_page(learner).filter(local_date=today.day).exists()
    first = today.day + ONE_DAY if over else today.day
    facts = facts_for(learner, first, days_ahead=DAYS_AHEAD)
    days = [] if facts.paused else list(outlook(facts, days=DAYS_AHEAD))
    return days if facts.plans or any(day.is_mail for day in days) else []


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

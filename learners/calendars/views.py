"""The feed behind its secret address, one exam as a file, and the page on which the address is made."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.calendars import addresses
from learners.calendars.answers import answer
from learners.calendars.feed import calendar_of, exam_file, plan_exam_file
from learners.calendars.models import CalendarFeed
from learners.credentials.exams import ExamAttempt
from learners.plans.models import StudyPlan
from learners.profiles.access import learner_of
from learners.profiles.models import Learner

form_or_back = require_http_methods(["GET", "HEAD", "POST"])
"""A POST's own page is its answer. Whoever asks for that address later is led back to the calendar page."""


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """For calendar programs, which know no log-in: whoever has the address reads. Neither session nor cookie."""
    found = get_object_or_404(CalendarFeed.objects.with_secret(secret))
    now = timezone.now()
    content = calendar_of(found.learner, now=now)
    found.note_reading(now=now)
    return answer(request, content)


@require_safe
def exam(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    booked = ExamAttempt.objects.visible_to(learner).booked().select_related("certification")
    attempt = get_object_or_404(booked, pk=pk)
    return _attached(exam_file(learner, attempt, now=timezone.now()), attempt.certification.slug)


@require_safe
def plan_exam(request: HttpRequest, pk: int) -> HttpResponse:
    """The day a plan aims at; once an exam is booked, that one."""
    learner = learner_of(request)
    dated = StudyPlan.objects.visible_to(learner).running().filter(exam_date__isnull=False)
    plan = get_object_or_404(dated.select_related("certification"), pk=pk)
    booked = ExamAttempt.objects.visible_to(learner).booked().filter(certification=plan.certification_id).first()
    if booked:
        return redirect("calendars:exam", booked.pk)
    return _attached(plan_exam_file(learner, plan, now=timezone.now()), plan.certification.slug)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    return _page(request, learner_of(request), "")


@form_or_back
def make(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("calendars:calendar")
    learner = learner_of(request)
    return _told(request, learner, addresses.make(learner, now=timezone.now()))


@form_or_back
def renew(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("calendars:calendar")
    learner, pk = learner_of(request), request.POST.get("feed", "")
    return _told(request, learner, addresses.renew(learner, pk=int(pk) if pk.isdecimal() else 0, now=timezone.now()))


@require_POST
def turn_off(request: HttpRequest) -> HttpResponse:
    addresses.turn_off(learner_of(request))
    messages.success(request, _("Turned off. The address leads nowhere now."))
    return redirect("calendars:calendar")


def _told(request: HttpRequest, learner: Learner, secret: str | None) -> HttpResponse:
    """The secret goes into this answer alone: a redirect would have to keep it somewhere in between."""
    if secret is not None:
        return _page(request, learner, secret)
    messages.warning(
        request, _("You have an address already, and it was shown once. If you did not keep it, make a new one.")
    )
    return redirect("calendars:calendar")


def _page(request: HttpRequest, learner: Learner, secret: str) -> HttpResponse:
    address = settings.SITE_URL + reverse("calendars:feed", args=[secret]) if secret else ""
    context = {
        "learner": learner,
        "feed": CalendarFeed.objects.visible_to(learner).first(),
        "address": address,
        "webcal": urlsplit(address)._replace(scheme="webcal").geturl() if address else "",
    }
    response = render(request, "learners/calendars/calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def _attached(content: bytes, slug: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="exam-{slug}.ics"'
    response["Cache-Control"] = "private, no-store"
    return response

"""Exams: one's attempts, booking one, moving and cancelling it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from certifications.models import Certification
from learners.credentials.attempt_words import day_words, period_words, status_of, until_exam
from learners.credentials.attempts import is_correctable
from learners.credentials.exams import ExamAttempt
from learners.plans.exams import writes
from learners.plans.exams.exams import Ground, ground_of, phase_choices, plan_beside
from learners.plans.exams.forms import ExamDateForm
from learners.plans.models import StudyPlan
from learners.plans.revisions.revising import Moment
from learners.plans.views import form_page
from learners.profiles.access import learner_of, today_of
from learners.profiles.models import Learner


@require_safe
def exams(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    today = today_of(learner)
    found = list(ExamAttempt.objects.visible_to(learner).for_exams_page())
    running = StudyPlan.objects.visible_to(learner).running().filter(certification__current_version__isnull=False)
    booked = {one.certification_id for one in found if one.is_booked}
    plans = running.exclude(certification__in=booked).select_related("certification").order_by("pk")
    context = {
        "booked": [(one, status_of(one), until_exam(one.exam_on, today)) for one in found if one.is_booked],
        "past": [(one, status_of(one), earned_words(one)) for one in found if not one.is_booked],
        "plans": [plan for plan in plans if plan.certification.is_offered and not plan.certification.retired],
        "today": today,
    }
    return render(request, "learners/exams/exams.html", context)


@require_safe
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    shown = own_attempt(learner, pk)
    today = today_of(learner)
    context: dict[str, Any] = {"attempt": shown, "status": status_of(shown), "today": today}
    if shown.is_booked:
        context |= _booked_context(shown, learner, today)
    elif shown.is_failed:
        context |= _failed_context(shown, learner, today)
    elif shown.is_passed:
        context["earned"] = earned_words(shown)
    recorded_on = learner.local_date(shown.recorded_at) if shown.recorded_at else None
    context["is_correctable"] = is_correctable(recorded_on, today)
    return render(request, "learners/exams/attempt.html", context)


def _booked_context(shown: ExamAttempt, learner: Learner, today: date) -> dict[str, Any]:
    ground = ground_of(learner, shown.certification, today, moving=shown.pk)
    return {
        "until": until_exam(shown.exam_on, today),
        "is_due": shown.exam_on <= today,
        "beside": plan_beside(shown, learner, today),
        "warnings": ground.warnings(shown.exam_on),
        "locked": "" if ground.gate.is_open else ground.why_not,
    }


def _failed_context(shown: ExamAttempt, learner: Learner, today: date) -> dict[str, Any]:
    titles = dict(phase_choices(learner, shown.certification))
    running = StudyPlan.objects.visible_to(learner).running().filter(certification=shown.certification_id).first()
    version = shown.certification.current_version
    return {
        "ground": ground_of(learner, shown.certification, today),
        "weak": [titles.get(key, key) for key in shown.weak_phases],
        "retake_plan": running if running and writes.follows(running, shown) else None,
        "has_template": version is not None and version.steps.exists(),
    }


def earned_words(shown: ExamAttempt) -> str:
    """The period of validity that a passed attempt brought; empty where there is none (any more)."""
    period = getattr(shown, "period", None)
    return period_words(period.valid_from, period.valid_until) if period else ""


def own_attempt(learner: Learner, pk: int) -> ExamAttempt:
    return get_object_or_404(ExamAttempt.objects.visible_to(learner).for_exam_page(), pk=pk)


def moment_of(learner: Learner) -> Moment:
    return Moment(learner, timezone.now())


@form_page
def book(request: HttpRequest, slug: str) -> HttpResponse:
    """`?on=` proposes a day."""
    learner = learner_of(request)
    offered = Certification.objects.offered().filter(retired=False).select_related("current_version")
    certification = get_object_or_404(offered, slug=slug)
    booked = ExamAttempt.objects.visible_to(learner).booked().filter(certification=certification).first()
    if booked:
        return redirect(booked)
    ground = ground_of(learner, certification, today_of(learner))
    if request.method != "POST":
        return _date_page(request, "book", ground, ExamDateForm(first=ground.window.first, initial=_proposed(request)))
    form = ExamDateForm(request.POST, first=ground.window.first)
    if form.is_valid():
        try:
            made, _is_new = writes.book(moment_of(learner), certification, form.cleaned_data["exam_on"])
        except writes.RefusedError as refused:
            form.add_error("exam_on", refused.words)
        else:
            messages.success(request, _("Your exam is noted for %(day)s.") % {"day": day_words(made.exam_on)})
            return redirect(made)
    return _date_page(request, "book", ground, form)


@form_page
def move(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    moved = _booked_attempt(learner, pk)
    ground = ground_of(learner, moved.certification, today_of(learner), moving=moved.pk)
    if request.method != "POST":
        form = ExamDateForm(first=ground.window.first, initial=moved.exam_on)
        return _date_page(request, "move", ground, form, attempt=moved)
    form = ExamDateForm(request.POST, first=ground.window.first)
    if form.is_valid():
        try:
            moved = writes.move(moment_of(learner), pk, form.cleaned_data["exam_on"])
        except writes.RefusedError as refused:
            form.add_error("exam_on", refused.words)
        else:
            messages.success(request, _("Your exam is now on %(day)s.") % {"day": day_words(moved.exam_on)})
            return redirect(moved)
    return _date_page(request, "move", ground, form, attempt=moved)


@form_page
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    cancelled = _booked_attempt(learner, pk)
    if request.method != "POST":
        return render(request, "learners/exams/cancel.html", {"attempt": cancelled})
    writes.cancel(moment_of(learner), pk)
    messages.success(request, _("The exam is cancelled. You can book it again at any time."))
    return redirect("exams:exams")


def _booked_attempt(learner: Learner, pk: int) -> ExamAttempt:
    found = own_attempt(learner, pk)
    if not found.is_booked:
        raise Http404
    return found


def _date_page(
    request: HttpRequest, name: str, ground: Ground, form: ExamDateForm, **more: ExamAttempt
) -> HttpResponse:
    context = {"ground": ground, "certification": ground.certification, "form": form, **more}
    return render(request, f"learners/exams/{name}.html", context)


def _proposed(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None

"""The result of an exam: passed, not passed and what follows, or taken back."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from learners.credentials.attempt_words import period_words, until_exam
from learners.credentials.exams import ExamAttempt
from learners.plans.exams import writes
from learners.plans.exams.corrections import CantTakeBackError, take_back, why_not_taken_back
from learners.plans.exams.exams import phase_choices, would_earn
from learners.plans.exams.forms import ResultForm
from learners.plans.exams.retakes import retake_of
from learners.plans.exams.views import moment_of, own_attempt
from learners.plans.pages import preview_of
from learners.plans.schedule import ScheduleError
from learners.plans.views import form_page
from learners.profiles.access import learner_of, today_of
from learners.profiles.models import Learner


@form_page
def result(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    attempt = own_attempt(learner, pk)
    if attempt.state == ExamAttempt.State.CANCELLED:
        raise Http404
    if not attempt.is_booked:
        return redirect(attempt)
    today = today_of(learner)
    if attempt.exam_on > today:
        early = {"attempt": attempt, "until": until_exam(attempt.exam_on, today)}
        return render(request, "learners/exams/too_early.html", early)
    phases = phase_choices(learner, attempt.certification)
    form = ResultForm(request.POST if request.method == "POST" else None, phases=phases)
    if form.is_bound and form.is_valid():
        return _record(request, learner, attempt, form)
    period = would_earn(attempt)
    context = {
        "attempt": attempt,
        "form": form,
        "phases": phases,
        "earned": period_words(period.valid_from, period.valid_until),
    }
    return render(request, "learners/exams/result.html", context)


def _record(request: HttpRequest, learner: Learner, attempt: ExamAttempt, form: ResultForm) -> HttpResponse:
    given: dict[str, Any] = {"note": form.cleaned_data["note"]}
    if form.has_passed:
        recorded = writes.record_pass(moment_of(learner), attempt.pk, **given)
    else:
        weak = form.cleaned_data["weak_phases"]
        recorded = writes.record_fail(moment_of(learner), attempt.pk, weak_phases=weak, **given)
    if recorded.state != form.cleaned_data["result"]:
        messages.warning(request, _("Another result was recorded meanwhile, and it stands."))
    return redirect(recorded)


@form_page
def retake(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    attempt = own_attempt(learner, pk)
    if not attempt.is_failed:
        raise Http404
    if request.method == "POST":
        return _make_retake(request, learner, attempt)
    today = today_of(learner)
    try:
        found = retake_of(attempt, learner, today)
    except ScheduleError:
        return render(request, "learners/exams/retake.html", {"attempt": attempt})
    if found is None:
        raise Http404
    context = {"attempt": attempt, "retake": found, "preview": preview_of(found.draft, today)}
    return render(request, "learners/exams/retake.html", context)


def _make_retake(request: HttpRequest, learner: Learner, attempt: ExamAttempt) -> HttpResponse:
    try:
        plan, is_new = writes.make_retake(moment_of(learner), attempt.pk)
    except writes.NoRetakeError as nothing:
        raise Http404 from nothing
    except ScheduleError:
        return render(request, "learners/exams/retake.html", {"attempt": attempt})
    if is_new:
        messages.success(request, _("Your retake plan is made. The plan before it is closed; its notes stay."))
    return redirect(plan)


@form_page
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    attempt = own_attempt(learner, pk)
    moment = moment_of(learner)
    if not attempt.recorded_at:
        raise Http404
    if request.method != "POST":
        why_not = why_not_taken_back(moment, attempt)
        return render(request, "learners/exams/correct.html", {"attempt": attempt, "why_not": why_not})
    try:
        take_back(moment, pk)
    except CantTakeBackError as refused:
        return render(request, "learners/exams/correct.html", {"attempt": attempt, "why_not": str(refused)})
    messages.success(request, _("The result is taken back. Record the right one."))
    return redirect("exams:result", pk)

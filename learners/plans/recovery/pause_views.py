"""Pausing a plan, with or without a day of return, and going on with it."""

from datetime import date, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from learners.plans.models import StudyPlan
from learners.plans.recovery.pausing import pause, resume
from learners.plans.revisions.revising import Moment
from learners.plans.words import day_words
from learners.profiles.access import learner_of

LONGEST = timedelta(days=3 * 366)


class PauseForm(forms.Form):
    resumes_on = forms.DateField(
        label=gettext_lazy("Back on"),
        required=False,
        help_text=gettext_lazy("The first day you study again. Leave it empty if you do not know yet."),
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._today = today
        self.fields["resumes_on"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()

    def clean_resumes_on(self) -> date | None:
        day: date | None = self.cleaned_data["resumes_on"]
        if day and day <= self._today:
            raise forms.ValidationError(_("Choose a day after today, or none."))
        if day and day > self._today + LONGEST:
            raise forms.ValidationError(
                _("That is more than three years away. Leave it empty and come back when you like.")
            )
        return day


@require_http_methods(["GET", "HEAD", "POST"])
def pause_plan(request: HttpRequest, pk: int) -> HttpResponse:
    moment = Moment(learner_of(request), timezone.now())
    plan = get_object_or_404(StudyPlan.objects.visible_to(moment.learner).running(), pk=pk)
    posted = request.POST if request.method == "POST" else None
    form = PauseForm(posted, today=moment.today, initial={"resumes_on": plan.resumes_on})
    if not form.is_valid():
        return render(request, "learners/plans/pause.html", {"plan": plan, "form": form})
    resumes_on = form.cleaned_data["resumes_on"]
    try:
        pause(moment, plan_pk=pk, resumes_on=resumes_on)
    except StudyPlan.DoesNotExist as missing:
        raise Http404 from missing
    words = _("Paused. Nothing is overdue and no reminder is sent until you resume.")
    if resumes_on:
        day = day_words(resumes_on, moment.today)
        words = _("Paused until %(day)s. Your plan goes on by itself then, with new days.") % {"day": day}
    messages.success(request, words)
    return redirect(plan)


@require_POST
def resume_plan(request: HttpRequest, pk: int) -> HttpResponse:
    moment = Moment(learner_of(request), timezone.now())
    try:
        made = resume(moment, plan_pk=pk)
    except StudyPlan.DoesNotExist as missing:
        raise Http404 from missing
    if not made.is_dated:
        messages.warning(
            request, _("Resumed, but with the hours of this plan its tasks can't be dated. They keep their old days.")
        )
        return redirect("plans:plan", pk)
    if not made.fits:
        messages.warning(
            request, _("Welcome back. What is left no longer fits before the exam. These are your ways on.")
        )
        return redirect(reverse("plans:behind", args=[pk]))
    messages.success(request, _("Welcome back. What is left to do has new days, from today on."))
    return redirect("plans:plan", pk)

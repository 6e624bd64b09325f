"""The hours, the exam date and the days before it, of a plan that runs: tried out first, then saved with new dates."""

from copy import copy
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from learners.credentials.exams import ExamAttempt
from learners.plans.drafts import availability_of, rest_of
from learners.plans.gates import gate_of
from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.pages import plan_verdict
from learners.plans.revisions.dating import redate
from learners.plans.revisions.revising import Moment, revised
from learners.plans.schedule import DateRange, ScheduleError
from learners.plans.settings_forms import PlanSettingsForm
from learners.plans.views import form_page, is_fragment, varied
from learners.plans.weeks import Chart, chart, weeks
from learners.plans.words import VerdictWords
from learners.profiles.access import learner_of, today_of
from learners.profiles.days_off import days_off_of
from learners.profiles.models import Learner


@dataclass(frozen=True)
class Tried:
    """What the plan would be with the values of the form; no verdict where nothing is left to do or the plan is paused."""

    verdict: VerdictWords | None
    chart: Chart | None


@form_page
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    plan = get_object_or_404(StudyPlan.objects.visible_to(learner).running(), pk=pk)
    form = _form(learner, plan, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid() or "check" in request.POST:
        return _page(request, learner, plan, form)
    try:
        _save(Moment(learner, timezone.now()), plan.pk, form)
    except ScheduleError:
        form.add_error(None, _no_end())
        return _page(request, learner, plan, form)
    messages.success(request, _("Saved. What is ahead has new dates; what is done or pinned stays where it was."))
    return redirect(plan)


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    plan = get_object_or_404(StudyPlan.objects.visible_to(learner).running(), pk=pk)
    form = _form(learner, plan, request.GET)
    if not is_fragment(request):
        return varied(_page(request, learner, plan, form))
    context = {"tried": _tried(learner, plan, form), "problems": form.problems(), "oob": True}
    return varied(render(request, "learners/plans/_settings_preview.html", context))


def _form(learner: Learner, plan: StudyPlan, data: object) -> PlanSettingsForm:
    booked = ExamAttempt.objects.filter(
        learner=learner, certification=plan.certification_id, state=ExamAttempt.State.BOOKED
    ).first()
    today = today_of(learner)
    gate = gate_of(learner, plan.certification_id, today)
    return PlanSettingsForm(data, plan=plan, today=today, gate=gate, booked=booked.exam_on if booked else None)


def _tried(learner: Learner, plan: StudyPlan, form: PlanSettingsForm) -> Tried | None:
    """On a copy of the plan; None where the form can't be read."""
    wished, today = copy(plan), today_of(learner)
    if form.is_bound:
        if not form.is_valid():
            return None
        form.put_on(wished)
    tasks, days_off = list(Task.objects.for_plan_page(plan)), days_off_of(learner, today)
    return Tried(plan_verdict(wished, tasks, days_off, today), _chart(wished, tasks, days_off, today))


def _chart(plan: StudyPlan, tasks: list[Task], days_off: tuple[DateRange, ...], today: date) -> Chart | None:
    found = rest_of(plan, tasks, days_off, today)
    if found is None:
        return None
    start = max(today, plan.start)
    return chart(weeks(found.loads, availability_of(plan, days_off), start=start, exam_date=plan.exam_date))


@transaction.atomic
def _save(moment: Moment, plan_pk: int, form: PlanSettingsForm) -> None:
    """A paused plan gets its dates when it is resumed. Raises ScheduleError, and writes nothing."""
    plan = StudyPlan.objects.visible_to(moment.learner).running().select_for_update().get(pk=plan_pk)
    with revised(plan, moment, PlanRevision.Why.RESCHEDULED):
        plan.save(update_fields=form.put_on(plan))
        if plan.state == StudyPlan.State.ACTIVE:
            redate(plan, moment)


def _no_end() -> str:
    return _("With these minutes and days off there is no end in ten years. Give it more time a week.")


def _page(request: HttpRequest, learner: Learner, plan: StudyPlan, form: PlanSettingsForm) -> HttpResponse:
    problems = form.problems() if form.is_bound else []
    context = {"plan": plan, "form": form, "tried": _tried(learner, plan, form), "problems": problems}
    return render(request, "learners/plans/settings.html", context)

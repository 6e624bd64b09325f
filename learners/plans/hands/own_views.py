"""A learner's own tasks: added, edited, removed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from learners.plans.back import row_address
from learners.plans.hands.forms import NewOwnTaskForm, OwnTaskForm
from learners.plans.hands.hands import HandError
from learners.plans.hands.own import OwnWish, OwnWords, add_own, edit_own, phase_choices, remove_own
from learners.plans.hands.views import moment_of
from learners.plans.models import StudyPlan, Task
from learners.plans.revisions.revising import Moment
from learners.plans.views import form_page


@form_page
def add(request: HttpRequest, pk: int) -> HttpResponse:
    moment = moment_of(request)
    plan = get_object_or_404(StudyPlan.objects.visible_to(moment.learner).running(), pk=pk)
    phases = phase_choices(Task.objects.for_plan_page(plan))
    form = NewOwnTaskForm(request.POST if request.method == "POST" else None, phases=phases, today=moment.today)
    if form.is_valid():
        try:
            task = add_own(moment, plan_pk=pk, wish=OwnWish(**form.cleaned_data))
        except StudyPlan.DoesNotExist as missing:
            raise Http404 from missing
        except HandError as why_not:
            form.add_error(None, str(why_not))
        else:
            messages.success(request, _("“%(task)s” is in your plan.") % {"task": task.title})
            return redirect(row_address(plan.pk, task.pk, task.phase_position))
    return render(request, "learners/plans/own.html", {"plan": plan, "form": form})


@form_page
def edit(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    moment = moment_of(request)
    task = _own_or_404(moment, pk, task_pk)
    written = {"title": task.title, "minutes": task.minutes, "kind": task.kind}
    form = OwnTaskForm(request.POST if request.method == "POST" else None, initial=written)
    if not form.is_valid():
        return render(request, "learners/plans/own.html", {"plan": task.plan, "task": task, "form": form})
    try:
        edit_own(moment, plan_pk=pk, task_pk=task_pk, wish=OwnWords(**form.cleaned_data))
    except Task.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("Saved."))
    return redirect(task)


@form_page
def remove(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """Asks once: nothing of it is left then."""
    moment = moment_of(request)
    task = _own_or_404(moment, pk, task_pk)
    if request.method != "POST":
        return render(request, "learners/plans/own_remove.html", {"task": task})
    try:
        remove_own(moment, plan_pk=pk, task_pk=task_pk)
    except Task.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("“%(task)s” is removed.") % {"task": task.title})
    return redirect(task.plan)


def _own_or_404(moment: Moment, pk: int, task_pk: int) -> Task:
    own = Task.objects.changeable_by(moment.learner).filter(own=True).select_related("plan")
    return get_object_or_404(own, pk=task_pk, plan_id=pk)

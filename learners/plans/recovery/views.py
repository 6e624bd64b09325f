"""*I'm behind*: three previews side by side, taking one of them, and undoing what changed a plan."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from learners.plans.models import PlanRevision, StudyPlan, Task
from learners.plans.recovery.previews import Way, previews
from learners.plans.recovery.recovering import StalePreviewError, ground_of, recover
from learners.plans.recovery.words import LOOKS, way_card
from learners.plans.revisions.revising import Moment
from learners.plans.revisions.undoing import Undone, UndoRefusedError, undo
from learners.profiles.access import learner_of


@require_http_methods(["GET", "HEAD", "POST"])
def behind(request: HttpRequest, pk: int) -> HttpResponse:
    moment = Moment(learner_of(request), timezone.now())
    if request.method == "POST":
        return _recover(request, moment, pk)
    plan = get_object_or_404(StudyPlan.objects.visible_to(moment.learner).running(), pk=pk)
    if plan.state == StudyPlan.State.PAUSED:
        messages.info(request, _("A paused plan is never behind. Resume it, and its tasks get new days."))
        return redirect(plan)
    tasks = list(Task.objects.for_plan_page(plan))
    titles = {task.key: task.title for task in tasks}
    context = {
        "plan": plan,
        "status": plan.status(moment.today, sum(task.is_overdue(moment.today) for task in tasks)),
        "cards": [way_card(one, titles, moment.today) for one in previews(ground_of(plan, tasks, moment))],
    }
    return render(request, "learners/plans/behind.html", context)


def _recover(request: HttpRequest, moment: Moment, pk: int) -> HttpResponse:
    choice = request.POST.get("way", "")
    if choice not in set(Way):
        get_object_or_404(StudyPlan.objects.visible_to(moment.learner), pk=pk)
        raise BadRequest("A way is needed: hold_date, hold_hours or drop_optional.")
    try:
        made = recover(moment, plan_pk=pk, way=Way(choice), shown=request.POST.get("shown", ""))
    except StudyPlan.DoesNotExist as missing:
        raise Http404 from missing
    except StalePreviewError:
        messages.warning(
            request, _("The plan has changed meanwhile, so nothing was applied. This is what it would be now.")
        )
        return redirect("plans:behind", pk)
    messages.success(
        request,
        _("Done: %(way)s. Your tasks have new days.") % {"way": LOOKS[Way(choice)][1]},
        extra_tags=reverse("plans:undo", args=[pk, made.pk]),  # components/_messages.html puts a button to it
    )
    return redirect("plans:plan", pk)


@require_POST
def undo_revision(request: HttpRequest, pk: int, revision_pk: int) -> HttpResponse:
    try:
        done = undo(pk, revision_pk, Moment(learner_of(request), timezone.now()))
    except (StudyPlan.DoesNotExist, PlanRevision.DoesNotExist) as missing:
        raise Http404 from missing
    except UndoRefusedError as refused:
        messages.warning(request, str(refused))
        return redirect("plans:revisions", pk)
    messages.success(request, _undone_words(done))
    return redirect("plans:plan", pk)


def _undone_words(done: Undone) -> str:
    parts = [_("Undone: your plan is back as it was.")]
    if done.stayed or done.settings_stayed:
        parts = [_("Undone, as far as it could be.")]
    if done.stayed:
        names = ", ".join(f"“{title}”" for title in done.stayed)
        parts.append(
            _("These stayed as they are, because they are done or were changed since: %(names)s.") % {"names": names}
        )
    if done.settings_stayed:
        parts.append(_("What was set anew in the plan since stayed too."))
    return " ".join(parts)

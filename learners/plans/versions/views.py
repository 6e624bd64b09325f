"""Newer versions: what the learner is offered and has chosen, and what an owner sees before publishing."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certifications.models import CurriculumVersion
from certifications.publishing import OPEN_STATES
from learners.plans.desk.impact import impact_of
from learners.plans.desk.impact_words import impact_page
from learners.plans.models import PlanRevision, StudyPlan, Task, VersionChoice
from learners.plans.revisions.revising import Moment
from learners.plans.revisions.words import revisions_words
from learners.plans.schedule import ScheduleError
from learners.plans.versions.moving import StaleOfferError, choose, monday_after
from learners.plans.versions.offer_words import offer_page
from learners.plans.versions.offers import offer_of
from learners.plans.views import is_fragment, varied
from learners.plans.words import worded
from learners.profiles.access import learner_of, today_of
from learners.profiles.days_off import days_off_of
from learners.profiles.models import Learner

Choice = VersionChoice.Choice


@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    if request.method == "POST":
        return _choose(request, learner, pk)
    plans = StudyPlan.objects.visible_to(learner).movable().select_related("certification__current_version", "version")
    plan = get_object_or_404(plans, pk=pk)
    version = plan.certification.current_version
    if version is None or version.number <= plan.version.number or not version.steps.exists():
        raise Http404
    today = today_of(learner)
    tasks = list(Task.objects.for_plan_page(plan))
    page = offer_page(offer_of(plan, version, tasks, days_off_of(learner, today), today), today)
    context = {
        "page": page,
        "monday": worded(monday_after(today), "l j F"),
        "chosen": plan.version_choices.filter(version=version).first(),
    }
    return render(request, "learners/plans/offer.html", context)


def _choose(request: HttpRequest, learner: Learner, pk: int) -> HttpResponse:
    choice, version = request.POST.get("choice", ""), request.POST.get("version", "")
    if choice not in Choice.values or not version.isdecimal() or len(version) > 18:
        get_object_or_404(StudyPlan.objects.visible_to(learner), pk=pk)
        raise BadRequest("A choice and the version it is about are needed.")
    moment = Moment(learner, timezone.now())
    try:
        plan = choose(moment, plan_pk=pk, version_pk=int(version), choice=Choice(choice))
    except StudyPlan.DoesNotExist as missing:
        raise Http404 from missing
    except StaleOfferError:
        messages.warning(request, _("A newer version came out meanwhile. This is what it would change."))
        return redirect("plans:offer", pk)
    except ScheduleError:
        messages.warning(request, _("With the hours of this plan its tasks can't be dated, so nothing was moved."))
        return redirect("plans:offer", pk)
    messages.success(request, _said(Choice(choice), moment))
    return redirect(plan)


def _said(choice: Choice, moment: Moment) -> str:
    if choice == Choice.STAY:
        return _("You stay with your version. Nothing changes in your plan.")
    if choice == Choice.MOVE_NOW:
        return _("Your plan follows the new version. What was done is done, what is ahead has new dates.")
    day = worded(monday_after(moment.today), "l j F")
    return _("Your plan moves on %(day)s. You can change your mind until then.") % {"day": day}


@require_safe
def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    moment = Moment(learner_of(request), timezone.now())
    plan = get_object_or_404(StudyPlan.objects.visible_to(moment.learner), pk=pk)
    found = revisions_words(list(PlanRevision.objects.for_revisions_page(plan)), plan, moment)
    return render(request, "learners/plans/revisions.html", {"plan": plan, "revisions": found})


@require_safe
def impact(request: HttpRequest, version_pk: int) -> HttpResponse:
    """For the owners of the catalogue alone: whom a draft would touch. The publish page loads it as a fragment."""
    if not (request.user.is_staff and request.user.has_perm("certifications.change_curriculumversion")):
        raise Http404
    drafts = CurriculumVersion.objects.filter(state__in=OPEN_STATES).select_related("certification")
    version = get_object_or_404(drafts, pk=version_pk)
    context = {"version": version, "page": impact_page(impact_of(version, today_of(learner_of(request))))}
    name = "_impact" if is_fragment(request) else "impact"
    return varied(render(request, f"learners/plans/{name}.html", context))

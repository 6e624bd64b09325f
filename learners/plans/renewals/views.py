"""Renewing what one holds: its window in words, and a lighter plan dated back from the day on which it lapses."""

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certifications.models import Certification, PlanPhase
from learners.credentials.models import Credential
from learners.credentials.renewals import Outlook
from learners.plans.drafts import Draft, plannable
from learners.plans.models import StudyPlan
from learners.plans.renewals.forms import RenewalForm
from learners.plans.renewals.pages import end_ahead, outlook_of, renewal_preview, window_view
from learners.plans.renewals.plans import Target, draw_back, lighter_plan, make_renewal, template_of_lighter
from learners.plans.renewals.steps import Lighter
from learners.plans.schedule import ScheduleError
from learners.plans.views import is_fragment, varied
from learners.profiles.access import learner_of, today_of
from learners.profiles.days_off import days_off_of
from learners.profiles.models import Learner


@dataclass(frozen=True)
class Ground:
    """What a renewal starts from. Without `phases` there is no plan of ours; `running` is what stands in its way."""

    credential: Credential
    outlook: Outlook
    learner: Learner
    today: date
    lighter: Lighter | None
    phases: tuple[PlanPhase, ...]
    running: StudyPlan | None

    @property
    def certification(self) -> Certification:
        return self.credential.certification

    def target(self, buffer_days: int) -> Target:
        return Target(self.today, end_ahead(self.outlook, self.today), buffer_days)


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, slug: str) -> HttpResponse:
    ground = _ground(learner_of(request), slug)
    form = RenewalForm(request.POST if request.method == "POST" else None, learner=ground.learner)
    drawn = _drawn(ground, form)
    if request.method != "POST" or drawn is None or "check" in request.POST:
        return _page(request, ground, form, drawn)
    draft, target = drawn
    made, is_new = make_renewal(ground.learner, draft, target, now=timezone.now())
    if is_new:
        messages.success(request, _("Your renewal plan is made. What you did before stays as it was."))
    return redirect(made)


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    ground = _ground(learner_of(request), slug)
    form = RenewalForm(request.GET, learner=ground.learner)
    drawn = _drawn(ground, form)
    if not is_fragment(request):
        return varied(_page(request, ground, form, drawn))
    context = {**_preview(ground, form, drawn), "oob": True}
    return varied(render(request, "learners/plans/_renewal_preview.html", context))


def _ground(learner: Learner, slug: str) -> Ground:
    credentials = Credential.objects.visible_to(learner).for_credentials_page()
    credential = get_object_or_404(credentials, certification__slug=slug)
    credential.learner = learner
    today = today_of(learner)
    running = StudyPlan.objects.visible_to(learner).running().filter(certification=credential.certification_id)
    found = lighter_plan(credential) if plannable().filter(pk=credential.certification_id).exists() else None
    version = credential.certification.current_version
    phases = template_of_lighter(version, found) if version and found else []
    in_the_way = running.filter(next_due__isnull=False).first()
    return Ground(credential, outlook_of(credential, today), learner, today, found, tuple(phases), in_the_way)


def _drawn(ground: Ground, form: RenewalForm) -> tuple[Draft, Target] | None:
    if not ground.phases or ground.running or (form.is_bound and not form.is_valid()):
        return None
    week, buffer_days = form.wish()
    target = ground.target(buffer_days)
    try:
        return draw_back(
            ground.certification, ground.phases, week, days_off_of(ground.learner, ground.today), target
        ), target
    except ScheduleError:
        if form.is_bound:
            form.add_error(
                None, _("With these minutes and days off there is no end in ten years. Give it more time a week.")
            )
        return None


def _preview(ground: Ground, form: RenewalForm, drawn: tuple[Draft, Target] | None) -> dict[str, object]:
    return {
        "preview": renewal_preview(drawn[0], ground.lighter, drawn[1]) if drawn and ground.lighter else None,
        "problems": form.problems() if form.is_bound else [],
    }


def _page(request: HttpRequest, ground: Ground, form: RenewalForm, drawn: tuple[Draft, Target] | None) -> HttpResponse:
    window = window_view(ground.credential, ground.outlook, ground.today)
    version = ground.certification.current_version
    context = {
        "certification": ground.certification,
        "window": window,
        "how": version.renewal if version else "",
        "running": ground.running,
        "form": form,
        "has_plan": bool(ground.phases) and window.is_planned and not ground.running,
        "has_end": ground.target(0).end is not None,
        **_preview(ground, form, drawn),
    }
    return render(request, "learners/plans/renew.html", context)

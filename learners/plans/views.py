from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certifications.models import Certification, PlanPhase
from learners.credentials.eligibility import Eligibility
from learners.credentials.eligibility_words import still_missing
from learners.credentials.exams import ExamAttempt
from learners.plans.back import back_to
from learners.plans.charts.celebrating import celebrate
from learners.plans.drafts import Draft, Horizon, Wish, draw, horizons, plannable, template_of
from learners.plans.forms import NewPlanForm
from learners.plans.gates import gate_of
from learners.plans.goals.views import goal_lines
from learners.plans.hands import time_spent
from learners.plans.hands.ticking import step_task
from learners.plans.hands.timer_line import timer_line
from learners.plans.kept import kept
from learners.plans.models import StudyPlan, Task
from learners.plans.pages import PlanPage, opened_phase, plan_page, preview_of
from learners.plans.remedies import remedies_of
from learners.plans.renewals.lines import renewal_lines
from learners.plans.rows import row_maker
from learners.plans.schedule import DateRange, ScheduleError
from learners.plans.today import beginning_of, today_page, week_of
from learners.plans.versions.offers import offer_lines
from learners.plans.words import worded
from learners.plans.writes import create_plan
from learners.profiles.access import learner_of, today_of
from learners.profiles.days_off import days_off_of
from learners.profiles.models import Learner

form_page = require_http_methods(["GET", "HEAD", "POST"])


def is_fragment(request: HttpRequest) -> bool:
    """Asked by htmx: the part that changes, without the frame."""
    return request.headers.get("HX-Request") == "true"


def varied(response: HttpResponse) -> HttpResponse:
    """Of an address that gives the page or its fragment, so that no cache hands out one for the other."""
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    day = today_of(learner)
    zone, week = ZoneInfo(learner.time_zone), week_of(day)
    active = list(StudyPlan.objects.visible_to(learner).for_today())
    celebrated = _celebrated(request, learner, active)
    days_off, lines = days_off_of(learner, day), offer_lines(active)
    offers = [(one, lines[one.pk]) for one in active if one.pk in lines]

    def piece() -> SafeString:
        tasks = Task.objects.for_today(active, week=week, since=beginning_of(week[0], zone))
        page = today_page(active, list(tasks), days_off, today=day, zone=zone)
        return render_to_string("learners/plans/_today.html", {"page": page, "offers": offers})

    facts = (tuple(one.facts for one in active), days_off, day, learner.time_zone, tuple(lines.items()))
    today_now = kept("today", facts, piece)
    timer = timer_line(time_spent.running_timer(learner), timezone.now(), zone)
    if is_fragment(request):
        line = render_to_string("learners/plans/_today_timer.html", {"timer": timer, "oob": True}, request)
        return varied(HttpResponse(today_now + line + _celebration(celebrated)))
    context = {"now": today_now, "timer": timer, "has_plans": bool(active), "heading": worded(day, "l, j F")}
    beside = {"celebrated": celebrated, **_around(learner, day)}
    return varied(render(request, "learners/plans/today.html", {**context, **beside}))


def _celebrated(request: HttpRequest, learner: Learner, plans: list[StudyPlan]) -> list[StudyPlan]:
    """Those whose celebration this page shows. A HEAD shows nothing, so it takes none away."""
    return [one for one in plans if request.method == "GET" and celebrate(one, learner, now=timezone.now())]


def _celebration(celebrated: list[StudyPlan]) -> SafeString:
    """Beside a fragment, into the place that the page has for it."""
    if not celebrated:
        return SafeString()
    return render_to_string("learners/plans/_celebration.html", {"celebrated": celebrated, "oob": True})


def _around(learner: Learner, day: date) -> dict[str, object]:
    due = ExamAttempt.objects.visible_to(learner).due(day)
    return {"goals": goal_lines(learner), "renewals": renewal_lines(learner, day), "due_exams": due}


@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    day = today_of(learner)
    found = [(one, one.status(day)) for one in StudyPlan.objects.visible_to(learner).for_plans_page()]
    return render(request, "learners/plans/plans.html", {"plans": found, "goals": goal_lines(learner)})


@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    shown = get_object_or_404(StudyPlan.objects.visible_to(learner).for_plan_page(), pk=pk)
    opens = opened_phase(request.GET.get("phase", ""))
    celebrated = _celebrated(request, learner, [shown])
    context = {"plan": shown, "line": offer_lines([shown]).get(shown.pk), "celebrated": celebrated}
    return render(request, "learners/plans/plan.html", {**context, **_pieces(learner, shown, opens)})


@require_safe
def summary(request: HttpRequest, pk: int) -> HttpResponse:
    """By htmx, after a tick: how the plan stands now, and the sums of its phases. Else the page that they are on."""
    learner = learner_of(request)
    shown = get_object_or_404(StudyPlan.objects.visible_to(learner).for_plan_page(), pk=pk)
    if not is_fragment(request):
        return varied(redirect(shown))
    celebration = _celebration(_celebrated(request, learner, [shown]))
    sums = render_to_string("learners/plans/_sums.html", {"page": _plan_page(learner, shown, opens=None)}, request)
    return varied(HttpResponse(sums + celebration))


@require_safe
def phase(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """By htmx, when a phase of a long plan is opened: its rows. Else the plan's page with that phase open."""
    learner = learner_of(request)
    shown = get_object_or_404(StudyPlan.objects.visible_to(learner).for_plan_page(), pk=pk)
    if not is_fragment(request):
        return varied(redirect(f"{shown.get_absolute_url()}?phase={position}#phase-{position}"))
    page = _plan_page(learner, shown, opens=position)
    found = next((one for one in page.phases if one.position == position), None)
    if found is None:
        raise Http404
    return varied(render(request, "learners/plans/_phase_rows.html", {"page": page, "phase": found}))


@form_page
def leave_plan(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    left = get_object_or_404(StudyPlan.objects.visible_to(learner).running(), pk=pk)
    if request.method != "POST":
        return render(request, "learners/plans/leave.html", {"plan": left})
    left.leave()
    messages.success(request, _("You have left %(plan)s. It stands here as it was.") % {"plan": left.title})
    return redirect("plans:plans")


# A new plan ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """What a new plan starts from."""

    certification: Certification
    phases: list[PlanPhase]
    learner: Learner
    today: date
    days_off: tuple[DateRange, ...]
    gate: Eligibility

    @property
    def horizons(self) -> list[Horizon]:
        return horizons(self.phases)


@form_page
def new_plan(request: HttpRequest, slug: str) -> HttpResponse:
    learner = learner_of(request)
    certification = get_object_or_404(plannable(), slug=slug)
    running = StudyPlan.objects.visible_to(learner).running().filter(certification=certification).first()
    if running:
        return render(request, "learners/plans/running.html", {"running": running})
    ground = _ground(learner, certification)
    if request.method != "POST":
        untouched = _form(ground)
        return _new_page(request, ground, untouched, _drawn(ground, untouched, untouched.initial_wish()))
    form = _form(ground, request.POST)
    draft = _draft(ground, form)
    if draft is None or "check" in request.POST:
        return _new_page(request, ground, form, draft)
    made, is_new = create_plan(learner, draft)
    if is_new:
        messages.success(request, _("Your plan is made. Tick what you have done; the rest keeps its days."))
    return redirect(made)


@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    learner = learner_of(request)
    ground = _ground(learner, get_object_or_404(plannable(), slug=slug))
    form = _form(ground, request.GET)
    draft = _draft(ground, form)
    if not is_fragment(request):
        return varied(_new_page(request, ground, form, draft))
    context = {**_preview_context(ground, form, draft), "oob": True}
    return varied(render(request, "learners/plans/_preview.html", context))


def _ground(learner: Learner, certification: Certification) -> Ground:
    version = certification.current_version
    phases = template_of(version) if version else []
    today = today_of(learner)
    return Ground(
        certification, phases, learner, today, days_off_of(learner, today), gate_of(learner, certification.pk, today)
    )


def _form(ground: Ground, data: object = None) -> NewPlanForm:
    return NewPlanForm(data, choices=ground.horizons, learner=ground.learner, today=ground.today, gate=ground.gate)


def _draft(ground: Ground, form: NewPlanForm) -> Draft | None:
    return _drawn(ground, form, form.wish()) if form.is_valid() else None


def _drawn(ground: Ground, form: NewPlanForm, wish: Wish) -> Draft | None:
    try:
        return draw(ground.certification, ground.phases, wish, ground.days_off)
    except ScheduleError:
        if form.is_bound:
            form.add_error(
                None, _("With these minutes and days off there is no end in ten years. Give it more time a week.")
            )
        return None


def _preview_context(ground: Ground, form: NewPlanForm, draft: Draft | None) -> dict[str, object]:
    return {
        "ways": _ways(ground, form, draft) if draft else [],
        "preview_address": reverse("plans:preview", args=[ground.certification.slug]),
        "preview": preview_of(draft, ground.today) if draft else None,
        "problems": form.problems() if form.is_bound else [],
    }


def _ways(ground: Ground, form: NewPlanForm, draft: Draft) -> list[tuple[str, str]]:
    """What each remedy says, and the address of this page with its values in the form."""
    typed = {
        name: form[name].data if form.is_bound and name == "skip" else [str(form[name].value() or "")]
        for name in form.fields
    }
    return [
        (remedy.words, urlencode({**typed, **remedy.values}, doseq=True))
        for remedy in remedies_of(draft.schedule.verdict, skipped=draft.wish.skip, today=ground.today)
    ]


def _new_page(request: HttpRequest, ground: Ground, form: NewPlanForm, draft: Draft | None) -> HttpResponse:
    context = {
        "certification": ground.certification,
        "horizons": ground.horizons,
        "missing": still_missing(ground.gate),
        "optional": [step for phase in ground.phases for step in phase.steps.all() if step.optional],
        "skipped": form["skip"].value() or [],
        "days_off": [(first, last) for first, last in ground.days_off if last >= ground.today],
        "form": form,
        **_preview_context(ground, form, draft),
    }
    return render(request, "learners/plans/new.html", context)


# Tasks ---------------------------------------------------------------------------------------------------------------


@require_POST
def tick(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    return _change(request, pk, task_pk, lambda task: time_spent.tick(task, now=timezone.now()))


@require_POST
def untick(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    return _change(request, pk, task_pk, Task.untick)


@require_POST
def skip(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    return _change(request, pk, task_pk, lambda task: time_spent.skip(task, now=timezone.now()))


@require_POST
def unskip(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    return _change(request, pk, task_pk, Task.unskip)


def _change(request: HttpRequest, pk: int, task_pk: int, change: Callable[[Task], None]) -> HttpResponse:
    """By htmx the row alone, and the word that the plan changed: its summary asks for itself then."""
    try:
        stepped = step_task(request.user.pk, plan_pk=pk, task_pk=task_pk, step=change)
    except Task.DoesNotExist as missing:
        raise Http404 from missing
    task = stepped.task
    if "back" in request.POST or not is_fragment(request):
        return back_to(request, task.plan_id, task.pk, phase=task.phase_position)
    row = row_maker(stepped.today(timezone.now()))(task, task.plan)
    response = HttpResponse(render_to_string("learners/plans/_changed.html", {"row": row, "plan": task.plan}))
    response["HX-Trigger"] = "plan-changed"
    return response


def _plan_page(learner: Learner, shown: StudyPlan, opens: int | None) -> PlanPage:
    tasks = list(Task.objects.for_plan_page(shown))
    today = today_of(learner)
    return plan_page(shown, tasks, days_off_of(learner, today), today, opens)


def _pieces(learner: Learner, shown: StudyPlan, opens: int | None) -> dict[str, SafeString]:
    """The summary and the list, rendered once for the same facts."""
    today = today_of(learner)
    days_off = days_off_of(learner, today)
    facts = (shown.facts, days_off, today, opens)
    page = cache(lambda: plan_page(shown, list(Task.objects.for_plan_page(shown)), days_off, today, opens))

    def piece(name: str) -> SafeString:
        return kept(name, facts, lambda: render_to_string(f"learners/plans/{name}.html", {"page": page()}))

    return {"summary": piece("_summary"), "list": piece("_list")}

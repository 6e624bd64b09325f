"""The page of one task, and what is written on it: the note, minutes, the timer, links."""

from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from certifications.templatetags.catalogue import duration
from learners.plans.back import back_to
from learners.plans.forms import NoteForm
from learners.plans.hands.forms import EntryForm, LinkForm, MinutesForm
from learners.plans.hands.hands import HandError
from learners.plans.hands.links import add_link, remove_link
from learners.plans.hands.notes import write_note
from learners.plans.hands.task_page import Clock, task_page
from learners.plans.hands.time_spent import (
    Logged,
    add_minutes,
    correct_minutes,
    remove_minutes,
    running_timer,
    start_timer,
    stop_timer,
)
from learners.plans.hands.views import moment_of
from learners.plans.models import StudyPlan, Task, TaskLink, TimeEntry
from learners.plans.revisions.revising import Moment
from learners.plans.views import form_page, is_fragment, varied
from learners.profiles.days_off import days_off_of

Saved = TypeVar("Saved")


@require_safe
def task(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    return _page(request, moment_of(request), pk, task_pk)


def _page(request: HttpRequest, moment: Moment, pk: int, task_pk: int, **forms: object) -> HttpResponse:
    """`forms`: those that are to be shown again with their errors, by their names in the template."""
    plan = get_object_or_404(StudyPlan.objects.visible_to(moment.learner), pk=pk)
    tasks = list(Task.objects.for_plan_page(plan))
    shown = next((one for one in tasks if one.pk == task_pk), None)
    if shown is None:
        raise Http404
    shown.plan = plan
    clock = Clock(moment.now, ZoneInfo(moment.learner.time_zone), running_timer(moment.learner))
    page = task_page(shown, tasks, days_off_of(moment.learner, moment.today), clock=clock)
    context = {
        "page": page,
        "today": moment.today,
        "note_form": NoteForm(initial={"note": shown.note}, auto_id="note-%s"),
        "time_form": MinutesForm(today=moment.today),
        "link_form": LinkForm(),
        "entry_form": None,
        "entry_pk": None,
        **forms,
    }
    return varied(render(request, "learners/plans/task.html", context))


@form_page
def note(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """The task's detail and the learner's note: on the task's page, or by htmx a piece of the list."""
    moment = moment_of(request)
    found = get_object_or_404(Task.objects.changeable_by(moment.learner), pk=task_pk, plan_id=pk)
    form = NoteForm(request.POST if request.method == "POST" else None, initial={"note": found.note}, auto_id="note-%s")
    saved = _saved(lambda: _write_note(moment, pk, task_pk, form), form, "add_minutes") if form.is_valid() else None
    if is_fragment(request):
        context = {"task": saved or found, "form": form, "is_saved": saved is not None, "action": request.path}
        return varied(render(request, "learners/plans/_note.html", context))
    if saved is None:
        return _page(request, moment, pk, task_pk, note_form=form)
    messages.success(request, _("Note saved."))
    return redirect(f"{saved.get_absolute_url()}#note")


def _write_note(moment: Moment, pk: int, task_pk: int, form: NoteForm) -> Task:
    note, minutes = form.cleaned_data["note"], form.cleaned_data["add_minutes"]
    return write_note(moment, plan_pk=pk, task_pk=task_pk, note=note, minutes=minutes)


def _saved(write: Callable[[], Saved], form: Form, field: str) -> Saved | None:
    """What `write` gives; None where it refused, which the form says at `field`."""
    try:
        return write()
    except (Task.DoesNotExist, TimeEntry.DoesNotExist) as missing:
        raise Http404 from missing
    except HandError as why_not:
        form.add_error(field, str(why_not))
        return None


# Minutes -------------------------------------------------------------------------------------------------------------


@require_POST
def add_time(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    moment = moment_of(request)
    form = MinutesForm(request.POST, today=moment.today)

    def write() -> Task:
        return add_minutes(moment, plan_pk=pk, task_pk=task_pk, **form.cleaned_data)

    if form.is_valid() and _saved(write, form, "minutes") is not None:
        messages.success(request, _("%(minutes)s added.") % {"minutes": duration(form.cleaned_data["minutes"])})
        return back_to(request, pk, task_pk)
    return _page(request, moment, pk, task_pk, time_form=form)


@require_POST
def correct_time(request: HttpRequest, pk: int, task_pk: int, entry_pk: int) -> HttpResponse:
    moment = moment_of(request)
    form = EntryForm(request.POST)

    def write() -> Task:
        return correct_minutes(moment, plan_pk=pk, task_pk=task_pk, entry_pk=entry_pk, **form.cleaned_data)

    if form.is_valid() and _saved(write, form, "minutes") is not None:
        messages.success(request, _("Corrected to %(minutes)s.") % {"minutes": duration(form.cleaned_data["minutes"])})
        return back_to(request, pk, task_pk)
    return _page(request, moment, pk, task_pk, entry_form=form, entry_pk=entry_pk)


@require_POST
def remove_time(request: HttpRequest, pk: int, task_pk: int, entry_pk: int) -> HttpResponse:
    moment = moment_of(request)
    try:
        remove_minutes(moment, plan_pk=pk, task_pk=task_pk, entry_pk=entry_pk)
    except Task.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("The minutes of that day are removed."))
    return back_to(request, pk, task_pk)


@require_POST
def start(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    try:
        started, stopped = start_timer(moment_of(request), plan_pk=pk, task_pk=task_pk)
    except Task.DoesNotExist as missing:
        raise Http404 from missing
    if stopped:
        messages.info(request, _logged_words(stopped))
    messages.success(request, _("The timer of “%(task)s” runs.") % {"task": started.title})
    return back_to(request, pk, task_pk)


@require_POST
def stop(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    try:
        logged = stop_timer(moment_of(request), plan_pk=pk, task_pk=task_pk)
    except Task.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _logged_words(logged))
    return back_to(request, pk, task_pk)


def _logged_words(logged: Logged) -> str:
    values = {"task": logged.task.title, "minutes": logged.minutes}
    if not logged.minutes:
        return _("The timer of “%(task)s” is stopped; nothing more was written down.") % values
    return (
        ngettext(
            "The timer of “%(task)s” is stopped: %(minutes)d minute written down.",
            "The timer of “%(task)s” is stopped: %(minutes)d minutes written down.",
            logged.minutes,
        )
        % values
    )


# Links ---------------------------------------------------------------------------------------------------------------


@require_POST
def add_task_link(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    moment = moment_of(request)
    form = LinkForm(request.POST)

    def write() -> TaskLink:
        return add_link(moment, plan_pk=pk, task_pk=task_pk, **form.cleaned_data)

    if form.is_valid() and _saved(write, form, "url") is not None:
        messages.success(request, _("Link added."))
        return back_to(request, pk, task_pk)
    return _page(request, moment, pk, task_pk, link_form=form)


@require_POST
def remove_task_link(request: HttpRequest, pk: int, task_pk: int, link_pk: int) -> HttpResponse:
    try:
        remove_link(moment_of(request), plan_pk=pk, task_pk=task_pk, link_pk=link_pk)
    except Task.DoesNotExist as missing:
        raise Http404 from missing
    messages.success(request, _("Link removed."))
    return back_to(request, pk, task_pk)

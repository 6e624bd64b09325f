"""A learner's own hand on a plan: moving a task, pinning it, making it optional. Each answers with the page it came from."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learners.plans.back import back_to, day_of
from learners.plans.hands.hands import HandError, Moved, move_task, pin, set_optional, unpin
from learners.plans.models import Task
from learners.plans.revisions.revising import Moment
from learners.plans.views import is_fragment
from learners.plans.words import day_words
from learners.profiles.access import learner_of


@require_POST
def move(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    """To the day `to`. For a script: 204 and word to refresh, or 422 with the sentence that says why not."""
    moment = moment_of(request)
    to = day_of(request.POST.get("to", ""))
    if to is None:
        get_object_or_404(Task.objects.changeable_by(moment.learner), pk=task_pk, plan_id=pk)
        return refused(request, pk, task_pk, _("This is no date. Write it as year-month-day, e.g. 2027-03-14."))
    return _by_hand(
        request, pk, task_pk, lambda: _said_of(move_task(moment, plan_pk=pk, task_pk=task_pk, to=to), moment)
    )


def moment_of(request: HttpRequest) -> Moment:
    return Moment(learner_of(request), timezone.now())


def refused(request: HttpRequest, pk: int, task_pk: int, why: str) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(why, status=422, content_type="text/plain; charset=utf-8")
    messages.error(request, why)
    return back_to(request, pk, task_pk)


def done(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return back_to(request, pk, task_pk)


def _by_hand(request: HttpRequest, pk: int, task_pk: int, act: Callable[[], list[str]]) -> HttpResponse:
    """`act` says what it did; the first sentence is the good news, any other is worth a second look."""
    try:
        said = act()
    except Task.DoesNotExist as missing:
        raise Http404 from missing
    except HandError as why_not:
        return refused(request, pk, task_pk, str(why_not))
    for number, sentence in enumerate(said):
        messages.add_message(request, messages.WARNING if number else messages.SUCCESS, sentence)
    return done(request, pk, task_pk)


def _said_of(moved: Moved, moment: Moment) -> list[str]:
    values = {"task": moved.task.title, "day": day_words(moved.task.due, moment.today)}
    return [_("“%(task)s” is on %(day)s now, and pinned to it.") % values, *moved.remarks]


@require_POST
def pin_task(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    moment = moment_of(request)

    def act() -> list[str]:
        task = pin(moment, plan_pk=pk, task_pk=task_pk)
        return [_("“%(task)s” is pinned: no new dating moves it.") % {"task": task.title}]

    return _by_hand(request, pk, task_pk, act)


@require_POST
def unpin_task(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    moment = moment_of(request)

    def act() -> list[str]:
        task = unpin(moment, plan_pk=pk, task_pk=task_pk)
        values = {"task": task.title}
        return [_("“%(task)s” is not pinned any more. It keeps its day until the plan is dated anew.") % values]

    return _by_hand(request, pk, task_pk, act)


@require_POST
def make_optional(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    return _set_optional(request, pk, task_pk, optional=True)


@require_POST
def make_required(request: HttpRequest, pk: int, task_pk: int) -> HttpResponse:
    return _set_optional(request, pk, task_pk, optional=False)


def _set_optional(request: HttpRequest, pk: int, task_pk: int, *, optional: bool) -> HttpResponse:
    moment = moment_of(request)
    said = _("“%(task)s” is optional now.") if optional else _("“%(task)s” is not optional any more.")

    def act() -> list[str]:
        task = set_optional(moment, plan_pk=pk, task_pk=task_pk, optional=optional)
        return [said % {"task": task.title}]

    return _by_hand(request, pk, task_pk, act)

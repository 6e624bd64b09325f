"""Where a form of a task leads back to: the page it stood on, which it names in its field `back`."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from learners.plans.models import Task

VIEWS = ("week", "month")  # of the plan, at the day that the field `day` names


def day_of(text: str) -> date | None:
    """An ISO date, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def back_to(request: HttpRequest, plan_pk: int, task_pk: int, phase: int | None = None) -> HttpResponse:
    """Only pages of ours can be named; without a name, the row in the plan's list. `phase`: the position of its phase."""
    back = request.POST.get("back", "")
    if back == "today":
        return redirect("plans:today")
    if back == "task":
        return redirect("plans:task", plan_pk, task_pk)
    if back in VIEWS:
        return redirect(_view_address(back, plan_pk, task_pk, day_of(request.POST.get("day", ""))))
    if phase is None:
        phase = Task.objects.filter(pk=task_pk, plan=plan_pk).values_list("phase_position", flat=True).first()
    return redirect(row_address(plan_pk, task_pk, phase or 0))


def row_address(plan_pk: int, task_pk: int, phase: int) -> str:
    """A long plan shows the rows of a phase only where that is opened."""
    return f"{reverse('plans:plan', args=[plan_pk])}?phase={phase}#task-{task_pk}"


def _view_address(view: str, plan_pk: int, task_pk: int, day: date | None) -> str:
    asked = f"?day={day.isoformat()}" if day else ""
    return f"{reverse(f'plans:{view}', args=[plan_pk])}{asked}#task-{task_pk}"

"""A task as one row of a list. What repeats from row to row (dates, minutes, words) is worded and escaped once a page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from certifications.models import PlanStep
from certifications.templatetags.catalogue import duration
from learners.plans.models import StudyPlan, Task
from learners.plans.words import worded

ICONS = {
    PlanStep.Kind.READ: "book",
    PlanStep.Kind.LAB: "terminal",
    PlanStep.Kind.PROJECT: "tools",
    PlanStep.Kind.REVIEW: "arrow-repeat",
    PlanStep.Kind.EXAM: "ui-checks",
}


FixedWords = tuple[dict[str, tuple[SafeString, SafeString]], dict[str, "Button"], dict[tuple[bool, bool], SafeString]]


@dataclass(frozen=True, slots=True)
class Button:
    """What the round button of a row does in a state: the address it posts to, its picture, its words."""

    verb: str
    icon: str
    words: str


@dataclass(frozen=True, slots=True)
class TaskRow:
    """All texts are escaped. `address` ends with a slash; it is empty where the plan can only be read."""

    pk: str
    address: str
    button: Button
    state: str
    title: str
    minutes: str
    icon: str
    kind: str
    due: str
    when: str
    optional: bool
    is_overdue: bool
    can_skip: bool
    note_words: str
    plan_title: str
    plan_address: str


def row_maker(today: date) -> Callable[[Task, StudyPlan], TaskRow]:
    minutes = cache(lambda value: escape(duration(value)))
    iso = cache(lambda day: escape(day.isoformat()))
    when = _when_maker(today)
    kinds, buttons, note_words = _fixed_words(get_language())
    plans = cache(lambda plan: (escape(plan.title), escape(plan.get_absolute_url())))

    def row(task: Task, plan: StudyPlan) -> TaskRow:
        is_overdue = task.is_overdue(today) and plan.state == StudyPlan.State.ACTIVE
        plan_title, plan_address = plans(plan)
        icon, kind = kinds[task.kind]
        pk = escape(task.pk)
        return TaskRow(
            pk=pk,
            address=escape(f"{plan_address}tasks/{pk}/") if plan.is_running else escape(""),
            button=buttons[task.state],
            state=escape(task.state),
            title=escape(task.title),
            minutes=minutes(task.minutes),
            icon=icon,
            kind=kind,
            due=iso(task.due),
            when=when(task.starts, task.due, task.state, is_overdue),
            optional=task.optional,
            is_overdue=is_overdue,
            can_skip=task.is_todo and plan.is_running,
            note_words=note_words[bool(task.detail), bool(task.note)],
            plan_title=plan_title,
            plan_address=plan_address,
        )

    return row


@cache
def _fixed_words(_language: str | None) -> FixedWords:
    """What no task changes, in the language of the moment: kinds, buttons, and what the link to the note says."""
    kinds = {kind.value: (escape(ICONS[kind]), escape(kind.label)) for kind in PlanStep.Kind}
    return kinds, _buttons(), {key: escape(words) for key, words in _note_words().items()}


def _buttons() -> dict[str, Button]:
    return {
        Task.State.TODO: Button(escape("tick"), escape("circle"), escape(_("Tick as done:"))),
        Task.State.DONE: Button(escape("untick"), escape("check-circle-fill"), escape(_("Done. Take the tick back:"))),
        Task.State.SKIPPED: Button(escape("unskip"), escape("dash-circle"), escape(_("Skipped. Take up again:"))),
    }


def _note_words() -> dict[tuple[bool, bool], str]:
    """By whether there is a detail and a note."""
    return {
        (True, True): _("Details and your note"),
        (True, False): _("Details and note"),
        (False, True): _("Your note"),
        (False, False): _("Note"),
    }


def _when_maker(today: date) -> Callable[[date, date, str, bool], str]:
    def day(value: date) -> str:
        return worded(value, "D j M" if value.year == today.year else "D j M Y")

    @cache
    def when(starts: date, due: date, state: str, is_overdue: bool) -> str:
        if state == Task.State.SKIPPED:
            return escape(_("skipped"))
        if is_overdue:
            return escape(_("overdue since %(day)s") % {"day": day(due)})
        if starts != due:
            return escape(_("%(first)s to %(last)s") % {"first": day(starts), "last": day(due)})
        return escape(_("today") if due == today and state == Task.State.TODO else day(due))

    return when

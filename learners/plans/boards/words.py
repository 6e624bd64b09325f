"""What a board says of a day and of a task on it, each with a picture and a tone: never by colour alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certifications.templatetags.catalogue import duration
from learners.plans.boards.board import Sign
from learners.plans.models import Task
from learners.plans.words import worded


@dataclass(frozen=True, slots=True)
class Mark:
    """Shown as `components/_status.html` shows a status."""

    icon: str
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class Load:
    """What a day holds and has room for; `words` may be empty."""

    words: str
    is_over: bool = False


SIGNS = {
    Sign.FIRST: ("flag", gettext_lazy("plan starts"), "neutral"),
    Sign.LAST: ("flag-fill", gettext_lazy("last task"), "neutral"),
    Sign.EXAM: ("calendar-event", gettext_lazy("exam"), "soon"),
    Sign.BUFFER: ("shield-check", gettext_lazy("kept free before the exam"), "calm"),
    Sign.PAUSED: ("pause-circle", gettext_lazy("paused"), "calm"),
}
STATES = {
    Task.State.DONE: ("check-circle-fill", pgettext_lazy("of a task", "done"), "good"),
    Task.State.SKIPPED: ("dash-circle", pgettext_lazy("of a task", "skipped"), "neutral"),
}


def day_marks(signs: Iterable[Sign], off: Iterable[str], *, is_today: bool) -> Iterator[Mark]:
    """`off`: the names of the days off that this day is, empty where they have none."""
    if is_today:
        yield Mark("geo-alt", _("today"), "good")
    for sign in signs:
        icon, word, tone = SIGNS[sign]
        yield Mark(icon, str(word), tone)
    for name in dict.fromkeys(off):
        yield Mark("cup-hot", _("day off: %(name)s") % {"name": name} if name else _("day off"), "calm")


def task_marks(task: Task, *, is_overdue: bool) -> Iterator[Mark]:
    if task.state in STATES:
        icon, word, tone = STATES[Task.State(task.state)]
        yield Mark(icon, str(word), tone)
    if is_overdue:
        yield Mark("exclamation-circle", _("overdue"), "late")
    if task.pinned:
        yield Mark("pin-angle", _("pinned"), "calm")
    if task.optional:
        yield Mark("signpost", _("optional"), "neutral")


def load_words(planned: int, room: int, *, is_ahead: bool, is_for_study: bool) -> Load:
    """`is_ahead`: the day can still be studied on, so that too much or some room is worth saying."""
    values = {"planned": duration(planned), "room": duration(room), "over": duration(planned - room)}
    if planned and not is_ahead:
        return Load(_("%(planned)s planned") % values)
    if planned and not room:
        return Load(_("%(planned)s planned, no study time") % values, is_over=True)
    if planned > room:
        return Load(_("%(planned)s planned, you have %(room)s: %(over)s too much") % values, is_over=True)
    if planned:
        return Load(_("%(planned)s planned, you have %(room)s") % values)
    if not is_ahead or not is_for_study:
        return Load("")
    return Load(_("%(room)s free") % values if room else _("no study time"))


def span_words(first: date, last: date) -> str:
    """“2 to 8 March 2026”, “30 March to 5 April 2026”."""
    shape = (
        "j" if (first.year, first.month) == (last.year, last.month) else "j F" if first.year == last.year else "j F Y"
    )
    return _("%(first)s to %(last)s") % {"first": worded(first, shape), "last": worded(last, "j F Y")}

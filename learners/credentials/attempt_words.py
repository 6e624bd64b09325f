"""What is said of booking an exam and of attempts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from learners.credentials.attempts import Barrier, Window
from learners.credentials.eligibility import Row
from learners.credentials.eligibility_words import asked
from learners.credentials.exams import ExamAttempt

State = ExamAttempt.State

# Word, icon and tone; the tones are the classes of static/css/base.css.
LOOKS = {
    State.BOOKED: (gettext_lazy("booked"), "calendar-event", "calm"),
    State.PASSED: (gettext_lazy("passed"), "patch-check", "good"),
    State.FAILED: (pgettext_lazy("result of an exam", "not passed"), "arrow-counterclockwise", "soon"),
    State.CANCELLED: (gettext_lazy("cancelled"), "calendar-x", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Status:
    """`components/_status.html` takes it."""

    word: str
    icon: str
    tone: str


def status_of(attempt: ExamAttempt) -> Status:
    word, icon, tone = LOOKS[State(attempt.state)]
    return Status(str(word), icon, tone)


def barrier_words(barrier: Barrier, window: Window, missing: str) -> str:
    """Why not, and what would. `missing` says what keeps the gate shut."""
    if barrier == Barrier.BOOKED_ALREADY:
        return _("An attempt at this exam is booked already. Move its date, or cancel it first.")
    if barrier == Barrier.LOCKED:
        return _("The exam is locked until you have: %(missing)s.") % {"missing": missing}
    if barrier == Barrier.WAITING:
        return waiting_words(window)
    if barrier == Barrier.PAST:
        return _("That day is over. Choose today or a day ahead.")
    return _("That is more than two years ahead. The last day that can be booked is %(day)s.") % {
        "day": day_words(window.last)
    }


def waiting_words(window: Window) -> str:
    """Empty where nothing has to be waited for."""
    if window.failed_on is None or not window.is_waiting:
        return ""
    return ngettext(
        "After the attempt on %(failed)s one waits %(days)d day: it may be sat again from %(first)s on.",
        "After the attempt on %(failed)s one waits %(days)d days: it may be sat again from %(first)s on.",
        window.wait_days,
    ) % {"failed": day_words(window.failed_on), "days": window.wait_days, "first": day_words(window.first)}


def lapse_words(rows: Iterable[Row], on: date) -> list[str]:
    return [_lapse(row, on) for row in rows]


def _lapse(row: Row, on: date) -> str:
    values = {"name": asked(row), "exam": day_words(on)}
    if row.waiver is not None:
        words = _("Your waiver for %(name)s ends on %(day)s, before the exam on %(exam)s. Have it prolonged by then.")
        return words % {**values, "day": day_words(row.waiver.until)}
    words = _("Your %(name)s is valid until %(day)s, which is before the exam on %(exam)s. Renew it by then.")
    return words % {**values, "day": day_words(row.day) if row.day else ""}


def period_words(valid_from: date, valid_until: date | None) -> str:
    values = {"first": day_words(valid_from), "last": day_words(valid_until) if valid_until else ""}
    if valid_until is None:
        return _("valid from %(first)s on, without an end") % values
    return _("valid from %(first)s until %(last)s") % values


def until_exam(exam_on: date, today: date) -> str:
    days = (exam_on - today).days
    if days < 0:
        return _("The exam day is over. How did it go?")
    if days == 0:
        return _("The exam is today. All the best.")
    return ngettext("In %(days)d day.", "In %(days)d days.", days) % {"days": days}


def day_words(day: date) -> str:
    return date_format(day, "DATE_FORMAT")

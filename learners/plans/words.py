"""What the pure modules found, as people read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from certifications.templatetags.catalogue import duration
from learners.plans.schedule import Remedies, Verdict
from learners.plans.status import LOOKS, Cause, Code, PlanFacts, Standing, Status, standing

WORDS = {
    Code.NOT_STARTED: gettext_lazy("not started"),
    Code.ON_COURSE: gettext_lazy("on course"),
    Code.AHEAD: gettext_lazy("ahead"),
    Code.BEHIND: gettext_lazy("behind"),
    Code.AT_RISK: gettext_lazy("at risk"),
    Code.PAUSED: gettext_lazy("paused"),
    Code.DONE: pgettext_lazy("status of a plan", "done"),
    Code.LEFT: pgettext_lazy("status of a plan", "left"),
}

REASONS = {
    Cause.STARTS_LATER: gettext_lazy("Starts on %(day)s."),
    Cause.NOTHING_DONE: gettext_lazy("The first task is due on %(day)s."),
    Cause.ALL_SKIPPED: gettext_lazy("Every task is skipped."),
    Cause.NOTHING_OVERDUE: gettext_lazy("The next task is due on %(day)s."),
    Cause.WORKED_AHEAD: gettext_lazy("Nothing is due before %(day)s."),
    Cause.OVERDUE: gettext_lazy("Tasks overdue since %(day)s."),
    Cause.EXAM_PASSED: gettext_lazy("The exam date, %(exam)s, is here and not every task is done."),
    Cause.ENDS_AFTER_EXAM: gettext_lazy("The last task is due on %(day)s, the exam is on %(exam)s."),
    Cause.OVERDUE_WITHOUT_ROOM: gettext_lazy("Tasks overdue since %(day)s, too long for the exam on %(exam)s."),
    Cause.PAUSED: gettext_lazy("Nothing is due while the plan is paused."),
    Cause.ALL_DONE: gettext_lazy("Every task is done."),
    Cause.CLOSED: gettext_lazy("This plan is closed. What was left to do can still be read."),
    Cause.LEFT: gettext_lazy("This plan was left. Its tasks and notes are kept."),
}


def worded(day: date, shape: str) -> str:
    return _worded(day, shape, get_language())


@lru_cache(maxsize=4096)
def _worded(day: date, shape: str, _language: str | None) -> str:
    """Kept from page to page: a hundred rows share few days, and wording one costs as much as the row around it."""
    return date_format(day, shape)


def day_words(day: date | None, today: date) -> str:
    """“4 March”, with the year where it is not this one."""
    if day is None:
        return ""
    return worded(day, "MONTH_DAY_FORMAT" if day.year == today.year else "DATE_FORMAT")


def status_of(facts: PlanFacts) -> Status:
    found = standing(facts)
    icon, tone = LOOKS[found.code]
    return Status(found.code, str(WORDS[found.code]), icon, tone, reason(found, facts.today))


def reason(found: Standing, today: date) -> str:
    values = {
        "day": day_words(found.day, today),
        "exam": day_words(found.exam_date, today),
        "count": found.overdue_tasks or 0,
    }
    if found.overdue_tasks and found.cause == Cause.OVERDUE:
        return (
            ngettext(
                "%(count)d task overdue since %(day)s.", "%(count)d tasks overdue since %(day)s.", found.overdue_tasks
            )
            % values
        )
    if found.overdue_tasks and found.cause == Cause.OVERDUE_WITHOUT_ROOM:
        return (
            ngettext(
                "%(count)d task overdue since %(day)s, too long for the exam on %(exam)s.",
                "%(count)d tasks overdue since %(day)s, too long for the exam on %(exam)s.",
                found.overdue_tasks,
            )
            % values
        )
    return str(REASONS[found.cause]) % values


def days_to_exam(exam_date: date | None, today: date) -> str:
    if exam_date is None:
        return ""
    days = (exam_date - today).days
    day = day_words(exam_date, today)
    if days < 0:
        return _("The exam date was %(day)s") % {"day": day}
    if days == 0:
        return _("The exam is today")
    return ngettext("%(days)d day to the exam on %(day)s", "%(days)d days to the exam on %(day)s", days) % {
        "days": days,
        "day": day,
    }


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """`remedies` are sentences, empty where it fits."""

    fits: bool
    headline: str
    remedies: tuple[str, ...] = ()


def verdict_words(
    verdict: Verdict, *, exam_date: date | None, minutes_a_week: int, titles: Mapping[str, str], today: date
) -> VerdictWords:
    """`titles` names the optional tasks by key."""
    values = {
        "last": day_words(verdict.last_day, today),
        "exam": day_words(exam_date, today),
        "slack": duration(verdict.slack_minutes),
        "short": duration(verdict.short_minutes),
        "week": duration(minutes_a_week),
    }
    if exam_date is None:
        return VerdictWords(True, _("With %(week)s a week you finish on %(last)s.") % values)
    if verdict.fits and verdict.slack_minutes:
        words = _(
            "It fits: with %(week)s a week you finish on %(last)s, with %(slack)s to spare before the exam on %(exam)s."
        )
        return VerdictWords(True, words % values)
    if verdict.fits:
        words = _(
            "It just fits: with %(week)s a week you finish on %(last)s, with nothing to spare before the exam on %(exam)s."
        )
        return VerdictWords(True, words % values)
    words = _("It does not fit: with %(week)s a week, %(short)s of work are left when the exam comes on %(exam)s.")
    remedies = remedy_words(verdict.remedies, values["week"], titles, today) if verdict.remedies else ()
    return VerdictWords(False, words % values, remedies)


def remedy_words(remedies: Remedies, week: str, titles: Mapping[str, str], today: date) -> tuple[str, ...]:
    exam = _("Move the exam to %(day)s or later.") % {"day": day_words(remedies.earliest_exam, today)}
    if remedies.minutes_a_week:
        hours = _("Or study %(needed)s a week instead of %(week)s.") % {
            "needed": duration(remedies.minutes_a_week),
            "week": week,
        }
    else:
        hours = _("More time on the same weekdays would not be enough.")
    return tuple(sentence for sentence in (exam, hours, _drop_words(remedies, titles)) if sentence)


def _drop_words(remedies: Remedies, titles: Mapping[str, str]) -> str:
    count = len(remedies.drop)
    if not count:
        return ""
    values = {"count": count, "names": ", ".join(f"“{titles[key]}”" for key in remedies.drop)}
    if remedies.drop_suffices:
        return (
            ngettext("Or skip the optional task %(names)s.", "Or skip %(count)d optional tasks: %(names)s.", count)
            % values
        )
    return (
        ngettext(
            "Skipping the one optional task would not be enough.",
            "Skipping all %(count)d optional tasks would not be enough.",
            count,
        )
        % values
    )

"""The three ways out as cards of a page: what is held, what it costs, and each task's old and new day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certifications.templatetags.catalogue import duration
from learners.plans.recovery.previews import Preview, Problem, Way
from learners.plans.schedule import DateRange
from learners.plans.words import day_words

LOOKS = {
    Way.HOLD_DATE: ("calendar-event", gettext_lazy("Hold the exam date"), gettext_lazy("Study more each week.")),
    Way.HOLD_HOURS: ("clock", gettext_lazy("Hold the hours"), gettext_lazy("Finish later, at the pace you have.")),
    Way.DROP_OPTIONAL: (
        "scissors",
        gettext_lazy("Drop optional tasks"),
        gettext_lazy("Skip what is not required, as little as suffices."),
    ),
}
PROBLEMS = {
    Problem.NOTHING_LEFT: gettext_lazy("Nothing is left to do."),
    Problem.NO_STUDY_TIME: gettext_lazy("Not possible: every weekday of this plan has zero minutes."),
    Problem.TOO_LONG: gettext_lazy(
        "Not possible: with these hours and days off the work would take more than ten years."
    ),
    Problem.NO_EXAM_DATE: gettext_lazy("Not possible: this plan has no exam date to reach."),
    Problem.EXAM_PASSED: gettext_lazy("Not possible: the exam date is here or has passed."),
    Problem.EXAM_TOO_NEAR: gettext_lazy(
        "Not possible: no study day is left before the days kept free before the exam."
    ),
    Problem.EXAM_LOCKED: gettext_lazy(
        "Not possible: the exam date would have to move, and a prerequisite of this certification is still missing."
    ),
    Problem.PINNED_TOO_LATE: gettext_lazy(
        "Not possible: a task is pinned to a day that leaves too little time before the exam. Unpin or move it first."
    ),
    Problem.HOURS_NOT_ENOUGH: gettext_lazy(
        "This would not be enough: even with 12 hours on each of your study days the work does not fit before the exam."
    ),
    Problem.NOTHING_OPTIONAL: gettext_lazy("Not possible: no task that is still to do and free to move is optional."),
    Problem.DROPPING_NOT_ENOUGH: gettext_lazy(
        "This would not be enough: without any optional task the work still does not fit before the exam."
    ),
    Problem.DROPPING_NOT_NEEDED: gettext_lazy("Not needed: everything fits before the exam without dropping a task."),
    Problem.NOTHING_CHANGES: gettext_lazy("Nothing would change: the tasks lie as they should."),
}

NO_NEED = {Problem.DROPPING_NOT_NEEDED, Problem.NOTHING_CHANGES}


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of the plan: as it is, and as it would be where that differs."""

    label: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class DiffRow:
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class WayCard:
    """`problem` is a sentence where the way can't be taken, `verdict` one where it can; `no_need`: nothing is wrong then."""

    way: str
    icon: str
    name: str
    lead: str
    problem: str
    no_need: bool
    verdict: str
    facts: tuple[Fact, ...]
    counts: str
    rows: tuple[DiffRow, ...]
    unchanged: tuple[str, ...]
    fingerprint: str


def way_card(found: Preview, titles: Mapping[str, str], today: date) -> WayCard:
    icon, name, lead = LOOKS[found.way]
    return WayCard(
        way=found.way.value,
        icon=icon,
        name=str(name),
        lead=str(lead),
        problem=str(PROBLEMS[found.problem]) if found.problem else "",
        no_need=found.problem in NO_NEED,
        verdict="" if found.problem else _verdict(found, today),
        facts=tuple(_facts(found, today)),
        counts=counts_words(len(found.moved), len(found.dropped), len(found.unchanged)),
        rows=tuple(_rows(found, titles, today)),
        unchanged=tuple(titles[key] for key in found.unchanged),
        fingerprint=found.fingerprint,
    )


def counts_words(moved: int, dropped: int, unchanged: int) -> str:
    parts = [
        ngettext("%(count)d task moves", "%(count)d tasks move", moved) % {"count": moved},
        ngettext("%(count)d is dropped", "%(count)d are dropped", dropped) % {"count": dropped} if dropped else "",
        ngettext("%(count)d stays", "%(count)d stay", unchanged) % {"count": unchanged} if unchanged else "",
    ]
    return ", ".join(part for part in parts if part)


def range_words(days: DateRange, today: date) -> str:
    first, last = (day_words(day, today) for day in days)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _verdict(found: Preview, today: date) -> str:
    exam, last, verdict = found.exam_date[1], found.last_day[1], found.verdict
    values = {"last": day_words(last, today), "exam": day_words(exam, today)}
    if exam is None:
        return _("You finish on %(last)s.") % values
    if verdict and verdict.slack_minutes:
        values["slack"] = duration(verdict.slack_minutes)
        return _("It fits: you finish on %(last)s, with %(slack)s to spare before the exam on %(exam)s.") % values
    return _("It fits: you finish on %(last)s, before the exam on %(exam)s.") % values


def _facts(found: Preview, today: date) -> Iterator[Fact]:
    last, exam = ([day_words(day, today) or "–" for day in pair] for pair in (found.last_day, found.exam_date))
    week = [duration(sum(minutes)) for minutes in found.weekday_minutes]
    for label, (now, then) in ((_("Last day"), last), (_("A week"), week), (_("Exam"), exam)):
        yield Fact(label, now, then if then != now else "")


def _rows(found: Preview, titles: Mapping[str, str], today: date) -> Iterator[DiffRow]:
    for key in found.dropped:
        yield DiffRow(titles[key], "", _("dropped"))
    for one in found.moved:
        yield DiffRow(titles[one.key], range_words(one.before, today), range_words(one.after, today))

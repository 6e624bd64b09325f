"""What the page of a renewal shows: the window in words, and the lighter plan with its verdict."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certifications.models import PlanPhase
from certifications.templatetags.catalogue import duration
from learners.credentials import renewal_words
from learners.credentials.models import Credential
from learners.credentials.renewals import Chance, Outlook, outlook
from learners.credentials.words import Status
from learners.plans.drafts import Draft
from learners.plans.renewals.plans import Target
from learners.plans.renewals.steps import Lighter
from learners.plans.weeks import Chart, chart, weeks
from learners.plans.words import VerdictWords, day_words

PLANNED = frozenset({Chance.LOCKED, Chance.NO_HURRY, Chance.OPEN, Chance.LAPSED})


@dataclass(frozen=True, slots=True)
class WindowView:
    """`is_planned`: whether a plan towards it makes sense."""

    status: Status
    icon: str
    head: str
    text: str
    gives: list[str]
    is_planned: bool


@dataclass(frozen=True, slots=True)
class StepLine:
    title: str
    minutes: str
    due: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class PhaseLines:
    title: str
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class RenewalPreview:
    verdict: VerdictWords
    total: str
    lighter: str
    tasks: int
    chart: Chart
    phases: tuple[PhaseLines, ...]


def outlook_of(credential: Credential, today: date) -> Outlook:
    return outlook([period.as_value() for period in credential.periods.all()], credential.rule, today)


def window_view(credential: Credential, found: Outlook, today: date) -> WindowView:
    return WindowView(
        status=credential.status(today),
        icon=renewal_words.ICONS[found.chance],
        head=renewal_words.head(found),
        text=renewal_words.text(found),
        gives=renewal_words.gives(found, credential.rule),
        is_planned=found.chance in PLANNED,
    )


def end_ahead(found: Outlook, today: date) -> date | None:
    """The day that a plan is dated back from; None where that is over."""
    return found.end if found.end and found.end >= today else None


def renewal_preview(draft: Draft, found: Lighter, target: Target) -> RenewalPreview:
    dates = {dated.key: dated.due for dated in draft.schedule.dates}
    wish = draft.wish
    return RenewalPreview(
        verdict=verdict(draft, target),
        total=duration(found.minutes),
        lighter=_lighter_words(found),
        tasks=len(found.steps),
        chart=chart(weeks(draft.schedule.loads, draft.availability, start=wish.start, exam_date=wish.exam_date)),
        phases=tuple(_phase(phase, dates, found, target.today) for phase in draft.phases),
    )


def _phase(phase: PlanPhase, dates: dict[str, date], found: Lighter, today: date) -> PhaseLines:
    return PhaseLines(
        phase.title,
        tuple(
            StepLine(step.title, duration(step.minutes), day_words(dates[step.key], today), step.key in found.new)
            for step in phase.steps.all()
        ),
    )


def _lighter_words(found: Lighter) -> str:
    full = duration(found.full_minutes)
    if found.minutes >= found.full_minutes:
        return _("So much is new since you earned it that this is the whole plan.")
    if not found.new:
        return _("The whole plan is %(full)s. Nothing in it is new since you earned it.") % {"full": full}
    return ngettext(
        "The whole plan is %(full)s. %(count)d task is new or changed since you earned it.",
        "The whole plan is %(full)s. %(count)d tasks are new or changed since you earned it.",
        len(found.new),
    ) % {"full": full, "count": len(found.new)}


def verdict(draft: Draft, target: Target) -> VerdictWords:
    """Of a plan dated back: when to begin, and whether it ends in time."""
    found, today = draft.schedule.verdict, target.today
    last = found.last_day or today
    values = {
        "first": day_words(min(dated.starts for dated in draft.schedule.dates), today),
        "last": day_words(last, today),
        "end": day_words(target.end, today),
        "week": duration(sum(draft.wish.weekday_minutes)),
    }
    if target.end is None:
        return VerdictWords(True, _("Begin today: with %(week)s a week you finish on %(last)s.") % values)
    if found.fits:
        words = _(
            "Begin on %(first)s: with %(week)s a week you finish on %(last)s, and until %(end)s, its last valid day, %(free)s."
        )
        return VerdictWords(True, words % {**values, "free": _free((target.end - last).days)})
    return VerdictWords(False, _late(last, target) % values, _remedies(draft, values["week"]))


def _free(days: int) -> str:
    return ngettext("%(days)d day is left", "%(days)d days are left", days) % {"days": days}


def _late(last: date, target: Target) -> str:
    """How the plan that begins today misses: the end itself, or only the days kept free before it."""
    end = target.end or last
    days = (last - end).days
    if days > 0:
        return ngettext(
            "It can't be done in time any more: begin today, and you finish on %%(last)s, %(days)d day after its last valid day,"
            " %%(end)s.",
            "It can't be done in time any more: begin today, and you finish on %%(last)s, %(days)d days after its last valid"
            " day, %%(end)s.",
            days,
        ) % {"days": days}
    if days == 0:
        return _(
            "It can't be done in time any more: begin today, and you finish on %(last)s, its last valid day, which leaves none"
            " for the exam."
        )
    return ngettext(
        "It does not fit with the days kept free: begin today, and you finish on %%(last)s, with %(days)d day left until"
        " %%(end)s.",
        "It does not fit with the days kept free: begin today, and you finish on %%(last)s, with %(days)d days left until"
        " %%(end)s.",
        -days,
    ) % {"days": -days}


def _remedies(draft: Draft, week: str) -> tuple[str, ...]:
    remedies = draft.schedule.verdict.remedies
    if remedies is None or not remedies.minutes_a_week:
        return (_("More time on the same weekdays would not be enough."),)
    words = _("Study %(needed)s a week instead of %(week)s, and it fits.")
    return (words % {"needed": duration(remedies.minutes_a_week), "week": week},)

"""A version offer as it is read: numbers side by side, and a sentence for each change."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certifications.models import PlanStep
from certifications.templatetags.catalogue import duration
from learners.plans.models import StudyPlan
from learners.plans.versions.moves import Content, Diff, Move
from learners.plans.versions.offers import Offer
from learners.plans.words import VerdictWords, day_words, verdict_words


@dataclass(frozen=True, slots=True)
class Line:
    """A step in a list of changes; `remarks` say what becomes of it."""

    title: str
    minutes: str
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one sort of change under a heading, with its icon."""

    heading: str
    icon: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    label: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class OfferPage:
    plan: StudyPlan
    offer: Offer
    numbers: tuple[Compared, ...]
    percent: str
    groups: tuple[Group, ...]
    verdict: VerdictWords | None
    can_move: bool


LOOKS = {
    "added": ("plus-circle", gettext_lazy("Added")),
    "changed": ("pencil", gettext_lazy("Changed")),
    "removed": ("dash-circle", gettext_lazy("Removed")),
    "set_aside": ("bookmark", gettext_lazy("Set aside")),
}


def offer_page(offer: Offer, today: date) -> OfferPage:
    found, plan = offer.move, offer.plan
    last_day = offer.dates.verdict.last_day if offer.dates else None
    return OfferPage(
        plan=plan,
        offer=offer,
        numbers=(
            Compared(_("Work in all"), duration(found.minutes_before), _with_difference(found)),
            Compared(
                _("Done"),
                _done_words(found.minutes_done, found.percent_before),
                _done_words(found.minutes_done, found.percent_after),
            ),
            Compared(_("You finish on"), _day(offer.last_day_now, today), _day(last_day, today)),
        ),
        percent=percent_words(found),
        groups=tuple(diff_groups(Diff(found.added, found.changed, found.removed), found.set_aside)),
        verdict=_verdict(offer, today),
        can_move=not offer.has_no_dates,
    )


def percent_words(found: Move) -> str:
    """“84 % → 71 %, because 3 h 20 min are added.” Empty where it stays."""
    more = found.minutes_after - found.minutes_before
    values = {"before": found.percent_before, "after": found.percent_after, "minutes": duration(abs(more))}
    if found.percent_before == found.percent_after:
        return ""
    if more > 0:
        return _("%(before)d %% → %(after)d %%, because %(minutes)s are added. What you have done stays done.") % values
    return _("%(before)d %% → %(after)d %%, because %(minutes)s fall away.") % values


def diff_groups(diff: Diff, set_aside: Sequence[Content] = ()) -> Iterator[Group]:
    """Without the empty ones."""
    found = {
        "added": tuple(_line(step, _phase_words(step)) for step in diff.added),
        "changed": tuple(
            Line(
                change.after.title,
                _minutes_change(change.before, change.after),
                tuple(_change_words(change.before, change.after, change.fields)),
            )
            for change in diff.changed
        ),
        "removed": tuple(_line(step) for step in diff.removed),
        "set_aside": tuple(_line(step, _("kept as skipped, with what you wrote")) for step in set_aside),
    }
    for name, lines in found.items():
        if lines:
            icon, heading = LOOKS[name]
            yield Group(str(heading), icon, lines)


def minutes_words(difference: int) -> str:
    """“+3 h 20 min”, “−45 min”, “±0 min”."""
    sign = "+" if difference > 0 else "−" if difference else "±"
    return f"{sign}{duration(abs(difference))}"


def _line(step: Content, *remarks: str) -> Line:
    return Line(step.title, duration(step.minutes), remarks)


def _phase_words(step: Content) -> str:
    phase = _("in “%(phase)s”") % {"phase": step.phase_title}
    return _("%(phase)s, optional") % {"phase": phase} if step.optional else phase


def _change_words(before: Content, after: Content, fields: Iterable[str]) -> Iterator[str]:
    words = {
        "title": _("was “%(title)s”") % {"title": before.title},
        "detail": _("details reworded"),
        "kind": _("%(before)s → %(after)s") % {"before": _kind(before), "after": _kind(after)},
        "optional": _("now optional") if after.optional else _("no longer optional"),
        "phase_key": _("now in “%(phase)s”") % {"phase": after.phase_title},
    }
    return (words[name] for name in fields if name in words)


def _minutes_change(before: Content, after: Content) -> str:
    if before.minutes == after.minutes:
        return duration(after.minutes)
    return _("%(before)s → %(after)s") % {"before": duration(before.minutes), "after": duration(after.minutes)}


def _kind(step: Content) -> str:
    return str(PlanStep.Kind(step.kind).label)


def _with_difference(found: Move) -> str:
    more = found.minutes_after - found.minutes_before
    values = {"total": duration(found.minutes_after), "difference": minutes_words(more)}
    return _("%(total)s (%(difference)s)") % values if more else values["total"]


def _done_words(minutes: int, percent: int) -> str:
    return _("%(minutes)s, %(percent)d\u00a0%%") % {"minutes": duration(minutes), "percent": percent}


def _day(day: date | None, today: date) -> str:
    return day_words(day, today) or "–"


def _verdict(offer: Offer, today: date) -> VerdictWords | None:
    plan = offer.plan
    if offer.dates is None:
        return None
    return verdict_words(
        offer.dates.verdict,
        exam_date=plan.exam_date if plan.exam_date and plan.exam_date > today else None,
        minutes_a_week=sum(plan.minutes_by_weekday),
        titles={task.content.key: task.content.title for task in offer.move.tasks},
        today=today,
    )

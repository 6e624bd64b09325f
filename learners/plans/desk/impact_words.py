"""The impact of a draft as an owner reads it. Counts and dates only: who studies is not the owner's business."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certifications.templatetags.catalogue import duration
from learners.plans.desk.impact import ExamDay, Impact
from learners.plans.models import StudyPlan
from learners.plans.versions.offer_words import Group, diff_groups, minutes_words

SHOWN = 10


@dataclass(frozen=True, slots=True)
class CountRow:
    version: int
    state: str
    plans: int
    learners: int


@dataclass(frozen=True, slots=True)
class ImpactPage:
    """`exams_more`: exam dates beyond those in `exams`."""

    impact: Impact
    people: str
    counts: tuple[CountRow, ...]
    minutes: str
    groups: tuple[Group, ...]
    exams_lead: str
    exams: tuple[str, ...]
    exams_more: int
    mails: str


def impact_page(found: Impact) -> ImpactPage:
    return ImpactPage(
        impact=found,
        people=_people(found),
        counts=tuple(
            CountRow(count.number, str(StudyPlan.State(count.state).label), count.plans, count.learners)
            for count in found.counts
        ),
        minutes=_("%(before)s → %(after)s (%(difference)s)")
        % {
            "before": duration(found.minutes_before),
            "after": duration(found.minutes_after),
            "difference": minutes_words(found.minutes_after - found.minutes_before),
        },
        groups=tuple(diff_groups(found.diff)),
        exams_lead=_exams_lead(found),
        exams=tuple(_exams(found.unfit[:SHOWN])),
        exams_more=max(0, len(found.unfit) - SHOWN),
        mails=_mails(found),
    )


def _people(found: Impact) -> str:
    if not found.plans:
        return _("No plan follows an older version, so nobody is touched.")
    plans = ngettext("%(count)d plan", "%(count)d plans", found.plans) % {"count": found.plans}
    learners = ngettext("%(count)d learner", "%(count)d learners", found.learners) % {"count": found.learners}
    offered = ngettext(
        "%(count)d of them runs and would be offered this one. Nothing changes until its learner chooses.",
        "%(count)d of them run and would be offered this one. Nothing changes until their learners choose.",
        found.offered,
    ) % {"count": found.offered}
    lead = _("On other versions: %(plans)s of %(learners)s.") % {"plans": plans, "learners": learners}
    return f"{lead} {offered}"


def _exams_lead(found: Impact) -> str:
    plans = sum(exam.plans for exam in found.unfit)
    if not plans:
        return _("Every exam date that fits now would still fit after a move.")
    return ngettext(
        "%(count)d running plan would no longer fit its exam date if it moved.",
        "%(count)d running plans would no longer fit their exam dates if they moved.",
        plans,
    ) % {"count": plans}


def _exams(days: tuple[ExamDay, ...]) -> Iterator[str]:
    for exam in days:
        values = {
            "count": exam.plans,
            "day": date_format(exam.day, "DATE_FORMAT"),
            "short": duration(exam.short_minutes),
        }
        yield (
            ngettext(
                "%(count)d plan: exam %(day)s, short by %(short)s",
                "%(count)d plans: exam %(day)s, short by up to %(short)s",
                exam.plans,
            )
            % values
        )


def _mails(found: Impact) -> str:
    if not found.mails:
        return _("No mail would speak of it.")
    lead = ngettext(
        "%(count)d learner would read one line about it in their next mail.",
        "%(count)d learners would read one line about it in their next mail.",
        found.mails,
    ) % {"count": found.mails}
    soon = ngettext(
        "At most %(count)d such mail goes out by tomorrow.",
        "At most %(count)d such mails go out by tomorrow.",
        found.mails_by_tomorrow,
    ) % {"count": found.mails_by_tomorrow}
    return f"{lead} {soon} {_('It comes at the hour and in the rhythm that each has chosen.')}"

"""A plan's revisions as they are read: who, when, why, what moved, and whether it can still be undone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certifications.templatetags.catalogue import duration
from learners.plans.models import PlanRevision, StudyPlan
from learners.plans.revisions.revising import Moment
from learners.plans.revisions.undoing import refusal
from learners.plans.versions.offer_words import LOOKS
from learners.plans.words import day_words
from learners.profiles.models import Learner

Why = PlanRevision.Why
HEADLINES = {
    Why.HELD_DATE: gettext_lazy("Caught up: the exam date held"),
    Why.HELD_HOURS: gettext_lazy("Caught up: the hours held"),
    Why.DROPPED_OPTIONAL: gettext_lazy("Caught up: optional tasks dropped"),
    Why.RESCHEDULED: gettext_lazy("Dated anew"),
    Why.PAUSED: gettext_lazy("Paused"),
    Why.RESUMED: gettext_lazy("Resumed"),
    Why.BY_HAND: gettext_lazy("Changed by hand"),
    Why.EXAM_BOOKED: gettext_lazy("Exam date changed"),
    Why.UNDONE: gettext_lazy("An earlier change undone"),
}
STATES = {
    ("todo", "skipped"): gettext_lazy("dropped"),
    ("skipped", "todo"): gettext_lazy("taken up again"),
}


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A task with its day before and after; `remarks` say what else became of it."""

    title: str
    before: str
    after: str
    remarks: str


@dataclass(frozen=True, slots=True)
class RevisionWords:
    """`is_move`: to a newer version. `undone` says when it was undone. `kept` says why it can't be, where a learner would look for the button."""

    revision: PlanRevision
    is_move: bool
    headline: str
    who: str
    when: str
    facts: tuple[str, ...]
    rows: tuple[MovedRow, ...]
    undone: str
    can_undo: bool
    kept: str


def revisions_words(revisions: Sequence[PlanRevision], plan: StudyPlan, moment: Moment) -> list[RevisionWords]:
    """`revisions` are all of the plan, with who made them."""
    return [_words(one, revisions, plan, moment) for one in revisions]


def _words(revision: PlanRevision, revisions: Sequence[PlanRevision], plan: StudyPlan, moment: Moment) -> RevisionWords:
    is_move = "version" in revision.diff
    refused = refusal(revision, revisions, plan, moment)
    facts = _move_facts if is_move else _facts
    return RevisionWords(
        revision=revision,
        is_move=is_move,
        headline=_headline(revision),
        who=_who(revision, moment.learner),
        when=_clock(revision.at, moment.learner),
        facts=tuple(facts(revision.diff, moment.today)),
        rows=() if is_move else tuple(_rows(revision.diff, moment.today)),
        undone=_clock(revision.undone_at, moment.learner) if revision.undone_at else "",
        can_undo=not refused,
        kept=refused if plan.is_running and not (is_move or revision.undone_at or revision.why == Why.UNDONE) else "",
    )


def _headline(revision: PlanRevision) -> str:
    if "version" in revision.diff:
        before, after = revision.diff["version"]
        return _("From version %(before)d to version %(after)d") % {"before": before, "after": after}
    return str(HEADLINES.get(Why(revision.why), revision.get_why_display()))


def _who(revision: PlanRevision, learner: Learner) -> str:
    if revision.by_id == learner.user_id:
        return _("you")
    return str(revision.by) if revision.by else _("somebody whose account is gone")


def _clock(at: datetime, learner: Learner) -> str:
    """On the learner's clock, the zone named."""
    there = at.astimezone(ZoneInfo(learner.time_zone))
    return f"{date_format(there, 'j F Y, H:i')} ({learner.time_zone})"


# A change of dates ---------------------------------------------------------------------------------------------------


def _facts(diff: dict[str, Any], today: date) -> Iterator[str]:
    plan = diff["plan"]
    if "exam_date" in plan:
        yield _("Exam: %(before)s → %(after)s.") % _days(plan["exam_date"], today)
    (before, after), last = diff["minutes_a_week"], diff["last_day"]
    if before != after:
        yield _("A week: %(before)s → %(after)s.") % {"before": duration(before), "after": duration(after)}
    if last[0] != last[1]:
        yield _("Last day: %(before)s → %(after)s.") % _days(last, today)
    if "buffer_days" in plan:
        before, after = plan["buffer_days"]
        yield _("Days kept free before the exam: %(before)d → %(after)d.") % {"before": before, "after": after}
    if plan.get("resumes_on", [None, None])[1]:
        yield _("Back on %(day)s.") % {"day": _day(plan["resumes_on"][1], today)}
    moved = sum("due" in fields or "starts" in fields for fields in diff["tasks"].values())
    if moved:
        yield ngettext("%(count)d task got new dates.", "%(count)d tasks got new dates.", moved) % {"count": moved}


def _rows(diff: dict[str, Any], today: date) -> Iterator[MovedRow]:
    for key, fields in diff["tasks"].items():
        days = fields.get("due") or fields.get("starts") or [None, None]
        before, after = (_day(day, today) if day else "" for day in days)
        yield MovedRow(diff["titles"].get(key, key), before, after, ", ".join(_remarks(fields)))


def _remarks(fields: dict[str, list[Any]]) -> Iterator[str]:
    if "state" in fields:
        yield str(STATES.get(tuple(fields["state"]), fields["state"][1]))
    if "pinned" in fields:
        yield _("pinned") if fields["pinned"][1] else _("unpinned")
    if "optional" in fields:
        yield _("now optional") if fields["optional"][1] else _("no longer optional")
    elif "optional_by_learner" in fields:
        yield _("optional or not by your own choice")


# A move to a newer version -------------------------------------------------------------------------------------------


def _move_facts(diff: dict[str, Any], today: date) -> Iterator[str]:
    for name in ("added", "changed", "removed", "set_aside"):
        if diff.get(name):
            titles = ", ".join(f"“{one['title']}”" for one in diff[name])
            yield _("%(heading)s: %(titles)s.") % {"heading": LOOKS[name][1], "titles": titles}
    (minutes, total), (was, percent) = diff["minutes"], diff["percent"]
    yield _("Work in all: %(before)s → %(after)s.") % {"before": duration(minutes), "after": duration(total)}
    yield _("Done: %(minutes)s, %(before)d %% → %(after)d %%.") % {
        "minutes": duration(diff["minutes_done"]),
        "before": was,
        "after": percent,
    }
    yield _("Finish: %(before)s → %(after)s.") % _days(diff["last_day"], today)
    moved = len(diff["dates"])
    if moved:
        yield ngettext("%(count)d task got new dates.", "%(count)d tasks got new dates.", moved) % {"count": moved}


def _days(pair: Sequence[str | None], today: date) -> dict[str, str]:
    return {"before": _day(pair[0], today), "after": _day(pair[1], today)}


def _day(value: str | None, today: date) -> str:
    return day_words(date.fromisoformat(value), today) if value else "–"

"""States and verdicts as people read them. What a manager reads of a verdict hangs on what the member shows, and is decided here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from certifications.templatetags.catalogue import duration
from learners.plans.words import day_words
from learners.teams.assignments.feasibility import Code, Verdict
from learners.teams.assignments.models import Assignment, AssignmentChange
from learners.teams.models import Membership

State = Assignment.State
LATE = "late"  # accepted, and its day has passed


@dataclass(frozen=True, slots=True)
class Look:
    """Said three ways: icon, word, colour. `components/_status.html` takes it."""

    word: str
    icon: str
    tone: str


LOOKS: dict[str, tuple[object, str, str]] = {
    State.PROPOSED: (gettext_lazy("waits for an answer"), "hourglass-split", "calm"),
    State.COUNTERED: (gettext_lazy("another date asked for"), "calendar-event", "soon"),
    State.ACCEPTED: (gettext_lazy("accepted"), "hand-thumbs-up", "good"),
    LATE: (gettext_lazy("past its date"), "calendar-x", "late"),
    State.DONE: (pgettext_lazy("state of an assignment", "done"), "check-circle-fill", "good"),
    State.DECLINED: (gettext_lazy("declined"), "x-circle", "late"),
    State.WITHDRAWN: (gettext_lazy("withdrawn"), "arrow-counterclockwise", "neutral"),
}
FIT, NO_FIT = ("check-circle", "good"), ("exclamation-triangle", "late")


def look_of(standing: str, *, is_over: bool = False) -> Look:
    word, icon, tone = LOOKS[LATE if is_over and standing == State.ACCEPTED else standing]
    return Look(str(word), icon, tone)


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict: `look` in a word, `lines` in numbers, empty where they are not the reader's to see."""

    look: Look
    lines: tuple[str, ...] = ()


def said_to_manager(verdict: Verdict, visibility: str, today: date) -> Said:
    """Of a member who shows the status alone: whether it fits, and nothing else, not even that they hold it already."""
    if visibility == Membership.Visibility.STATUS:
        return Said(_look(Verdict(Code.FITS if verdict.fits else Code.SHORT)))
    return Said(_look(verdict), tuple(_lines(verdict, today, THEIRS)))


def said_to_learner(verdict: Verdict, today: date) -> Said:
    return Said(_look(verdict), tuple(_lines(verdict, today, YOURS)))


def _look(verdict: Verdict) -> Look:
    if verdict.code == Code.HOLDS:
        return Look(_("held already"), "patch-check", "good")
    word = _("fits") if verdict.fits else _("does not fit")
    return Look(word, *(FIT if verdict.fits else NO_FIT))


THEIRS = {
    Code.NO_TIME: gettext_lazy("No hours for study are set, or there is no end in ten years."),
    Code.NO_WAY: gettext_lazy("No way leads there at the moment."),
    "needs": gettext_lazy("Needs %(needs)s a week, has %(has)s."),
    "never": gettext_lazy("Has %(has)s a week; more time on the same weekdays would not be enough."),
    "plan moves": gettext_lazy("Has %(has)s a week: enough, if the running plan is dated anew."),
    "finish": gettext_lazy("The first date that fits is %(finish)s."),
    "fits": gettext_lazy("At %(has)s a week the exam could be on %(finish)s."),
    "held": gettext_lazy("Held until %(until)s."),
    "held for good": gettext_lazy("Held, without an end."),
    "plan": gettext_lazy("A plan runs until %(plan)s."),
    "plan over": gettext_lazy("A plan runs, and every task of it is done."),
    "paused": gettext_lazy("A plan is paused."),
    "locked": gettext_lazy("The exam asks for more first: assign it with what lies before it."),
}
YOURS = THEIRS | {
    Code.NO_TIME: gettext_lazy("You have no hours for study, or there is no end in ten years."),
    "needs": gettext_lazy("It needs %(needs)s a week, you have %(has)s."),
    "never": gettext_lazy("You have %(has)s a week; more time on the same weekdays would not be enough."),
    "plan moves": gettext_lazy("Your %(has)s a week are enough, if you date your running plan anew."),
    "fits": gettext_lazy("At your %(has)s a week the exam could be on %(finish)s."),
    "held": gettext_lazy("You hold it until %(until)s."),
    "held for good": gettext_lazy("You hold it, without an end."),
    "plan": gettext_lazy("Your plan runs until %(plan)s."),
    "plan over": gettext_lazy("Your plan runs, and every task of it is done."),
    "paused": gettext_lazy("Your plan is paused."),
    "locked": gettext_lazy("Its exam is locked until you have what it asks for; its page says what."),
}


def _lines(verdict: Verdict, today: date, words: Mapping[str, object]) -> list[str]:
    values = {
        "has": duration(verdict.has),
        "needs": duration(verdict.needs),
        "finish": day_words(verdict.finish, today),
        "until": day_words(verdict.until, today),
        "plan": day_words(verdict.plan_until, today),
    }
    return [str(words[key]) % values for key in _keys(verdict)]


def _keys(verdict: Verdict) -> list[str]:
    if verdict.code == Code.HOLDS:
        return ["held" if verdict.until else "held for good"]
    if verdict.code in {Code.NO_TIME, Code.NO_WAY}:
        keys: list[str] = [verdict.code]
    elif verdict.code == Code.FITS:
        keys = ["fits"] if verdict.finish else []
    else:
        keys = [_short_key(verdict), *(["finish"] if verdict.finish else [])]
    if verdict.has_plan:
        keys.append("paused" if verdict.is_paused else "plan" if verdict.plan_until else "plan over")
    return [*keys, "locked"] if verdict.is_locked else keys


def _short_key(verdict: Verdict) -> str:
    if verdict.needs is None:
        return "never"
    return "plan moves" if verdict.has_plan and verdict.needs <= verdict.has else "needs"


CHANGES: dict[tuple[str, str], object] = {
    ("", State.PROPOSED): gettext_lazy("Assigned, due %(to)s."),
    (State.PROPOSED, State.ACCEPTED): gettext_lazy("Accepted, due %(to)s."),
    (State.PROPOSED, State.COUNTERED): gettext_lazy("Asked for %(to)s instead of %(from)s."),
    (State.ACCEPTED, State.COUNTERED): gettext_lazy("Asked to move the date from %(from)s to %(to)s."),
    (State.COUNTERED, State.COUNTERED): gettext_lazy("Asked for %(to)s instead of %(from)s."),
    (State.COUNTERED, State.ACCEPTED): gettext_lazy("Agreed: due %(to)s."),
    (State.COUNTERED, State.PROPOSED): gettext_lazy("The date stays %(to)s: asked again."),
}
ENDS: dict[str, object] = {
    State.DECLINED: gettext_lazy("Declined."),
    State.WITHDRAWN: gettext_lazy("Withdrawn."),
    State.DONE: gettext_lazy("Done: the certification is held."),
}


def change_words(change: AssignmentChange, today: date) -> str:
    values = {"from": day_words(change.from_due, today), "to": day_words(change.to_due, today)}
    if change.to_state in ENDS:
        return str(ENDS[change.to_state])
    if change.from_state == State.COUNTERED and change.to_state == State.ACCEPTED and change.from_due != change.to_due:
        return _("The date stays %(to)s.") % values
    return str(CHANGES[change.from_state, change.to_state]) % values


def answered_words(state: str) -> str:
    """Why what somebody wanted to do could not be done."""
    words: dict[str, str] = {
        State.WITHDRAWN: _("It was withdrawn meanwhile. Nothing is asked of you any more."),
        State.DECLINED: _("It was declined meanwhile. Nothing was changed."),
        State.DONE: _("It is done already. Nothing was changed."),
    }
    return words.get(state, _("It was changed meanwhile. Nothing was written: look at how it stands now."))

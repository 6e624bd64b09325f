"""An eligibility as people read it: each row with its state, why, and what would meet it. Also as plain text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from learners.credentials.eligibility import Cause, Eligibility, Group, Row, State

WORDS = {
    State.MET: gettext_lazy("met"),
    State.WAIVED: gettext_lazy("waived"),
    State.MISSING: gettext_lazy("missing"),
}
# Icon and tone; the tones are the classes of static/css/base.css.
LOOKS = {
    State.MET: ("check-circle-fill", "good"),
    State.WAIVED: ("shield-check", "calm"),
    State.MISSING: ("circle", "soon"),
}
REASONS = {
    Cause.HOLDS: gettext_lazy("You hold it."),
    Cause.LAPSED: gettext_lazy("You held it until %(day)s. Renew it."),
    Cause.IN_PLAN: gettext_lazy("Your plan for it is under way. Pass its exam."),
    Cause.NOT_HELD: gettext_lazy("You do not hold it yet. Pass it first."),
    Cause.SKILL_STATED: gettext_lazy("You have said that you know it."),
    Cause.SKILL_TAUGHT: gettext_lazy("%(brought)s teaches it, and you hold that."),
    Cause.SKILL_MISSING: gettext_lazy("If you know it, say so in your settings."),
    Cause.YEARS_STATED: gettext_lazy("You have stated %(brought)s."),
    Cause.YEARS_TOO_FEW: gettext_lazy("You have stated %(brought)s, %(asked)s are asked for."),
    Cause.YEARS_MISSING: gettext_lazy("If you have them, state your years in your settings."),
}


@dataclass(frozen=True, slots=True)
class StateWords:
    """`components/_status.html` takes it."""

    word: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class RowWords:
    """`name` is what is asked for; `certification` its primary key where it has one. `in_settings`: there it can be stated."""

    name: str
    certification: int | None
    state: StateWords
    reason: str
    in_settings: bool


@dataclass(frozen=True, slots=True)
class GroupWords:
    """`choice` heads alternatives (“any one of”), and is empty for what stands alone."""

    state: StateWords
    choice: str
    rows: tuple[RowWords, ...]
    required: bool


def worded(eligibility: Eligibility) -> list[GroupWords]:
    return [
        GroupWords(state_words(group.state), choice(group), tuple(map(row_words, group.rows)), group.required)
        for group in eligibility.groups
    ]


def state_words(state: State) -> StateWords:
    return StateWords(str(WORDS[state]), *LOOKS[state])


def row_words(row: Row) -> RowWords:
    stateable = {Cause.SKILL_MISSING, Cause.YEARS_MISSING, Cause.YEARS_TOO_FEW}
    return RowWords(asked(row), row.ask.certification, state_words(row.state), reason(row), row.cause in stateable)


def choice(group: Group) -> str:
    if len(group.rows) == 1:
        return ""
    if not group.has_choice:
        return _("all of")
    return ngettext("any one of", "any %(count)d of", group.minimum) % {"count": group.minimum}


def asked(row: Row) -> str:
    ask = row.ask
    if ask.years is None:
        return ask.name
    return _("%(years)s+ years of %(what)s") % {"years": number(ask.years), "what": ask.label or _("experience")}


def reason(row: Row) -> str:
    if row.waiver is not None:
        return _("Waived by %(who)s until %(day)s: %(why)s") % {
            "who": row.waiver.by,
            "day": _day(row.waiver.until),
            "why": row.waiver.reason,
        }
    if row.day is not None and row.cause == Cause.HOLDS:
        return _("You hold it until %(day)s.") % {"day": _day(row.day)}
    if row.day is not None and row.cause == Cause.IN_PLAN:
        return _("Your plan for it ends on %(day)s. Pass its exam.") % {"day": _day(row.day)}
    return str(REASONS[row.cause]) % {
        "day": _day(row.day) if row.day else "",
        "brought": _years(row.brought) if isinstance(row.brought, Decimal) else row.brought or "",
        "asked": number(row.ask.years or Decimal(0)),
    }


def still_missing(eligibility: Eligibility) -> str:
    """One sentence that names what keeps the exam shut and what opens it; empty where nothing does."""
    return "; ".join(map(_gap, eligibility.missing))


def _gap(group: Group) -> str:
    """What a group lacks still: of alternatives any, or as many as are wanting, else all of them."""
    lacking = [f"{asked(row)} ({reason(row).removesuffix('.')})" for row in group.rows if row.state == State.MISSING]
    wanting = group.minimum - (len(group.rows) - len(lacking))
    if wanting >= len(lacking):
        return (" " + _("and") + " ").join(lacking)
    if wanting == 1:
        return (" " + _("or") + " ").join(lacking)
    return _("%(count)d of these: %(names)s") % {"count": wanting, "names": ", ".join(lacking)}


def tree(eligibility: Eligibility) -> str:
    """The same as indented text, for mail, terminals and notes."""
    return "\n".join(_lines(eligibility))


def _lines(eligibility: Eligibility) -> Iterator[str]:
    for group in worded(eligibility):
        strength = _("required") if group.required else _("recommended")
        indent = ""
        if group.choice:
            yield f"[{group.state.word}] {strength}: {group.choice}"
            indent, strength = "    ", ""
        for row in group.rows:
            head = f"{strength}: " if strength else ""
            yield f"{indent}[{row.state.word}] {head}{row.name}. {row.reason}"


def _years(years: Decimal) -> str:
    return ngettext("%(years)s year", "%(years)s years", 1 if years == 1 else 2) % {"years": number(years)}


def number(years: Decimal) -> str:
    return number_format(years.normalize(), use_l10n=True)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")

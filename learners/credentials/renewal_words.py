"""The window of a renewal and what it gives, in sentences."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certifications.validity import Rule
from learners.credentials.renewals import Chance, Outlook

HEADS = {
    Chance.LOCKED: gettext_lazy("Locked until %(opens)s."),
    Chance.NO_HURRY: gettext_lazy("Nothing is locked, and there is time."),
    Chance.OPEN: gettext_lazy("The window is open until %(end)s."),
    Chance.LAPSED: gettext_lazy("It lapsed: its last valid day was %(end)s."),
    Chance.REVOKED: gettext_lazy("It was revoked on %(end)s."),
    Chance.ENDLESS: gettext_lazy("It does not expire."),
    Chance.NOT_YET: gettext_lazy("No period of validity has begun."),
}
TEXTS = {
    Chance.LOCKED: gettext_lazy(
        "What opens it is time alone: it may be renewed from %(opens)s through %(end)s, its last valid day."
        " You can plan and study before that."
    ),
    Chance.NO_HURRY: gettext_lazy(
        "The rule names no window, so it may be renewed on any day through %(end)s, its last valid one."
        " From %(opens)s on it asks you to."
    ),
    Chance.OPEN: gettext_lazy("It may be renewed now, through %(end)s, its last valid day."),
    Chance.LAPSED: gettext_lazy(
        "There are no days of grace, but nothing is lost for good: pass the exam again, and a new period begins on that day."
        " The days between stay uncovered, and what you held stays on record."
    ),
    Chance.REVOKED: gettext_lazy("What was revoked can't be renewed. A new pass earns it anew."),
    Chance.ENDLESS: gettext_lazy("There is nothing to renew."),
    Chance.NOT_YET: gettext_lazy("There is nothing to renew yet."),
}
ICONS = {
    Chance.LOCKED: "lock",
    Chance.NO_HURRY: "unlock",
    Chance.OPEN: "unlock",
    Chance.LAPSED: "calendar-x",
    Chance.REVOKED: "slash-circle",
    Chance.ENDLESS: "infinity",
    Chance.NOT_YET: "calendar-plus",
}


def day_in_words(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""


def head(found: Outlook) -> str:
    return str(HEADS[found.chance]) % _values(found)


def text(found: Outlook) -> str:
    return str(TEXTS[found.chance]) % _values(found)


def gives(found: Outlook, rule: Rule) -> list[str]:
    """What a pass today would give and why; empty where a pass renews nothing."""
    if found.end is None or found.chance == Chance.REVOKED:
        return []
    return [sentence for sentence in (_period(found), _reason(found), _higher(rule)) if sentence]


def _values(found: Outlook) -> dict[str, str]:
    opens = found.window.opens if found.window else None
    return {"opens": day_in_words(opens), "end": day_in_words(found.end)}


def _period(found: Outlook) -> str:
    period = found.gives
    if period.valid_until is None:
        return _("The rule names no validity, so a renewed period has no end.")
    words = _("A pass today would give a period from %(from)s through %(until)s.")
    return words % {"from": day_in_words(period.valid_from), "until": day_in_words(period.valid_until)}


def _reason(found: Outlook) -> str:
    if found.chance == Chance.LAPSED:
        return ""
    if found.end and found.gives.valid_from > found.end:
        return _("Inside the window a renewed period counts from the old end, so being early costs nothing.")
    if found.chance == Chance.LOCKED:
        return _("So early, the period counts from the day of the pass: what is left of the old one is not added.")
    return _("The period counts from the day of the pass: what is left of the old one is not added.")


def _higher(rule: Rule) -> str:
    return _("Passing a higher level of the same programme renews it too.") if rule.renewed_by_higher else ""

"""The archive's own explanation, for whoever opens it years later."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learners.privacy.kinds import Kind
from learners.privacy.registry import KINDS


def readme(counts: Mapping[str, int], missing: Sequence[str], *, now: datetime) -> str:
    """`counts` by the name of the kind; `missing` are the files of evidence that were not found."""
    lines = [
        _("Your data at Cairn (%(site)s), as it stood on %(day)s UTC.") % {"site": settings.SITE_URL, "day": f"{now:%Y-%m-%d %H:%M}"},
        "",
        _("data.json: everything, by kind, for programs. Dates are ISO 8601, moments are in UTC."),
        _("csv/: the same rows, a table for each kind, for a spreadsheet (UTF-8)."),
        _("An apostrophe before = + - @ keeps a spreadsheet from running what you wrote as a formula."),
        _("calendar.ics: your exams, the days of your plans, for a calendar."),
        _("evidence/: the files with which you showed an exam or a credential."),
        "",
        _("Numbers called id stand for a row; a column such as plan or task holds the id of the row that it belongs to."),
        "",
        _("The kinds:"),
        *(line for kind in KINDS if counts[kind.name] for line in _lines(kind, counts[kind.name])),
    ]  # fmt: skip
    if empty := [kind.name for kind in KINDS if not counts[kind.name]]:
        lines += ["", _("Of these there is nothing: %(names)s.") % {"names": ", ".join(empty)}]
    if missing:
        lines += [
            "",
            _("These files could not be found and are not in the archive:"),
            *(f"- {name}" for name in missing),
        ]
    return "\n".join([*lines, ""])


def _lines(kind: Kind, count: int) -> list[str]:
    rows = ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}
    by_reason: dict[str, list[str]] = {}
    for name, why in kind.left_out.items():
        by_reason.setdefault(str(why), []).append(name)
    without = [
        "    " + _("left out: %(names)s (%(why)s)") % {"names": ", ".join(names), "why": why}
        for why, names in by_reason.items()
    ]
    return [f"- {kind.name}: {kind.title}, {rows}", *without]

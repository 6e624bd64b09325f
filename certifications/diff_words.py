"""A diff as an owner reads it: sections, rows and fields by the names that the forms give them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certifications.contents import SECTIONS
from certifications.diff import GUIDE, Change, Diff, FieldChange, Mark, Value, marked_words
from certifications.models import CurriculumVersion

Text = str | Promise
SIGNS = {"added": "+", "removed": "−", "changed": "±", "moved": "↕"}
WORDS: dict[str, Text] = {
    "added": gettext_lazy("added"),
    "removed": gettext_lazy("removed"),
    "changed": gettext_lazy("changed"),
    "moved": gettext_lazy("moved"),
}
OTHER_FIELDS: dict[str, Text] = {"place": gettext_lazy("place")}
SHOWN_IN_SHORT = 6


@dataclass(frozen=True)
class FieldWords:
    name: str
    parts: Sequence[tuple[Mark, str]]
    whole: bool


@dataclass(frozen=True)
class ChangeWords:
    kind: str
    sign: str
    word: Text
    label: str
    fields: Sequence[FieldWords]


@dataclass(frozen=True)
class EffortWords:
    name: Text
    before: int
    after: int
    difference: str


@dataclass(frozen=True)
class SectionWords:
    name: str
    changes: Sequence[ChangeWords]


def in_words(changes: Iterable[Change]) -> list[SectionWords]:
    return [
        SectionWords(_section(section), [_change(change) for change in found])
        for section, found in groupby(changes, key=lambda change: change.section)
    ]


def effort_in_words(changed: Diff) -> list[EffortWords]:
    before, after = changed.before, changed.after
    numbers = (
        (_("Steps"), before.steps, after.steps),
        (_("Minutes"), before.minutes, after.minutes),
        (_("Minutes of optional steps"), before.optional_minutes, after.optional_minutes),
    )
    return [EffortWords(name, was, is_now, _difference(is_now - was)) for name, was, is_now in numbers]


def in_short(changes: Sequence[Change]) -> str:
    """In one line; the rest is counted."""
    said = [
        _("%(label)s %(changed)s") % {"label": Truncator(_label(change)).chars(60), "changed": WORDS[change.kind]}
        for change in changes[:SHOWN_IN_SHORT]
    ]
    if more := len(changes) - len(said):
        said.append(ngettext("and %d change more", "and %d changes more", more) % more)
    return "; ".join(said)


def _difference(number: int) -> str:
    return f"{number:+d}".replace("-", "−") if number else "0"


def _change(change: Change) -> ChangeWords:
    model = _model(change.section)
    return ChangeWords(
        kind=change.kind,
        sign=SIGNS[change.kind],
        word=WORDS[change.kind],
        label=_label(change),
        fields=[_field(model, field, change.section) for field in change.fields if not _is_label(change, field)],
    )


def _is_label(change: Change, field: FieldChange) -> bool:
    """What names a row that came or went need not be said twice."""
    return change.kind in {"added", "removed"} and change.label in {field.old, field.new}


def _label(change: Change) -> str:
    """A row is named with its kind, a text of the guide by itself."""
    model = _model(change.section)
    if change.section == GUIDE:
        return _name(model, change.key)
    return _("%(kind)s “%(label)s”") % {"kind": capfirst(str(model._meta.verbose_name)), "label": change.label}


def _field(model: type[Model], change: FieldChange, section: str) -> FieldWords:
    old, new = _shown(model, change.field, change.old), _shown(model, change.field, change.new)
    wordy = isinstance(change.old, str) and isinstance(change.new, str) and not _choices(model, change.field)
    whole: list[tuple[Mark, str]] = [("removed", old), ("added", new)]
    parts = marked_words(old, new) if wordy else [(mark, text) for mark, text in whole if text]
    apart = len(parts) == len(whole) and [mark for mark, _text in parts] == ["removed", "added"]
    return FieldWords("" if section == GUIDE else _name(model, change.field), parts, whole=apart)


def _shown(model: type[Model], field: str, value: Value) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(_choices(model, field).get(value, value))


def _choices(model: type[Model], field: str) -> dict[object, Text]:
    known = _field_of(model, field)
    return dict(known.flatchoices) if known else {}


def _name(model: type[Model], field: str) -> str:
    known = _field_of(model, field)
    return str(capfirst(str(known.verbose_name if known else OTHER_FIELDS.get(field, field))))


def _field_of(model: type[Model], field: str) -> "Field[Any, Any] | None":
    """None for what is no field of the model, or no longer: the record outlives the form."""
    return next((known for known in model._meta.fields if known.name == field), None)


def _section(section: str) -> str:
    return _("Guide") if section == GUIDE else str(capfirst(str(_model(section)._meta.verbose_name_plural)))


def _model(section: str) -> type[Model]:
    return CurriculumVersion if section == GUIDE else SECTIONS[section][0]

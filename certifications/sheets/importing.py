"""What a sheet would change, row by row, and the change itself. Rows that the file does not name stay as they are."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint
from django.utils.translation import gettext as _

from certifications.admin.forms import FIELD_OF_RULE
from certifications.history import recorded_edit
from certifications.models import CurriculumVersion
from certifications.publishing import cycle_refusals
from certifications.sheets.cells import cells_of, named_in, row_form
from certifications.sheets.errors import Fault, SheetError, of_the_file
from certifications.sheets.kinds import Kind, Owner
from certifications.sheets.reading import Sheet, read

BATCH = 500


@dataclass(frozen=True)
class Cell:
    column: str
    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        return self.old != self.new


@dataclass(frozen=True)
class Row:
    """`record` is as it would be saved."""

    number: int
    key: str
    is_new: bool
    cells: tuple[Cell, ...]
    record: Any

    @property
    def changed(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_changed]


@dataclass(frozen=True)
class Preview:
    """With faults nothing can be imported. `digest` stands for exactly these changes."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]

    @property
    def added(self) -> list[Row]:
        return [row for row in self.rows if row.is_new]

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if not row.is_new and row.changed]

    @property
    def unchanged(self) -> int:
        return len(self.rows) - len(self.added) - len(self.changed)

    @property
    def digest(self) -> str:
        said = [(row.key, row.is_new, row.changed) for row in (*self.added, *self.changed)]
        return sha256(repr(said).encode()).hexdigest()


class ChangedMeanwhileError(Exception):
    """The database is no longer what the preview was made from."""


def preview(kind: Kind, content: bytes, owner: Owner = None) -> Preview:
    """A dry run: reads, writes nothing."""
    try:
        _refuse_frozen(kind, owner)
        sheet = read(content, known=kind.columns, required=(kind.key,))
    except SheetError as error:
        return Preview((), error.faults)
    rows: list[Row] = []
    faults: list[Fault] = [*_keys_again(kind, sheet)]
    if not faults:
        for found in _rows(kind, sheet, owner):
            if isinstance(found, Row):
                rows.append(found)
            else:
                faults += found
        faults += _taken(kind, sheet, rows, owner)
    return Preview(tuple(rows), tuple(sorted(faults)))


@transaction.atomic
def apply(  # noqa: PLR0913
    kind: Kind, content: bytes, *, digest: str, by: AbstractBaseUser | None, now: datetime, owner: Owner = None
) -> Preview:
    """All of it or nothing. Raises ChangedMeanwhileError, or SheetError where the rows together break a rule."""
    if owner is not None:
        owner = CurriculumVersion.objects.select_for_update().get(pk=owner.pk)
    seen = preview(kind, content, owner)
    if seen.faults or seen.digest != digest:
        raise ChangedMeanwhileError
    with recorded_edit(owner, by=by, now=now) if owner else nullcontext():
        _write(kind, seen)
    if owner is not None and (refused := cycle_refusals(owner)):
        raise of_the_file(" ".join(refused))
    return seen


def _write(kind: Kind, seen: Preview) -> None:
    manager = kind.model._default_manager
    columns = sorted({cell.column for row in seen.changed for cell in row.changed})
    try:
        with transaction.atomic():
            manager.bulk_create([row.record for row in seen.added], batch_size=BATCH)
            if columns:
                manager.bulk_update([row.record for row in seen.changed], columns, batch_size=BATCH)
    except IntegrityError as error:
        raise of_the_file(_("Together the rows break a rule of the catalogue: %s") % error) from error


def _refuse_frozen(kind: Kind, owner: Owner) -> None:
    if not kind.of_draft or owner is None or owner.state == CurriculumVersion.State.DRAFT:
        return
    if owner.is_frozen:
        raise of_the_file(_("This version is published: its rows never change. Edit it as a new draft."))
    raise of_the_file(_("This version is in review. Take it back first, then import."))


def _keys_again(kind: Kind, sheet: Sheet) -> Iterator[Fault]:
    place = sheet.columns.index(kind.key)
    first: dict[str, int] = {}
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        key = cells[place]
        if not key:
            yield Fault(number, kind.key, _("Without “%s” nobody knows which row is meant.") % kind.key)
        elif first.setdefault(key, number) != number:
            what = _("“%(key)s” stands in row %(row)d already.") % {"key": key, "row": first[key]}
            yield Fault(number, kind.key, what)


def _rows(kind: Kind, sheet: Sheet, owner: Owner) -> Iterator[Row | list[Fault]]:
    stored = {getattr(record, kind.key): record for record in kind.rows(owner)}
    form_class = row_form(kind, sheet.columns, named_in(kind, owner))
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        given = dict(zip(sheet.columns, cells, strict=True))
        record = stored.get(given[kind.key])
        is_new = record is None
        if record is None:
            record = kind.model(version=owner) if kind.of_draft else kind.model()
            given = {column: text for column, text in given.items() if text or not _has_default(kind, column)}
        old = ("",) * len(sheet.columns) if is_new else cells_of(record, sheet.columns)
        form = form_class(given, instance=record)
        for column in form.fields.keys() - given.keys():
            form.fields[column].required = False
        if form.is_valid() and (broken := list(_broken_rules(form.instance, number))):
            yield broken
        elif form.is_valid():
            new = cells_of(form.instance, sheet.columns)
            changes = tuple(map(Cell, sheet.columns, old, new))
            yield Row(number, getattr(form.instance, kind.key), is_new, changes, form.instance)
        else:
            yield [
                Fault(number, "" if column == NON_FIELD_ERRORS else column, " ".join(map(str, problems)))
                for column, problems in form.errors.items()
            ]


def _broken_rules(record: Any, number: int) -> Iterator[Fault]:
    """What the database would refuse, at the column where it is mended."""
    for rule in record._meta.constraints:
        if isinstance(rule, CheckConstraint):
            try:
                rule.validate(type(record), record)
            except ValidationError as error:
                yield Fault(number, FIELD_OF_RULE.get(rule.name, ""), " ".join(error.messages))


def _taken(kind: Kind, sheet: Sheet, rows: list[Row], owner: Owner) -> Iterator[Fault]:
    """Values that only one row may have, besides the key's."""
    named = {row.key for row in rows}
    for column in sheet.columns:
        if column == kind.key or not kind.model._meta.get_field(column).unique:  # type: ignore[union-attr]
            continue
        holders = {
            getattr(record, column): getattr(record, kind.key)
            for record in kind.rows(owner)
            if getattr(record, kind.key) not in named
        }
        for row in rows:
            value = getattr(row.record, column)
            if holders.setdefault(value, row.key) != row.key:
                what = _("“%(holder)s” has the value %(value)s already.") % {"holder": holders[value], "value": value}
                yield Fault(row.number, column, what)


def _has_default(kind: Kind, column: str) -> bool:
    """An empty cell of a new row asks for the usual value."""
    return kind.model._meta.get_field(column).has_default()  # type: ignore[union-attr]


def name_of(kind: Kind, owner: Owner) -> str:
    return f"{kind.name}-{owner.certification.slug}-{owner.number}" if owner else kind.name

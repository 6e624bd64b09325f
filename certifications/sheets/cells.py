"""A record as cells of text, and cells as the fields of a form. What one writes, the other reads back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Model, URLField
from django.utils.translation import gettext as _

from certifications.admin.forms import CatalogueForm
from certifications.models import Track
from certifications.sheets.kinds import Kind, Owner, track_name

YES, NO = ("true", "yes", "1"), ("false", "no", "0", "")
Named = Mapping[str, Mapping[str, Any]]


def cells_of(record: Model, columns: Sequence[str]) -> tuple[str, ...]:
    return tuple(_text(getattr(record, column)) for column in columns)


def file_rows(kind: Kind, records: Iterable[Model]) -> Iterator[tuple[str, ...]]:
    """What an export writes below its heading."""
    return (cells_of(record, kind.columns) for record in records)


def named_in(kind: Kind, owner: Owner) -> Named:
    """Everything that cells may name, read once for the whole sheet."""
    return {column: read(owner) for column, read in kind.references.items()}


def row_form(kind: Kind, columns: Sequence[str], named: Named) -> "type[forms.ModelForm[Any]]":
    """A form of just these columns. What is unique is the sheet's own business (`importing`): the database is not asked."""
    special: dict[str, forms.Field] = {
        column: NamedField(named[column], required=not _may_be_empty(kind, column))
        for column in columns
        if column in named
    }
    for column in columns:
        field = kind.model._meta.get_field(column)
        if isinstance(field, BooleanField):
            special[column] = YesNoField()
        elif isinstance(field, URLField):
            special[column] = forms.URLField(required=not field.blank, assume_scheme="https")

    meta = type("Meta", (), {"model": kind.model, "fields": list(columns)})
    return type("RowForm", (RowForm,), {**special, "Meta": meta})


class RowForm(CatalogueForm):
    def validate_unique(self) -> None:
        pass

    def validate_constraints(self) -> None:
        """Rules of the whole row, also of what has no column, are asked by `importing`."""


class NamedField(forms.Field):
    def __init__(self, named: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.named = named

    def to_python(self, value: str | None) -> Any:
        if not value:
            return None
        if value in self.named:
            return self.named[value]
        near = get_close_matches(value, list(self.named), n=1)
        if near:
            raise ValidationError(
                _("“%(value)s” names nothing. Did you mean “%(near)s”?"), params={"value": value, "near": near[0]}
            )
        raise ValidationError(_("“%(value)s” names nothing."), params={"value": value})


class YesNoField(forms.Field):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def to_python(self, value: str | None) -> bool:
        said = (value or "").casefold()
        if said in YES:
            return True
        if said in NO:
            return False
        raise ValidationError(_("“%(value)s” is neither true nor false."), params={"value": value})


def _may_be_empty(kind: Kind, column: str) -> bool:
    field = kind.model._meta.get_field(column)
    return bool(getattr(field, "null", False))


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, Track):
        return track_name(value)
    if isinstance(value, Model):
        return str(getattr(value, "slug", None) or getattr(value, "key", value.pk))
    return str(value)

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


class LinesField(forms.Field):
    """A list of short texts, edited as lines instead of JSON. Blank lines are left out."""

    default_error_messages = {"long": _("Line %(number)d is too long: %(length)d characters, %(limit)d at most.")}

    def __init__(self, *, longest: int = 200, rows: int = 6, **named: Any) -> None:
        self.longest = longest
        named.setdefault("widget", forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField"}))
        super().__init__(**{"required": False, **named})

    def prepare_value(self, value: list[str] | str | None) -> str:
        """A list from the database has one line each; a text is what was typed and comes back as it was."""
        return value if isinstance(value, str) else "\n".join(" ".join(text.split()) for text in value or [])

    def to_python(self, value: list[str] | str | None) -> list[str]:
        return [line for line in self.lines(value) if line]

    def lines(self, value: list[str] | str | None) -> list[str]:
        return [" ".join(line.split()) for line in self.prepare_value(value).splitlines()]

    def validate(self, value: list[str]) -> None:
        super().validate(value)
        long = [(number, len(line)) for number, line in enumerate(value, start=1) if len(line) > self.longest]
        if long:
            raise ValidationError(
                [
                    ValidationError(
                        self.error_messages["long"],
                        code="long",
                        params={"number": number, "length": length, "limit": self.longest},
                    )
                    for number, length in long
                ]
            )

    def has_changed(self, initial: list[str] | None, data: str | None) -> bool:
        return self.to_python(initial) != self.to_python(data)


class CellsField(LinesField):
    """One line for each column: a blank line between two others is an empty cell."""

    def to_python(self, value: list[str] | str | None) -> list[str]:
        lines = self.lines(value)
        while lines and not lines[-1]:
            lines.pop()
        return lines


def cells_for(cells: list[str], columns: list[str]) -> list[str]:
    """The cells, filled up with empty ones to the number of columns. Raises ValidationError when there are too many."""
    if len(cells) > len(columns):
        raise ValidationError(
            ngettext(
                "There are %(cells)d lines, but the table has %(columns)d column.",
                "There are %(cells)d lines, but the table has %(columns)d columns.",
                len(columns),
            )
            % {"cells": len(cells), "columns": len(columns)}
        )
    return cells + [""] * (len(columns) - len(cells))

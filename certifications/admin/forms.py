"""What all forms of the desk share: messages at the field they are about, and rows that number and name themselves."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from certifications.admin.keys import key_for

# The database's rules speak for a whole row; this is the field in which an owner mends each.
FIELD_OF_RULE = {
    "validity_range_in_order": "validity_months_max",
    "prerequisite_says_one_thing": "kind",
    "group_minimum_positive": "group_minimum",
    "phase_by_day_positive": "by_day",
    "step_minutes_positive": "minutes",
    "roadmap_ranges_in_order": "months_max",
    "stage_months_in_order": "months_max",
}


class CatalogueForm(forms.ModelForm):  # type: ignore[type-arg]
    def add_error(self, field: str | None, error: Any) -> None:
        """Moves what a database rule has to say from the top of the form to its field."""
        if field is None and isinstance(error, ValidationError) and hasattr(error, "error_dict"):
            places = {
                str(rule.violation_error_message): FIELD_OF_RULE[rule.name]
                for rule in self._meta.model._meta.constraints
                if FIELD_OF_RULE.get(rule.name) in self.fields
            }
            for message in error.error_dict.pop(NON_FIELD_ERRORS, []):
                super().add_error(places.get(" ".join(message.messages)), message)
            if not error.error_dict:
                return
        super().add_error(field, error)


class ListedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of a list that is edited in its place. It has no labels, so its fields say what they are and whose."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{capfirst(str(field.label))}: {self.instance}"


class PartForm(CatalogueForm):
    """A row of something: key and position may stay empty, the formset fills them."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name in {"key", "position"} & set(self.fields):
            self.fields[name].required = False
        if self.instance.pk is None:
            self.initial.pop("position", None)


class KnownAutocomplete(AutocompleteSelect):
    """Names what is chosen from one query for the whole formset, where the stock widget asks once for each row."""

    known: dict[str, str] = {}

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """The placeholder is what names an empty choice to a screen reader."""
        return super().build_attrs(base_attrs, extra_attrs) | {"data-placeholder": _("Type to find")}

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> list[Any]:
        chosen = [one for one in value if one]
        if not set(chosen) <= set(self.known):
            return super().optgroups(name, value, attrs)
        options = [self.create_option(name, one, self.known[one], True, 0) for one in chosen]
        empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        return [(None, empty + options, 0)]


class PartFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def add_fields(self, form: "forms.ModelForm[Any]", index: int | None) -> None:
        super().add_fields(form, index)
        if DELETION_FIELD_NAME in form.fields:
            form.fields[DELETION_FIELD_NAME].widget.attrs["aria-label"] = _("Delete this row")
        for name, field in form.fields.items():
            wrapper = field.widget
            if isinstance(wrapper, RelatedFieldWidgetWrapper) and isinstance(wrapper.widget, KnownAutocomplete):
                wrapper.widget.known = self._chosen(name, field)

    def _chosen(self, name: str, field: forms.Field) -> dict[str, str]:
        """Names of all that the saved rows point to in this field, read once for the formset."""
        read: dict[str, dict[str, str]] = self.__dict__.setdefault("_read", {})
        if name not in read and isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            ids = {row.serializable_value(name) for row in self.get_queryset()} - {None}
            read[name] = {str(pk): str(found) for pk, found in field.queryset.in_bulk(ids).items()} if ids else {}
        return read.get(name, {})

    def clean(self) -> None:
        if any(self.errors):
            return
        self._fill_positions()
        self._fill_keys()
        super().clean()

    def _kept(self, field: str) -> "Iterator[forms.ModelForm[Any]]":
        """The forms that will be rows after saving."""
        for form in self.forms:
            if field in form.fields and not self.leaves(form) and (form.instance.pk or form.has_changed()):
                yield form

    def leaves(self, form: "forms.ModelForm[Any]") -> bool:
        """Ticked for deletion."""
        return bool(form.cleaned_data.get(DELETION_FIELD_NAME))

    def _fill_positions(self) -> None:
        """A row without a number goes to the end."""
        forms_kept = list(self._kept("position"))
        last = max((form.cleaned_data["position"] or 0 for form in forms_kept), default=0)
        for form in forms_kept:
            if form.cleaned_data["position"] is None:
                last += 1
                form.instance.position = form.cleaned_data["position"] = last

    def _fill_keys(self) -> None:
        forms_kept = list(self._kept("key"))
        taken = {form.cleaned_data["key"] for form in forms_kept}
        for form in forms_kept:
            if not form.cleaned_data["key"]:
                form.instance.key = form.cleaned_data["key"] = key_for(str(form.instance), taken=taken)
                taken.add(form.instance.key)

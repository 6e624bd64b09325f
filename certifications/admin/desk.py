"""What all admin pages of the catalogue share."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget, RelatedFieldWidgetWrapper
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst

from certifications.admin.forms import CatalogueForm, KnownAutocomplete, PartForm, PartFormSet

FIELDS: Mapping[type[Any], Mapping[str, Any]] = {
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
    models.URLField: {"widget": AdminURLFieldWidget, "assume_scheme": "https"},
}


class _Choices(admin.options.BaseModelAdmin):  # type: ignore[type-arg]
    formfield_overrides = FIELDS

    def formfield_for_foreignkey(
        self, db_field: "models.ForeignKey[Any, Any]", request: HttpRequest, **named: Any
    ) -> "forms.ModelChoiceField[Any] | None":
        if db_field.name in self.get_autocomplete_fields(request):
            named.setdefault("widget", KnownAutocomplete(db_field, self.admin_site, using=named.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **named)


class CatalogueAdmin(_Choices, admin.ModelAdmin):  # type: ignore[type-arg]
    form = CatalogueForm
    list_per_page = 50


class _Part(_Choices, admin.options.InlineModelAdmin):  # type: ignore[type-arg]
    form = PartForm
    formset = PartFormSet
    extra = 0

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **named: Any
    ) -> forms.Field | None:
        """Of the stock four buttons beside each choice only “add” is left: many rows stand side by side."""
        field = super().formfield_for_dbfield(db_field, request, **named)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        return field


class TableOfParts(_Part):
    """Short rows, side by side. The cells have no labels of their own, so each field says its column's."""

    template = "admin/edit_inline/tabular.html"

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest, **named: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **named)
        if field and field.label:
            field.widget.attrs["aria-label"] = capfirst(str(field.label))
        return field


class StackOfParts(_Part):
    """Rows with long texts, one below the other."""

    template = "admin/edit_inline/stacked.html"

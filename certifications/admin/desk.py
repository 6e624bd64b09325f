"""What all admin pages of the catalogue share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget, AdminURLFieldWidget, RelatedFieldWidgetWrapper
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from certifications.admin.deleting import pointers, pointing_at, sentence
from certifications.admin.forms import CatalogueForm, KnownAutocomplete, ListedForm, PartForm, PartFormSet

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

    def get_changelist_form(self, request: HttpRequest, **named: Any) -> "type[forms.ModelForm[Any]]":
        return super().get_changelist_form(request, **{"form": ListedForm, **named})

    def deletion_refusals(self, records: Sequence[Any]) -> list[str]:
        """What stands against deleting these records, a sentence for each that has to stay; empty when all may go."""
        counts = pointing_at(records)
        return [sentence(record, [pointers(counts[record.pk])]) for record in records if record.pk in counts]

    def get_deleted_objects(self, objs: Iterable[Any], request: HttpRequest) -> Any:
        """Refused in words, where the stock page would list every row that points here."""
        records = list(objs)
        if refused := self.deletion_refusals(records):
            return [], {}, set(), refused
        return super().get_deleted_objects(records, request)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except IntegrityError:
            return self._in_use_meanwhile(request)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What an action does, it does whole: its history with it."""
        if request.method != "POST":
            return super().changelist_view(request, extra_context)
        try:
            with transaction.atomic():
                return super().changelist_view(request, extra_context)
        except IntegrityError:
            return self._in_use_meanwhile(request)

    def _in_use_meanwhile(self, request: HttpRequest) -> HttpResponse:
        note = _("Something came to point here meanwhile, so nothing was deleted. Look again what stands against it.")
        self.message_user(request, note, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())


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

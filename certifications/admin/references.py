from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certifications.admin.desk import CatalogueAdmin, StackOfParts
from certifications.admin.fields import CellsField, LinesField, cells_for
from certifications.admin.forms import CatalogueForm, PartForm, PartFormSet
from certifications.models import Reference, ReferenceRow


class ReferenceForm(CatalogueForm):
    columns = LinesField(
        label=_("Columns"),
        help_text=_("One heading on each line, without the heading of the rows. A list or a sequence may have none."),
    )


class RowForm(PartForm):
    cells = CellsField(
        longest=4000,
        rows=4,
        label=_("Cells"),
        help_text=_("One line for each column, in their order. A blank line is an empty cell."),
    )


class RowFormSet(PartFormSet):
    def clean(self) -> None:
        """The number of cells is judged by the columns as they are typed in the same form."""
        for form in self._kept("cells"):
            try:
                form.instance.cells = cells_for(form.cleaned_data.get("cells", []), self.instance.columns)
            except ValidationError as wrong:
                form.add_error("cells", wrong)
        super().clean()


class RowInline(StackOfParts):
    model = ReferenceRow
    form = RowForm
    formset = RowFormSet
    fields = (("title", "key", "position"), "cells", ("certification", "role"))
    autocomplete_fields = ("certification", "role")


@admin.register(Reference)
class ReferenceAdmin(CatalogueAdmin):
    form = ReferenceForm
    list_display = ("title", "kind", "topic", "program", "position", "source")
    list_editable = ("position",)
    list_filter = ("kind", "topic", "program")
    list_select_related = ("program",)
    search_fields = ("title", "slug", "summary")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("program",)
    inlines = (RowInline,)
    fieldsets = (
        (None, {"fields": ("title", "slug", ("kind", "topic"), "program", "position", "summary")}),
        (_("The table's head"), {"fields": ("row_heading", "columns")}),
        (_("Where this was read"), {"fields": ("source",)}),
    )

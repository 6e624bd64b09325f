from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from certifications.admin.desk import CatalogueAdmin
from certifications.admin.forms import CatalogueForm
from certifications.admin.preview import preview
from certifications.admin.renewal_samples import sample_people, sample_table
from certifications.admin.sheets import draft_urls
from certifications.admin.version_moves import person, urls
from certifications.admin.version_parts import PARTS
from certifications.contents import contents_of
from certifications.diff import Content
from certifications.history import record_edit
from certifications.models import CurriculumVersion
from certifications.publishing import cycle_refusals


class VersionForm(CatalogueForm):
    """`refused` is what the rows as a whole did wrong: known only after they were saved, which has been undone since.

    `before` is what the draft said before this form was saved, for the record.
    """

    refused: ValidationError | None = None
    before: Content

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refused:
            self.add_error(None, self.refused)
        return cleaned


@admin.register(CurriculumVersion)
class CurriculumVersionAdmin(CatalogueAdmin):
    """A draft is edited here; what is in review, published or retired is only shown. New drafts start at the certification."""

    form = VersionForm
    refused: ValidationError | None = None
    list_display = ("certification", "number", "state", "created_at", "published_at", "publisher")
    list_filter = ("state", "certification__program", "published_at")
    list_select_related = ("certification", "published_by")
    date_hierarchy = "published_at"
    search_fields = ("certification__name", "certification__slug", "summary")
    ordering = ("certification__name", "-number")
    inlines = PARTS
    readonly_fields = ("certification", "number", "state", "created_at", "published_at", "publisher", "samples")
    fieldsets = (
        (None, {"fields": (("certification", "number", "state"), ("created_at", "published_at", "publisher"))}),
        (_("What its page says"), {"fields": ("summary", "audience", "proves", "preparation")}),
        (
            _("Exam and validity"),
            {
                "fields": (
                    "exam",
                    ("validity_months", "validity_months_max"),
                    "renewal",
                    ("renewal_window_months", "renewal_from", "renewed_by_higher"),
                    "samples",
                    "retake_wait_days",
                )
            },
        ),
    )

    @admin.display(description=_("published by"), ordering="published_by")
    def publisher(self, version: CurriculumVersion) -> str:
        """Without the stock link: most owners may not open accounts."""
        return str(version.published_by or "–")

    @admin.display(description=_("sample people"))
    def samples(self, version: CurriculumVersion) -> str:
        return sample_table(version, timezone.localdate())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CurriculumVersion | None = None) -> bool:
        return not (obj and obj.state != CurriculumVersion.State.DRAFT) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: CurriculumVersion | None = None) -> bool:
        return not (obj and obj.state != CurriculumVersion.State.DRAFT) and super().has_delete_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(preview)
        samples = self.admin_site.admin_view(sample_people)
        own = [
            path("<int:pk>/preview/", view, name="certifications_curriculumversion_preview"),
            path("<int:pk>/samples/", samples, name="certifications_curriculumversion_samples"),
        ]
        return [*own, *urls(self.admin_site), *draft_urls(self.admin_site), *super().get_urls()]

    def get_form(
        self, request: HttpRequest, obj: CurriculumVersion | None = None, change: bool = False, **named: Any
    ) -> "type[forms.ModelForm[Any]]":
        form = super().get_form(request, obj, change, **named)
        return type(form.__name__, (form,), {"refused": self.refused})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A refusal undoes what was saved, and the form comes back as it was typed.

        Shown again by a copy of this object, which lives for one request: the object itself serves all requests.
        """
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as reason:
            again = copy(self)
            again.refused = reason
            return super(CurriculumVersionAdmin, again).changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            if request.method != "POST" or not self.has_change_permission(request):
                raise
            note = _now("This version was handed in or published meanwhile, so nothing was saved.")
            self.message_user(request, note, messages.WARNING)
            return HttpResponseRedirect(request.path)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> CurriculumVersion | None:
        """Whoever saves holds the row, so that a second click or a second owner finds the state as the first left it."""
        version: CurriculumVersion | None = super().get_object(request, object_id, from_field)
        if version and request.method == "POST":
            version.refresh_from_db(from_queryset=CurriculumVersion.objects.select_for_update())
        return version

    def save_model(self, request: HttpRequest, obj: CurriculumVersion, form: Any, change: Any) -> None:
        form.before = contents_of(obj.pk)[obj.pk]
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        if refused := cycle_refusals(form.instance):
            raise ValidationError(refused)
        record_edit(form.instance, before=form.before, by=person(request), now=timezone.now())

    def response_change(self, request: HttpRequest, obj: CurriculumVersion) -> HttpResponse:
        if "_publish" not in request.POST:
            return super().response_change(request, obj)
        return redirect("admin:certifications_curriculumversion_publish", obj.pk)

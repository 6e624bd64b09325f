from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from certifications.admin.desk import CatalogueAdmin
from certifications.admin.forms import CatalogueForm
from certifications.admin.version_parts import PARTS
from certifications.models import CurriculumVersion
from certifications.publishing import cycle_refusals, publish


class VersionForm(CatalogueForm):
    """`refused` is what the rows as a whole did wrong: known only after they were saved, which has been undone since."""

    refused: ValidationError | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refused:
            self.add_error(None, self.refused)
        return cleaned


@admin.register(CurriculumVersion)
class CurriculumVersionAdmin(CatalogueAdmin):
    """A draft is edited here; a published or retired version is only shown. New drafts start at the certification."""

    form = VersionForm
    refused: ValidationError | None = None
    list_display = ("certification", "number", "state", "created_at", "published_at", "publisher")
    list_filter = ("state", "certification__program", "published_at")
    list_select_related = ("certification", "published_by")
    date_hierarchy = "published_at"
    search_fields = ("certification__name", "certification__slug", "summary")
    ordering = ("certification__name", "-number")
    inlines = PARTS
    readonly_fields = ("certification", "number", "state", "created_at", "published_at", "publisher")
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
                    ("renewal_window_months", "retake_wait_days"),
                )
            },
        ),
    )

    @admin.display(description=_("published by"), ordering="published_by")
    def publisher(self, version: CurriculumVersion) -> str:
        """Without the stock link: most owners may not open accounts."""
        return str(version.published_by or "–")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: CurriculumVersion | None = None) -> bool:
        return not (obj and obj.is_frozen) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: CurriculumVersion | None = None) -> bool:
        return not (obj and obj.is_frozen) and super().has_delete_permission(request, obj)

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
        """Saving and publishing stand or fall together: a refusal undoes both, and the form comes back as it was typed.

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
            note = _now("This version was published meanwhile, so nothing was saved. Edit it as a new draft.")
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

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        if "_publish" in request.POST:
            user = request.user
            publish(form.instance, now=timezone.now(), by=user if isinstance(user, AbstractBaseUser) else None)
        elif refused := cycle_refusals(form.instance):
            raise ValidationError(refused)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        changes = super().construct_change_message(request, form, formsets, add)
        published: list[Any] = [{"changed": {"fields": [_now("state: published")]}}]
        return changes + published if "_publish" in request.POST else changes

    def response_change(self, request: HttpRequest, obj: CurriculumVersion) -> HttpResponse:
        if "_publish" not in request.POST:
            return super().response_change(request, obj)
        self.message_user(request, _now("Published. The site shows %s from now on.") % obj, messages.SUCCESS)
        return HttpResponseRedirect(request.path)

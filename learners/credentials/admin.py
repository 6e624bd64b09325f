from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from learners.credentials.exams import ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod, Waiver
from learners.credentials.waivers import WaiverForm
from learners.profiles.models import Learner

EARLIEST_YEAR, LATEST_YEAR = 1950, 2200


class CredentialPeriodForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = CredentialPeriod
        fields = ["valid_from", "valid_until", "revoked_on", "revoked_reason"]
        help_texts = {
            "valid_until": _("The last valid day. Left empty, it is worked out from the certification's validity."),
            "revoked_on": _("The first day on which it is valid no more."),
        }

    def __init__(self, *args: Any, credential: Credential, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.credential = credential

    def clean(self) -> dict[str, Any]:
        """Refuses slips of the finger in years, and fills in the end."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for name in ("valid_from", "valid_until", "revoked_on"):
            day = cleaned.get(name)
            if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
                self.add_error(name, ValidationError(_("Is the year right?")))
        if cleaned.get("valid_from") and "valid_until" in cleaned and not cleaned["valid_until"]:
            cleaned["valid_until"] = self._end_by_rule()
        return cleaned

    def _end_by_rule(self) -> date | None:
        known = self.credential.certification_id is not None
        return self.credential.end_by_rule(self.cleaned_data["valid_from"]) if known else None


class CredentialPeriodFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg]
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """A form of a credential that is not saved yet could not ask its row for the certification."""
        return {**super().get_form_kwargs(index), "credential": self.instance}


class CredentialPeriodInline(admin.TabularInline):  # type: ignore[type-arg]
    model = CredentialPeriod
    form = CredentialPeriodForm
    formset = CredentialPeriodFormSet
    readonly_fields = ["cause", "awarded_on"]
    extra = 0
    min_num = 1

    def get_formset(self, request: HttpRequest, obj: Credential | None = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **kwargs)


@admin.register(Credential)
class CredentialAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["learner", "certification", "created_at"]
    list_filter = ["certification__program"]
    list_select_related = ["learner__user", "certification"]
    search_fields = ["learner__user__email", "learner__user__name", "certification__name"]
    autocomplete_fields = ["learner", "certification"]
    inlines = [CredentialPeriodInline]


@admin.register(ExamAttempt)
class ExamAttemptAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Only read: learners book and record on their own pages, which award the credential too. The note is theirs alone."""

    list_display = ["learner", "certification", "exam_on", "state", "booked_at", "recorded_at"]
    list_filter = ["state", "certification__program"]
    list_select_related = ["learner__user", "certification"]
    search_fields = ["learner__user__email", "learner__user__name", "certification__name"]
    date_hierarchy = "exam_on"
    fields = ("learner", "certification", "exam_on", "state", "booked_at", "recorded_at")
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ExamAttempt | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ExamAttempt | None = None) -> bool:
        """Only with the person whom it is about."""
        at = request.resolver_match.view_name if request.resolver_match else ""
        return "examattempt" not in at and request.user.has_perm("learners.delete_learner")


class WaiverAdminForm(WaiverForm):
    """The learner is named by address: owners need not be able to look through all people."""

    email = forms.EmailField(label=_("learner's e-mail address"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, today=timezone.localdate(), **kwargs)

    def clean_email(self) -> Learner:
        learner = Learner.objects.filter(user__email__iexact=self.cleaned_data["email"]).first()
        if learner is None:
            raise ValidationError(_("Nobody here has this address."))
        return learner


@admin.register(Waiver)
class WaiverAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Owners of the curriculum grant waivers and take them back. None is changed or deleted: they are a record."""

    list_display = ["learner", "certification", "key", "until", "granted_by", "granted_at", "revoked_at"]
    list_filter = ["certification__program", "until"]
    list_select_related = ["learner__user", "certification", "granted_by"]
    search_fields = ["learner__user__email", "certification__name", "reason"]
    actions = ["take_back"]

    @admin.action(description=_("Take back the chosen waivers"))
    def take_back(self, request: HttpRequest, chosen: QuerySet[Waiver]) -> None:
        count = chosen.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
        self.message_user(request, ngettext("%d waiver taken back.", "%d waivers taken back.", count) % count)

    def get_form(self, request: HttpRequest, obj: Waiver | None = None, change: bool = False, **kwargs: Any) -> Any:
        """A waiver that stands is only shown."""
        form = forms.ModelForm if obj else WaiverAdminForm
        return super().get_form(request, obj, change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Waiver | None = None) -> Any:
        what = ["certification", "key", "reason", "until"]
        return [
            (
                None,
                {"fields": ["learner", *what, "granted_by", "granted_at", "revoked_at"] if obj else ["email", *what]},
            )
        ]

    def save_model(self, request: HttpRequest, obj: Waiver, form: Any, change: bool) -> None:
        form.grant(form.cleaned_data["email"], by=request.user, now=timezone.now())

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_owner(request)

    def has_view_permission(self, request: HttpRequest, obj: Waiver | None = None) -> bool:
        return self._is_owner(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_owner(request)

    def has_change_permission(self, request: HttpRequest, obj: Waiver | None = None) -> bool:
        """Of the list alone, for its action."""
        return obj is None and self._is_owner(request)

    def has_delete_permission(self, request: HttpRequest, obj: Waiver | None = None) -> bool:
        """A waiver is never taken from the record; with the person whom it is about, it goes."""
        at = request.resolver_match.view_name if request.resolver_match else ""
        return "waiver" not in at and request.user.has_perm("learners.delete_learner")

    def _is_owner(self, request: HttpRequest) -> bool:
        return request.user.has_perm("certifications.change_curriculumversion")

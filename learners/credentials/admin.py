from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from learners.credentials.models import Credential, CredentialPeriod

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

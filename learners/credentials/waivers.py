"""Granting a waiver: the same form for a curriculum owner and for the manager of a team."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification, Prerequisite
from learners.credentials.models import Waiver
from learners.profiles.models import Learner

LONGEST = timedelta(days=3653)


class WaiverForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Waiver
        fields = ["certification", "key", "reason", "until"]
        widgets = {
            "until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "reason": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "reason": _("It stays on record, and the learner reads it."),
            "certification": _("Those that ask for something."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        asking = Prerequisite.objects.filter(version__current_for__isnull=False).values("version__certification")
        self.fields["certification"].queryset = (  # type: ignore[attr-defined]
            Certification.objects.offered().filter(pk__in=asking).in_study_order()
        )

    def clean_reason(self) -> str:
        reason: str = self.cleaned_data["reason"].strip()
        if not reason:
            raise ValidationError(_("Say why: it stays on record."))
        return reason

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if until < self._today:
            raise ValidationError(_("That day is over. A waiver counts from now on, until a day that you name."))
        if until > self._today + LONGEST:
            raise ValidationError(_("That is more than ten years ahead. Is the year right?"))
        return until

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        certification, key = given.get("certification"), given.get("key", "")
        if certification and key:
            known = Prerequisite.objects.filter(version__current_for=certification)
            keys = sorted(known.values_list("key", flat=True))
            if key not in keys:
                self.add_error(
                    "key",
                    ValidationError(
                        _("It has no prerequisite of that key. It has: %(keys)s."), params={"keys": ", ".join(keys)}
                    ),
                )
        return given

    def grant(self, learner: Learner, *, by: AbstractBaseUser, now: datetime) -> Waiver:
        waiver: Waiver = self.save(commit=False)
        waiver.learner, waiver.granted_by, waiver.granted_at = learner, by, now  # type: ignore[assignment]
        waiver.save()
        return waiver

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from learners.teams.guests.models import GuestLink

LONGEST = timedelta(days=366)
USUAL = timedelta(days=90)


class GuestLinkForm(forms.ModelForm):  # type: ignore[type-arg]
    """`today` is the manager's."""

    class Meta:
        model = GuestLink
        fields = ("label", "ends_on")
        widgets = {"ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "label": _("So that you know it again, e.g. the board."),
            "ends_on": _("The link opens through this day, a year from today at most."),
        }

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["ends_on"] = today + USUAL
        self.today = today

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < self.today:
            raise ValidationError(_("This day is over."))
        if day > self.today + LONGEST:
            raise ValidationError(_("A year from today at most. You can make another link then."))
        return day

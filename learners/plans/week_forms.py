"""What several forms about a plan's hours share: minutes for each weekday, and the days kept free before the exam."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learners.profiles.models import Learner

DAY_MINUTES = 1440
MOST_BUFFER_DAYS = 60


def buffer_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Days kept free before the exam"),
        required=False,
        min_value=0,
        max_value=MOST_BUFFER_DAYS,
        help_text=_("For rest, and for what comes between."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class WeekForm(forms.Form):
    """Minutes for each weekday are fields by the learner's names. `data-slider` puts a slider beside each (static/js/sliders.js)."""

    def add_week(self, minutes: Sequence[int]) -> None:
        for number, (day, initial) in enumerate(zip(Learner.WEEKDAYS, minutes, strict=True)):
            self.fields[day] = forms.IntegerField(
                label=WEEKDAY_NAMES[number],
                required=False,
                min_value=0,
                max_value=DAY_MINUTES,
                initial=initial,
                widget=forms.NumberInput(attrs={"step": 5, "inputmode": "numeric", "data-slider": "240"}),
                error_messages={"max_value": _("A day has 1440 minutes."), "min_value": _("No fewer than 0 minutes.")},
            )

    @property
    def weekday_fields(self) -> list[forms.BoundField]:
        return [self[day] for day in Learner.WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        if not any(day in self.errors for day in Learner.WEEKDAYS) and not any(self.week()):
            self.add_error(Learner.WEEKDAYS[0], _("Give at least one weekday some minutes."))
        return self.cleaned_data

    def week(self) -> tuple[int, ...]:
        return tuple(self.cleaned_data.get(day) or 0 for day in Learner.WEEKDAYS)

    def problems(self) -> list[str]:
        """Each with the name of its field, for a place apart from the fields."""
        return [
            gettext("%(field)s: %(problem)s") % {"field": self.fields[name].label, "problem": problem}
            if name in self.fields
            else str(problem)
            for name, found in self.errors.items()
            for problem in found
        ]

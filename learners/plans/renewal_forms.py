from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learners.plans.forms import DAY_MINUTES
from learners.profiles.models import Learner

USUAL_BUFFER_DAYS, MOST_BUFFER_DAYS = 7, 60


class RenewalForm(forms.Form):
    """The hours of a renewal plan. Minutes for each weekday are fields of the learner, by their names."""

    buffer_days = forms.IntegerField(
        label=_("Days kept free before it lapses"),
        help_text=_("For the exam itself, and for what comes between."),
        min_value=0,
        max_value=MOST_BUFFER_DAYS,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, data: Any = None, *, learner: Learner) -> None:
        super().__init__(data, initial={"buffer_days": USUAL_BUFFER_DAYS})
        self._week = learner.minutes_by_weekday
        for number, (day, minutes) in enumerate(zip(Learner.WEEKDAYS, self._week, strict=True)):
            self.fields[day] = forms.IntegerField(
                label=WEEKDAY_NAMES[number],
                required=False,
                min_value=0,
                max_value=DAY_MINUTES,
                initial=minutes,
                widget=forms.NumberInput(attrs={"step": 5, "inputmode": "numeric"}),
                error_messages={"max_value": _("A day has 1440 minutes."), "min_value": _("No fewer than 0 minutes.")},
            )

    @property
    def weekday_fields(self) -> list[forms.BoundField]:
        return [self[day] for day in Learner.WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        if not any(self.errors.get(day) for day in Learner.WEEKDAYS) and not any(self._minutes()):
            self.add_error(Learner.WEEKDAYS[0], _("Give at least one weekday some minutes."))
        return self.cleaned_data

    def wish(self) -> tuple[tuple[int, ...], int]:
        """Minutes of the week and days of the buffer: as typed, or as they stand at first."""
        if not self.is_bound:
            return self._week, USUAL_BUFFER_DAYS
        return self._minutes(), self.cleaned_data["buffer_days"]

    def problems(self) -> list[str]:
        """Each with the name of its field, for where the form is out of sight."""
        return [
            gettext("%(field)s: %(problem)s") % {"field": self.fields[name].label, "problem": problem}
            if name in self.fields
            else str(problem)
            for name, found in self.errors.items()
            for problem in found
        ]

    def _minutes(self) -> tuple[int, ...]:
        return tuple(self.cleaned_data.get(day) or 0 for day in Learner.WEEKDAYS)

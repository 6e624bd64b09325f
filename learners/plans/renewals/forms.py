from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learners.plans.week_forms import MOST_BUFFER_DAYS, WeekForm
from learners.profiles.models import Learner

USUAL_BUFFER_DAYS = 7


class RenewalForm(WeekForm):
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
        self.add_week(self._week)

    def wish(self) -> tuple[tuple[int, ...], int]:
        """Minutes of the week and days of the buffer: as typed, or as they stand at first."""
        if not self.is_bound:
            return self._week, USUAL_BUFFER_DAYS
        return self.week(), self.cleaned_data["buffer_days"]

"""Forms of what learners write on a task: minutes, links, tasks of their own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from certifications.models import PlanStep
from learners.plans.hands.free_days import AHEAD
from learners.plans.hands.local_days import MOST_A_DAY

MOST_OWN_MINUTES = 6000


def _minutes_field(label: object, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,  # type: ignore[arg-type]
        min_value=1,
        max_value=most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Minutes are a whole number."),
            "required": _("How many minutes?"),
            "max_value": _("%(limit_value)d minutes at most."),
            "min_value": _("One minute at least."),
        },
    )


def _day_field(label: object, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no date. Write it as year-month-day, e.g. 2027-03-14.")},
    )


class MinutesForm(forms.Form):
    """Minutes to add to a day; left empty, to today."""

    minutes = _minutes_field(_("Minutes"), MOST_A_DAY)
    day = _day_field(_("On"), required=False)

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"day": today}, auto_id="time-%s")
        self._today = today

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"] or self._today
        if day > self._today:
            raise forms.ValidationError(_("That day is still ahead."))
        if day < self._today - AHEAD:
            raise forms.ValidationError(_("That is more than two years ago."))
        return day


class EntryForm(forms.Form):
    """The minutes of one day, corrected."""

    minutes = _minutes_field(_("Minutes"), MOST_A_DAY)


class WebAddressField(forms.URLField):
    default_validators = [
        URLValidator(
            schemes=["http", "https"], message=_("This is no web address. It begins with https:// or http://.")
        )
    ]


class LinkForm(forms.Form):
    url = WebAddressField(
        label=_("Address"),
        max_length=500,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
        error_messages={
            "required": _("Which address?"),
            "invalid": _("This is no web address. It begins with https:// or http://."),
        },
    )
    title = forms.CharField(
        label=_("What it shows"), help_text=_("Left empty: the address itself."), max_length=120, required=False
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="link-%s")


class OwnTaskForm(forms.Form):
    title = forms.CharField(label=_("What to do"), max_length=200)
    minutes = _minutes_field(_("Minutes it takes"), MOST_OWN_MINUTES)
    kind = forms.ChoiceField(label=_("Kind"), choices=PlanStep.Kind.choices)


class NewOwnTaskForm(OwnTaskForm):
    """`phases`: (key, title) of the plan's phases."""

    phase = forms.ChoiceField(label=_("Where it belongs"))
    day = _day_field(_("On"), required=True)

    def __init__(self, data: Any = None, *, phases: Sequence[tuple[str, str]], today: date) -> None:
        super().__init__(data, initial={"day": today, "minutes": 30, "phase": phases[-1][0]})
        self._today = today
        self.fields["phase"].choices = list(phases)  # type: ignore[attr-defined]

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day < self._today:
            raise forms.ValidationError(_("That day is past. Choose today or a later one."))
        if day > self._today + AHEAD:
            raise forms.ValidationError(_("That is more than two years ahead."))
        return day

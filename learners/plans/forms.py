from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learners.credentials.eligibility import Eligibility
from learners.credentials.eligibility_words import still_missing
from learners.plans.drafts import Horizon, Wish, usual_horizon
from learners.plans.models import NOTE_LENGTH
from learners.plans.schedule import DateRange
from learners.plans.week_forms import WeekForm, buffer_field
from learners.profiles.models import Learner

PAST = timedelta(days=30)
AHEAD = timedelta(days=731)  # two years, a leap day among them


def date_field(label: object, help_text: object = "") -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no date. Write it as year-month-day, e.g. 2027-03-14.")},
    )


def within_two_years(day: date, today: date) -> date:
    """The day; raises ValidationError."""
    if day > today + AHEAD:
        raise forms.ValidationError(_("That is more than two years ahead."))
    return day


class NewPlanForm(WeekForm):
    """The wish for a plan. Minutes for each weekday are fields of the learner, by their names."""

    horizon = forms.ChoiceField(label=_("How far to go"), widget=forms.RadioSelect)
    start = date_field(_("First day"), _("Left empty: today."))
    exam_date = date_field(_("Exam date"), _("If you have one. Study ends the day before."))
    buffer_days = buffer_field()
    off_first = date_field(_("First day off"))
    off_last = date_field(_("Last day off"), _("Left empty: one day."))
    skip = forms.MultipleChoiceField(label=_("Optional tasks to leave out"), required=False)

    def __init__(
        self, data: Any = None, *, choices: Sequence[Horizon], learner: Learner, today: date, gate: Eligibility
    ) -> None:
        super().__init__(data, initial={"horizon": usual_horizon(choices), "start": today})
        self._today, self._gate = today, gate
        self.fields["horizon"].choices = [(choice.by_day, choice.by_day) for choice in choices]  # type: ignore[attr-defined]
        self.fields["skip"].choices = [(key, key) for choice in choices for key in choice.optional_keys]  # type: ignore[attr-defined]
        self.add_week(learner.minutes_by_weekday)

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"] or self._today
        if start < self._today - PAST:
            raise forms.ValidationError(_("That is more than 30 days ago. Begin with a day from then on."))
        return within_two_years(start, self._today)

    def clean_exam_date(self) -> date | None:
        exam_date: date | None = self.cleaned_data["exam_date"]
        if exam_date is None:
            return None
        if exam_date <= self._today:
            raise forms.ValidationError(_("The exam must lie ahead: tomorrow at the earliest."))
        if not self._gate.is_open:
            raise forms.ValidationError(
                _("The exam is locked until you have: %(missing)s. Leave the date empty to plan without one."),
                params={"missing": still_missing(self._gate)},
            )
        return within_two_years(exam_date, self._today)

    def clean(self) -> dict[str, Any]:
        self._check_exam_after_start()
        self._check_days_off()
        return super().clean()

    def wish(self) -> Wish:
        return Wish(
            horizon_days=int(self.cleaned_data["horizon"]),
            start=self.cleaned_data["start"],
            exam_date=self.cleaned_data["exam_date"],
            weekday_minutes=self.week(),
            day_off=self._day_off(),
            buffer_days=self.cleaned_data["buffer_days"] or 0,
            skip=frozenset(self.cleaned_data["skip"]),
        )

    def initial_wish(self) -> Wish:
        """What an untouched form would ask for."""
        week = tuple(int(self.fields[day].initial) for day in Learner.WEEKDAYS)
        return Wish(int(self.initial["horizon"]), self.initial["start"], None, week)

    def _check_exam_after_start(self) -> None:
        start, exam_date = self.cleaned_data.get("start"), self.cleaned_data.get("exam_date")
        if start and exam_date and exam_date <= start:
            self.add_error("exam_date", _("The exam must come after the first day."))

    def _check_days_off(self) -> None:
        first, last = self.cleaned_data.get("off_first"), self.cleaned_data.get("off_last")
        if last and not first and "off_first" not in self.errors:
            self.add_error("off_first", _("From which day?"))
        elif first and last and last < first:
            self.add_error("off_last", _("The last day must not be before the first."))
        elif first and (last or first) > self._today + AHEAD:
            self.add_error("off_last", _("That is more than two years ahead."))

    def _day_off(self) -> DateRange | None:
        first, last = self.cleaned_data["off_first"], self.cleaned_data["off_last"]
        return (first, last or first) if first else None


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("A note has at most %(limit_value)d characters; this has %(show_value)d.")},
    )
    minutes_spent = forms.IntegerField(
        label=_("Minutes it took"),
        min_value=1,
        max_value=6000,
        required=False,
        error_messages={"invalid": _("Minutes are a whole number.")},
    )

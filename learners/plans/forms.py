from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS as WEEKDAY_NAMES
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from learners.credentials.eligibility import Eligibility
from learners.credentials.eligibility_words import still_missing
from learners.plans.drafts import Horizon, Wish, usual_horizon
from learners.plans.models import NOTE_LENGTH
from learners.plans.schedule import DateRange
from learners.profiles.models import Learner

PAST = timedelta(days=30)
AHEAD = timedelta(days=731)  # two years, a leap day among them
DAY_MINUTES = 1440


def _date_field(label: object, help_text: object = "") -> forms.DateField:
    return forms.DateField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no date. Write it as year-month-day, e.g. 2027-03-14.")},
    )


class NewPlanForm(forms.Form):
    """The wish for a plan. Minutes for each weekday are fields of the learner, by their names."""

    horizon = forms.ChoiceField(label=_("How far to go"), widget=forms.RadioSelect)
    start = _date_field(_("First day"), _("Left empty: today."))
    exam_date = _date_field(_("Exam date"), _("If you have one. Study ends the day before."))
    off_first = _date_field(_("First day off"))
    off_last = _date_field(_("Last day off"))

    def __init__(
        self, data: Any = None, *, choices: Sequence[Horizon], learner: Learner, today: date, gate: Eligibility
    ) -> None:
        super().__init__(data, initial={"horizon": usual_horizon(choices), "start": today})
        self._today, self._gate = today, gate
        self.fields["horizon"].choices = [(choice.by_day, choice.by_day) for choice in choices]  # type: ignore[attr-defined]
        for number, (day, minutes) in enumerate(zip(Learner.WEEKDAYS, learner.minutes_by_weekday, strict=True)):
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

    def clean_start(self) -> date:
        start: date = self.cleaned_data["start"] or self._today
        if start < self._today - PAST:
            raise forms.ValidationError(_("That is more than 30 days ago. Begin with a day from then on."))
        return self._within_two_years(start)

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
        return self._within_two_years(exam_date)

    def clean(self) -> dict[str, Any]:
        self._check_exam_after_start()
        self._check_week()
        self._check_days_off()
        return self.cleaned_data

    def wish(self) -> Wish:
        return Wish(
            horizon_days=int(self.cleaned_data["horizon"]),
            start=self.cleaned_data["start"],
            exam_date=self.cleaned_data["exam_date"],
            weekday_minutes=self._week(),
            day_off=self._day_off(),
        )

    def initial_wish(self) -> Wish:
        """What an untouched form would ask for."""
        week = tuple(int(self.fields[day].initial) for day in Learner.WEEKDAYS)
        return Wish(int(self.initial["horizon"]), self.initial["start"], None, week)

    def _within_two_years(self, day: date) -> date:
        if day > self._today + AHEAD:
            raise forms.ValidationError(_("That is more than two years ahead."))
        return day

    def _check_exam_after_start(self) -> None:
        start, exam_date = self.cleaned_data.get("start"), self.cleaned_data.get("exam_date")
        if start and exam_date and exam_date <= start:
            self.add_error("exam_date", _("The exam must come after the first day."))

    def _check_week(self) -> None:
        if not any(day in self.errors for day in Learner.WEEKDAYS) and not any(self._week()):
            self.add_error("monday", _("Give at least one weekday some minutes."))

    def _check_days_off(self) -> None:
        first, last = self.cleaned_data.get("off_first"), self.cleaned_data.get("off_last")
        if first and not last and "off_last" not in self.errors:
            self.add_error("off_last", _("Until which day?"))
        elif last and not first and "off_first" not in self.errors:
            self.add_error("off_first", _("From which day?"))
        elif first and last and last < first:
            self.add_error("off_last", _("The last day must not be before the first."))
        elif last and last > self._today + AHEAD:
            self.add_error("off_last", _("That is more than two years ahead."))

    def _week(self) -> tuple[int, ...]:
        return tuple(self.cleaned_data.get(day) or 0 for day in Learner.WEEKDAYS)

    def _day_off(self) -> DateRange | None:
        first, last = self.cleaned_data["off_first"], self.cleaned_data["off_last"]
        return (first, last) if first and last else None

    def problems(self) -> list[str]:
        """Each with the name of its field, for a place apart from the fields."""
        return [
            gettext("%(field)s: %(problem)s") % {"field": self.fields[name].label, "problem": problem}
            if name in self.fields
            else str(problem)
            for name, found in self.errors.items()
            for problem in found
        ]


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Your note, seen by you alone"),
        help_text=_("Light Markdown: *emphasis*, **strong**, lists, `code`, [words](https://…)."),
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"max_length": _("A note has at most %(limit_value)d characters; this has %(show_value)d.")},
    )
    add_minutes = forms.IntegerField(
        label=_("Minutes to add for today"),
        min_value=1,
        max_value=DAY_MINUTES,
        required=False,
        error_messages={"invalid": _("Minutes are a whole number.")},
    )

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learners.credentials.eligibility import Eligibility
from learners.credentials.eligibility_words import still_missing
from learners.plans.forms import date_field, within_two_years
from learners.plans.models import StudyPlan
from learners.plans.week_forms import WeekForm, buffer_field


class PlanSettingsForm(WeekForm):
    """Exam date, buffer and hours of a plan that runs. `booked` is the day of a booked exam, which decides the date."""

    exam_date = date_field(_("Exam date"), _("Left empty: no date. Study ends the day before."))
    buffer_days = buffer_field()

    def __init__(
        self, data: Any = None, *, plan: StudyPlan, today: date, gate: Eligibility, booked: date | None = None
    ) -> None:
        super().__init__(data, initial={"exam_date": plan.exam_date, "buffer_days": plan.buffer_days})
        self._plan, self._today, self._gate = plan, today, gate
        self.add_week(plan.minutes_by_weekday)
        if booked:
            self.fields["exam_date"].disabled = True
            self.fields["exam_date"].help_text = _("The exam is booked for that day: change it where it was booked.")

    def clean_exam_date(self) -> date | None:
        exam_date: date | None = self.cleaned_data["exam_date"]
        if exam_date is None or exam_date == self._plan.exam_date:
            return exam_date
        if exam_date <= self._today:
            raise forms.ValidationError(_("The exam must lie ahead: tomorrow at the earliest."))
        if not self._gate.is_open:
            raise forms.ValidationError(
                _("The exam is locked until you have: %(missing)s."), params={"missing": still_missing(self._gate)}
            )
        if exam_date <= self._plan.start:
            raise forms.ValidationError(_("The exam must come after the first day."))
        return within_two_years(exam_date, self._today)

    def put_on(self, plan: StudyPlan) -> list[str]:
        """The values on the plan, unsaved; answers which fields they are."""
        plan.exam_date = self.cleaned_data["exam_date"]
        plan.buffer_days = self.cleaned_data["buffer_days"] or 0
        for day, minutes in zip(StudyPlan.WEEKDAYS, self.week(), strict=True):
            setattr(plan, day, minutes)
        return ["exam_date", "buffer_days", *StudyPlan.WEEKDAYS]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        exam, buffer = given.get("exam_date"), given.get("buffer_days") or 0
        if exam and (exam - self._today).days <= buffer:
            self.add_error("buffer_days", _("That leaves no day to study before the exam."))
        return given

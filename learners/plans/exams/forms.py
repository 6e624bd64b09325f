from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from learners.credentials.exams import ExamAttempt
from learners.plans.exams.exams import PhaseChoice

NOTE_LENGTH = 500


class ExamDateForm(forms.Form):
    """Whether the day may be booked is asked where it is written, so that nothing comes in between."""

    exam_on = forms.DateField(
        label=_("Exam day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("On which day?"),
            "invalid": _("This is no date. Write it as year-month-day, e.g. 2027-03-14."),
        },
    )

    def __init__(self, data: Any = None, *, first: date, initial: date | None = None) -> None:
        super().__init__(data, initial={"exam_on": initial})
        self.fields["exam_on"].widget.attrs["min"] = first.isoformat()


class ResultForm(forms.Form):
    result = forms.ChoiceField(
        label=_("How did it go?"),
        choices=[(ExamAttempt.State.PASSED, _("I passed")), (ExamAttempt.State.FAILED, _("Not this time"))],
        error_messages={"required": _("Choose one of the two.")},
    )
    weak_phases = forms.MultipleChoiceField(label=_("What was weak"), required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=NOTE_LENGTH,
        required=False,
        error_messages={"max_length": _("A note has at most %(limit_value)d characters; this has %(show_value)d.")},
    )

    def __init__(self, data: Any = None, *, phases: Sequence[PhaseChoice]) -> None:
        super().__init__(data)
        self.fields["weak_phases"].choices = phases  # type: ignore[attr-defined]

    @property
    def has_passed(self) -> bool:
        return bool(self.cleaned_data["result"] == ExamAttempt.State.PASSED)

    @property
    def ticked(self) -> list[str]:
        """The phases that are ticked in the form as it stands."""
        return self["weak_phases"].value() or []

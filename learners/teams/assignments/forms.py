from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification
from learners.plans.drafts import plannable
from learners.plans.forms import AHEAD, date_field
from learners.plans.words import worded
from learners.teams.assignments.models import WORDS_LENGTH, Assignment
from learners.teams.assignments.writes import Wanted

CHAIN_AHEAD = timedelta(days=1827)  # five years


def words_field(label: object, *, required: bool = False, help_text: object = "") -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]
        help_text=help_text,  # type: ignore[arg-type]
        max_length=WORDS_LENGTH,
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": _("At most %(limit_value)d characters; this has %(show_value)d.")},
    )


def required_day(label: object, help_text: object = "") -> forms.DateField:
    field = date_field(label, help_text)
    field.required = True
    field.error_messages["required"] = _("Name a day.")
    return field


def day_ahead(day: date, today: date, *, is_chain: bool) -> date:
    """The day; raises ValidationError. A plan reaches two years ahead, a chain of them five."""
    if day <= today:
        raise forms.ValidationError(_("The date must lie ahead: tomorrow at the earliest."))
    if day > today + (CHAIN_AHEAD if is_chain else AHEAD):
        raise forms.ValidationError(
            _("That is more than five years ahead.") if is_chain else _("That is more than two years ahead.")
        )
    return day


class WantedForm(forms.Form):
    """What is to be assigned, and by when. Nothing is written by it."""

    certification = forms.CharField(
        label=_("Certification"),
        max_length=200,
        help_text=_("Type a part of its name. Those with a study plan can be assigned."),
        widget=forms.TextInput(attrs={"list": "certifications", "autocomplete": "off"}),
        error_messages={"required": _("Name a certification.")},
    )
    chain = forms.BooleanField(
        label=_("With all that lies before it"),
        required=False,
        help_text=_("Whoever accepts gets it as their goal, with a plan for each step."),
    )
    due = required_day(_("Due"), _("Its exam is on that day at the latest."))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data)
        self._today = today

    def clean_certification(self) -> Certification:
        """By its address name or its name; a part of the name where only one has it."""
        typed = " ".join(self.cleaned_data["certification"].split())
        exact = list(plannable().filter(Q(slug=typed) | Q(name__iexact=typed))[:2])
        found = exact or list(plannable().filter(name__icontains=typed)[:2])
        if not found:
            raise forms.ValidationError(_("No certification of that name has a study plan. Choose one from the list."))
        if len(found) > 1:
            raise forms.ValidationError(_("Several have that in their name. Choose one from the list."))
        return found[0]

    def clean(self) -> dict[str, Any]:
        due = self.cleaned_data.get("due")
        if due:
            try:
                day_ahead(due, self._today, is_chain=self.cleaned_data.get("chain", False))
            except forms.ValidationError as problem:
                self.add_error("due", problem)
        return self.cleaned_data

    def wanted(self) -> Wanted:
        return Wanted(self.cleaned_data["certification"], self.cleaned_data["chain"], self.cleaned_data["due"])


class NoteForm(forms.Form):
    note = words_field(_("A note to them"), help_text=_("Each reads it beside what is asked. It stays on record."))


class OtherDateForm(forms.Form):
    """The learner's counter-proposal, or the extension asked for later."""

    other_due = required_day(_("The date that you propose"))
    why = words_field(_("Why, if you like"))

    def __init__(self, data: Any = None, *, assignment: Assignment, today: date, fitting: date | None = None) -> None:
        super().__init__(data, initial={"other_due": fitting})
        self._assignment, self._today = assignment, today

    def clean_other_due(self) -> date:
        day: date = self.cleaned_data["other_due"]
        if day == self._assignment.due:
            raise forms.ValidationError(_("That is the date already. Accept it, or name another."))
        if day == self._assignment.asked_due:
            raise forms.ValidationError(
                _("You have asked for %(day)s already."), params={"day": worded(day, "DATE_FORMAT")}
            )
        return day_ahead(day, self._today, is_chain=self._assignment.is_chain)


class DeclineForm(forms.Form):
    reason = words_field(
        _("Why you decline"), required=True, help_text=_("Your manager reads it, and it stays on record.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["reason"].error_messages["required"] = _("Say why: your manager reads it.")


class AnswerForm(forms.Form):
    """What a manager says when they keep a date or withdraw."""

    words = words_field(_("A word about it, if you like"))

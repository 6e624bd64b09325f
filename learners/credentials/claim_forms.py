"""The form by which a learner hands in a credential earned elsewhere."""

from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from certifications.models import Certification
from learners.credentials.claims import on_record
from learners.credentials.evidence_forms import EvidenceField, what_is_taken
from learners.credentials.exams import CredentialClaim
from learners.credentials.models import Credential
from learners.profiles.models import Learner

EARLIEST_YEAR, LATEST_YEAR = 1990, 2200
Choices = list[tuple[str, object]]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClaimForm(forms.ModelForm):  # type: ignore[type-arg]
    evidence = EvidenceField(
        label=_("Evidence"), error_messages={"required": _("Choose at least one file that shows it.")}
    )

    class Meta:
        model = CredentialClaim
        fields = ["certification", "valid_from", "valid_until", "note"]
        widgets = {"valid_from": DayInput(), "valid_until": DayInput(), "note": forms.Textarea(attrs={"rows": 2})}
        labels = {"note": _("Anything the reviewer should know"), "valid_from": _("Valid from")}
        help_texts = {
            "valid_from": _("The day on which you earned it."),
            "valid_until": _("The last valid day."),
        }

    def __init__(self, *args: Any, learner: Learner, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.instance.learner = learner
        offered = Certification.objects.offered().select_related("program", "current_version").in_study_order()
        field = self.fields["certification"]
        field.queryset = offered  # type: ignore[attr-defined]
        field.choices = by_program(offered)  # type: ignore[attr-defined]
        self.fields["evidence"].help_text = what_is_taken()

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day.year < EARLIEST_YEAR:
            raise ValidationError(_("Is the year right?"))
        if day > self._today:
            raise ValidationError(_("That day is still to come. Hand it in once you hold it."))
        return day

    def clean_valid_until(self) -> date | None:
        day: date | None = self.cleaned_data["valid_until"]
        if day and not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValidationError(_("Is the year right?"))
        return day

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        certification, start, end = (given.get(name) for name in ("certification", "valid_from", "valid_until"))
        if certification and start and not end and "valid_until" in given:
            given["valid_until"] = end_by_rule(certification, start)
        if start and end and end < start:
            self.add_error("valid_until", ValidationError(_("A credential must not end before it begins.")))
        if certification:
            self._refuse_what_is_here(certification, start)
        return given

    def _refuse_what_is_here(self, certification: Certification, start: date | None) -> None:
        mine = CredentialClaim.objects.visible_to(self.instance.learner).waiting()
        if mine.filter(certification=certification).exists():
            text = _("One for this certification waits for review already. Withdraw it if it is wrong.")
            self.add_error("certification", ValidationError(text))
        elif start and on_record(
            CredentialClaim(learner=self.instance.learner, certification=certification, valid_from=start)
        ):
            self.add_error("valid_from", ValidationError(_("You hold this credential from that day on already.")))

    def validate_constraints(self) -> None:
        """Said at the fields by `clean`; the database has the last word in `claims.hand_in`."""


def by_program(certifications: Any) -> Choices:
    """One query: the choices of a select, under the names of their programmes."""
    grouped = groupby(certifications, key=lambda one: one.program.name)
    return [("", "---------"), *((name, [(one.pk, one.name) for one in ones]) for name, ones in grouped)]


def end_by_rule(certification: Certification, start: date) -> date | None:
    return Credential(certification=certification).end_by_rule(start)

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certifications.models import Certification
from learners.teams.coverage.models import MOST_PEOPLE, CoverageTarget
from learners.teams.models import Team

PROGRAM, CERTIFICATION = "program", "certification"


class TargetForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is asked for is one choice of a programme or a certification, `kind-pk`."""

    what = forms.ChoiceField(label=gettext_lazy("What"))

    class Meta:
        model = CoverageTarget
        fields = ["level", "least"]
        widgets = {"least": forms.NumberInput(attrs={"min": 1, "max": MOST_PEOPLE, "inputmode": "numeric"})}

    field_order = ["what", "level", "least"]

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.team = team
        self.fields["what"].choices = _choices(  # type: ignore[attr-defined]
            Certification.objects.offered().select_related("program").in_study_order()
        )
        self.fields["what"].initial = _value(self.instance)

    def clean_least(self) -> int:
        least: int = self.cleaned_data["least"]
        if least > MOST_PEOPLE:
            raise ValidationError(_("That is more than %(most)d people.") % {"most": MOST_PEOPLE})
        return least

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        kind, _dash, pk = given.get("what", "").partition("-")
        if not pk:
            return given
        if kind == CERTIFICATION and given.get("level"):
            self.add_error("level", _("A level goes with a programme; a certification has its own."))
            return given
        self.instance.certification_id = int(pk) if kind == CERTIFICATION else None
        self.instance.program_id = int(pk) if kind == PROGRAM else None
        self.instance.level = given.get("level")
        self._say_where_there_is_one_already()
        return given

    def _say_where_there_is_one_already(self) -> None:
        try:
            self.instance.validate_constraints(exclude={"least"})
        except ValidationError as error:
            self.add_error("what", error.messages)


def _choices(certifications: Iterable[Certification]) -> list[Any]:
    """Under the name of each programme: any of it, then each of it."""
    grouped = groupby(certifications, key=lambda one: one.program)
    return [
        ("", "---------"),
        *(
            (
                program.name,
                [
                    (f"{PROGRAM}-{program.pk}", _("Any certification of %(program)s") % {"program": program.name}),
                    *((f"{CERTIFICATION}-{one.pk}", one.name) for one in ones),
                ],
            )
            for program, ones in grouped
        ),
    ]


def _value(target: CoverageTarget) -> str:
    if target.certification_id:
        return f"{CERTIFICATION}-{target.certification_id}"
    return f"{PROGRAM}-{target.program_id}" if target.program_id else ""

"""What the address of a team's page asks for. What it can't mean is left out, and said at the field."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from learners.plans.status import Code
from learners.plans.words import WORDS
from learners.teams.people.people import ORDER, Filters, Sort

MOST_DAYS = 730
SORTS = {
    Sort.STATUS: _("who needs help first"),
    Sort.NAME: _("name"),
    Sort.EXAM: _("next exam"),
    Sort.DUE: _("next due"),
    Sort.DONE: _("most done"),
}


class FilterForm(forms.Form):
    name = forms.CharField(label=_("Name"), required=False, max_length=120)
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    certification = forms.TypedChoiceField(label=_("Certification"), required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(label=_("Status"), required=False)
    at_risk = forms.BooleanField(label=_("At risk or behind"), required=False)
    exam_within = forms.IntegerField(label=_("Exam within days"), required=False, min_value=0, max_value=MOST_DAYS)
    expiring_within = forms.IntegerField(
        label=_("Credential ends within days"), required=False, min_value=0, max_value=MOST_DAYS
    )
    sort = forms.ChoiceField(label=_("Sorted by"), required=False, choices=list(SORTS.items()))

    def __init__(self, data: QueryDict, *, teams: Mapping[int, str], certifications: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        self.teams, self.certifications = tuple(teams.items()), tuple(certifications)
        shown = [(code.value, WORDS[code]) for code in ORDER if code != Code.LEFT]
        self._choose("team", teams.items(), _("all"))
        self._choose("certification", self.certifications, _("all"))
        self._choose("status", shown, _("all"))

    def _choose(self, name: str, choices: Iterable[tuple[Any, Any]], empty: Any) -> None:
        self.fields[name].choices = [("", empty), *choices]  # type: ignore[attr-defined]

    @property
    def facts(self) -> tuple[object, ...]:
        """All that the form's picture is made from."""
        given = tuple((name, self.data.get(name)) for name in self.fields)
        return given, self.teams, self.certifications

    @property
    def asked(self) -> tuple[Filters, Sort]:
        """What is wrong is not asked for; the rest is."""
        self.is_valid()
        values = {name: self.cleaned_data.get(name) for name in Filters.__dataclass_fields__}
        given = {name: value for name, value in values.items() if value not in {None, ""}}
        return Filters(**given), Sort(self.cleaned_data.get("sort") or Sort.STATUS)

"""What learners bring: the skills and the years of experience that they state. Their word counts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from certifications.models import Prerequisite, Skill
from learners.profiles.models import Experience, Learner, SkillStatement


class BackgroundForm(forms.Form):
    """Years are asked for by the labels that the catalogue asks by, and all in all. An empty field states nothing."""

    skills = forms.MultipleChoiceField(label=_("Skills you have"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, learner: Learner) -> None:
        super().__init__(data)
        self._learner = learner
        self._stated = set(learner.skill_statements.values_list("skill_id", flat=True))
        self._years = dict(learner.experience.values_list("label", "years"))
        self.fields["skills"].choices = _skill_choices()  # type: ignore[attr-defined]
        self.initial["skills"] = [str(pk) for pk in self._stated]
        self._labels = {f"years_{number}": label for number, label in enumerate(_labels(self._years))}
        for name, label in self._labels.items():
            self.fields[name] = forms.DecimalField(
                label=label or gettext("All in all"),
                required=False,
                min_value=Decimal("0.1"),
                max_value=Decimal(60),
                decimal_places=1,
                initial=self._years.get(label),
                error_messages={
                    "invalid": _("Write the years as a number, e.g. 2.5."),
                    "min_value": _("Leave it empty where you have none."),
                    "max_value": _("Sixty years at most."),
                },
            )

    @property
    def years_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._labels]

    @transaction.atomic
    def save(self) -> None:
        skills = {int(pk) for pk in self.cleaned_data["skills"]}
        self._learner.skill_statements.exclude(skill__in=skills).delete()
        SkillStatement.objects.bulk_create(
            (SkillStatement(learner=self._learner, skill_id=pk) for pk in sorted(skills - self._stated)),
            ignore_conflicts=True,
        )
        years = {label: self.cleaned_data[name] for name, label in self._labels.items() if self.cleaned_data[name]}
        self._learner.experience.exclude(label__in=years).delete()
        Experience.objects.bulk_create(
            (Experience(learner=self._learner, label=label, years=value) for label, value in years.items()),
            update_conflicts=True,
            unique_fields=["learner", "label"],
            update_fields=["years"],
        )


def _skill_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """First those that some certification asks for."""
    asked = set(Prerequisite.objects.filter(version__current_for__archived=False).values_list("skill_id", flat=True))
    skills = list(Skill.objects.order_by("name").values_list("pk", "name"))
    groups = (
        (gettext("Asked for by a certification"), [(str(pk), name) for pk, name in skills if pk in asked]),
        (gettext("Others"), [(str(pk), name) for pk, name in skills if pk not in asked]),
    )
    return [(heading, choices) for heading, choices in groups if choices]


def _labels(stated: dict[str, Decimal]) -> list[str]:
    asked = Prerequisite.objects.filter(version__current_for__archived=False, kind=Prerequisite.Kind.EXPERIENCE)
    return sorted({"", *stated, *asked.values_list("label", flat=True)}, key=str.casefold)

"""The rows of a curriculum version, as they are edited inside its draft."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from certifications.admin.desk import StackOfParts, TableOfParts
from certifications.admin.forms import PartFormSet
from certifications.models import (
    CommonMistake,
    FaqEntry,
    NextStep,
    PlanPhase,
    PlanStep,
    PracticeProject,
    Prerequisite,
    SkillTaught,
)


class PhaseFormSet(PartFormSet):
    def clean(self) -> None:
        """A phase takes its steps with it when it goes, and an owner should not lose an hour's work to one tick."""
        super().clean()
        leaving = [form.instance for form in self.initial_forms if self.leaves(form)]
        for phase in leaving:
            if phase.steps.exists():
                raise ValidationError(
                    _("“%s” still has steps. Move them to another phase or delete them, save, then delete the phase.")
                    % phase.title
                )


class StepFormSet(PartFormSet):
    """Steps choose among the phases of their own version, read once for all rows."""

    @cached_property
    def phase_choices(self) -> list[tuple[Any, str]]:
        phases = PlanPhase.objects.filter(version=self.instance.pk)
        return [("", "---------"), *((phase.pk, phase.title) for phase in phases)]

    def add_fields(self, form: "forms.ModelForm[Any]", index: int | None) -> None:
        super().add_fields(form, index)
        phase = form.fields.get("phase")
        if isinstance(phase, forms.ModelChoiceField):
            phase.queryset = PlanPhase.objects.filter(version=self.instance.pk)
            phase.choices = self.phase_choices


class PrerequisiteInline(StackOfParts):
    model = Prerequisite
    fields = (
        ("kind", "strength"),
        ("certification", "skill", "years"),
        "label",
        ("group", "group_minimum"),
        ("key", "position"),
    )
    autocomplete_fields = ("certification", "skill")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Prerequisite]:
        return super().get_queryset(request).select_related("certification", "skill")


class SkillInline(TableOfParts):
    model = SkillTaught
    fields = ("skill", "position")
    autocomplete_fields = ("skill",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[SkillTaught]:
        return super().get_queryset(request).select_related("skill")


class ProjectInline(StackOfParts):
    model = PracticeProject
    fields = ("title", "summary", ("key", "position"))
    classes = ("collapse",)


class MistakeInline(StackOfParts):
    model = CommonMistake
    fields = ("title", "advice", ("key", "position"))
    classes = ("collapse",)


class NextStepInline(TableOfParts):
    model = NextStep
    fields = ("direction", "label", "certification", "key", "position")
    autocomplete_fields = ("certification",)
    classes = ("collapse",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[NextStep]:
        return super().get_queryset(request).select_related("certification")


class FaqInline(StackOfParts):
    model = FaqEntry
    fields = ("question", "answer", ("key", "position"))
    classes = ("collapse",)


class PhaseInline(TableOfParts):
    model = PlanPhase
    formset = PhaseFormSet
    fields = ("title", "by_day", "summary", "key", "position")


class StepInline(TableOfParts):
    model = PlanStep
    formset = StepFormSet
    fields = ("phase", "position", "title", "minutes", "kind", "optional", "skill", "detail", "key")
    autocomplete_fields = ("skill",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlanStep]:
        return super().get_queryset(request).select_related("phase", "skill")


PARTS = (
    PrerequisiteInline,
    SkillInline,
    PhaseInline,
    StepInline,
    ProjectInline,
    MistakeInline,
    NextStepInline,
    FaqInline,
)

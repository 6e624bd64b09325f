"""What waits for a curriculum owner, for the top of the admin's index."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certifications.models import (
    Certification,
    CurriculumVersion,
    GlossaryTerm,
    LearningPath,
    Program,
    Role,
    Skill,
)
from certifications.publishing import OPEN_STATES

SHOWN = 10
COUNTED: tuple[tuple[str | Promise, type[Model]], ...] = (
    (_("certifications"), Certification),
    (_("programmes"), Program),
    (_("skills"), Skill),
    (_("learning paths"), LearningPath),
    (_("roles"), Role),
    (_("glossary terms"), GlossaryTerm),
)


@dataclass(frozen=True)
class Number:
    label: str | Promise
    changelist: str
    count: int


def drafts_waiting() -> QuerySet[CurriculumVersion]:
    """The longest waiting first."""
    waiting = CurriculumVersion.objects.filter(state__in=OPEN_STATES)
    return waiting.select_related("certification", "created_by").order_by("created_at")


def without_a_guide() -> QuerySet[Certification]:
    """Nobody sees these yet, and no draft stands for them in the list above."""
    unpublished = Certification.objects.filter(current_version=None, archived=False)
    return unpublished.exclude(versions__state__in=OPEN_STATES).select_related("program").in_study_order()


def numbers() -> list[Number]:
    return [
        Number(label, f"admin:certifications_{model._meta.model_name}_changelist", model._default_manager.count())
        for label, model in COUNTED
    ]

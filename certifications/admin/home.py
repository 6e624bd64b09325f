"""What waits for a curriculum owner, for the top of the admin's index."""

from dataclasses import dataclass

from django.db.models import Model, OuterRef, QuerySet, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from certifications.findings import Shown, lint_catalogue, shown
from certifications.models import (
    Certification,
    CurriculumVersion,
    GlossaryTerm,
    LearningPath,
    Program,
    Role,
    Skill,
    VersionEvent,
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
    return _waiting(CurriculumVersion.State.DRAFT)


def reviews_waiting() -> QuerySet[CurriculumVersion]:
    """With `handed_in_at` and `handed_in_by`: a version can be handed in more than once, the last time counts."""
    last = VersionEvent.objects.filter(version=OuterRef("pk"), kind=VersionEvent.Kind.HANDED_IN).order_by("-pk")
    return _waiting(CurriculumVersion.State.IN_REVIEW).annotate(
        handed_in_at=Subquery(last.values("at")[:1]), handed_in_by=Subquery(last.values("by__name")[:1])
    )


def _waiting(state: CurriculumVersion.State) -> QuerySet[CurriculumVersion]:
    waiting = CurriculumVersion.objects.filter(state=state)
    return waiting.select_related("certification", "created_by").order_by("created_at")


def findings() -> tuple[list[Shown], int]:
    """The first of what the lint finds on the site, and how many more there are."""
    found = lint_catalogue()
    return shown(found[:SHOWN]), max(len(found) - SHOWN, 0)


def without_a_guide() -> QuerySet[Certification]:
    """Nobody sees these yet, and no draft stands for them in the list above."""
    unpublished = Certification.objects.filter(current_version=None, archived=False)
    return unpublished.exclude(versions__state__in=OPEN_STATES).select_related("program").in_study_order()


def numbers() -> list[Number]:
    return [
        Number(label, f"admin:certifications_{model._meta.model_name}_changelist", model._default_manager.count())
        for label, model in COUNTED
    ]

"""Writes that move a curriculum version through its states. Nothing else changes `state` or `current_version`."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from certifications.findings import in_words, lint_version
from certifications.graph import find_cycle
from certifications.models import (
    Certification,
    CommonMistake,
    CurriculumVersion,
    FaqEntry,
    NextStep,
    PlanPhase,
    PlanStep,
    PracticeProject,
    Prerequisite,
    SkillTaught,
)

State = CurriculumVersion.State
Row = TypeVar("Row", Prerequisite, SkillTaught, PracticeProject, CommonMistake, NextStep, FaqEntry, PlanPhase, PlanStep)
OPEN_STATES = (State.DRAFT, State.IN_REVIEW)
PUBLISHING_LOCK = 0x43A1  # any number that nothing else of ours locks


@transaction.atomic
def publish(version: CurriculumVersion, *, now: datetime, by: AbstractBaseUser | None = None) -> None:
    """Makes a draft the current version; the one before it is retired. From here on its rows are frozen.

    Raises ValidationError with every reason against it; then nothing has changed.
    """
    wait_for_other_publishers()
    # What was read before the wait may be out of date, and a second click must not publish twice.
    version.state = CurriculumVersion.objects.select_for_update().values_list("state", flat=True).get(pk=version.pk)
    if refused := refusals(version):
        raise ValidationError(refused)
    make_current(version, now=now, by=by)


@transaction.atomic
def make_current(version: CurriculumVersion, *, now: datetime, by: AbstractBaseUser | None = None) -> None:
    """The move itself, without `refusals`."""
    certification = version.certification
    certification.versions.filter(state=State.PUBLISHED).update(state=State.RETIRED)
    version.state, version.published_at, version.published_by = State.PUBLISHED, now, by  # type: ignore[assignment]
    version.save(update_fields=["state", "published_at", "published_by"])
    certification.current_version = version
    certification.save(update_fields=["current_version"])


@transaction.atomic
def publish_loaded(*, now: datetime) -> None:
    """The same move for every version that a load has just written, in three statements, whatever their number."""
    loading = CurriculumVersion.objects.filter(state=State.LOADING)
    before = CurriculumVersion.objects.filter(state=State.PUBLISHED, certification__in=loading.values("certification"))
    before.update(state=State.RETIRED)
    own = loading.filter(certification=models.OuterRef("pk")).values("pk")
    Certification.objects.filter(pk__in=loading.values("certification")).update(current_version=models.Subquery(own))
    loading.update(state=State.PUBLISHED, published_at=now)


@transaction.atomic
def start_draft(certification: Certification, *, by: AbstractBaseUser | None = None) -> CurriculumVersion:
    """The open draft of a certification; where there is none, a new one with all that the current version says.

    A draft made here has an empty `content_hash`: it came from no file, so it equals none. Were the hash copied, an edited
    draft would pass for the file it once came from.
    """
    Certification.objects.select_for_update().get(pk=certification.pk)
    if draft := certification.versions.filter(state__in=OPEN_STATES).first():
        return draft
    number = (certification.versions.aggregate(last=models.Max("number"))["last"] or 0) + 1
    source = CurriculumVersion.objects.filter(current_for=certification).first()
    if source is None:
        return CurriculumVersion.objects.create(certification=certification, number=number, created_by=by)  # type: ignore[misc]
    return _copy(source, number=number, by=by)


def refusals(version: CurriculumVersion) -> list[str]:
    """Why this version can't be published, in words for the owner; empty when it can."""
    if version.is_frozen:
        return [_("This version is published already. Edit it as a new draft.")]
    return [in_words(finding) for finding in lint_version(version) if finding.is_error]


def cycle_refusals(version: CurriculumVersion) -> list[str]:
    """The circle that this version's prerequisites would close with all current versions, named by its path."""
    circle = find_cycle(prerequisite_edges(version))
    if circle is None:
        return []
    names = Certification.objects.in_bulk(circle)
    path = " → ".join(names[pk].name for pk in circle)
    return [_("The prerequisites go round in a circle: %(path)s. Take one of them away.") % {"path": path}]


def prerequisite_edges(version: CurriculumVersion) -> Iterable[tuple[int, int]]:
    """One query: (certification, what it asks for), of every current version but with `version` in its own one's place."""
    counted = models.Q(version__current_for__isnull=False) & ~models.Q(version__certification=version.certification_id)
    return (
        Prerequisite.objects.filter(counted | models.Q(version=version), certification__isnull=False)
        .order_by("version__certification_id", "position")
        .values_list("version__certification_id", "certification_id")
    )


def wait_for_other_publishers() -> None:
    """Two owners who publish at once could close a circle that neither of them sees. On SQLite writers queue anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [PUBLISHING_LOCK])


def _copy(source: CurriculumVersion, *, number: int, by: AbstractBaseUser | None) -> CurriculumVersion:
    draft = CurriculumVersion.objects.get(pk=source.pk)
    draft.pk, draft._state.adding = None, True
    draft.number, draft.state, draft.content_hash = number, State.DRAFT, ""
    draft.created_by, draft.published_at, draft.published_by = by, None, None  # type: ignore[assignment]
    draft.save(force_insert=True)
    Prerequisite.objects.bulk_create(_copied(source.prerequisites.all(), draft))
    SkillTaught.objects.bulk_create(_copied(source.skills_taught.all(), draft))
    PracticeProject.objects.bulk_create(_copied(source.projects.all(), draft))
    CommonMistake.objects.bulk_create(_copied(source.mistakes.all(), draft))
    NextStep.objects.bulk_create(_copied(source.next_steps.all(), draft))
    FaqEntry.objects.bulk_create(_copied(source.faq.all(), draft))
    phases = {phase.key: phase for phase in PlanPhase.objects.bulk_create(_copied(source.phases.all(), draft))}
    steps = _copied(source.steps.select_related("phase"), draft)
    for step in steps:
        step.phase = phases[step.phase.key]
    PlanStep.objects.bulk_create(steps)
    return draft


def _copied(rows: models.QuerySet[Row], draft: CurriculumVersion) -> list[Row]:
    copies = list(rows)
    for copy in copies:
        copy.pk, copy.version = None, draft
    return copies

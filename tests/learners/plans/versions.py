"""Newer versions for tests: what an owner would do to a curriculum, in one call."""

from collections.abc import Mapping

from certifications.models import Certification, CurriculumVersion, PlanStep
from certifications.publishing import make_current, start_draft
from tests.factories import NOON


def next_version(
    certification: Certification,
    *,
    add: Mapping[str, tuple[str, int]] | None = None,
    drop: tuple[str, ...] = (),
    retime: Mapping[str, int] | None = None,
    rename: Mapping[str, str] | None = None,
    published: bool = True,
) -> CurriculumVersion:
    """`add`: by key of the step, the key of its phase and its minutes."""
    certification.refresh_from_db()
    draft = start_draft(certification)
    draft.steps.filter(key__in=drop).delete()
    for key, minutes in (retime or {}).items():
        draft.steps.filter(key=key).update(minutes=minutes)
    for key, title in (rename or {}).items():
        draft.steps.filter(key=key).update(title=title)
    for key, (phase, minutes) in (add or {}).items():
        PlanStep.objects.create(
            version=draft, phase=draft.phases.get(key=phase), key=key, title=f"New: {key}", minutes=minutes, position=90
        )
    if published:
        make_current(draft, now=NOON)
        certification.refresh_from_db()
    return draft

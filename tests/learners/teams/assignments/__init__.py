"""What the tests of assignments share."""

from datetime import date
from typing import Any

from certifications.models import Certification, PlanPhase, PlanStep
from certifications.publishing import make_current
from learners.teams.assignments.models import Assignment
from learners.teams.models import Membership
from tests.factories import NOON, make_certification, make_guided


def make_assignment(membership: Membership, certification: Certification | None = None, **fields: Any) -> Assignment:
    fields.setdefault("due", date(2026, 6, 1))
    fields.setdefault("created_at", NOON)
    return Assignment.objects.create(membership=membership, certification=certification or make_guided(), **fields)


def make_above(slug: str, below: Certification) -> Certification:
    """Twenty hours of study, and an exam that asks for `below`."""
    certification = make_certification(slug, published=False)
    version = certification.versions.get()
    version.prerequisites.create(key="below", kind="certification", certification=below)
    phase = PlanPhase.objects.create(version=version, key="one", title="One", by_day=30)
    PlanStep.objects.bulk_create(
        PlanStep(version=version, phase=phase, key=f"s{number}", title=f"Step {number}", minutes=120, position=number)
        for number in range(10)
    )
    make_current(version, now=NOON)
    return certification

"""The gate before an exam, with what only plans know: by when a running one leads to a prerequisite.

Everything that books or moves an exam date asks `gate_of`; reading and planning without a date stay open to everybody.
"""

from collections.abc import Collection
from datetime import date

from learners.credentials.eligibility import Eligibility
from learners.credentials.eligible import eligibilities
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner


def expected_of(learner: Learner) -> dict[int, date | None]:
    """Certification → the last day that its running plan has tasks on. One query.

    None where nothing is left to do, and while it is paused: the days of a paused plan promise nothing.
    """
    running = StudyPlan.objects.visible_to(learner).running()
    rows = running.values_list("certification_id", "last_due", "state")
    return {pk: None if state == StudyPlan.State.PAUSED else day for pk, day, state in rows}


def promised_by(learner: Learner, today: date) -> dict[int, date | None]:
    """A last day that is over promises nothing: then the plan is under way, without a day."""
    return {pk: day if day and day >= today else None for pk, day in expected_of(learner).items()}


def gates_of(learner: Learner, today: date, certifications: Collection[int] | None = None) -> dict[int, Eligibility]:
    return eligibilities(learner, today, certifications, expected=promised_by(learner, today))


def gate_of(learner: Learner, certification: int, today: date) -> Eligibility:
    return gates_of(learner, today, [certification])[certification]

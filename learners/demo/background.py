"""What demo people bring to the exam that they have a date for: nobody's plan stands before a locked door."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from learners.credentials.eligibility import Ask
from learners.plans.models import StudyPlan
from learners.profiles.models import Experience, SkillStatement

BATCH = 1000
MORE = Decimal(1)

Asks = Mapping[int, Sequence[Ask]]


def required_certifications(plan: StudyPlan, asks: Asks) -> list[int]:
    """Primary keys of what must be held before the plan's exam date."""
    required = (ask.certification for ask in _asked(plan, asks))
    return [pk for pk in required if pk is not None]


def make_backgrounds(plans: Sequence[StudyPlan], asks: Asks) -> None:
    skills = {(plan.learner_id, ask.skill) for plan in plans for ask in _asked(plan, asks) if ask.skill is not None}
    SkillStatement.objects.bulk_create(
        [SkillStatement(learner_id=learner, skill_id=skill) for learner, skill in sorted(skills)], batch_size=BATCH
    )
    years = {
        (plan.learner_id, ask.label): ask.years + MORE
        for plan in plans
        for ask in _asked(plan, asks)
        if ask.years is not None
    }
    Experience.objects.bulk_create(
        [Experience(learner_id=learner, label=label, years=count) for (learner, label), count in sorted(years.items())],
        batch_size=BATCH,
    )


def _asked(plan: StudyPlan, asks: Asks) -> list[Ask]:
    return [ask for ask in asks.get(plan.certification_id, ()) if ask.required] if plan.exam_date else []

"""Demo credentials: in force, to be renewed, expired, and renewed with both periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, repeat
from random import Random

from certifications.models import Certification
from learners.credentials.expiry import add_months
from learners.credentials.models import Credential, CredentialPeriod
from learners.demo.backdate import backdate
from learners.demo.personas import Holding, chance, draw_holding, within
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner

BATCH = 1000
Cause = CredentialPeriod.Cause
HOLDER_PERCENT, PASSED_PERCENT = 45, 75
SHORTEST_MONTH = 28
DAYS_TO_AWARD = timedelta(days=1)

PeriodDates = tuple[date, date | None]


@dataclass(frozen=True)
class Award:
    """That a learner holds a certification, with its periods from the first to the last."""

    learner: Learner
    certification: Certification
    periods: tuple[PeriodDates, ...]


def draw_award(
    random: Random, learner: Learner, certifications: Sequence[Certification], studied: Certification, today: date
) -> Award | None:
    """For something no higher than what they study now, as far as there is such a thing."""
    others = [one for one in certifications if one.pk != studied.pk and _rank(one) <= _rank(studied)]
    if not others or not chance(random, HOLDER_PERCENT):
        return None
    return award(random, learner, random.choice(others), draw_holding(random), today)


def award_for_finishing(random: Random, plan: StudyPlan, today: date) -> Award | None:
    """On the day of the exam; before that is over there is none."""
    if plan.finished_at is None or not chance(random, PASSED_PERCENT):
        return None
    awarded = plan.exam_date or plan.finished_at.date() + DAYS_TO_AWARD
    if awarded >= today:
        return None
    return Award(plan.learner, plan.certification, ((awarded, _end(plan.certification, awarded)),))


def award(random: Random, learner: Learner, certification: Certification, holding: Holding, today: date) -> Award:
    """Where the certification knows no expiry, a single period without an end."""
    version = certification.current_version
    months = version.validity_months if version else None
    days = within(random, holding.ends)
    if not months:
        return Award(learner, certification, ((today - timedelta(days=abs(days)), None),))
    last_end = today + timedelta(days=min(days, months * SHORTEST_MONTH))
    starts = [add_months(last_end, -months * number) for number in range(holding.periods, 0, -1)]
    return Award(learner, certification, tuple((start, _end(certification, start)) for start in starts))


def _end(certification: Certification, start: date) -> date | None:
    return Credential(certification=certification).end_by_rule(start)


def _rank(certification: Certification) -> int:
    return certification.level.rank if certification.level else 0


def make_credentials(awards: Sequence[Award]) -> None:
    credentials = Credential.objects.bulk_create(
        [Credential(learner=one.learner, certification=one.certification) for one in awards], batch_size=BATCH
    )
    pairs = list(zip(awards, credentials, strict=True))
    CredentialPeriod.objects.bulk_create(
        [
            CredentialPeriod(
                credential=credential,
                valid_from=valid_from,
                valid_until=valid_until,
                cause=cause,
                awarded_on=valid_from,
            )
            for one, credential in pairs
            for cause, (valid_from, valid_until) in zip(
                chain((Cause.EARNED,), repeat(Cause.RENEWED)), one.periods, strict=False
            )
        ],
        batch_size=BATCH,
    )
    backdate(Credential.objects.all(), {credential.pk: one.periods[0][0] for one, credential in pairs})

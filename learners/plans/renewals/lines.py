"""What asks to be renewed and has no plan for it yet, a line each on the Today page."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from learners.credentials.expiry import Code
from learners.credentials.models import Credential
from learners.credentials.words import Status
from learners.plans.models import StudyPlan
from learners.profiles.models import Learner

ASKING = frozenset({Code.RENEW_NOW, Code.EXPIRING})


@dataclass(frozen=True, slots=True)
class RenewalLine:
    name: str
    slug: str
    status: Status


def renewal_lines(learner: Learner, today: date) -> list[RenewalLine]:
    """What lapses first on top. Two queries, or one where nothing is held."""
    running = StudyPlan.objects.running().filter(
        learner=learner, certification=OuterRef("certification"), purpose=StudyPlan.Purpose.RENEWAL
    )
    held = Credential.objects.visible_to(learner).filter(~Exists(running)).for_credentials_page()
    found = [(one, one.standing(today)) for one in held]
    asking = [(standing.day or today, one) for one, standing in found if standing.code in ASKING]
    return [
        RenewalLine(one.certification.name, one.certification.slug, one.status(today))
        for _day, one in sorted(asking, key=lambda pair: pair[0])
    ]

"""What managers would see of somebody at each level, shown to that person: their own page of a member, made three times."""

from dataclasses import dataclass, replace
from datetime import datetime

from learners.profiles.models import Learner
from learners.teams.choices import VISIBILITIES, VisibilityChoice
from learners.teams.people.member import MemberPage, page_of
from learners.teams.people.people import Shows
from learners.teams.people.reading import one_as_read


@dataclass(frozen=True, slots=True)
class Preview:
    choice: VisibilityChoice
    page: MemberPage


def previews_for(learner: Learner, now: datetime) -> list[Preview]:
    """As many queries for any number of plans and tasks."""
    read = one_as_read(learner, now)
    person = read.people[0]
    return [
        Preview(choice, page_of(replace(person, shows=Shows(choice.value)), read.names, now)) for choice in VISIBILITIES
    ]

"""What a manager sees of a member: decided here alone, from the visibility the member chose.

Status only: which certifications they prepare for, and a word. Dates: also reasons in numbers, percent, dates and credentials.
Tasks: also the titles of tasks and whether each is done.
"""

from dataclasses import dataclass
from datetime import date

from learners.credentials import expiry
from learners.credentials import words as credential_words
from learners.plans.status import Status
from learners.plans.words import status_of, worded
from learners.teams.people.people import Person, Plan

QUIET_TONES = frozenset({"good"})


@dataclass(frozen=True, slots=True)
class Day:
    """A date for the machine and for the eye."""

    iso: str
    words: str


@dataclass(frozen=True, slots=True)
class SeenPlan:
    """A plan as the manager sees it; None where it is not theirs to see. Percent is of minutes.

    `reason` is a sentence where the status asks for attention, and empty otherwise.
    """

    pk: int
    certification: int
    title: str
    status: Status
    reason: str
    percent: int | None
    next_due: Day | None
    exam_date: Day | None


@dataclass(frozen=True, slots=True)
class SeenCredential:
    """Nothing of it is seen of those who show their status only."""

    certification: int
    status: credential_words.Status
    until: Day | None


@dataclass(frozen=True, slots=True)
class SeenMember:
    """`pk` is the membership's: with it the manager acts for the member."""

    pk: int
    name: str
    team: int
    shows_dates: bool
    plans: tuple[SeenPlan, ...]
    credentials: tuple[SeenCredential, ...]


def seen_member(person: Person) -> SeenMember:
    """On the member's own day."""
    return SeenMember(
        person.pk,
        person.name,
        person.team,
        person.shows_dates,
        tuple(_plan(plan, person.shows_dates) for plan in person.plans),
        tuple(_credentials(person)) if person.shows_dates else (),
    )


def _plan(plan: Plan, shows_dates: bool) -> SeenPlan:
    facts, status = plan.facts, status_of(plan.facts)
    return SeenPlan(
        pk=plan.pk,
        certification=plan.certification,
        title=plan.title,
        status=status,
        reason=status.reason if shows_dates and status.tone not in QUIET_TONES else "",
        percent=plan.percent if shows_dates else None,
        next_due=day_of(facts.next_due) if shows_dates else None,
        exam_date=day_of(facts.exam_date) if shows_dates else None,
    )


def _credentials(person: Person) -> list[SeenCredential]:
    found = ((certification, expiry.standing(periods, today=person.today)) for certification, periods in person.held)
    return [
        SeenCredential(certification, credential_words.status_of(standing), day_of(standing.day))
        for certification, standing in found
    ]


def day_of(day: date | None) -> Day | None:
    return Day(day.isoformat(), worded(day, "j M Y")) if day else None

"""What a manager sees of a member: decided here alone, from the visibility the member chose."""

from dataclasses import dataclass
from datetime import date

from learners.plans.models import StudyPlan
from learners.plans.status import Status
from learners.plans.words import worded
from learners.teams.models import Membership

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

    certification: str
    status: Status
    reason: str
    percent: int | None
    next_due: Day | None
    exam_date: Day | None


@dataclass(frozen=True, slots=True)
class SeenMember:
    """`pk` is the membership's: with it the manager acts for the member."""

    pk: int
    name: str
    plans: list[SeenPlan]


def seen_member(membership: Membership, *, today: date) -> SeenMember:
    """`membership` comes from `for_team_page`, which has fetched the plans. `today` is the member's own."""
    shows_dates = membership.visibility != Membership.Visibility.STATUS
    plans = membership.learner.shown_plans  # type: ignore[attr-defined]
    return SeenMember(membership.pk, str(membership.learner), [_seen(plan, shows_dates, today) for plan in plans])


def _seen(plan: StudyPlan, shows_dates: bool, today: date) -> SeenPlan:
    status = plan.status(today)
    return SeenPlan(
        certification=plan.title,
        status=status,
        reason=status.reason if shows_dates and status.tone not in QUIET_TONES else "",
        percent=plan.percent if shows_dates else None,
        next_due=_day(plan.next_due) if shows_dates else None,
        exam_date=_day(plan.exam_date) if shows_dates else None,
    )


def _day(day: date | None) -> Day | None:
    return Day(day.isoformat(), worded(day, "j M Y")) if day else None

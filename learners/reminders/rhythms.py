"""How often the digest comes, from dates alone."""

from datetime import date, timedelta
from enum import StrEnum

MONDAY = 0


class Rhythm(StrEnum):
    """The values of `Learner.Rhythm`."""

    STUDY_DAYS = "study_days"
    WEEKLY = "weekly"
    DEADLINES = "deadlines"


def may_have_mail(rhythm: Rhythm, day: date) -> bool:
    """Known from the calendar alone: the ledger makes no row for any other day, so nobody reads six times that it was no Monday."""
    return rhythm != Rhythm.WEEKLY or day.weekday() == MONDAY


def last_day_of_mail(rhythm: Rhythm, today: date) -> date:
    """How far a mail looks: to the end of its day, or of its week."""
    return today + timedelta(days=6) if rhythm == Rhythm.WEEKLY else today

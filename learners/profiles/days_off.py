"""Which days a learner keeps free of study. Everything that dates something asks `days_off_of`."""

from datetime import date

from learners.profiles.models import Learner


def days_off_of(learner: Learner) -> tuple[tuple[date, date], ...]:
    """Ranges with both ends included, in no promised order; they may overlap. One query."""
    return tuple(learner.days_off.values_list("first", "last"))

"""Which days a learner keeps free of study. Everything that dates something asks `days_off_of`."""

from collections.abc import Sequence
from datetime import date

from learners.profiles.holidays import holidays_around
from learners.profiles.models import DayOff, Learner

DateRange = tuple[date, date]
NamedRange = tuple[date, date, str]


def days_off_of(learner: Learner, today: date) -> tuple[DateRange, ...]:
    """Ranges with both ends included, in no promised order; they may overlap. One query.

    Their own, and the public holidays of their place from the year before `today` to three years after.
    """
    return (*learner.days_off.values_list("first", "last"), *free_days(learner.holidays_of, today))


def days_off_of_many(asked: Sequence[tuple[Learner, date]]) -> dict[int, tuple[DateRange, ...]]:
    """The same by learner, of each with their own today. One query."""
    own: dict[int, list[DateRange]] = {learner.pk: [] for learner, _today in asked}
    for learner_id, first, last in DayOff.objects.filter(learner__in=own).values_list("learner", "first", "last"):
        own[learner_id].append((first, last))
    return {learner.pk: (*own[learner.pk], *free_days(learner.holidays_of, today)) for learner, today in asked}


def named_days_off_of(learner: Learner, today: date) -> tuple[NamedRange, ...]:
    """The same ranges, each with the learner's note or the holiday's name; it may be empty. One query."""
    holidays = holidays_around(learner.holidays_of, today.year) if learner.holidays_of else ()
    return (*learner.days_off.values_list("first", "last", "note"), *((day, day, name) for day, name in holidays))


def free_days(place: str, today: date) -> tuple[DateRange, ...]:
    return tuple((day, day) for day, _name in holidays_around(place, today.year)) if place else ()

"""The mails of a learner's next fourteen days, as things stand now."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from learners.profiles.models import Learner
from learners.reminders.digest import Facts, OpenPlan, Outlook, outlook
from learners.reminders.facts import facts_for
from learners.reminders.localtime import ONE_DAY, Slot, slot
from learners.reminders.models import Reminder
from learners.reminders.rhythms import Rhythm

DAYS_AHEAD = 14


@dataclass(frozen=True, slots=True)
class Stretch:
    """One day with a mail, or some without for the same reason. `outlook` is the first day's."""

    first: date
    last: date
    outlook: Outlook


@dataclass(frozen=True, slots=True)
class Ahead:
    """`days` is empty where nothing will come. `without_exam`: plans of which the rhythm lets no mail remind."""

    days: tuple[Outlook, ...] = ()
    paused: bool = False
    without_exam: tuple[OpenPlan, ...] = ()

    @property
    def stretches(self) -> list[Stretch]:
        runs = [list(run) for _key, run in groupby(self.days, key=lambda day: day.silence or day.day)]
        return [Stretch(run[0].day, run[-1].day, run[0]) for run in runs]

    @property
    def next_mail(self) -> Outlook | None:
        return next((day for day in self.days if day.is_mail), None)


def slot_today(learner: Learner, now: datetime) -> Slot:
    return slot(learner.local_date(now), learner.reminder_time, learner.time_zone, learner.quiet)


def ahead(learner: Learner, now: datetime) -> Ahead:
    """From the next mail that can still go out on."""
    if not learner.reminders_on:
        return Ahead()
    today = slot_today(learner, now)
    over = Reminder.objects.days_over(learner, today.day)
    first = today.day + ONE_DAY if today.expires <= now else today.day
    while first in over:
        first += ONE_DAY
    facts = facts_for(learner, first, days_ahead=DAYS_AHEAD)
    days = () if facts.paused else tuple(day for day in outlook(facts, days=DAYS_AHEAD) if day.day not in over)
    return Ahead(
        days=days if facts.plans or any(day.is_mail for day in days) else (),
        paused=facts.paused,
        without_exam=_without_exam(facts),
    )


def _without_exam(facts: Facts) -> tuple[OpenPlan, ...]:
    if facts.rhythm != Rhythm.DEADLINES:
        return ()
    return tuple(plan for plan in facts.plans if plan.exam_date is None or plan.exam_date < facts.today)

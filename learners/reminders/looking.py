"""Who is to get a row of the ledger, and when. Reads only; `ledger.tick` writes what is found.

A learner is looked at once a day, when the next mail comes into the horizon, and besides when plans or preferences change
(`look_again`). So a tick costs what is to be done in it, whatever number of people there are.
"""

import logging
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfoNotFoundError

from django.db.models import Exists, F, OuterRef

from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.profiles.quiet import Quiet
from learners.reminders.holders import Holder, holders_without_plan
from learners.reminders.localtime import ONE_DAY, Slot, slot, slots_within
from learners.reminders.models import Reminder
from learners.reminders.rhythms import MONDAY, Rhythm, may_have_mail
from learners.teams.models import Membership

log = logging.getLogger(__name__)
Kind = Reminder.Kind

HORIZON = timedelta(hours=36)
LEARNERS_A_LOOK = 1000


@dataclass(frozen=True, slots=True)
class Clock:
    """What learners share; so each is worked out once for all of them."""

    zone: str
    at: time
    quiet: Quiet | None = None

    def slot_on(self, day: date) -> Slot:
        """Raises ZoneInfoNotFoundError or ValueError where there is no such time zone."""
        return slot(day, self.at, self.zone, self.quiet)


@dataclass(frozen=True, slots=True)
class Slots:
    """Those in the horizon, and when the next one comes into it. Nothing where there is no such time zone."""

    near: tuple[Slot, ...]
    next_look: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """`wants_mail`: the account is open and reminders are on. `wants_team_mail`: besides, they manage a team."""

    pk: int
    clock: Clock
    rhythm: Rhythm
    wants_mail: bool
    has_plan: bool
    wants_team_mail: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that is to be there."""

    learner_id: int
    kind: str
    clock: Clock
    slot: Slot


@dataclass(frozen=True, slots=True)
class Look:
    """What looking at some learners found: their clocks, the rows that are to be there, and whom to look at again when."""

    clocks: dict[int, Clock]
    wanted: tuple[Wanted, ...]
    next_looks: dict[datetime, list[int]]


def look(now: datetime) -> Look:
    """Locks the learners of whom it is time; those whom another tick holds are that tick's. At most three queries."""
    people = _people(now)
    holders = {one.learner_id: one for one in _holders(people, now)}
    slots = {clock: _slots(clock, now) for clock in {person.clock for person in people}}
    next_looks = defaultdict(list)
    for person in people:
        next_looks[slots[person.clock].next_look].append(person.pk)
    return Look(
        clocks={person.pk: person.clock for person in people},
        wanted=tuple(
            one for person in people for one in _wanted(person, slots[person.clock].near, holders.get(person.pk))
        ),
        next_looks=next_looks,
    )


def _people(now: datetime) -> list[Person]:
    """Locked first, then read: in one statement PostgreSQL would lock the row of now and read the plans of a moment ago.

    Who takes a plan has the learner's row in the same transaction, so it is either read here, or looked for again.
    """
    due = Learner.objects.to_look_at(now).select_for_update(skip_locked=True, no_key=True)
    locked = list(due.values_list("pk", flat=True)[:LEARNERS_A_LOOK])
    active = StudyPlan.objects.filter(learner=OuterRef("pk"), state=StudyPlan.State.ACTIVE)
    manages = Membership.objects.current().filter(learner=OuterRef("pk"), role=Membership.Role.MANAGER)
    rows = Learner.objects.filter(pk__in=locked).annotate(
        has_plan=Exists(active), manages=Exists(manages), is_open=F("user__is_active")
    )
    clock = ("time_zone", "reminder_time", "quiet_from", "quiet_until")
    names = ("pk", "reminder_rhythm", "reminders_on", "is_open", "has_plan", "team_mail_on", "manages", *clock)
    return [
        Person(
            pk,
            _clock(*times),
            Rhythm(rhythm),
            wants_mail=on and is_open,
            has_plan=has_plan,
            wants_team_mail=on and is_open and team_mail_on and manages,
        )
        for pk, rhythm, on, is_open, has_plan, team_mail_on, manages, *times in rows.values_list(*names)
    ]


def _clock(zone: str, at: time, start: time | None, end: time | None) -> Clock:
    return Clock(zone, at, None if start is None or end is None else (start, end))


def _holders(people: list[Person], now: datetime) -> Iterator[Holder]:
    unplanned = [person.pk for person in people if person.wants_mail and not person.has_plan]
    return holders_without_plan(unplanned, now) if unplanned else iter(())


def _wanted(person: Person, slots: tuple[Slot, ...], holder: Holder | None) -> Iterator[Wanted]:
    """Whoever has no plan but a credential near its end gets one row at a time: a mark is said once."""
    if not person.wants_mail:
        return
    if person.wants_team_mail:
        yield from (Wanted(person.pk, Kind.TEAM, person.clock, one) for one in slots if one.day.weekday() == MONDAY)
    fitting = tuple(slot for slot in slots if may_have_mail(person.rhythm, slot.day))
    if not person.has_plan:
        fitting = holder.first_with_mark(fitting) if holder else ()
    for one in fitting:
        yield Wanted(person.pk, Kind.DIGEST, person.clock, one)


def _slots(clock: Clock, now: datetime) -> Slots:
    try:
        found = list(_ahead(clock, now))
    except (ZoneInfoNotFoundError, ValueError):
        log.exception("No reminders for learners in %r: there is no such time zone.", clock.zone)
        return Slots((), now + ONE_DAY)
    near = tuple(one for one in found if one.due <= now + HORIZON)
    return Slots(near, found[len(near)].due - HORIZON)


def _ahead(clock: Clock, now: datetime) -> Iterator[Slot]:
    return slots_within(HORIZON + 3 * ONE_DAY, at=clock.at, zone=clock.zone, now=now, quiet=clock.quiet)

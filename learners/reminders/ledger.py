"""The only writer of a reminder's state. The database is the ledger, Celery only rings the bell.

Rows are made by `tick`, taken by `claim`, and every step on is a compare-and-swap on the lease token, so that a worker
which lost its lease can change nothing. `now` is an argument everywhere; `database_clock` is the clock the doors pass.
"""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from zlib import crc32
from zoneinfo import ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F
from django.utils.translation import gettext_noop

from learners.profiles.models import Learner
from learners.reminders.clock import STEADY
from learners.reminders.localtime import ONE_DAY
from learners.reminders.looking import Clock, Wanted, look
from learners.reminders.models import Reminder, ReminderQuerySet, ReminderTransition, TickRecord, reminder_key
from learners.reminders.stopping import Stop
from learners.reminders.times import LEASE

log = logging.getLogger(__name__)
State = Reminder.State

BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
BATCH = 500
SECONDS_TRUSTED = 5  # how long a reading of the database's clock runs on by itself
LOOKS_A_TICK = 50  # of LEARNERS_A_LOOK each

SWAP = """
    WITH moved AS (
        UPDATE learners_reminder SET {changes} WHERE id = %s AND state = %s AND lease_token = %s RETURNING id
    )
    INSERT INTO learners_remindertransition (reminder_id, from_state, to_state, at, reason)
    SELECT id, %s, %s, %s, %s FROM moved"""

EXPIRED = gettext_noop("It could not be sent in time. What was open is in the next mail.")
MAY_BE_SENT_BEFORE_RESTORE = gettext_noop(
    "It may have been sent before the portal was restored from a backup, so it is not sent again."
)
NOT_COME_TO = gettext_noop("The worker that held it stopped before it came to it.")
LEASE_RAN_OUT = gettext_noop("The worker that held it did not finish.")
MAY_HAVE_ARRIVED = gettext_noop(
    "The worker stopped while the mail was on its way: it may have arrived, so it is not sent again."
)
SENT_AGAIN = gettext_noop("It broke off while the mail was on its way; it is sent again under the same Message-ID.")


@dataclass(frozen=True, slots=True)
class Tick:
    """What one pass over the ledger did, and how many mails are due after it."""

    created: int
    moved: int
    returned: int
    uncertain: int
    expired: int
    due: int


NOTHING = Tick(created=0, moved=0, returned=0, uncertain=0, expired=0, due=0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an attempt ended: `state` is one of sent, skipped, failed, uncertain, or pending for another try."""

    state: State
    reason: str = ""
    smtp_reply: str = ""


def database_clock() -> datetime:
    """The one clock that all workers share."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")
            return datetime.fromisoformat(cursor.fetchone()[0])
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found.astimezone(UTC)


class RunningClock:
    """The database's clock, asked every few seconds; in between it runs on by the steady one, which no sleep of the process stops."""

    def __init__(self) -> None:
        self._asked = float("-inf")
        self._read = datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        steady = time.clock_gettime(STEADY)
        if steady - self._asked > SECONDS_TRUSTED:
            self._asked, self._read = steady, database_clock()
        return self._read + timedelta(seconds=steady - self._asked)


# Making rows and keeping them true ----------------------------------------------------------------------------------


def tick(now: datetime) -> Tick:
    """Goes through the ledger once. Twenty at the same moment leave what one leaves."""
    created, moved = _look_at_learners(now)
    leases = Reminder.objects.filter(lease_until__lt=now)
    returned = _move_all(leases.filter(state=State.LEASED), to=State.PENDING, now=now, reason=LEASE_RAN_OUT)
    state, reason = ambiguous(MAY_HAVE_ARRIVED)
    uncertain = _move_all(leases.filter(state=State.TRANSMITTING), to=state, now=now, reason=reason)
    late = Reminder.objects.filter(state=State.PENDING, due_at__lte=now, expires_at__lte=now)
    expired = _move_all(late, to=State.EXPIRED, now=now, reason=EXPIRED)
    TickRecord.objects.all().record(now)
    return Tick(created, moved, returned, uncertain, expired, due=Reminder.objects.due(now).count())


def ambiguous(reason: str) -> tuple[State, str]:
    """What becomes of a mail that may have arrived, with `reason` where it is kept as uncertain.

    `REMINDER_AMBIGUOUS=resend` is for relays that drop a repeated Message-ID.
    """
    return (State.PENDING, SENT_AGAIN) if settings.REMINDER_AMBIGUOUS == "resend" else (State.UNCERTAIN, reason)


def _look_at_learners(now: datetime) -> tuple[int, int]:
    """How many rows were made, and how many moved. What is left over waits for the next tick: it has 36 hours."""
    created = moved = 0
    for _ in range(LOOKS_A_TICK):
        found = _look_at_some(now)
        if found is None:
            break
        created, moved = created + found[0], moved + found[1]
    return created, moved


@transaction.atomic
def _look_at_some(now: datetime) -> tuple[int, int] | None:
    """None: nobody is to be looked at."""
    found = look(now)
    if not found.clocks:
        return None
    rows = Reminder.objects.filter(learner__in=list(found.clocks), local_date__gte=now.date() - ONE_DAY)
    known = {(row.learner_id, row.local_date, row.kind): row for row in rows.order_by()}
    missing = [_new_row(one) for one in found.wanted if (one.learner_id, one.slot.day, one.kind) not in known]
    Reminder.objects.bulk_create(missing, batch_size=BATCH, ignore_conflicts=True)
    moved = sum(_follow(row, found.clocks[row.learner_id]) for row in known.values() if row.state == State.PENDING)
    for when, learners in found.next_looks.items():
        Learner.objects.filter(pk__in=learners).update(next_look_at=when)
    return len(missing), moved


def _new_row(wanted: Wanted) -> Reminder:
    host = urlsplit(settings.SITE_URL).hostname
    return Reminder(
        learner_id=wanted.learner_id,
        local_date=wanted.slot.day,
        kind=wanted.kind,
        due_at=wanted.slot.due,
        expires_at=wanted.slot.expires,
        tz_name=wanted.clock.zone,
        local_time=wanted.clock.at,
        message_id=f"<{reminder_key(wanted.learner_id, wanted.slot.day, wanted.kind)}@{host}>",
    )


def _follow(row: Reminder, clock: Clock) -> int:
    """A pending row whose learner has chosen another hour or zone since gets the new due time."""
    try:
        found = clock.slot_on(row.local_date)
    except (ZoneInfoNotFoundError, ValueError):
        log.exception("%s keeps its time: there is no time zone %r.", row.key, clock.zone)
        return 0
    if (found.due, found.expires) == (row.due_at, row.expires_at):
        return 0
    return Reminder.objects.filter(pk=row.pk, state=State.PENDING).update(
        due_at=found.due, expires_at=found.expires, tz_name=clock.zone, local_time=clock.at
    )


def expire_due_before(since: datetime, now: datetime) -> int:
    """What a restored ledger still holds as open. Its leases are of workers of then; who held one can't begin any more."""
    may_be_sent = Reminder.objects.filter(state__in=[State.PENDING, State.LEASED], due_at__lt=since)
    return _move_all(may_be_sent, to=State.EXPIRED, now=now, reason=MAY_BE_SENT_BEFORE_RESTORE)


def _move_all(rows: ReminderQuerySet, *, to: State, now: datetime, reason: str) -> int:
    moved = 0
    while batch := _move_batch(rows, to=to, now=now, reason=reason):
        moved += batch
    return moved


@transaction.atomic
def _move_batch(rows: ReminderQuerySet, *, to: State, now: datetime, reason: str) -> int:
    """Rows that another tick holds are that tick's to move."""
    locked = rows.order_by("pk").select_for_update(skip_locked=True).values_list("pk", "state")
    found = list(locked[:BATCH])
    Reminder.objects.filter(pk__in=[pk for pk, _state in found]).update(
        state=to, lease_token=None, lease_until=None, reason=reason
    )
    ReminderTransition.objects.bulk_create(
        ReminderTransition(reminder_id=pk, from_state=state, to_state=to, at=now, reason=reason) for pk, state in found
    )
    return len(found)


# One mail's way -----------------------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def claim(now: datetime, *, most: int = 1) -> list[Reminder]:
    """Leases the next due rows to the caller. Durable: nobody may wrap it, or the lease would not stand while mail goes out."""
    due = Reminder.objects.due(now).filter(~Exists(Stop.objects.standing()))
    locked = due.order_by("due_at", "pk").select_for_update(skip_locked=True, of=("self",))
    rows = list(locked.select_related("learner__user")[:most])
    token, until = uuid4(), now + LEASE
    _move(rows, to=State.LEASED, now=now, lease_token=token, lease_until=until, attempt=F("attempt") + 1)
    for row in rows:
        row.state, row.lease_token, row.lease_until, row.attempt = State.LEASED, token, until, row.attempt + 1
    return rows


def release(rows: Sequence[Reminder], now: datetime) -> None:
    """Gives back what the caller leased and did not come to; it was no attempt."""
    tokens = {row.lease_token for row in rows}
    with transaction.atomic():
        mine = Reminder.objects.filter(pk__in=[row.pk for row in rows], state=State.LEASED, lease_token__in=tokens)
        _move(
            list(mine.select_for_update()),
            to=State.PENDING,
            now=now,
            reason=NOT_COME_TO,
            lease_token=None,
            lease_until=None,
            attempt=F("attempt") - 1,
        )


def _move(rows: Sequence[Reminder], *, to: State, now: datetime, reason: str = "", **changes: object) -> None:
    """Of rows that the caller has locked."""
    if not rows:
        return
    Reminder.objects.filter(pk__in=[row.pk for row in rows]).update(state=to, **changes)
    ReminderTransition.objects.bulk_create(
        ReminderTransition(reminder=row, from_state=row.state, to_state=to, at=now, reason=reason) for row in rows
    )


def begin_transmission(reminder: Reminder, now: datetime) -> bool:
    """The point of no return; the lease counts anew. False: too late, or it is someone else's by now; send nothing."""
    is_in_time = reminder.state == State.LEASED and reminder.expires_at > now
    return is_in_time and _swap(reminder, to=State.TRANSMITTING, now=now, lease_until=now + LEASE)


def finish(reminder: Reminder, verdict: Verdict, now: datetime) -> bool:
    """Writes down how an attempt ended, if the lease is still the caller's."""
    changes: dict[str, object] = {"reason": verdict.reason, "smtp_reply": verdict.smtp_reply}
    if verdict.state == State.SENT:
        changes["sent_at"] = now
    if verdict.state == State.PENDING:
        changes["not_before"] = now + back_off(reminder)
    done = _swap(reminder, to=verdict.state, now=now, lease_token=None, lease_until=None, **changes)
    if not done:
        log.warning("%s ended as %s, but its lease had run out.", reminder.key, verdict.state)
    return done


def back_off(reminder: Reminder) -> timedelta:
    """1, 5, 15, then every 60 minutes, and up to a fifth more, so that those who failed together do not return together."""
    wait = BACK_OFF[min(reminder.attempt, len(BACK_OFF)) - 1]
    share = crc32(f"{reminder.key}/{reminder.attempt}".encode()) % 200 / 1000
    return wait * (1 + share)


def _swap(reminder: Reminder, *, to: State, now: datetime, **changes: object) -> bool:
    """From the state and the lease that the caller knows to the next; nothing where the row has moved on."""
    swap = _swap_in_one if connection.vendor == "postgresql" else _swap_in_two
    if not swap(reminder, to, now, {"state": to, **changes}):
        return False
    reminder.state = to
    return True


def _swap_in_two(reminder: Reminder, to: State, now: datetime, changes: dict[str, object]) -> bool:
    with transaction.atomic():
        same = Reminder.objects.filter(pk=reminder.pk, state=reminder.state, lease_token=reminder.lease_token)
        if not same.update(**changes):
            return False
        reason = str(changes.get("reason", ""))
        reminder.transitions.create(from_state=reminder.state, to_state=to, at=now, reason=reason)
    return True


def _swap_in_one(reminder: Reminder, to: State, now: datetime, changes: dict[str, Any]) -> bool:
    """The same in one statement, which is its own transaction: four ways to the database fewer, twice a mail."""
    columns = ", ".join(f"{column} = %s" for column in changes)
    same = (reminder.pk, reminder.state, reminder.lease_token)
    history = (reminder.state, to, now, changes.get("reason", ""))
    values: list[Any] = [*changes.values(), *same, *history]
    with connection.cursor() as cursor:
        cursor.execute(SWAP.format(changes=columns), values)
        return bool(cursor.rowcount)


@transaction.atomic
def reopen(reminder: Reminder, now: datetime, *, reason: str) -> bool:
    """One that failed or was skipped waits again while its day lasts; nothing where it has moved on. Ask `retrying` first."""
    known = Reminder.objects.filter(pk=reminder.pk, state=reminder.state, attempt=reminder.attempt)
    same = known.filter(state__in=[State.FAILED, State.SKIPPED], expires_at__gt=now)
    if not same.update(state=State.PENDING, not_before=None, reason=reason, smtp_reply=""):
        return False
    ReminderTransition.objects.create(
        reminder=reminder, from_state=reminder.state, to_state=State.PENDING, at=now, reason=reason
    )
    reminder.state = State.PENDING
    return True

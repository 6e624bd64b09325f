"""The only writer of a reminder's state. The database is the ledger, Celery only rings the bell.

Rows are made by `tick`, taken by `claim`, and every step on is a compare-and-swap on the lease token, so that a worker
which lost its lease can change nothing. `now` is an argument everywhere; `database_clock` is the clock the doors pass.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import chain
from urllib.parse import urlsplit
from uuid import uuid4
from zlib import crc32
from zoneinfo import ZoneInfoNotFoundError

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_noop

from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.reminders.holders import holders_without_plan
from learners.reminders.localtime import ONE_DAY, Slot, slot, slots_within
from learners.reminders.models import Reminder, ReminderQuerySet, ReminderTransition, TickRecord, reminder_key
from learners.reminders.rhythms import Rhythm, may_have_mail
from learners.reminders.stopping import Stop
from learners.reminders.times import LEASE

log = logging.getLogger(__name__)
State = Reminder.State

HORIZON = timedelta(hours=36)
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
BATCH = 500

EXPIRED = gettext_noop("It could not be sent in time. What was open is in the next mail.")
MAY_BE_SENT_BEFORE_RESTORE = gettext_noop(
    "It may have been sent before the portal was restored from a backup, so it is not sent again."
)
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


# Making rows and keeping them true ----------------------------------------------------------------------------------


def tick(now: datetime) -> Tick:
    """Goes through the ledger once. Twenty at the same moment leave what one leaves."""
    created = _create_missing(now)
    moved = _follow_preferences()
    leases = Reminder.objects.filter(lease_until__lt=now)
    returned = _move_all(leases.filter(state=State.LEASED), to=State.PENDING, now=now, reason=LEASE_RAN_OUT)
    state, reason = ambiguous(MAY_HAVE_ARRIVED)
    uncertain = _move_all(leases.filter(state=State.TRANSMITTING), to=state, now=now, reason=reason)
    late = Reminder.objects.filter(state=State.PENDING, expires_at__lte=now)
    expired = _move_all(late, to=State.EXPIRED, now=now, reason=EXPIRED)
    TickRecord.objects.all().record(now)
    return Tick(created, moved, returned, uncertain, expired, due=Reminder.objects.due(now).count())


def ambiguous(reason: str) -> tuple[State, str]:
    """What becomes of a mail that may have arrived, with `reason` where it is kept as uncertain.

    `REMINDER_AMBIGUOUS=resend` is for relays that drop a repeated Message-ID.
    """
    return (State.PENDING, SENT_AGAIN) if settings.REMINDER_AMBIGUOUS == "resend" else (State.UNCERTAIN, reason)


def _create_missing(now: datetime) -> int:
    existing = set(
        Reminder.objects.filter(kind=Reminder.Kind.DIGEST, local_date__gte=now.date() - ONE_DAY)
        .order_by()
        .values_list("learner_id", "local_date")
    )
    missing = [
        _new_row(learner_id, zone, at, found)
        for learner_id, zone, at, slots in _wanted(now)
        for found in slots
        if (learner_id, found.day) not in existing
    ]
    Reminder.objects.bulk_create(missing, batch_size=BATCH, ignore_conflicts=True)
    return len(missing)


def _wanted(now: datetime) -> Iterator[tuple[int, str, time, tuple[Slot, ...]]]:
    """Who wants mail, and when in the next 36 hours. Learners share few clocks, so each is worked out once.

    Whoever has no plan but a credential near its end gets one row at a time: a mark is said once.
    """
    active = StudyPlan.objects.filter(learner=OuterRef("pk"), state=StudyPlan.State.ACTIVE)
    learners = Learner.objects.filter(Exists(active), reminders_on=True, user__is_active=True)
    planned = learners.order_by("pk").values_list("pk", "time_zone", "reminder_time", "reminder_rhythm")
    holders = ((one.learner_id, one.time_zone, one.reminder_time, one.rhythm, one) for one in holders_without_plan(now))
    known: dict[tuple[str, time, str], tuple[Slot, ...]] = {}
    for learner_id, zone, at, rhythm, holder in chain(((*row, None) for row in planned), holders):
        if (zone, at, rhythm) not in known:
            known[zone, at, rhythm] = _slots(zone, at, Rhythm(rhythm), now)
        slots = known[zone, at, rhythm]
        yield learner_id, zone, at, holder.first_with_mark(slots) if holder else slots


def _slots(zone: str, at: time, rhythm: Rhythm, now: datetime) -> tuple[Slot, ...]:
    try:
        found = slots_within(HORIZON, at=at, zone=zone, now=now)
        return tuple(one for one in found if may_have_mail(rhythm, one.day))
    except (ZoneInfoNotFoundError, ValueError):
        log.exception("No reminders for learners in %r: there is no such time zone.", zone)
        return ()


def _new_row(learner_id: int, zone: str, at: time, found: Slot) -> Reminder:
    kind = Reminder.Kind.DIGEST
    host = urlsplit(settings.SITE_URL).hostname
    return Reminder(
        learner_id=learner_id,
        local_date=found.day,
        kind=kind,
        due_at=found.due,
        expires_at=found.expires,
        tz_name=zone,
        local_time=at,
        message_id=f"<{reminder_key(learner_id, found.day, kind)}@{host}>",
    )


def _follow_preferences() -> int:
    """Pending rows whose learner has chosen another hour or zone since get the new due time."""
    same = Q(tz_name=F("learner__time_zone"), local_time=F("learner__reminder_time"))
    changed = Reminder.objects.filter(~same, state=State.PENDING).select_related("learner")
    return sum(_follow(reminder, reminder.learner) for reminder in changed)


def _follow(reminder: Reminder, learner: Learner) -> int:
    try:
        found = slot(reminder.local_date, learner.reminder_time, learner.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        log.exception("%s keeps its time: there is no time zone %r.", reminder.key, learner.time_zone)
        return 0
    return Reminder.objects.filter(pk=reminder.pk, state=State.PENDING).update(
        due_at=found.due, expires_at=found.expires, tz_name=learner.time_zone, local_time=learner.reminder_time
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
def claim(now: datetime) -> Reminder | None:
    """Leases the next due row to the caller. Durable: nobody may wrap it, or the lease would not stand while mail goes out."""
    due = Reminder.objects.due(now).filter(~Exists(Stop.objects.standing()))
    row = due.order_by("due_at", "pk").select_for_update(skip_locked=True).first()
    if row is None:
        return None
    token = uuid4()
    if not _swap(row, to=State.LEASED, now=now, lease_token=token, lease_until=now + LEASE, attempt=row.attempt + 1):
        return None
    return Reminder.objects.select_related("learner__user").get(lease_token=token)


def begin_transmission(reminder: Reminder, now: datetime) -> bool:
    """The point of no return. False: the lease is someone else's by now, send nothing."""
    return reminder.state == State.LEASED and _swap(reminder, to=State.TRANSMITTING, now=now)


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
    with transaction.atomic():
        same = Reminder.objects.filter(pk=reminder.pk, state=reminder.state, lease_token=reminder.lease_token)
        if not same.update(state=to, **changes):
            return False
        ReminderTransition.objects.create(
            reminder=reminder, from_state=reminder.state, to_state=to, at=now, reason=str(changes.get("reason", ""))
        )
    reminder.state = to
    return True


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

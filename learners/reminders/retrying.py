"""Trying a mail again by hand, where that is safe: while its day lasts, and only where its history proves that it never arrived."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_noop

from learners.reminders import ledger
from learners.reminders.delivery import ADDRESS_BOUNCES, BAD_ADDRESS, SERVER_BUSY, SERVER_REFUSED
from learners.reminders.models import Reminder, ReminderTransition, SuppressedAddress
from learners.reminders.stopping import Stop

State = Reminder.State
REFUSED_BY_SERVER = {SERVER_BUSY, SERVER_REFUSED, BAD_ADDRESS}

TRIED_AGAIN = gettext_noop("It is tried again by hand.")
ON_ITS_WAY = gettext_noop("It waits to be sent or is on its way already.")
WAS_SENT = gettext_noop("It was sent.")
MAY_HAVE_ARRIVED = gettext_noop("It may have arrived, so it is never sent again.")
DAY_IS_OVER = gettext_noop("Its day is over. What was open is in the next mail.")
HAD_NOTHING_TO_SEND = gettext_noop("It was skipped because no mail was due, not because one could not be sent.")
FROM_BACKUP = gettext_noop("The database came from a backup since: it may have been sent in between.")
HELD_BACK = gettext_noop("Mail to the learner's address is still held back. Lift that first.")
MOVED_ON = gettext_noop("It has moved on meanwhile. Look at it again.")
BY_STATE = {
    State.PENDING: ON_ITS_WAY,
    State.LEASED: ON_ITS_WAY,
    State.TRANSMITTING: ON_ITS_WAY,
    State.SENT: WAS_SENT,
    State.UNCERTAIN: MAY_HAVE_ARRIVED,
    State.EXPIRED: DAY_IS_OVER,
}


@dataclass(frozen=True, slots=True)
class Known:
    """Of some reminders: their changes of state in order, when a restored database was last noticed, suppressed addresses."""

    histories: dict[int, list[ReminderTransition]]
    restored_at: datetime | None
    suppressed: frozenset[str]


def retry(reminder: Reminder, now: datetime) -> str:
    """Empty where it now waits to be sent again, otherwise why it does not. Twice is once."""
    if why := refusals([reminder], now)[reminder.pk]:
        return why
    return "" if ledger.reopen(reminder, now, reason=TRIED_AGAIN) else MOVED_ON


def refusals(reminders: Sequence[Reminder], now: datetime) -> dict[int, str]:
    """By reminder, why it can't be tried again, in English; empty where it can. Three queries for any number."""
    known = _known_of(reminders)
    return {reminder.pk: _refusal(reminder, known, now) for reminder in reminders}


def _known_of(reminders: Sequence[Reminder]) -> Known:
    histories = defaultdict(list)
    for row in ReminderTransition.objects.filter(reminder__in=[one.pk for one in reminders]).order_by("pk"):
        histories[row.reminder_id].append(row)
    addresses = [one.learner.user.email.casefold() for one in reminders]
    held = SuppressedAddress.objects.filter(address__in=addresses).values_list("address", flat=True)
    restored = Stop.objects.of(Stop.Cause.RESTORED).order_by("-at").values_list("at", flat=True)
    return Known(histories, restored.first(), frozenset(held))


def _refusal(reminder: Reminder, known: Known, now: datetime) -> str:
    history = known.histories.get(reminder.pk, [])
    if by_state := BY_STATE.get(State(reminder.state)):
        return by_state
    if _may_have_arrived(history):
        return MAY_HAVE_ARRIVED
    if reminder.expires_at <= now:
        return DAY_IS_OVER
    if reminder.state == State.SKIPPED and reminder.reason != ADDRESS_BOUNCES:
        return HAD_NOTHING_TO_SEND
    if known.restored_at and not any(row.at > known.restored_at for row in history):
        return FROM_BACKUP
    return HELD_BACK if reminder.learner.user.email.casefold() in known.suppressed else ""


def _may_have_arrived(history: Sequence[ReminderTransition]) -> bool:
    """Of every time it was on its way, a refusal of the server must be on record: nothing else proves that it was not kept."""
    begun = sum(row.to_state == State.TRANSMITTING for row in history)
    refused = sum(row.from_state == State.TRANSMITTING and row.reason in REFUSED_BY_SERVER for row in history)
    sent = any(row.to_state in (State.SENT, State.UNCERTAIN) for row in history)
    return sent or refused < begun

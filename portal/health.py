"""What a monitor wants to know. Nothing here names a host, an address or a version."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError
from kombu.exceptions import KombuError

from learners.reminders.models import Reminder, TickRecord
from learners.reminders.stopping import Stop
from portal.celery import app

log = logging.getLogger(__name__)
BROKER_SECONDS = 2
TICK_MAY_BE = timedelta(seconds=180)
UNSENT_MAY_BE = timedelta(minutes=5)
UNANSWERED_MAY_BE = timedelta(seconds=180)


@dataclass(frozen=True, slots=True)
class Health:
    database: bool
    broker: bool
    last_tick_seconds: int | None = None
    oldest_unsent_seconds: int | None = None
    unanswered_seconds: int | None = None
    due: int | None = None
    uncertain_last_day: int | None = None
    stopped: tuple[str, ...] = ()
    ok: bool = False


def examine(now: datetime) -> Health:
    """Well is: both answer, a tick has finished in the last three minutes, no mail has waited for over five, nothing stops them.

    Nor has mail been due for three minutes without a worker that asks for it. No process is asked whether it lives.
    """
    broker = broker_answers()
    try:
        return _ledger(now, broker=broker)
    except DatabaseError:
        log.exception("The database does not answer.")
        return Health(database=False, broker=broker)


def _ledger(now: datetime, *, broker: bool) -> Health:
    tick, unsent = TickRecord.objects.first(), Reminder.objects.oldest_unsent_due_at(now)
    last_tick, unanswered = (tick.at, tick.unanswered_since) if tick else (None, None)
    stopped = tuple(Stop.objects.causes())
    ticks = last_tick is not None and now - last_tick <= TICK_MAY_BE
    sends = unsent is None or now - unsent <= UNSENT_MAY_BE
    takes = unanswered is None or now - unanswered <= UNANSWERED_MAY_BE
    return Health(
        database=True,
        broker=broker,
        last_tick_seconds=_seconds(last_tick, now),
        oldest_unsent_seconds=_seconds(unsent, now),
        unanswered_seconds=_seconds(unanswered, now),
        due=Reminder.objects.due(now).count(),
        uncertain_last_day=Reminder.objects.uncertain_since(now - timedelta(days=1)).count(),
        stopped=stopped,
        ok=broker and ticks and sends and takes and not stopped,
    )


def broker_answers() -> bool:
    try:
        with app.connection_for_write(connect_timeout=BROKER_SECONDS) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_SECONDS)
    except (KombuError, OSError):
        log.exception("The broker does not answer.")
        return False
    return True


def _seconds(then: datetime | None, now: datetime) -> int | None:
    return None if then is None else int((now - then).total_seconds())

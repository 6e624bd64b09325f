"""The two guards before the ledger, for Celery's doors and the command alike."""

from datetime import datetime

from learners.reminders import clock, ledger, restored
from learners.reminders.ledger import Tick
from learners.reminders.stopping import Stop


def look(now: datetime) -> None:
    """`now` is the database's. What is wrong becomes a row; only a person ends it."""
    clock.watch(clock.read(now))
    restored.watch(now)


def tick(now: datetime) -> Tick | None:
    """None: the clock is not to be trusted, and nothing was done. Such a pass is no tick that finished."""
    if Stop.objects.standing().of(Stop.Cause.CLOCK).exists():
        return None
    return ledger.tick(now)

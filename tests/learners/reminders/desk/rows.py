"""Rows of the ledger as they lie there after a while: with a history."""

from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Any

from learners.profiles.models import Learner
from learners.reminders.models import Reminder, ReminderTransition

Step = str | tuple[str, str]


def make_row(learner: Learner, *, now: datetime, steps: tuple[Step, ...] = (), **fields: Any) -> Reminder:
    """Due an hour before `now`. `steps`: the states it went through after pending, each alone or with its reason."""
    named = [step if isinstance(step, tuple) else (step, "") for step in steps]
    state, reason = named[-1] if named else ("pending", "")
    row = {
        "local_date": now.date(),
        "state": state,
        "reason": reason,
        "due_at": now - timedelta(hours=1),
        "expires_at": now + timedelta(hours=11),
        "tz_name": "Europe/Berlin",
        "local_time": time(7),
        "attempt": sum(name == "leased" for name, _why in named),
        **fields,
    }
    row.setdefault("message_id", f"<{learner.pk}.{row['local_date'].isoformat()}.digest@example.org>")
    reminder = Reminder.objects.create(learner=learner, **row)
    for (before, _why), (after, why) in pairwise([("pending", ""), *named]):
        ReminderTransition.objects.create(
            reminder=reminder, from_state=before, to_state=after, reason=why, at=row["due_at"]
        )
    return reminder


def make_many(learner: Learner, *, now: datetime, count: int, **fields: Any) -> None:
    for number in range(count):
        make_row(learner, now=now, local_date=now.date() - timedelta(days=number), **fields)

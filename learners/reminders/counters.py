"""The ledger in numbers, for a monitor. Counted from the rows each time, so that however many processes say the same."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Min, Q, Sum

from learners.profiles.models import Learner
from learners.reminders.gone import GoneTotal
from learners.reminders.models import Reminder, TickRecord, is_due
from learners.reminders.stopping import Stop

State = Reminder.State
LATENESS_BUCKETS = (60, 300, 900, 3600, 4 * 3600, 12 * 3600)  # seconds
LATENESS = ExpressionWrapper(F("sent_at") - F("due_at"), output_field=DurationField())


@dataclass(frozen=True, slots=True)
class Lateness:
    """`at_most` pairs a bound in seconds with how many mails were sent within it."""

    at_most: tuple[tuple[int, int], ...]
    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Counters:
    """`ended` counts by the final state. A tick that never was has no age, nor has what is due where nothing is."""

    created: int
    ended: dict[str, int]
    due: int
    oldest_due_seconds: float
    last_tick_seconds: float | None
    unanswered_seconds: float
    stopped: dict[str, bool]
    lateness: Lateness


def count(now: datetime) -> Counters:
    """Four queries: one pass over the ledger, what is gone from it, the last tick, and what stops the reminders."""
    found = Reminder.objects.order_by().aggregate(**_totals(), **_waiting(now), **_lateness())
    gone = GoneTotal.objects.by_name()
    tick = TickRecord.objects.first()
    causes = Stop.objects.causes()
    return Counters(
        created=found["created"] + gone.get("created", 0),
        ended={state: found[f"ended_{state}"] + gone.get(f"ended_{state}", 0) for state in Reminder.FINAL},
        due=found["due"],
        oldest_due_seconds=_seconds(now, found["oldest"]) or 0,
        last_tick_seconds=_seconds(now, tick.at if tick else None),
        unanswered_seconds=_seconds(now, tick.unanswered_since if tick else None) or 0,
        stopped={cause: cause in causes for cause in Stop.Cause.values},
        lateness=Lateness(
            at_most=tuple(
                (bound, found[f"within_{bound}"] + gone.get(f"within_{bound}", 0)) for bound in LATENESS_BUCKETS
            ),
            count=found["sent"] + gone.get("sent", 0),
            seconds=(found["late"] or timedelta()).total_seconds() + gone.get("late", 0),
        ),
    )


def keep_totals_of(learner: Learner) -> None:
    """Before the rows of an erased account go."""
    found = Reminder.objects.filter(learner=learner).order_by().aggregate(**_totals(), **_lateness())
    late = round((found.pop("late") or timedelta()).total_seconds())
    GoneTotal.objects.all().add({**found, "late": late})


def _totals() -> dict[str, Any]:
    return {"created": Count("pk")} | {f"ended_{state}": Count("pk", filter=Q(state=state)) for state in Reminder.FINAL}


def _waiting(now: datetime) -> dict[str, Any]:
    unsent = Q(state__in=Reminder.OPEN, due_at__lte=now)
    return {"due": Count("pk", filter=is_due(now)), "oldest": Min("due_at", filter=unsent)}


def _lateness() -> dict[str, Any]:
    sent = Q(state=State.SENT, sent_at__isnull=False)
    within = {
        f"within_{bound}": Count("pk", filter=sent & Q(sent_at__lte=F("due_at") + timedelta(seconds=bound)))
        for bound in LATENESS_BUCKETS
    }
    return within | {"sent": Count("pk", filter=sent), "late": Sum(LATENESS, filter=sent)}


def _seconds(now: datetime, then: datetime | None) -> float | None:
    return None if then is None else (now - then).total_seconds()

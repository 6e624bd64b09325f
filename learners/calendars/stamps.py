"""Which number and moment each event carries: both rise when what a calendar is told of it changes, and at no other time.

Told apart by a fingerprint, written when somebody reads. The plan's count of changes would rise with every tick and note of any
of its tasks, has no moment for DTSTAMP, and knows nothing of renamed certifications and credentials.
"""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from learners.calendars.ical import DayEvent, Stamped
from learners.calendars.models import CalendarEvent
from learners.profiles.models import Learner


def stamped(learner: Learner, events: Iterable[DayEvent], *, now: datetime) -> list[Stamped]:
    """One query, and one to write where something changed. Two readers at once write the same."""
    known = {row.key: row for row in CalendarEvent.objects.filter(learner=learner)}
    changed, found = [], []
    for event in events:
        row, fingerprint = known.get(event.key), fingerprint_of(event)
        if row is None or row.fingerprint != fingerprint:
            row = CalendarEvent(
                learner=learner,
                key=event.key,
                fingerprint=fingerprint,
                sequence=row.sequence + 1 if row else 0,
                changed_at=now.replace(microsecond=0),  # iCalendar knows no fractions
            )
            changed.append(row)
        found.append(Stamped(event, row.sequence, row.changed_at))
    if changed:
        _write(changed)
    return found


def fingerprint_of(event: DayEvent) -> str:
    told = (event.first.isoformat(), event.last.isoformat(), event.title, event.lines, event.path)
    return sha256(repr(told).encode()).hexdigest()


def _write(rows: list[CalendarEvent]) -> None:
    """In one order, so that two writers never wait for each other."""
    CalendarEvent.objects.bulk_create(
        sorted(rows, key=lambda row: row.key),
        update_conflicts=True,
        unique_fields=["learner", "key"],
        update_fields=["fingerprint", "sequence", "changed_at"],
    )

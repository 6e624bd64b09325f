"""What the processes of a storm are started with: `manage.py shell -c "from tests.faults import doors; doors.…"`."""

from datetime import date, datetime, time
from math import inf
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from learners.reminders import delivery, tasks
from learners.reminders.models import Reminder
from tests.factories import MONDAY, make_guided, make_learner, make_plan, make_user
from tests.faults import broken


def people(number: int, *, start: date = MONDAY, zone: str = "UTC", at: time = time(7, 0)) -> None:
    """So many learners, each with a task due on the day `start`."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    certification = make_guided(f"guided-{uuid4().hex[:8]}")  # a process counts its names from one
    for _ in range(number):
        with transaction.atomic():  # a worker may tick meanwhile, and must not see half of anybody
            user = make_user(email=f"{uuid4().hex}@example.org")
            learner = make_learner(user=user, time_zone=zone, reminder_time=at)
            make_plan(learner, certification, start=start, tasks=({"due": start},)).refresh_summary()


def people_of_now(number: int, zone: str) -> None:
    """Whose mail is due since about three hours, by the real clock; `zone` is one where it is noon."""
    people(number, start=timezone.now().astimezone(ZoneInfo(zone)).date(), zone=zone, at=time(9, 0))


def begin(number: int, now: str) -> None:
    people(number)
    tick(now)


def tick(now: str) -> None:
    call_command("reminders", "tick", "--now", now)


def run(*rounds: str) -> None:
    """One pass of a worker at each of these times, in one process."""
    for now in map(datetime.fromisoformat, rounds):
        delivery.deliver_due(lambda now=now: now, seconds=inf)  # type: ignore[misc]


def ring() -> None:
    tasks.send_due.delay()


def ring_for_each() -> None:
    """Without a ledger: one message a mail."""
    for row in Reminder.objects.due(timezone.now()):
        broken.send_alone.delay(row.pk)

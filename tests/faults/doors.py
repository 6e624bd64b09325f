"""What the processes of a storm are started with: `manage.py shell -c "from tests.faults import doors; doors.…"`."""

from datetime import date, datetime, time
from math import inf
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from learners.reminders import delivery
from learners.reminders.models import Reminder
from tests.factories import MONDAY, make_guided, make_learner, make_plan
from tests.faults import broken


def people(number: int, *, start: date = MONDAY, zone: str = "UTC", at: time = time(7, 0)) -> None:
    """So many learners, each with a task due on the day `start`."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    certification = make_guided()
    for _ in range(number):
        learner = make_learner(time_zone=zone, reminder_time=at)
        make_plan(learner, certification, start=start, tasks=({"due": start},)).refresh_summary()


def people_of_now(number: int, zone: str) -> None:
    """Whose mail is due since three hours, by the real clock; `zone` is one where it is noon."""
    people(number, start=timezone.now().astimezone(ZoneInfo(zone)).date(), zone=zone, at=time(9, 0))


def tick(changes: str, now: str) -> None:
    broken.apply(changes)
    call_command("reminders", "tick", "--now", now)


def run(changes: str, *rounds: str) -> None:
    """One pass of a worker at each of these times, in one process."""
    broken.apply(changes)
    for now in map(datetime.fromisoformat, rounds):
        delivery.deliver_due(lambda now=now: now, seconds=inf)  # type: ignore[misc]


def states() -> None:
    """Prints each state with its reason and how many there are of it."""
    for row in Reminder.objects.order_by("pk"):
        print(row.key, row.state, row.reason)

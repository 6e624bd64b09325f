"""Times a tick over very many learners, on an empty PostgreSQL database that is there for it.

    DATABASE_URL=postgres://…/scratch python -m tests.bench.ticks --learners 1000000 --due 10000 [--explain]

Everybody has an active plan and their rows of the next 36 hours. First nobody is due; then the mails of so many are, and so many
others come into the horizon and get their rows.
"""

import argparse
import os
import resource
import statistics
import time
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark")
os.environ.setdefault("DEBUG", "1")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402

from learners.plans.recovery.pausing import resume_due  # noqa: E402
from learners.plans.versions.moving import move_due  # noqa: E402
from learners.profiles.models import Learner  # noqa: E402
from learners.reminders import ledger  # noqa: E402
from learners.reminders.models import Reminder  # noqa: E402
from tests.bench.crowd import OFFSET, analyze, copies, explained  # noqa: E402
from tests.factories import make_guided, make_plan  # noqa: E402

ROUNDS = 7
SEVEN = datetime(2026, 3, 2, 7, tzinfo=UTC)
HOURS = "n % 60 * interval '12 minutes'"  # mail comes from three in the morning to three in the afternoon


def fill(learners: int) -> None:
    """Everybody has tomorrow's row, due in 20 to 32 hours, and is looked at in 8 to 20."""
    plan = make_plan(certification=make_guided("bench"))
    learner = plan.learner
    copies(learner.user, learners, email="'bench' || n || '@example.org'")
    look = f"'{(SEVEN + timedelta(hours=8)).isoformat()}'::timestamptz + {HOURS}"
    copies(learner, learners, user_id=f"{OFFSET} + n", reminder_time=f"'03:00'::time + {HOURS}", next_look_at=look)
    copies(plan, learners, learner_id=f"{OFFSET} + n")
    Learner.objects.filter(pk=learner.pk).update(next_look_at=SEVEN + timedelta(days=1))
    row = Reminder.objects.create(
        learner=learner,
        local_date=SEVEN.date() + timedelta(days=1),
        due_at=SEVEN,
        expires_at=SEVEN,
        local_time="07:00",
        message_id="<1>",
        tz_name="UTC",
    )
    due = f"'{(SEVEN + timedelta(hours=20)).isoformat()}'::timestamptz + {HOURS}"
    copies(
        row,
        learners,
        learner_id=f"{OFFSET} + n",
        local_time=f"'03:00'::time + {HOURS}",
        due_at=due,
        expires_at=f"least({due} + interval '12 hours', '2026-03-04 00:00Z')",
    )
    row.delete()
    analyze()


def make_due(due: int) -> None:
    first = range(OFFSET + 1, OFFSET + due + 1)
    Reminder.objects.filter(learner__in=first).update(due_at=SEVEN, expires_at=SEVEN + timedelta(hours=12))
    Learner.objects.filter(pk__range=(OFFSET + due + 1, OFFSET + 2 * due)).update(next_look_at=SEVEN)


def tick() -> float:
    """Seconds of all that the minute's task does in the database."""
    started = time.perf_counter()
    ledger.tick(SEVEN)
    move_due(SEVEN)
    resume_due(SEVEN)
    return time.perf_counter() - started


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--learners", type=int, default=1_000_000)
    arguments.add_argument("--due", type=int, default=10_000)
    arguments.add_argument("--explain", action="store_true", help="print the plans of the slowest queries")
    given = arguments.parse_args()
    if connection.vendor != "postgresql":
        raise SystemExit("It needs DATABASE_URL to name an empty PostgreSQL database.")
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    if not Reminder.objects.exists():
        fill(given.learners)
    print(f"{given.learners:,} learners, made in {time.perf_counter() - started:.0f} s")
    tick()
    reset_queries()
    seconds = [tick() for _ in range(ROUNDS)]
    print(
        f"none due: median of {ROUNDS} {statistics.median(seconds) * 1000:.0f} ms, worst {max(seconds) * 1000:.0f} ms"
    )
    queries = connection.queries[-(len(connection.queries) // ROUNDS) :]
    if given.explain:
        for query in sorted(queries, key=lambda query: -float(query["time"]))[:3]:
            print(f"\n{query['sql']}\n{explained(query['sql'])}")
    before = Reminder.objects.count()
    make_due(given.due)
    took = tick()
    made, due = Reminder.objects.count() - before, Reminder.objects.due(SEVEN).count()
    print(f"\n{due:,} due and {made:,} rows made: {took:.2f} s")
    print(f"memory at its highest: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()

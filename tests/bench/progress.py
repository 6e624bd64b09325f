"""What a large team's figures over time cost, on an empty PostgreSQL database that is there for it.

    DATABASE_URL=postgres://…/scratch python -m tests.bench.progress --members 10000 --others 20000 [--explain]

Members and others have a plan of 40 tasks each. A tenth of the members shows the status only.
"""

import argparse
import os
import time
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark")
os.environ.setdefault("DEBUG", "1")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from learners.plans.models import StudyPlan, TimeEntry  # noqa: E402
from learners.teams.models import Team  # noqa: E402
from learners.teams.progress.figures import progress_of  # noqa: E402
from learners.teams.progress.people import scope_of  # noqa: E402
from tests.bench.crowd import OFFSET, analyze, copies, explained  # noqa: E402
from tests.factories import (  # noqa: E402
    make_attempt,
    make_credential,
    make_guided,
    make_learner,
    make_membership,
    make_plan,
    make_task,
    make_team,
)

TASKS = 40
FINISHED = "CASE WHEN n % 4 = 0 THEN now() - n % 300 * interval '1 day' END"
TODAY = datetime.now(UTC).date()


def fill(members: int, others: int) -> None:
    """Half of each plan is done; every task that is done has minutes written down."""
    people, begun = members + others, TODAY - timedelta(days=120)
    plan = make_plan(make_learner(), make_guided("bench"), start=begun, state=StudyPlan.State.FINISHED)
    copies(plan.learner.user, people, email="'bench' || n || '@example.org'")
    copies(plan.learner, people, user_id=f"{OFFSET} + n")
    copies(
        plan,
        people,
        learner_id=f"{OFFSET} + n",
        state="CASE WHEN n % 4 = 0 THEN 'finished' ELSE 'active' END",
        finished_at=FINISHED,
    )
    for number in range(TASKS):
        due, at = begun + timedelta(days=5 * number), datetime.now(UTC) - timedelta(days=5 * number)
        fields = {"state": "done", "done_at": at} if number % 2 else {}
        task = make_task(plan, number, due=due, **fields)
        copies(task, people, id=f"{OFFSET} + {TASKS} * n + {number}", plan_id=f"{OFFSET} + n")
        if fields:
            entry = TimeEntry.objects.create(task=task, day=at.date(), minutes=30)
            copies(entry, people, id=f"{OFFSET} + {TASKS} * n + {number}", task_id=f"{OFFSET} + {TASKS} * n + {number}")
    attempt = make_attempt(plan.learner, plan.certification, state="passed")
    copies(attempt, people, learner_id=f"{OFFSET} + n")
    credential = make_credential(plan.learner, plan.certification, periods=({"valid_from": TODAY},))
    copies(credential, people, learner_id=f"{OFFSET} + n")
    copies(credential.periods.get(), people, credential_id=f"{OFFSET} + n", attempt_id="NULL")
    shows = "CASE WHEN n % 10 = 0 THEN 'status' ELSE 'dates' END"
    copies(make_membership(make_team("bench"), plan.learner), members, learner_id=f"{OFFSET} + n", visibility=shows)
    analyze()


def measured(explain: bool) -> None:
    team = Team.objects.get(slug="bench")
    for _round in range(3):
        started = time.perf_counter()
        with CaptureQueriesContext(connection) as found:
            page = progress_of(scope_of(team), today=TODAY)
        print(f"{len(found)} queries, {(time.perf_counter() - started) * 1000:.0f} ms, {page.scope.counted:,} people")
    for query in sorted(found.captured_queries, key=lambda query: -float(query["time"])):
        print(f"\n{query['time']} s  {query['sql'][:300]}")
        if explain and float(query["time"]) > 0.02:
            print(explained(query["sql"]))


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--members", type=int, default=10_000)
    arguments.add_argument("--others", type=int, default=20_000)
    arguments.add_argument("--explain", action="store_true", help="print what the slow queries did")
    given = arguments.parse_args()
    if connection.vendor != "postgresql":
        raise SystemExit("It needs DATABASE_URL to name an empty PostgreSQL database.")
    call_command("migrate", verbosity=0)
    if not Team.objects.exists():
        fill(given.members, given.others)
    measured(given.explain)


if __name__ == "__main__":
    main()

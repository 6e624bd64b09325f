"""Prints what each page costs beside a bare view of the same size, on the same server in the same run.

    make bench                     (SQLite in a temporary folder)
    make bench ARGS="--requests 400"
    DATABASE_URL=postgres://… make bench

A second table is of a made-up catalogue of 2,000 certifications and 10,000 edges (`tests.bench.wide`). The impact of a draft over
100,000 plans wants an empty PostgreSQL database of its own: `python -m tests.bench.impact`.

The ratio is CPU milliseconds of the page over CPU milliseconds of the bare view (one session look-up, three queries).
A table to read, never an assertion: timings belong to the machine they were taken on.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from tests.bench.long_plan import long_plan_rows
from tests.bench.planning import planning_lines
from tests.bench.rows import HEAD, manage, row
from tests.bench.server import serve
from tests.bench.wide import wide_rows

SETUP = """
from django.contrib.auth import get_user_model
from django.test import Client
from learners.plans.models import StudyPlan
from learners.teams.models import Membership, Team
team = max(Team.objects.all(), key=lambda one: one.memberships.filter(role="member", accepted_at__isnull=False).count())
manager = team.memberships.filter(role="manager").first().learner
plan = StudyPlan.objects.filter(state="active").first()
def cookie(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.cookies["cairn_session"].value
members = team.memberships.filter(role="member", accepted_at__isnull=False).count()
print("@@", team.slug, members, cookie(manager.user), plan.pk, plan.tasks.count(), cookie(plan.learner.user))
"""


def timed(environment: dict[str, str], label: str, *arguments: str) -> None:
    started = time.perf_counter()
    manage(environment, *arguments)
    print(f"{label}: {time.perf_counter() - started:.1f} s (with the start of the interpreter)")


def prepare(environment: dict[str, str]) -> list[str]:
    manage(environment, "migrate", "--verbosity", "0")
    timed(environment, "load_catalogue of the shipped files", "load_catalogue")
    timed(environment, "load_catalogue again, nothing changed", "load_catalogue")
    timed(environment, "seed_demo, 1,100 learners in one team", "seed_demo", "--learners", "1100", "--teams", "1")
    marked = next(
        line for line in manage(environment, "shell", "-v", "0", "-c", SETUP).splitlines() if line.startswith("@@")
    )
    return marked.split()[1:]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    arguments.add_argument(
        "--requests", type=int, default=200, help="requests a round; three rounds, the median counts"
    )
    requests = arguments.parse_args().requests
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DEBUG": "0",
            "SECRET_KEY": "only-for-the-benchmark",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "WHITENOISE_USE_FINDERS": "1",
            "PYTHONPATH": str(Path.cwd()),
            "LOG_LEVEL": "ERROR",
        }
        team, members, manager, plan, tasks, learner = prepare(environment)
        print(f"\n{HEAD}")
        with serve(environment, f"cairn_session={learner}") as server:
            print(row(server, "catalogue", "/certifications/", requests))
            print(row(server, "certification", "/certifications/mlops-architect-professional/", requests))
            print(row(server, f"plan ({tasks} tasks)", f"/plans/{plan}/", requests))
            print(row(server, "today", "/today/", requests))
        with serve(environment, "cairn_session=nobody") as server:
            print(row(server, "home, signed out", "/", requests))
        with serve(environment, f"cairn_session={manager}") as server:
            print(row(server, f"team ({members} members)", f"/teams/{team}/", requests))
        long_plan_rows(environment, requests)
    print("\nDating a plan by itself\n", *planning_lines(), sep="\n")
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as files:
        own = {**environment, "DATA_DIR": data, "DATABASE_URL": f"sqlite:///{data}/cairn.sqlite3"}
        wide_rows(own, Path(files), max(requests // 4, 10))


if __name__ == "__main__":
    main()

"""Prints what each page costs beside a bare view of the same size, on the same server in the same run.

    make bench                     (SQLite in a temporary folder)
    make bench ARGS="--requests 400"
    DATABASE_URL=postgres://… make bench

The ratio is CPU milliseconds of the page over CPU milliseconds of the bare view (one session look-up, three queries).
A table to read, never an assertion: timings belong to the machine they were taken on.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.server import Server, serve

ROUNDS = 3
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


def manage(environment: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def timed(environment: dict[str, str], label: str, *arguments: str) -> None:
    started = time.perf_counter()
    manage(environment, *arguments)
    print(f"{label}: {time.perf_counter() - started:.1f} s (with the start of the interpreter)")


def row(server: Server, name: str, path: str, requests: int) -> str:
    server.ask(path, 5)
    bare_path = f"/bare/{server.ask(path, 1).size}/"
    server.ask(bare_path, 5)
    pages, bares = [], []
    for _ in range(ROUNDS):
        pages.append(server.ask(path, requests))
        bares.append(server.ask(bare_path, requests))
    page, bare = (sorted(costs, key=lambda cost: cost.cpu_ms)[ROUNDS // 2] for costs in (pages, bares))
    return (
        f"| {name} | {page.size / 1024:.0f} | {page.per_second:.0f} | {page.cpu_ms:.1f} | {bare.per_second:.0f} "
        f"| {bare.cpu_ms:.1f} | {page.cpu_ms / bare.cpu_ms:.1f} |"
    )


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
        print(
            "\n| page | KiB | requests/s | CPU ms | bare requests/s | bare CPU ms | ratio |\n|---|---|---|---|---|---|---|"
        )
        with serve(environment, f"cairn_session={learner}") as server:
            print(row(server, "catalogue", "/certifications/", requests))
            print(row(server, "certification", "/certifications/mlops-architect-professional/", requests))
            print(row(server, f"plan ({tasks} tasks)", f"/plans/{plan}/", requests))
            print(row(server, "today", "/today/", requests))
        with serve(environment, "cairn_session=nobody") as server:
            print(row(server, "home, signed out", "/", requests))
        with serve(environment, f"cairn_session={manager}") as server:
            print(row(server, f"team ({members} members)", f"/teams/{team}/", requests))


if __name__ == "__main__":
    main()

"""What a large team's pages cost, on an empty PostgreSQL database that is there for it.

    DATABASE_URL=postgres://…/scratch python -m tests.bench.teams --members 10000 --learners 1000000 [--explain]

So many members with a plan of 40 tasks each, among so many learners with a plan; a tenth of the members shows the status only. Each page
is asked for by 20 clients at once, and so is a bare view of the same size, in the same run on the same two workers.
"""

import argparse
import http.client
import os
import statistics
import threading
import time
from datetime import UTC, datetime, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark")
os.environ.setdefault("WHITENOISE_USE_FINDERS", "1")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("DEBUG", "0")
django.setup()

from django.core.cache import caches  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from learners.plans.models import StudyPlan, Task  # noqa: E402
from learners.teams.models import Membership, Team  # noqa: E402
from portal.models import User  # noqa: E402
from tests.bench.crowd import OFFSET, analyze, copies, explained  # noqa: E402
from tests.bench.server import Server, serve  # noqa: E402
from tests.factories import make_credential, make_guided, make_learner, make_membership, make_plan, make_team  # noqa: E402

CLIENTS = 20
ROUNDS = 10
TODAY = datetime.now(UTC).date()
PHASES = ((14, (60,) * 20), (30, (60,) * 20))
DONE = """
UPDATE learners_task SET state = 'done', done_at = now() - (position + phase_position * 20) * interval '1 day'
WHERE plan_id > %s AND phase_position * 20 + position <= plan_id %% 37"""
SUMMARIES = """
UPDATE learners_studyplan AS plan SET minutes_total = found.total, minutes_done = found.done, next_due = found.next,
  last_due = found.last, furthest_done = found.furthest
FROM (SELECT plan_id, sum(minutes) AS total, coalesce(sum(minutes) FILTER (WHERE state = 'done'), 0) AS done,
  min(due) FILTER (WHERE state = 'todo') AS next, max(due) FILTER (WHERE state = 'todo') AS last,
  max(due) FILTER (WHERE state = 'done') AS furthest FROM learners_task GROUP BY plan_id) AS found
WHERE found.plan_id = plan.id"""
TASKS = """
INSERT INTO learners_task ({columns}) SELECT {values} FROM learners_task AS original
JOIN learners_studyplan AS plan ON plan.id > %s AND plan.id <= %s WHERE original.plan_id = %s ORDER BY plan.id"""


def fill(members: int, learners: int) -> None:
    certification = make_guided("bench", phases=PHASES)
    tasks = tuple({"minutes": 60, "phase_position": number // 20, "position": number % 20 + 1} for number in range(40))
    plan = make_plan(make_learner(), certification, start=TODAY - timedelta(days=30), tasks=tasks)
    learner, team = plan.learner, make_team("bench", name="Bench")
    make_membership(team, make_learner(user=User.objects.create(email="manager@example.org")), role="manager")
    membership = make_membership(team, learner)
    credential = make_credential(learner, certification, periods=({"valid_from": TODAY, "valid_until": TODAY},))
    copies(learner.user, learners, email="'bench' || n || '@example.org'", name="'Person ' || n")
    copies(learner, learners, user_id=f"{OFFSET} + n")
    exam = f"'{TODAY.isoformat()}'::date + (n % 120)::int"
    copies(plan, learners, learner_id=f"{OFFSET} + n", exam_date=f"CASE WHEN n % 3 = 0 THEN {exam} END")
    shows = "CASE WHEN n % 10 = 0 THEN 'status' ELSE 'dates' END"
    copies(membership, members, learner_id=f"{OFFSET} + n", visibility=shows)
    copies(credential, members, learner_id=f"{OFFSET} + n")
    copies(credential.periods.get(), members, credential_id=f"{OFFSET} + n", valid_until=exam)
    _copy_tasks(plan, members)
    analyze()


def _copy_tasks(plan: StudyPlan, members: int) -> None:
    """The dates run on from each plan's own begin, a task a day; some are late, some are ahead."""
    names = [str(field.column) for field in Task._meta.concrete_fields if field.column != "id"]
    day = f"'{TODAY.isoformat()}'::date + (original.phase_position * 20 + original.position - plan.id % 40)::int"
    given = {"plan_id": "plan.id", "starts": day, "due": day}
    values = ", ".join(given.get(name, f'original."{name}"') for name in names).replace("%", "%%")
    with connection.cursor() as cursor:
        statement = TASKS.format(columns=", ".join(names), values=values)
        cursor.execute(statement, [OFFSET, OFFSET + members, plan.pk])
        cursor.execute(DONE, [OFFSET])
        cursor.execute(SUMMARIES)


def cookie() -> str:
    client = Client()
    client.force_login(
        User.objects.get(email="manager@example.org"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client.cookies["cairn_session"].value


def asked_at_once(server: Server, path: str, requests: int) -> list[float]:
    """Seconds of each answer, by 20 clients that ask one after the other."""
    times: list[float] = []

    def ask() -> None:
        own = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for _ in range(requests // CLIENTS):
            started = time.perf_counter()
            own.request("GET", path, headers={"Cookie": server.cookie})
            answer = own.getresponse()
            answer.read()
            times.append(time.perf_counter() - started)
            if answer.status != 200:
                raise RuntimeError(f"{path} answered {answer.status}")
        own.close()

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] * 1000


def row(server: Server, name: str, path: str, requests: int) -> str:
    size = server.ask(path, 2).size
    bare = f"/bare/{size}/"
    for address in (path, bare):  # each worker has seen it before the clock runs
        asked_at_once(server, address, 4 * CLIENTS)
    times: dict[str, list[float]] = {path: [], bare: []}
    for _ in range(ROUNDS):  # in turn, so that a machine that is slower for a while is so for both
        for address in (path, bare):
            times[address] += asked_at_once(server, address, requests // ROUNDS)
    page_ms, bare_ms = p95(times[path]), p95(times[bare])
    return f"| {name} | {size / 1024:.0f} | {page_ms:.0f} | {bare_ms:.0f} | {page_ms / bare_ms:.1f} |"


def queries(path: str) -> tuple[int, str]:
    """How many the page takes when nothing is kept, and what the slowest of them did."""
    client = Client()
    client.force_login(
        User.objects.get(email="manager@example.org"), backend="django.contrib.auth.backends.ModelBackend"
    )
    caches["pages"].clear()
    with CaptureQueriesContext(connection) as found:
        client.get(path, headers={"host": "127.0.0.1"}, secure=False)
    slowest = max(found.captured_queries, key=lambda query: float(query["time"]))
    return len(found), f"{slowest['time']} s\n{explained(slowest['sql'])}"


def export_line(server: Server, path: str) -> str:
    started = time.perf_counter()
    size = server.ask(path, 1).size
    return (
        f"export {path}: {time.perf_counter() - started:.1f} s, {size / 1024:.0f} KiB, worker at {_memory(server)} MB"
    )


def _memory(server: Server) -> int:
    with open(f"/proc/{server.worker_pid}/status") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmHWM"))


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--members", type=int, default=10_000)
    arguments.add_argument("--learners", type=int, default=1_000_000)
    arguments.add_argument("--requests", type=int, default=400)
    arguments.add_argument("--explain", action="store_true", help="print what the slowest query of each page did")
    given = arguments.parse_args()
    if connection.vendor != "postgresql":
        raise SystemExit("It needs DATABASE_URL to name an empty PostgreSQL database.")
    call_command("migrate", verbosity=0)
    if not Team.objects.exists():
        started = time.perf_counter()
        fill(given.members, given.learners)
        print(f"made in {time.perf_counter() - started:.0f} s")
    members = Membership.objects.filter(role="member").count()
    print(f"{members:,} members, {StudyPlan.objects.count():,} plans\n")
    pages = {
        "team page": "/teams/bench/",
        "filtered: at risk or behind": "/teams/bench/?at_risk=on",
        "filtered: exam within 30 days, by exam": "/teams/bench/?exam_within=30&sort=exam",
        "page 100": "/teams/bench/?page=100",
    }
    environment = {**os.environ, "ALLOWED_HOSTS": "127.0.0.1", "SITE_URL": "http://127.0.0.1"}
    with serve(environment, f"cairn_session={cookie()}", workers=2) as server:
        print(f"| page | KiB | p95 of {CLIENTS} clients, ms | bare, ms | ratio |\n|---|---|---|---|---|")
        for name, path in pages.items():
            print(row(server, name, path, given.requests), flush=True)
        print()
        for kind in ("csv", "xlsx"):
            print(export_line(server, f"/teams/bench/export.{kind}"))
    for name, path in pages.items() if given.explain else ():
        number, slowest = queries(path)
        print(f"\n{name}: {number} queries when nothing is kept; the slowest took {slowest}")


if __name__ == "__main__":
    main()

"""Prints what the page of the graph costs over a made-up catalogue of 2,000 certifications and 10,000 edges.

python -m tests.bench.graph --requests 50     (SQLite in a temporary folder)

The learner holds five certifications, has a running plan, and states years and twenty skills, so that there is much to judge.
"""

import argparse
import os
import tempfile
from pathlib import Path

from tests.bench.__main__ import manage, row
from tests.bench.catalogue import generate, write
from tests.bench.server import serve

SETUP = """
import time
from datetime import date
from django.test import Client
from certifications.models import Certification, CurriculumVersion, Skill
from certifications.publishing import cycle_refusals
from learners.plans.models import StudyPlan
plan = StudyPlan.objects.filter(state="active").first()
learner = plan.learner
for one in Certification.objects.exclude(pk=plan.certification_id).order_by("position", "pk")[:5]:
    held, _ = learner.credentials.get_or_create(certification=one)
    held.periods.get_or_create(valid_from=date(2020, 1, 1))
learner.experience.create(label="in practice", years=4)
for skill in Skill.objects.all()[:20]:
    learner.skill_statements.create(skill=skill)
client = Client()
client.force_login(learner.user, backend="django.contrib.auth.backends.ModelBackend")
version = CurriculumVersion.objects.filter(state="published").last()
times = []
for _ in range(9):
    started = time.perf_counter()
    assert not cycle_refusals(version)
    times.append(time.perf_counter() - started)
print("@@", client.cookies["cairn_session"].value, f"{sorted(times)[4] * 1000:.0f}")
"""


def prepare(environment: dict[str, str], folder: Path) -> list[str]:
    write(folder, generate(2000))
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_catalogue", str(folder))
    manage(environment, "seed_demo", "--learners", "20", "--teams", "1")
    printed = manage(environment, "shell", "-v", "0", "-c", SETUP)
    return next(line for line in printed.splitlines() if line.startswith("@@")).split()[1:]


def graph_rows(environment: dict[str, str], folder: Path, requests: int) -> None:
    learner, check_ms = prepare(environment, folder)
    print(f"\ncycle check of one edit, with its query, median of nine: {check_ms} ms\n")
    print("| page | KiB | requests/s | CPU ms | bare requests/s | bare CPU ms | ratio |\n|---|---|---|---|---|---|---|")
    for who, cookie in (("visitor", "nobody"), ("learner", learner)):
        with serve(environment, f"cairn_session={cookie}") as server:
            for what, address in (("whole", "?program=all"), ("one programme", "")):
                print(row(server, f"graph, {what}, {who}", f"/certifications/graph/{address}", requests))


def main() -> None:
    arguments = argparse.ArgumentParser(description="Prints what the page of the graph costs.")
    arguments.add_argument("--requests", type=int, default=50, help="requests a round; the median of three counts")
    requests = arguments.parse_args().requests
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as files:
        environment = {
            "DATABASE_URL": f"sqlite:///{data}/cairn.sqlite3",
            **os.environ,
            "DATA_DIR": data,
            "DEBUG": "0",
            "SECRET_KEY": "only-for-the-benchmark",
            "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
            "WHITENOISE_USE_FINDERS": "1",
            "PYTHONPATH": str(Path.cwd()),
            "LOG_LEVEL": "ERROR",
        }
        graph_rows(environment, Path(files), requests)


if __name__ == "__main__":
    main()

"""What the graph, an eligibility and a goal chain cost over a made-up catalogue of 2,000 certifications and 10,000 edges.

The learner holds five certifications, has a running plan, and states years and twenty skills, so that there is much to judge.
"""

from pathlib import Path

from tests.bench.catalogue import generate, write
from tests.bench.rows import HEAD, manage, row
from tests.bench.server import serve

SETUP = """
import time
from datetime import date
from django.test import Client
from certifications.models import Certification, CurriculumVersion, Skill
from certifications.findings import lint_version
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
def median_ms(check):
    times = []
    for _ in range(9):
        started = time.perf_counter()
        check(version)
        times.append(time.perf_counter() - started)
    return f"{sorted(times)[4] * 1000:.0f}"
print("@@", client.cookies["cairn_session"].value, median_ms(cycle_refusals), median_ms(lint_version))
"""


def prepare(environment: dict[str, str], folder: Path) -> list[str]:
    write(folder, generate(2000))
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_catalogue", str(folder))
    manage(environment, "seed_demo", "--learners", "20", "--teams", "1")
    printed = manage(environment, "shell", "-v", "0", "-c", SETUP)
    return next(line for line in printed.splitlines() if line.startswith("@@")).split()[1:]


def wide_rows(environment: dict[str, str], folder: Path, requests: int) -> None:
    learner, check_ms, lint_ms = prepare(environment, folder)
    print("\n2,000 certifications, 10,000 edges; median of nine, with the queries:")
    print(f"cycle check of one edit {check_ms} ms, all that publishing one version asks {lint_ms} ms\n\n{HEAD}")
    for who, cookie in (("visitor", "nobody"), ("learner", learner)):
        with serve(environment, f"cairn_session={cookie}") as server:
            for what, address in (("whole", "?program=all"), ("one programme", "")):
                print(row(server, f"graph, {what}, {who}", f"/certifications/graph/{address}", requests))
            print(row(server, f"certification with eligibility, {who}", "/certifications/certification-19/", requests))
    with serve(environment, f"cairn_session={learner}") as server:
        print(row(server, "goal chain", "/goals/certifications/certification-19/", requests))

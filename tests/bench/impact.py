"""Times the impact of a draft over many running plans, on an empty PostgreSQL database that is there for it.

    DATABASE_URL=postgres://…/scratch python -m tests.bench.impact --plans 100000 [--explain]

Every plan follows version 1, with 40 tasks, an exam date and its own progress. The draft adds two steps, drops one, makes
three longer and one shorter. People, plans and tasks are made by the database itself: 4 million rows are no work for Python.
"""

import argparse
import os
import statistics
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
os.environ.setdefault("SECRET_KEY", "only-for-the-benchmark")
os.environ.setdefault("DEBUG", "1")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.utils import timezone  # noqa: E402

from certifications.models import Certification, CurriculumVersion, PlanPhase, PlanStep  # noqa: E402
from certifications.publishing import start_draft  # noqa: E402
from learners.plans.desk.impact import Impact, impact_of  # noqa: E402
from tests.factories import make_guided  # noqa: E402

ROUNDS = 7
PHASES = ((14, (45, 60, 90, 30, 60, 75, 45, 60, 90, 60)), (30, (60,) * 14), (60, (90, 45) * 8))

PEOPLE = """
INSERT INTO portal_user (password, is_superuser, is_staff, is_active, date_joined, email, name)
SELECT '!', false, false, true, now(), 'bench' || n || '@example.org', 'Bench ' || n FROM generate_series(1, %(plans)s) AS n
"""
LEARNERS = """
INSERT INTO learners_learner (user_id, time_zone, reminders_on, reminder_time, created_at, next_look_at,
  reminder_rhythm, holidays_of, celebrations, monday, tuesday, wednesday, thursday, friday, saturday, sunday)
SELECT id, 'UTC', id %% 4 <> 0, '07:00', now(), now(), 'study_days', '', true, 30 + id %% 5 * 15, 60, 60, 30 + id %% 3 * 30, 0, 120, id %% 2 * 60
FROM portal_user WHERE email LIKE 'bench%%'
"""
DAYS_OFF = """
INSERT INTO learners_dayoff (learner_id, first, last, note)
SELECT id, %(today)s::date + (id %% 40)::int, %(today)s::date + (id %% 40 + 7)::int, '' FROM learners_learner WHERE id %% 10 = 0
"""
PLANS = """
INSERT INTO learners_studyplan (learner_id, certification_id, version_id, title, horizon_days, start, exam_date, state,
  created_at, monday, tuesday, wednesday, thursday, friday, saturday, sunday, minutes_total, minutes_done, buffer_days,
  purpose, changes)
SELECT id, %(certification)s, %(version)s, 'Bench', 60, %(today)s::date - (id %% 50)::int,
  %(today)s::date + (5 + id * 7 %% 90)::int, 'active', now(),
  monday, tuesday, wednesday, thursday, friday, saturday, sunday, 0, 0, 0, 'first', 0
FROM learners_learner
"""
TASKS = """
INSERT INTO learners_task (plan_id, key, phase_key, phase_title, phase_position, position, title, detail, kind, minutes,
  optional, optional_by_learner, own, pinned, starts, due, state, done_at, note)
SELECT plan.id, step.key, phase.key, phase.title, phase.position, step.position, step.title, '', step.kind, step.minutes,
  false, false, false, false, plan.start + place.n, plan.start + place.n, place.state,
  CASE WHEN place.state = 'done' THEN now() END, ''
FROM learners_studyplan AS plan
CROSS JOIN certifications_planstep AS step JOIN certifications_planphase AS phase ON phase.id = step.phase_id
CROSS JOIN LATERAL (
  SELECT (phase.position * 14 + step.position) AS n,
    CASE WHEN phase.position * 14 + step.position < plan.id %% 40 THEN 'done' ELSE 'todo' END AS state
) AS place
WHERE step.version_id = %(version)s
ORDER BY plan.id
"""
SUMMARIES = """
UPDATE learners_studyplan AS plan SET minutes_total = found.total, minutes_done = found.done, next_due = found.next,
  last_due = found.last, furthest_done = found.furthest
FROM (SELECT plan_id, sum(minutes) AS total, coalesce(sum(minutes) FILTER (WHERE state = 'done'), 0) AS done,
  min(due) FILTER (WHERE state = 'todo') AS next, max(due) FILTER (WHERE state = 'todo') AS last,
  max(due) FILTER (WHERE state = 'done') AS furthest FROM learners_task GROUP BY plan_id) AS found
WHERE found.plan_id = plan.id
"""


def fill(plans: int, today: date) -> CurriculumVersion:
    certification = make_guided("bench", phases=PHASES)
    values: dict[str, int | date | None] = {
        "plans": plans,
        "today": today,
        "certification": certification.pk,
        "version": certification.current_version_id,
    }
    with connection.cursor() as cursor:
        for statement in (PEOPLE, LEARNERS, DAYS_OFF, PLANS, TASKS, SUMMARIES):
            cursor.execute(statement, values)
        cursor.execute("VACUUM ANALYZE")
    return _draft(certification)


def _draft(certification: Certification) -> CurriculumVersion:
    draft = start_draft(certification)
    PlanStep.objects.filter(version=draft, key="d14-s5").delete()
    PlanStep.objects.filter(version=draft, key__in=["d14-s2", "d30-s9", "d60-s12"]).update(minutes=150)
    PlanStep.objects.filter(version=draft, key="d60-s1").update(minutes=60)
    phase = PlanPhase.objects.get(version=draft, by_day=60)
    for number in (1, 2):
        PlanStep.objects.create(
            version=draft, phase=phase, key=f"new-{number}", title=f"New {number}", minutes=90, position=40 + number
        )
    return draft


def timed(draft: CurriculumVersion, today: date) -> tuple[float, Impact]:
    version = CurriculumVersion.objects.select_related("certification").get(pk=draft.pk)
    started = time.perf_counter()
    found = impact_of(version, today)
    return time.perf_counter() - started, found


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--plans", type=int, default=100_000)
    arguments.add_argument("--explain", action="store_true", help="print the plan of the slowest query")
    given = arguments.parse_args()
    if connection.vendor != "postgresql":
        raise SystemExit("It needs DATABASE_URL to name an empty PostgreSQL database.")
    call_command("migrate", verbosity=0)
    today = timezone.now().date()
    started = time.perf_counter()
    draft = CurriculumVersion.objects.filter(certification__slug="bench", state="draft").first()
    draft = draft or fill(given.plans, today)
    print(f"made in {time.perf_counter() - started:.0f} s")
    reset_queries()
    runs = [timed(draft, today) for _ in range(ROUNDS)]
    found = runs[0][1]
    seconds = sorted(run[0] for run in runs)
    print(f"{found.plans} plans, {found.offered} offered, {sum(exam.plans for exam in found.unfit)} would not fit")
    median = statistics.median(seconds)
    print(f"impact: best {seconds[0]:.2f} s, median {median:.2f} s, worst of {ROUNDS} {seconds[-1]:.2f} s")
    queries = connection.queries[-(len(connection.queries) // ROUNDS) :]
    for query in queries:
        print(f"  {query['time']} s  {query['sql'][:110]}")
    if given.explain:
        slowest = max(queries, key=lambda query: float(query["time"]))
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {slowest['sql']}")
            print("\n".join(row[0] for row in cursor.fetchall()))


if __name__ == "__main__":
    main()

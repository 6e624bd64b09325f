"""What a plan of 500 tasks costs: its page, Today beside it, the live previews, the forecast, and marking a task done.

The bare POST that a tick is measured against has the same checks of session, log-in and CSRF, and one UPDATE.
"""

from tests.bench.rows import HEAD, fragment_row, manage, post_row, row
from tests.bench.server import serve

TASKS = 500
TOKEN = "benchmark" * 3 + "token"  # as cookie and header; Django asks for 32 letters
SETUP = f"""
from datetime import timedelta
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode
from learners.plans.drafts import plannable, template_of
from learners.plans.models import StudyPlan, Task
plan = StudyPlan.objects.filter(state="active").order_by("-pk").first()
today = timezone.now().date()
plan.tasks.all().delete()
plan.start = today - timedelta(days=120)
plan.exam_date = today + timedelta(days=420)
plan.save()
Task.objects.bulk_create(
    Task(plan=plan, key=f"task-{{n}}", title=f"Task number {{n}} of the long plan", minutes=30 + n % 4 * 15, kind="read",
        detail="What it is about", note="written down" if n % 5 == 0 else "", phase_key=f"phase-{{n // 50}}",
        phase_title=f"Phase {{n // 50 + 1}}", phase_position=n // 50, position=n % 50, optional=n % 10 == 0,
        starts=plan.start + timedelta(days=n), due=plan.start + timedelta(days=n),
        state="done" if n < 118 else "todo", done_at=timezone.now() - timedelta(days=120 - n) if n < 118 else None)
    for n in range({TASKS})
)
plan.refresh_summary()
client = Client()
client.force_login(plan.learner.user, backend="django.contrib.auth.backends.ModelBackend")
week = urlencode({{"start": today, "exam_date": plan.exam_date, **dict.fromkeys(plan.WEEKDAYS, 45)}})
free = plannable().exclude(plans__learner=plan.learner).exclude(current_version__prerequisites__strength="required").order_by("pk").first()
week += f"&horizon={{template_of(free.current_version)[-1].by_day}}&buffer_days=2"
print("@@", client.cookies["cairn_session"].value, plan.pk, plan.tasks.get(key="task-119").pk, free.slug, week)
"""


def long_plan_rows(environment: dict[str, str], requests: int) -> None:
    printed = manage(environment, "shell", "-v", "0", "-c", SETUP)
    session, plan, task, slug, week = next(line for line in printed.splitlines() if line.startswith("@@")).split()[1:]
    print(f"\nA plan of {TASKS} tasks\n\n{HEAD}")
    with serve(environment, f"cairn_session={session}; cairn_csrf={TOKEN}") as server:
        print(row(server, f"plan ({TASKS} tasks)", f"/plans/{plan}/", requests))
        print(row(server, f"today ({TASKS} tasks)", "/today/", requests))
        print(fragment_row(server, "preview of a new plan", f"/plans/new/{slug}/preview/?{week}", requests))
        print(
            fragment_row(
                server, f"preview of new hours ({TASKS} tasks)", f"/plans/{plan}/settings/preview/?{week}", requests
            )
        )
        print(fragment_row(server, f"forecast ({TASKS} tasks)", f"/plans/{plan}/forecast/", requests))
        tick = f"/plans/{plan}/tasks/{task}/"
        print(post_row(server, "tick and untick", (f"{tick}tick/", f"{tick}untick/"), TOKEN, requests))

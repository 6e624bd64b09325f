"""Minutes that were written down before there were rows of days: to the day the task was done, else the day it was due."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

MOST_A_DAY = 1440
BATCH = 1000


def write_entries(apps, schema_editor):
    Task, TimeEntry = apps.get_model("learners", "Task"), apps.get_model("learners", "TimeEntry")
    waiting = Task.objects.filter(minutes_spent__gt=0, time_entries__isnull=True).order_by("pk")
    rows = waiting.values_list("pk", "minutes_spent", "done_at", "due", "plan__learner__time_zone")
    last = 0
    while chunk := list(rows.filter(pk__gt=last)[:BATCH]):
        last = chunk[-1][0]
        TimeEntry.objects.bulk_create(
            TimeEntry(task_id=pk, day=day, minutes=share)
            for pk, minutes, done_at, due, zone in chunk
            for day, share in _days(done_at.astimezone(ZoneInfo(zone)).date() if done_at else due, minutes)
        )


def _days(last, minutes):
    """More than a day holds reaches back over the days before."""
    while minutes > 0:
        yield last, min(minutes, MOST_A_DAY)
        last, minutes = last - timedelta(days=1), minutes - MOST_A_DAY


class Migration(migrations.Migration):
    dependencies = [("learners", "0008_how_a_period_came")]

    operations = [migrations.RunPython(write_entries, migrations.RunPython.noop)]

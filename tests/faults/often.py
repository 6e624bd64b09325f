"""The portal's Celery with a tick every second, for workers in a storm: `celery --app tests.faults.often worker --beat`."""

from portal.celery import app

app.conf.beat_schedule = {"reminders-tick": {"task": "learners.reminders.tick", "schedule": 1.0}}
app.conf.include = ["tests.faults.broken"]

"""A real Celery worker in a process of its own, a real broker, a real SMTP server: the whole way of one reminder."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.learners.reminders.sink import Sink, controller_for

ROOT = Path(__file__).parent.parent
# A learner for whom it is about noon now, on whatever machine and at whatever hour the test runs: due at nine, not expired.
LEARNER = """
from datetime import time
from zoneinfo import ZoneInfo
from django.utils import timezone
from tests.factories import make_learner, make_plan, make_user
learner = make_learner(user=make_user(email="grace@example.org", name="Grace"), time_zone={zone!r}, reminder_time=time(9, 0))
today = timezone.now().astimezone(ZoneInfo({zone!r})).date()
make_plan(learner, start=today, tasks=({{"due": today, "title": "Draw the life cycle"}},)).refresh_summary()
"""


@pytest.fixture
def sink() -> Iterator[tuple[Sink, int]]:
    """What a real SMTP server accepted, and its port."""
    sink = Sink()
    controller = controller_for(sink)
    controller.start()
    yield sink, controller.port
    controller.stop()


@pytest.fixture
def environment(tmp_path: Path, own_database: str, sink: tuple[Sink, int]) -> dict[str, str]:
    broker = os.environ.get("CELERY_BROKER_URL", "")
    return {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": own_database,
        "CELERY_BROKER_URL": f"{broker.rsplit('/', 1)[0]}/7" if broker.startswith("redis") else "filesystem://",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink[1]}",
        "SITE_URL": "https://cairn.example.org",
        "SECRET_KEY": "only-for-this-test",
        "DEBUG": "0",
        "LOG_LEVEL": "WARNING",
    }


def manage(environment: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True, timeout=120)


def noon_zone(now: datetime) -> str:
    """The fixed-offset zone in which `now` is between noon and one. POSIX signs: Etc/GMT-3 is east of Greenwich."""
    east = (12 - now.hour + 11) % 24 - 11
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


def test_a_real_worker_sends_one_digest_however_often_the_bell_rings(sink, environment) -> None:
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "shell", "-v", "0", "-c", LEARNER.format(zone=noon_zone(datetime.now(UTC))))
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "--app", "portal", "worker", "--pool", "solo", "--loglevel", "WARNING"],
        cwd=ROOT,
        env=environment,
    )
    try:
        ring = "from learners.reminders.tasks import tick\nfor _ in range(3): tick.delay()"
        manage(environment, "shell", "-v", "0", "-c", ring)
        wait_for_mail(sink[0])
        manage(environment, "shell", "-v", "0", "-c", ring)
        time.sleep(3)
    finally:
        worker.terminate()
        worker.wait(30)
    (message,) = sink[0].messages()
    assert message["To"] == "grace@example.org"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "https://cairn.example.org/" in message["List-Unsubscribe"]


def wait_for_mail(sink: Sink, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not sink.accepted:
        assert time.monotonic() < deadline, "no mail within a minute"
        time.sleep(0.2)

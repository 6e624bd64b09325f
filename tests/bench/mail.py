"""How fast due mail leaves: two workers of `reminders run` against a bare smtplib loop, into the same sink in the same run.

    python -m tests.bench.mail --mails 2000            (SQLite in a temporary folder)
    DATABASE_URL=postgres://… python -m tests.bench.mail --mails 10000

The bare loop pushes the very messages that the workers sent, on one connection for each of two processes, and knows of no ledger.
In between stands the ledger alone: the same rows claimed, begun and finished by the same code, with one prepared message for all.
Rates are mails a second between the first and the last that the sink accepted.
"""

import argparse
import multiprocessing
import multiprocessing.synchronize
import os
import smtplib
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.rows import manage
from tests.faults.sink import Sink, serving

WORKERS = 2
# A day's mail names a few tasks, not all that a plan still holds.
FIRST_THREE = """
UPDATE learners_task SET starts = %s, due = %s WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (PARTITION BY plan_id ORDER BY id) AS number FROM learners_task WHERE state = 'todo'
    ) AS open WHERE number <= 3
)"""
DUE = """
from datetime import timedelta
from django.db import connection
from learners.plans.models import StudyPlan, Task
from learners.profiles.models import Learner
from learners.reminders import ledger
from learners.reminders.models import Reminder
now = ledger.database_clock()
Learner.objects.update(reminders_on=True, time_zone="UTC", reminder_time=now.time(), next_look_at=now)
StudyPlan.objects.filter(state="paused").update(state="active")
later = now.date() + timedelta(days=40)
Task.objects.filter(state="todo").update(starts=later, due=later)
with connection.cursor() as cursor:
    cursor.execute(FIRST_THREE, [now.date(), now.date()])
ledger.tick(now)
Reminder.objects.exclude(local_date=now.date()).delete()
Reminder.objects.update(due_at=now - timedelta(minutes=1), expires_at=now + timedelta(hours=6))
print("@@", Reminder.objects.count())
"""

AGAIN = """
from learners.reminders.models import Reminder
Reminder.objects.filter(state="sent").update(state="pending", sent_at=None, attempt=0)
"""


def serve(
    log: Path,
    port: "multiprocessing.Queue[int]",
    mails: "multiprocessing.Queue[list[bytes]]",
    over: "multiprocessing.synchronize.Event",
) -> None:
    sink = Sink(log)
    with serving(sink) as number:
        port.put(number)
        over.wait()
        mails.put(sink.mails)


class SinkProcess:
    """A sink with a processor of its own; `close` answers with what it accepted."""

    def __init__(self, log: Path) -> None:
        port: multiprocessing.Queue[int] = multiprocessing.Queue()
        self.log, self._over = log, multiprocessing.Event()
        self._mails: multiprocessing.Queue[list[bytes]] = multiprocessing.Queue()
        self._process = multiprocessing.Process(target=serve, args=(log, port, self._mails, self._over))
        self._process.start()
        self.port = port.get(timeout=20)

    def close(self) -> list[bytes]:
        self._over.set()
        mails = self._mails.get(timeout=60)
        self._process.join(20)
        return mails

    @property
    def rate(self) -> float:
        sink = Sink(self.log)
        return (sink.copies().total() - 1) / max(sink.seconds(), 0.001)


def push(port: int, mails: list[bytes]) -> None:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="bench") as server:
        for mail in mails:
            server.sendmail("cairn@127.0.0.1", ["somebody@example.org"], mail)


def bare_rate(log: Path, mails: list[bytes]) -> float:
    sink = SinkProcess(log)
    pushers = [multiprocessing.Process(target=push, args=(sink.port, mails[n::WORKERS])) for n in range(WORKERS)]
    for pusher in pushers:
        pusher.start()
    for pusher in pushers:
        pusher.join()
    sink.close()
    return sink.rate


def ledger_rate(log: Path, environment: dict[str, str], *command: str) -> tuple[float, list[bytes]]:
    sink = SinkProcess(log)
    own = {**environment, "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}"}
    workers = [subprocess.Popen([sys.executable, *command], env=own, stdout=subprocess.DEVNULL) for _ in range(WORKERS)]
    for worker in workers:
        worker.wait()
    return sink.rate, sink.close()


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--mails", type=int, default=1000)
    wanted = arguments.parse_args().mails
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DEBUG": "0",
            "SECRET_KEY": "only-for-the-benchmark",
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "WHITENOISE_USE_FINDERS": "1",
        }
        manage(environment, "migrate", "--verbosity", "0")
        manage(environment, "load_catalogue")
        manage(environment, "seed_demo", "--learners", str(wanted), "--teams", "1")
        due = (
            manage(environment, "shell", "-v", "0", "-c", f"FIRST_THREE = {FIRST_THREE!r}{DUE}").split("@@")[1].strip()
        )
        rate, mails = ledger_rate(Path(folder) / "ledger.log", environment, "manage.py", "reminders", "run")
        (Path(folder) / "mail").write_bytes(mails[0])
        manage(environment, "shell", "-v", "0", "-c", AGAIN)
        prepared = "-m", "tests.bench.prepared", str(Path(folder) / "mail")
        alone, _mails = ledger_rate(Path(folder) / "alone.log", environment, *prepared)
        bare = bare_rate(Path(folder) / "bare.log", mails)
        copies = Sink(Path(folder) / "ledger.log").copies()
    print(
        f"| due | sent | most copies of a key | seconds | {WORKERS} workers, mails/s | ledger alone, mails/s | bare loop, mails/s | share |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    print(
        f"| {due} | {len(mails)} | {max(copies.values())} | {len(mails) / rate:.0f} | {rate:.0f} | {alone:.0f} | {bare:.0f} "
        f"| {rate / bare:.0%}, alone {alone / bare:.0%} |"
    )


if __name__ == "__main__":
    main()

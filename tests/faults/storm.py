"""Workers in processes of their own, killed with -9 in the midst of a mail. The sink's log is the judge, never the ledger."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.faults.sink import Fault, Phase, Sink, serving

ROOT = Path(__file__).parent.parent.parent
SEVEN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
LEASE_IS_OVER = timedelta(minutes=16)
WORKERS = 2

PEOPLE = """
from tests.factories import make_guided, make_learner, make_plan
certification = make_guided()
for _ in range({people}):
    make_plan(make_learner(), certification, tasks=({{}},)).refresh_summary()
"""
# The same worker without its claim: it looks, sends, and writes down. What a test that sees no broken claim would miss.
BROKEN = """
from datetime import datetime
from learners.reminders import delivery
from learners.reminders.models import Reminder
def look(now, most):
    return list(Reminder.objects.select_related("learner__user").due(now).order_by("due_at", "pk")[:1])
def write_down(reminder, verdict, _now):
    return bool(Reminder.objects.filter(pk=reminder.pk).update(state=verdict.state))
delivery.claim, delivery.finish, delivery.begin_transmission = look, write_down, lambda *_: True
now = datetime.fromisoformat("{now}")
delivery.deliver_due(lambda: now)
"""


@dataclass(frozen=True)
class Judgement:
    """`unflagged` are keys that the sink never accepted and that no row calls uncertain: mail lost without a trace."""

    due: int
    accepted: int
    most_copies: int
    uncertain: int
    unflagged: tuple[str, ...]

    def row(self, name: str, kills: int) -> str:
        lost = len(self.unflagged)
        return f"| {name} | {self.due} | {kills} | {self.accepted} | {self.most_copies} | {lost} | {self.uncertain} |"


@dataclass
class Storm:
    environment: dict[str, str]
    sink: Sink
    claims: bool = True
    now: datetime = SEVEN
    kills: int = 0
    _workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=True, timeout=120, capture_output=True, text=True
        )
        return done.stdout

    def begin(self, people: int) -> None:
        self.manage("migrate", "--verbosity", "0")
        self.manage("shell", "-v", "0", "-c", PEOPLE.format(people=people))
        self.tick()

    def tick(self) -> None:
        self.manage("reminders", "tick", "--now", self.now.isoformat())

    def work(self) -> None:
        """Two workers until they have nothing left or are killed."""
        self._workers = [self._worker() for _ in range(WORKERS)]
        for worker in self._workers:
            worker.wait(120)

    def kill_at(self, phase: Phase, *, mail: int) -> None:
        """Two workers, both killed with -9 when the sink reaches that phase of its so-and-so-many-th mail; then their leases run out."""
        reached: Counter[Phase] = Counter()

        def plan(at: Phase) -> Fault | None:
            reached[at] += 1
            if at == phase and reached[at] == mail:
                self._kill()
            return None

        self.sink.plan = plan
        self.work()
        self.sink.plan = None
        self.now += LEASE_IS_OVER
        self.tick()

    def judged(self) -> Judgement:
        rows = json.loads(self.manage("reminders", "audit", "--json"))["keys"]
        due = [row for row in rows if f".{SEVEN.date().isoformat()}." in row["key"]]
        copies = self.sink.copies()
        return Judgement(
            due=len(due),
            accepted=len(copies),
            most_copies=max(copies.values(), default=0),
            uncertain=sum(row["state"] == "uncertain" for row in due),
            unflagged=tuple(row["key"] for row in due if not copies[row["key"]] and row["state"] != "uncertain"),
        )

    def _worker(self) -> subprocess.Popen[bytes]:
        command = ["reminders", "run", "--now", self.now.isoformat()]
        if not self.claims:
            command = ["shell", "-v", "0", "-c", BROKEN.format(now=self.now.isoformat())]
        return subprocess.Popen(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL
        )

    def _kill(self) -> None:
        for worker in self._workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGKILL)
                self.kills += 1


@contextmanager
def storm(database: str, folder: Path, *, claims: bool = True) -> Iterator[Storm]:
    sink = Sink(folder / "sink.log", keeps=False)
    with serving(sink) as port:
        yield Storm(
            {
                **os.environ,
                "DATA_DIR": str(folder),
                "DATABASE_URL": database,
                "EMAIL_URL": f"smtp://127.0.0.1:{port}",
                "SECRET_KEY": "only-for-this-test",
                "DEBUG": "0",
                "PORTAL_TESTING": "1",
                "LOG_LEVEL": "ERROR",
            },
            sink,
            claims=claims,
        )


def phases(kills: int, seed: int) -> list[tuple[Phase, int]]:
    """So many places to kill at, each phase of a mail in turn, some mails into the run."""
    chance = random.Random(seed)
    order = (Phase.ACCEPTED, Phase.BODY, Phase.DOT, Phase.DATA, Phase.MAIL, Phase.RCPT)
    return [(order[number % len(order)], chance.randint(1, 3)) for number in range(kills)]

"""Workers in processes of their own, and what befalls them in the midst of a mail. The sink's log is the judge, never the ledger."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg2

from tests.faults.names import Change
from tests.faults.sink import Fault, Phase, Plan, Sink, serving

ROOT = Path(__file__).parent.parent.parent
SEVEN = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
MONDAY = SEVEN.date()
LEASE_IS_OVER = timedelta(minutes=16)
WORKERS = 2
FLAGS = ("uncertain", "failed")  # each with a reason, shown to a person

Process = subprocess.Popen[bytes]


@dataclass(frozen=True)
class Row:
    key: str
    state: str
    reason: str


@dataclass(frozen=True)
class Judgement:
    """`unflagged` are keys that the sink never accepted and whose row says nothing of it: mail lost without a trace."""

    due: int
    accepted: int
    most_copies: int
    uncertain: int
    unflagged: tuple[str, ...]
    states: dict[str, int]


@dataclass
class Storm:
    """`changes` are made in every process of the storm; without any, its workers are `manage.py reminders run` as it is."""

    environment: dict[str, str]
    sink: Sink
    changes: tuple[Change, ...] = ()
    now: datetime = SEVEN
    day: date | None = MONDAY  # whose mails are judged; None: every day's
    kills: int = 0
    _workers: list[Process] = field(default_factory=list)

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, check=False, timeout=120, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def door(self, call: str) -> None:
        self.manage(*_door(call))

    def begin(self, people: int) -> None:
        self.door(f"begin({people}, {self.now.isoformat()!r})")

    def tick(self) -> None:
        if self.changes:
            self.door(f"tick({self.now.isoformat()!r})")
        else:
            self.manage("reminders", "tick", "--now", self.now.isoformat())

    def work(self, number: int = WORKERS) -> None:
        """So many workers at once until they have nothing left or are killed."""
        self._workers = [self.start() for _ in range(number)]
        for worker in self._workers:
            worker.wait(120)

    def start(self, *later: timedelta) -> Process:
        """A worker; where times are given, one that comes back at each of them after now."""
        command = ["reminders", "run", "--now", self.now.isoformat()]
        if self.changes or later:
            rounds = [self.now.isoformat(), *((self.now + one).isoformat() for one in later)]
            command = _door(f"run(*{rounds!r})")
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def strike(self, phase: Phase, *, mail: int, what: Callable[[], None]) -> None:
        """`what` happens when the sink reaches that phase of its so-and-so-many-th mail from here."""
        self.sink.plan = at_mail(phase, mail, what)

    def kill_at(self, phase: Phase, *, mail: int) -> None:
        """Two workers, both killed with -9 at that place; then their leases run out."""
        self.strike(phase, mail=mail, what=self._kill)
        self.work()
        self.leases_run_out()

    @staticmethod
    def wait_for_stop(process: Process) -> None:
        """Until the process stands still (SIGSTOP)."""
        _pid, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), "it ended instead"

    def leases_run_out(self) -> None:
        self.sink.plan = None
        self.now += LEASE_IS_OVER
        self.tick()

    def rows(self) -> list[Row]:
        """Read without Django: a process for it takes seconds."""
        with closing(_connect(self.environment["DATABASE_URL"])) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT learner_id, local_date, kind, state, reason FROM learners_reminder ORDER BY id")
            found = [Row(f"{learner}.{day}.{kind}", *rest) for learner, day, kind, *rest in cursor.fetchall()]
        return [row for row in found if not self.day or f".{self.day.isoformat()}." in row.key]

    def judged(self) -> Judgement:
        rows, copies = self.rows(), self.sink.copies()
        return Judgement(
            due=len(rows),
            accepted=len(copies),
            most_copies=max(copies.values(), default=0),
            uncertain=sum(row.state == "uncertain" for row in rows),
            unflagged=tuple(row.key for row in rows if not copies[row.key] and not (row.state in FLAGS and row.reason)),
            states=Counter(row.state for row in rows),
        )

    def _kill(self) -> None:
        for worker in self._workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGKILL)
                self.kills += 1


@contextmanager
def storm(database: str, folder: Path, *changes: Change, **environment: str) -> Iterator[Storm]:
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
                "FAULT_CHANGES": " ".join(changes),
                **environment,
            },
            sink,
            changes,
        )


def at_mail(phase: Phase, mail: int, what: Callable[[], None]) -> Plan:
    reached: Counter[Phase] = Counter()

    def plan(at: Phase) -> Fault | None:
        reached[at] += 1
        if at == phase and reached[at] == mail:
            what()
        return None

    return plan


def phases(kills: int, seed: int) -> list[tuple[Phase, int]]:
    """So many places to kill at, each phase of a mail in turn, some mails into the run."""
    chance = random.Random(seed)
    order = (Phase.ACCEPTED, Phase.BODY, Phase.DOT, Phase.DATA, Phase.MAIL, Phase.RCPT)
    return [(order[number % len(order)], chance.randint(1, 3)) for number in range(kills)]


def _connect(url: str) -> Any:
    return psycopg2.connect(url) if url.startswith("postgres") else sqlite3.connect(url.removeprefix("sqlite:///"))


def _door(call: str) -> list[str]:
    return ["shell", "-v", "0", "-c", f"from tests.faults import doors\ndoors.{call}"]

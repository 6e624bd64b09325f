"""Real Celery workers for a storm, and a broker of their own that can be emptied under them."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import redis

from tests.faults import table
from tests.faults.storm import ROOT, Storm


class Broker(Protocol):
    url: str

    def wipe(self) -> None: ...

    def begin_anew(self) -> None: ...


@dataclass
class Files:
    """The embedded broker, in the folder of a storm."""

    folder: Path
    url: str = "filesystem://localhost"

    def wipe(self) -> None:
        for message in (self.folder / "messages").glob("*"):
            message.unlink(missing_ok=True)

    def begin_anew(self) -> None:
        """Who is bound to which queue is forgotten as well. The folders stay: a worker that misses them ends, and says so."""
        self.wipe()
        for binding in (self.folder / "control").glob("*"):
            binding.unlink(missing_ok=True)


class Redis:
    """A server that keeps nothing on disk."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = f"--port {self.port} --bind 127.0.0.1 --appendonly no --dir {self.folder} --logfile redis.log --save"
        self.server = subprocess.Popen(["redis-server", *options.split(), ""])
        until(self.answers)

    def answers(self) -> bool:
        try:
            return bool(redis.Redis(port=self.port).ping())
        except redis.ConnectionError:
            return False

    def wipe(self) -> None:
        redis.Redis(port=self.port).flushall()

    def begin_anew(self) -> None:
        self.server.kill()
        self.server.wait(10)
        time.sleep(1)
        self.start()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(happens: Callable[[], bool], *, seconds: float = 60) -> None:
    """Waits, and fails where it doesn't happen."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.1)


@contextmanager
def own_broker(it: Storm) -> Iterator[Broker]:
    folder = Path(it.environment["DATA_DIR"])
    broker: Broker
    if not table.ON_REDIS:
        broker = Files(folder / "broker")
        it.environment["CELERY_BROKER_URL"] = broker.url
        yield broker
        return
    broker = Redis(folder)
    it.environment["CELERY_BROKER_URL"] = broker.url
    try:
        yield broker
    finally:
        broker.server.kill()
        broker.server.wait(10)


@contextmanager
def workers(it: Storm, number: int = 1, *, beats: bool = True) -> Iterator[None]:
    """Celery workers that have each a beat of their own."""
    started = [_worker(it, one, beats=beats) for one in range(number)]
    try:
        yield
    finally:
        for worker in started:
            os.killpg(worker.pid, signal.SIGKILL)  # its beat is a process of its own, and would go on
            worker.wait(10)


def _worker(it: Storm, number: int, *, beats: bool) -> subprocess.Popen[bytes]:
    beat = ["--beat", "--schedule", f"{it.environment['DATA_DIR']}/beat-{number}"] if beats else []
    options = ["--pool", "solo", "--loglevel", "ERROR", "--hostname", f"worker{number}@%h", *beat]
    command = [sys.executable, "-m", "celery", "--quiet", "--app", "tests.faults.often", "worker", *options]
    with Path(it.environment["DATA_DIR"], f"worker-{number}.log").open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=it.environment, stderr=log, start_new_session=True)

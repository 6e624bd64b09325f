"""One gunicorn worker on loopback, and what it costs to ask it."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cost:
    """Of one page: requests a second over the wall clock, CPU milliseconds of the worker for each request, bytes."""

    per_second: float
    cpu_ms: float
    size: int


@dataclass(frozen=True)
class Server:
    port: int
    worker_pid: int
    cookie: str

    def ask(self, path: str, times: int) -> Cost:
        return self._cost([("GET", path)] * times, {"Cookie": self.cookie})

    def ask_fragment(self, path: str, times: int) -> Cost:
        """As htmx asks."""
        return self._cost([("GET", path)] * times, {"Cookie": self.cookie, "HX-Request": "true"})

    def post(self, paths: Sequence[str], times: int, *, token: str) -> Cost:
        """`times` of them in turn, as htmx sends them."""
        headers = {"Cookie": self.cookie, "X-CSRFToken": token, "HX-Request": "true"}
        return self._cost([("POST", paths[number % len(paths)]) for number in range(times)], headers)

    def _cost(self, requests: Sequence[tuple[str, str]], headers: dict[str, str]) -> Cost:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        started, cpu = time.perf_counter(), self.cpu_seconds()
        size = 0
        for verb, path in requests:
            connection.request(verb, path, headers=headers)
            response = connection.getresponse()
            size = len(response.read())
            if response.status != 200:
                raise RuntimeError(f"{path} answered {response.status}")
        wall, cpu = time.perf_counter() - started, self.cpu_seconds() - cpu
        connection.close()
        return Cost(per_second=len(requests) / wall, cpu_ms=cpu / len(requests) * 1000, size=size)

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.worker_pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serve(environment: dict[str, str], cookie: str, *, workers: int = 1) -> Iterator[Server]:
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "portal.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(workers),
    ]
    command += ["--worker-class", "gthread", "--threads", "1", "--keep-alive", "30", "--log-level", "error"]
    process = subprocess.Popen(command, env=environment)
    try:
        wait_for(port)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield Server(port=port, worker_pid=int(children[0]), cookie=cookie)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def wait_for(port: int, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")

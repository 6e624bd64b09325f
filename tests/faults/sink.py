"""An SMTP server that can fail at each phase, and whose log is written at the moment of acceptance: the judge of every fault test.

The log is a file of one line a mail: `X-Reminder-Key`, a number for the connection, seconds of the epoch. A mail stands in it before
its 250 is sent, so a client that is killed in between has sent a copy that counts.
"""

import re
import socketserver
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import cast

KEY = re.compile(rb"^X-Reminder-Key: *(.+?)\r?$", re.IGNORECASE | re.MULTILINE)


class Phase(StrEnum):
    """Where a fault strikes: before the answer to a command. `BODY` is in the midst of it, `ACCEPTED` after the log's line."""

    CONNECT = "connect"
    EHLO = "ehlo"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    DOT = "dot"
    ACCEPTED = "accepted"


@dataclass(frozen=True)
class Fault:
    """What happens at a phase: an answer instead of the usual one, `DROP` the connection, or a pause of so many seconds."""

    reply: str = ""
    drops: bool = False
    seconds: float = 0.0


DROP = Fault(drops=True)
Plan = Callable[[Phase], Fault | None]


@dataclass
class Sink:
    """`plan` says which fault strikes, phase by phase; None is a server that does its work."""

    log: Path
    plan: Plan | None = None
    connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    mails: list[bytes] = field(default_factory=list)
    keeps: bool = True

    def accept(self, mail: bytes, connection: int) -> None:
        found = KEY.search(mail)
        line = f"{found.group(1).decode() if found else '-'} {connection} {time.time():.3f}\n"
        with self.lock:
            with self.log.open("a") as file:
                file.write(line)
            if self.keeps:
                self.mails.append(mail)

    def connected(self) -> int:
        with self.lock:
            self.connections += 1
            return self.connections

    def copies(self) -> Counter[str]:
        """By key, how often it was accepted."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return Counter(line.split(" ")[0] for line in lines)

    def seconds(self) -> float:
        """From the first acceptance to the last."""
        times = [float(line.split(" ")[2]) for line in self.log.read_text().splitlines()]
        return max(times) - min(times)


class _Dropped(Exception):  # noqa: N818
    pass


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.sink = cast("_Server", self.server).sink
        self.number = self.sink.connected()
        try:
            if self.answers(Phase.CONNECT, "220 sink"):
                self.converse()
        except (_Dropped, OSError):
            return

    def converse(self) -> None:
        for line in iter(self.rfile.readline, b""):
            verb = line[:4].upper().strip()
            if verb in (b"EHLO", b"HELO"):
                self.answers(Phase.EHLO, "250 sink")
            elif verb == b"MAIL":
                self.answers(Phase.MAIL, "250 2.1.0 OK")
            elif verb == b"RCPT":
                self.answers(Phase.RCPT, "250 2.1.5 OK")
            elif verb == b"DATA":
                if self.answers(Phase.DATA, "354 go on"):
                    self.receive()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 OK")

    def receive(self) -> None:
        lines: list[bytes] = []
        self.answers(Phase.BODY, "")
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _Dropped  # the end never came: nothing is kept
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.answers(Phase.DOT, ""):
            self.sink.accept(b"".join(lines), self.number)
            self.answers(Phase.ACCEPTED, "250 2.0.0 taken")

    def answers(self, phase: Phase, usual: str) -> bool:
        """Whether the conversation goes on as usual from here."""
        fault = self.sink.plan(phase) if self.sink.plan else None
        if fault and fault.seconds:
            time.sleep(fault.seconds)
        if fault and fault.drops:
            raise _Dropped
        if fault and fault.reply:
            self.say(fault.reply)
            return False
        if usual:
            self.say(usual)
        return True

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128
    sink: Sink


@contextmanager
def serving(sink: Sink) -> Iterator[int]:
    """The port on loopback at which it answers."""
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.sink = sink
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()


def once(phase: Phase, fault: Fault) -> Plan:
    """The first time that the phase is reached, never again."""
    struck = threading.Event()

    def plan(at: Phase) -> Fault | None:
        if at == phase and not struck.is_set():
            struck.set()
            return fault
        return None

    return plan

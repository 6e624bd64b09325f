"""Many workers at once, against a database that they can share."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from learners.plans.models import StudyPlan
from learners.profiles.models import Learner
from learners.reminders import clock
from learners.reminders.clock import Reading
from tests.factories import make_guided, make_learner, make_plan
from tests.learners.reminders.sink import Sink, controller_for

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
AtOnce = Callable[[int, Callable[[], object]], list[object]]


@pytest.fixture(autouse=True)
def no_tick_was_noted(settings, tmp_path: Path) -> None:
    """It would outlive a test among the files."""
    settings.DATA_DIR = tmp_path


@pytest.fixture(autouse=True)
def the_clocks_agree(monkeypatch) -> None:
    """A test that sets the database's clock means the worker's too, unless it is about the two."""
    monkeypatch.setattr(clock, "read", lambda database: Reading(database, database - EPOCH, database))


@pytest.fixture
def student(db) -> Learner:
    """Learner with an active plan and one task due on MONDAY, 2 March 2026; mail at 07:00 UTC."""
    learner = make_learner()
    make_plan(learner, tasks=({"title": "Read the guide", "minutes": 45},))
    return learner


@pytest.fixture
def students(db) -> list[Learner]:
    certification = make_guided()
    plans: list[StudyPlan] = [make_plan(certification=certification, tasks=({},)) for _ in range(12)]
    return [plan.learner for plan in plans]


@pytest.fixture
def at_once(transactional_db, tmp_path: Path) -> AtOnce:
    """Runs a function in n threads that start together, each with its own connection; returns what they returned.

    SQLite's test database lives in memory, where threads cannot wait for each other's locks: they get a copy on disk,
    made at the first use. Look at it through this fixture too. The name is put back before the test's own connection
    is closed: closing it under a file's name would drop the database in memory.
    """
    shared = tmp_path / "shared.sqlite3"
    own_name = connection.settings_dict["NAME"]

    def run(number: int, work: Callable[[], object]) -> list[object]:
        if connection.vendor == "sqlite" and not shared.exists():
            copy_database(shared)
        if connection.vendor == "sqlite":
            connection.settings_dict["NAME"] = str(shared)
        try:
            return in_threads(number, work)
        finally:
            connection.settings_dict["NAME"] = own_name

    return run


def copy_database(path: Path) -> None:
    """Into a file that is in WAL mode before the threads come: the switch to it waits for nobody, timeout or not."""
    connection.ensure_connection()
    copy = sqlite3.connect(path)
    connection.connection.backup(copy)
    copy.execute("PRAGMA journal_mode=WAL")
    copy.close()


def in_threads(number: int, work: Callable[[], object]) -> list[object]:
    barrier = Barrier(number)
    results: list[object] = []
    errors: list[Exception] = []

    def worker() -> None:
        try:
            barrier.wait()
            results.append(work())
        except Exception as error:
            errors.append(error)
        finally:
            connections["default"].close()

    threads = [Thread(target=worker) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    return results


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    """Mail goes out by SMTP to a server on a free loopback port."""
    found = Sink()
    controller = controller_for(found)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    yield found
    controller.stop()

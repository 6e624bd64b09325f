"""Fixtures for all tests: the cast, a frozen clock, and the frozen-version triggers out of the way of a flush."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client, TransactionTestCase
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker

from certifications import frozen, revision
from learners.plans.goals.ways import kept_ground
from learners.profiles.models import Learner
from learners.reminders import clock
from tests.factories import NOON, make_learner, make_user

# No deadline: a busy machine is no bug. Derandomised: a failure seen once can be seen again.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True)
hypothesis_settings.load_profile("house")

_empty_all_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]


def _empty_all_tables_of_frozen_rows_too(self: TransactionTestCase) -> None:
    """A transactional test ends with a DELETE on every table, which SQLite's triggers would refuse for published versions.

    The revision of the catalogue is a row among the emptied ones; installing its triggers makes a new one.
    """
    frozen.remove()
    revision.remove()
    try:
        _empty_all_tables(self)
    finally:
        frozen.install()
        revision.install()


TransactionTestCase._fixture_teardown = _empty_all_tables_of_frozen_rows_too  # type: ignore[attr-defined]


def pytest_configure() -> None:
    """A real password hash takes a third of a second, and most tests make a person.

    A live server's threads must not keep their connections: the test database could not be dropped at the end. Pages are
    kept as in earnest, whatever DEBUG says.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    settings.CACHES["pages"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "pages"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Ends, last of all, whatever session is still open on the test database: PostgreSQL would refuse to drop it.

    A server thread whose browser keeps its socket open is one; what ran beside Playwright's loop, whose connections Django
    keeps apart from the thread's own (`asgiref.local`), is another.
    """
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )


@pytest.fixture(autouse=True)
def no_page_is_kept() -> None:
    """A process runs many tests; what a test counts must not hang on which pages were asked for before it, nor a
    tick on what the clocks of another test had said.
    """
    caches["pages"].clear()
    kept_ground.cache_clear()
    clock.forget()


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """Monday 2 March 2026, 12:00 UTC; the clock stands still."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ada(db) -> Learner:
    """The owner: whose things the test is about."""
    return make_learner(user=make_user(email="ada@example.org", name="Ada"))


@pytest.fixture
def stranger(db) -> Learner:
    return make_learner(user=make_user(email="stranger@example.org", name="Stranger"))


@pytest.fixture
def signed_in(ada: Learner) -> Client:
    client = Client()
    client.force_login(ada.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def as_stranger(stranger: Learner) -> Client:
    client = Client()
    client.force_login(stranger.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[str]:
    """A database for other processes, which can't see a test's transaction. The address; it has no tables yet."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{tmp_path / 'own.sqlite3'}"
        return
    server, name = url.rsplit("/", 1)[0], f"cairn_own_{os.getpid()}"
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    connection.close()

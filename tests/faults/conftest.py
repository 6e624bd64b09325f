"""A database with all tables for each storm, made once and copied; one storm at a time; the table at the end."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from tests.faults import table
from tests.faults.storm import ROOT

HERE = Path(__file__).parent
MODEL, COPY = f"cairn_faults_model_{os.getpid()}", f"cairn_faults_{os.getpid()}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.pluginmanager.hasplugin("xdist"):
        for item in items:
            if item.path.is_relative_to(HERE):
                item.add_marker(pytest.mark.xdist_group("faults"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if table.IS_LONG and table.ROWS:
        terminalreporter.write("\n".join(["", *table.HEAD, *table.ROWS, ""]))


def migrate(url: str, folder: Path) -> None:
    environment = {
        **os.environ,
        "DATA_DIR": str(folder),
        "DATABASE_URL": url,
        "SECRET_KEY": "only-for-this-test",
        "PORTAL_TESTING": "1",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)


@pytest.fixture(scope="session")
def with_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database that has all tables and nothing in them: its address."""
    folder = tmp_path_factory.mktemp("with-tables")
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        found = f"sqlite:///{folder / 'tables.sqlite3'}"
        migrate(found, folder)
        yield found
        return
    found = f"{url.rsplit('/', 1)[0]}/{MODEL}"
    execute(url, f"CREATE DATABASE {MODEL}")
    migrate(found, folder)
    yield found
    execute(url, f"DROP DATABASE {MODEL} WITH (FORCE)")


@pytest.fixture
def database(with_tables: str, tmp_path: Path) -> Iterator[str]:
    """A copy of it for one storm."""
    server, name = with_tables.rsplit("/", 1)
    if server.startswith("sqlite"):
        shutil.copy(with_tables.removeprefix("sqlite:///"), tmp_path / "own.sqlite3")
        yield f"sqlite:///{tmp_path / 'own.sqlite3'}"
        return
    execute(os.environ["DATABASE_URL"], f"CREATE DATABASE {COPY} TEMPLATE {name}")
    yield f"{server}/{COPY}"
    execute(os.environ["DATABASE_URL"], f"DROP DATABASE {COPY} WITH (FORCE)")


def execute(url: str, statement: str) -> None:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()

"""PostgreSQL stopped at once (immediate mode, as after a crash) and started again in the midst of sending."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults import table
from tests.faults.celery import free_port
from tests.faults.conftest import execute, migrate
from tests.faults.names import Change
from tests.faults.sink import Phase
from tests.faults.storm import Judgement, storm

PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))
PEOPLE, RESTARTS = (200, list(Phase)[2:] * 2) if table.IS_LONG else (12, [Phase.ACCEPTED])
pytestmark = pytest.mark.skipif(
    not (table.ON_POSTGRESQL and PROGRAMS), reason="needs PostgreSQL, with its programs in /usr/lib/postgresql"
)


@dataclass(frozen=True)
class Cluster:
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def control(self, *arguments: str) -> None:
        """As a user who isn't root: PostgreSQL refuses that one."""
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, f"{PROGRAMS}/pg_ctl", "-D", str(self.folder / "data"), "-w", "-s", *arguments]
        subprocess.run(command, cwd=self.folder, check=True, timeout=60, stdout=subprocess.DEVNULL)

    def restart_at_once(self) -> None:
        self.control("restart", "-m", "immediate", "-l", str(self.folder / "log"))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A server of its own, with all tables: under /tmp, as pytest's folders are closed to another user."""
    folder = Path(tempfile.mkdtemp(prefix="cairn-cluster-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    found = Cluster(folder, free_port())
    found.control("init", "-o", "--username=postgres --auth=trust")
    options = f"-p {found.port} -k {folder} -c listen_addresses=127.0.0.1"
    found.control("start", "-l", str(folder / "log"), "-o", options)
    try:
        migrate(found.url, tmp_path_factory.mktemp("migrated"))
        yield found
    finally:
        found.control("stop", "-m", "immediate")
        shutil.rmtree(folder)


@pytest.fixture
def at_work(cluster: Cluster, tmp_path: Path) -> str:
    """A copy for one storm."""
    name = f"storm_{tmp_path.name}"[:40].replace("-", "_")
    execute(f"{cluster.url.removesuffix('postgres')}template1", f'CREATE DATABASE "{name}" TEMPLATE postgres')
    return f"{cluster.url.removesuffix('postgres')}{name}"


def restarted(cluster: Cluster, database: str, folder: Path, *changes: Change) -> Judgement:
    with storm(database, folder, *changes) as it:
        it.begin(PEOPLE)
        for phase in RESTARTS:
            it.strike(phase, mail=3, what=cluster.restart_at_once)
            it.work()
            it.leases_run_out()
        it.work()
        return it.judged()


def test_a_database_that_breaks_off_in_the_midst_of_sending_doubles_no_mail(cluster, at_work, tmp_path) -> None:
    found = restarted(cluster, at_work, tmp_path)
    table.write(f"PostgreSQL restarted at once ({len(RESTARTS)}×)", found)
    assert found.due == PEOPLE
    assert found.most_copies == 1
    assert found.unflagged == ()


def test_the_same_restart_without_the_claim_shows_doubles(cluster, at_work, tmp_path) -> None:
    found = restarted(cluster, at_work, tmp_path, Change.NO_CLAIM)
    table.write(f"PostgreSQL restarted at once ({len(RESTARTS)}×), claim removed", found)
    assert found.most_copies > 1

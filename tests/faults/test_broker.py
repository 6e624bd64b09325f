"""The bell falls silent, or rings twice: Redis flushed, Redis killed and started again empty, two beats with two workers."""

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.faults import table
from tests.faults.celery import own_broker, until, workers
from tests.faults.names import Change
from tests.faults.sink import Fault, Phase
from tests.faults.storm import Judgement, Storm, storm
from tests.test_worker import noon_zone

pytestmark = pytest.mark.skipif(
    table.ON_REDIS and not shutil.which("redis-server"), reason="there is no redis-server to start"
)
PEOPLE = 150 if table.IS_LONG else 10
SETTLED = 2  # seconds: two more ticks of each beat


def begin_now(it: Storm) -> str:
    """Celery's doors know the real clock only. Returns the time zone in which it is noon."""
    zone = noon_zone(datetime.now(UTC))
    it.day = datetime.now(ZoneInfo(zone)).date()
    it.door(f"people_of_now({PEOPLE}, {zone!r})")
    it.manage("reminders", "tick")
    return zone


def accepted(it: Storm, number: int) -> None:
    until(lambda: len(it.sink.copies()) >= number)


def test_mail_goes_out_though_the_broker_forgets_everything(database: str, tmp_path: Path) -> None:
    with storm(database, tmp_path) as it, own_broker(it) as broker:
        zone = begin_now(it)
        it.door("ring()")
        broker.wipe()
        it.strike(Phase.DATA, mail=PEOPLE // 2, what=broker.wipe)
        with workers(it):
            accepted(it, PEOPLE)
            broker.begin_anew()
            it.door(f"people_of_now({PEOPLE}, {zone!r})")
            accepted(it, 2 * PEOPLE)
        found = it.judged()
    table.write("broker flushed, then restarted empty", found)
    assert found.due == found.accepted == 2 * PEOPLE
    assert found.most_copies == 1


def test_what_is_only_a_message_is_lost_with_the_broker(database: str, tmp_path: Path) -> None:
    with storm(database, tmp_path) as it, own_broker(it) as broker:
        begin_now(it)
        it.door("ring_for_each()")
        it.strike(Phase.DATA, mail=3, what=broker.wipe)
        with workers(it, beats=False):
            accepted(it, 3)
            time.sleep(SETTLED)
        found = it.judged()
    table.write("broker flushed, sent by message alone", found)
    assert len(found.unflagged) > 1


def two_beats(database: str, folder: Path, *changes: Change) -> Judgement:
    with storm(database, folder, *changes) as it, own_broker(it):
        begin_now(it)
        it.sink.plan = lambda at: Fault(seconds=0.05) if at == Phase.DATA else None
        with workers(it, 2):
            accepted(it, PEOPLE)
            time.sleep(SETTLED)
        return it.judged()


def test_two_beats_and_two_workers_send_one_copy(database: str, tmp_path: Path) -> None:
    found = two_beats(database, tmp_path)
    table.write("two beats, two workers", found)
    assert found.due == found.accepted == PEOPLE
    assert found.most_copies == 1


def test_two_beats_without_the_claim_show_doubles(database: str, tmp_path: Path) -> None:
    found = two_beats(database, tmp_path, Change.NO_CLAIM)
    table.write("two beats, claim removed", found)
    assert found.most_copies > 1

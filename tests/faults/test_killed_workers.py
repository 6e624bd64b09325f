"""At most one copy of each mail however often workers are killed, and none lost without a trace (the long form: `make faults`)."""

import os
from pathlib import Path

import pytest

from tests.faults.storm import phases, storm

IS_LONG = os.environ.get("FAULTS") == "long"
PEOPLE, KILLS = (200, 36) if IS_LONG else (18, 3)
BASE = "sqlite" if not os.environ.get("DATABASE_URL", "").startswith("postgres") else "postgresql"


def test_killed_workers_send_no_mail_twice_and_lose_none_untold(own_database: str, tmp_path: Path, capsys) -> None:
    with storm(own_database, tmp_path) as it:
        it.begin(PEOPLE)
        for phase, mail in phases(KILLS, seed=7):
            it.kill_at(phase, mail=mail)
        it.work()
        found = it.judged()
    with capsys.disabled():
        if IS_LONG:
            print("\n" + found.row(f"{BASE}, workers killed", it.kills))
    assert it.kills >= KILLS
    assert found.due == PEOPLE
    assert found.most_copies == 1
    assert found.unflagged == ()


def test_the_same_storm_without_the_claim_shows_doubles(own_database: str, tmp_path: Path, capsys) -> None:
    with storm(own_database, tmp_path, claims=False) as it:
        it.begin(PEOPLE)
        for phase, mail in phases(KILLS // 3, seed=7):
            it.kill_at(phase, mail=mail)
        it.work()
        found = it.judged()
    with capsys.disabled():
        if IS_LONG:
            print("\n" + found.row(f"{BASE}, claim removed", it.kills))
    assert found.most_copies > 1


@pytest.mark.parametrize("number", [1, 7])
def test_the_places_to_kill_at_go_through_each_phase(number: int) -> None:
    assert len({phase for phase, _mail in phases(6, seed=number)}) == 6

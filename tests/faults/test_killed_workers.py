"""At most one copy of each mail however often workers are killed, and none lost without a trace (the long form: `make faults`)."""

from pathlib import Path

import pytest

from tests.faults import table
from tests.faults.names import Change
from tests.faults.storm import phases, storm

PEOPLE, KILLS = (200, 36) if table.IS_LONG else (18, 3)


def test_killed_workers_send_no_mail_twice_and_lose_none_untold(database: str, tmp_path: Path) -> None:
    with storm(database, tmp_path) as it:
        it.begin(PEOPLE)
        for phase, mail in phases(KILLS, seed=7):
            it.kill_at(phase, mail=mail)
        it.work()
        found = it.judged()
    table.write("workers killed", found, kills=it.kills)
    assert it.kills >= KILLS
    assert found.due == PEOPLE
    assert found.most_copies == 1
    assert found.unflagged == ()


def test_the_same_storm_without_the_claim_shows_doubles(database: str, tmp_path: Path) -> None:
    with storm(database, tmp_path, Change.NO_CLAIM) as it:
        it.begin(PEOPLE)
        for phase, mail in phases(KILLS // 3, seed=7):
            it.kill_at(phase, mail=mail)
        it.work()
        found = it.judged()
    table.write("workers killed, claim removed", found, kills=it.kills)
    assert found.most_copies > 1


@pytest.mark.parametrize("number", [1, 7])
def test_the_places_to_kill_at_go_through_each_phase(number: int) -> None:
    assert len({phase for phase, _mail in phases(6, seed=number)}) == 6

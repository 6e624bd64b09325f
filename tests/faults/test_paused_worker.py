"""A worker that stands still beyond its lease, while another one sends its mail, and then goes on."""

import signal
from pathlib import Path

import pytest

from tests.faults import table
from tests.faults.names import Change
from tests.faults.sink import Phase
from tests.faults.storm import Judgement, storm

PEOPLE, PHASES = (
    (100, [Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.BODY]) if table.IS_LONG else (4, [Phase.DATA])
)


def pause_beyond_the_lease(database: str, folder: Path, phase: Phase, *changes: Change) -> Judgement:
    with storm(database, folder, *changes) as it:
        it.begin(PEOPLE)
        it.strike(phase, mail=1, what=lambda: paused.send_signal(signal.SIGSTOP))
        paused = it.start()
        try:
            it.wait_for_stop(paused)
            it.leases_run_out()
            it.work()
        finally:
            paused.send_signal(signal.SIGCONT)
        paused.wait(60)
        return it.judged()


@pytest.mark.parametrize("phase", PHASES)
def test_a_worker_paused_beyond_its_lease_sends_nothing_that_another_has_sent(database, tmp_path, phase) -> None:
    found = pause_beyond_the_lease(database, tmp_path, phase)
    table.write(f"worker paused at {phase}", found)
    assert found.due == PEOPLE
    assert found.most_copies == 1
    assert found.unflagged == ()


def test_the_same_pause_without_the_swap_at_the_point_of_no_return_shows_doubles(database, tmp_path) -> None:
    found = pause_beyond_the_lease(database, tmp_path, Phase.DATA, Change.NO_SWAP)
    table.write("worker paused at data, swap removed", found)
    assert found.most_copies == 2

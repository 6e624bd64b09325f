"""The mail server refuses, stalls and drops at each phase, all in one storm through a worker's process; and a mail that can't be written."""

from datetime import timedelta
from pathlib import Path
from threading import Lock

from tests.faults import table
from tests.faults.names import Change
from tests.faults.sink import DROP, Fault, Phase, Plan
from tests.faults.storm import Judgement, storm

STALL = Fault(seconds=1.5)  # a worker with short times waits for 0.5
REFUSALS = (Fault("451 4.3.0 later"), Fault("421 4.3.2 closing"), Fault("554 5.7.1 no"))
ASKED = (Phase.CONNECT, Phase.EHLO, Phase.MAIL, Phase.RCPT, Phase.DATA, Phase.DOT)
FAULTS = [
    *((phase, fault) for phase in ASKED for fault in (*REFUSALS, DROP, STALL)),
    *((phase, fault) for phase in (Phase.BODY, Phase.ACCEPTED) for fault in (DROP, STALL)),
]
TIMES = 10 if table.IS_LONG else 1
PEOPLE = 40 * TIMES
LEARNERS = 1000 if table.IS_LONG else 50
# Back-off: 1, 5, 15, then every 60 minutes, each up to a fifth more. While the server is away, a pass ends at its first mail.
AWAY = [timedelta(minutes=2 * number) for number in range(1, 15 * TIMES)]
LATER = [timedelta(minutes=minutes) for minutes in (330, 410, 490, 570, 650)]
TRIES = [timedelta(minutes=minutes) for minutes in (2, 9, 28, 101)]


def each_once(left: list[tuple[Phase, Fault]]) -> Plan:
    """Takes from `left` what has struck."""
    lock = Lock()

    def plan(at: Phase) -> Fault | None:
        with lock:
            found = next((one for one in left if one[0] == at), None)
            if found:
                left.remove(found)
            return found[1] if found else None

    return plan


def hostile(database: str, folder: Path, *changes: Change) -> Judgement:
    left = FAULTS * TIMES
    with storm(database, folder, Change.SHORT_TIMES, *changes) as it:
        it.begin(PEOPLE)
        it.sink.plan = each_once(left)
        it.start(*AWAY, *LATER).wait(300)
        assert left == []
        return it.judged()


def test_a_hostile_mail_server_gets_each_mail_once_and_every_missing_one_has_a_reason(database, tmp_path) -> None:
    found = hostile(database, tmp_path)
    table.write("mail server refusing, stalling, dropping", found)
    assert found.due == PEOPLE
    assert found.most_copies == 1
    assert found.unflagged == ()
    assert set(found.states) == {"sent", "failed", "uncertain"}


def test_the_same_server_shows_doubles_where_a_drop_after_the_dot_is_tried_again(database, tmp_path) -> None:
    found = hostile(database, tmp_path, Change.NO_UNCERTAIN)
    table.write("mail server dropping, uncertain removed", found)
    assert found.most_copies > 1


def one_that_raises(database: str, folder: Path, *changes: Change) -> Judgement:
    with storm(database, folder, Change.RAISING_TEMPLATE, *changes) as it:
        it.begin(LEARNERS)
        it.start(*TRIES).wait(300)
        return it.judged()


def test_a_template_that_raises_for_one_learner_fails_alone(database: str, tmp_path: Path) -> None:
    found = one_that_raises(database, tmp_path)
    table.write("a template that raises", found)
    assert found.due == LEARNERS
    assert found.accepted == LEARNERS - 1
    assert found.states == {"sent": LEARNERS - 1, "failed": 1}
    assert found.unflagged == ()


def test_the_same_template_keeps_all_mail_back_where_writing_is_not_guarded(database: str, tmp_path: Path) -> None:
    found = one_that_raises(database, tmp_path, Change.NOT_EACH_ALONE)
    table.write("a template that raises, guard removed", found)
    assert len(found.unflagged) > 1

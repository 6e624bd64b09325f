"""Nothing ran for 26 hours: nobody gets a burst of mails afterwards."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

from tests.faults import table
from tests.faults.names import Change
from tests.faults.storm import SEVEN, Storm, storm

PEOPLE = 300 if table.IS_LONG else 6
BEFORE, AFTER = SEVEN - timedelta(hours=1), SEVEN + timedelta(hours=25)


def outage(it: Storm) -> Counter[str]:
    """How many mails each learner got."""
    it.now = BEFORE
    it.begin(PEOPLE)
    it.now = AFTER
    it.tick()
    it.work()
    return Counter(key.split(".")[0] for key in it.sink.copies().elements())


def test_after_an_outage_of_26_hours_everybody_gets_one_mail_with_what_was_missed(
    database: str, tmp_path: Path
) -> None:
    with storm(database, tmp_path) as it:
        it.sink.keeps = True
        mails = outage(it)
        first_day = it.rows()
        it.day = AFTER.date()
        found = it.judged()
    table.write(f"26 h outage (mails a learner: {max(mails.values())})", found)
    assert len(mails) == PEOPLE
    assert set(mails.values()) == {1}
    assert found.most_copies == 1
    assert {row.state for row in first_day} == {"expired"}
    assert all(row.reason for row in first_day)
    assert all(b"Task 1" in mail for mail in it.sink.mails)


def test_the_same_outage_without_expiry_shows_a_burst(database: str, tmp_path: Path) -> None:
    with storm(database, tmp_path, Change.NO_EXPIRY) as it:
        mails = outage(it)
        it.day = AFTER.date()
        found = it.judged()
    table.write(f"26 h outage, expiry removed (mails a learner: {max(mails.values())})", found)
    assert set(mails.values()) == {2}

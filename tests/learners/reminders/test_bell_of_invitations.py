"""The minute's tick rings for invitations whose own bell nobody heard."""

import pytest

from learners.reminders import ledger
from learners.reminders.tasks import tick
from learners.teams.invitations.tasks import send_invitations
from tests.factories import make_invitation, make_team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("is_sent", [False, True])
def test_the_tick_rings_for_what_is_unsent(monkeypatch, is_sent):
    rung: list[bool] = []
    monkeypatch.setattr(send_invitations, "delay", lambda: rung.append(True))
    now = ledger.database_clock()
    make_invitation(make_team(), created_at=now, sent_at=now if is_sent else None)
    tick()
    assert rung == ([] if is_sent else [True])

"""When a mail may be tried again by hand: never where it may have arrived."""

from datetime import UTC, datetime, timedelta

import pytest

from learners.profiles.models import Learner
from learners.reminders import delivery, ledger
from learners.reminders.delivery import (
    ADDRESS_BOUNCES,
    BAD_ADDRESS,
    NO_ADDRESS,
    NOT_WRITTEN,
    SERVER_AWAY,
    SERVER_BUSY,
    SERVER_REFUSED,
)
from learners.reminders.models import Reminder, SuppressedAddress
from learners.reminders.retrying import (
    DAY_IS_OVER,
    FROM_BACKUP,
    HAD_NOTHING_TO_SEND,
    HELD_BACK,
    MAY_HAVE_ARRIVED,
    MOVED_ON,
    ON_ITS_WAY,
    TRIED_AGAIN,
    WAS_SENT,
    refusals,
    retry,
)
from learners.reminders.stopping import Stop
from tests.factories import NOON, make_learner
from tests.learners.reminders.desk.rows import make_row

pytestmark = pytest.mark.django_db

SAFE = {
    "not written": ("leased", ("failed", NOT_WRITTEN)),
    "no address": ("leased", ("failed", NO_ADDRESS)),
    "address bounces": ("leased", ("skipped", ADDRESS_BOUNCES)),
    "refused before the body": ("leased", ("failed", SERVER_REFUSED)),
    "refused after the body": ("leased", "transmitting", ("failed", SERVER_REFUSED)),
    "bad address after the body": ("leased", "transmitting", ("failed", BAD_ADDRESS)),
    "busy, then not written": (
        "leased",
        "transmitting",
        ("pending", SERVER_BUSY),
        "leased",
        ("failed", NOT_WRITTEN),
    ),
}
NEVER = {
    "sent": (("leased", "transmitting", "sent"), WAS_SENT),
    "uncertain": (("leased", "transmitting", ("uncertain", ledger.MAY_HAVE_ARRIVED)), MAY_HAVE_ARRIVED),
    "pending": ((), ON_ITS_WAY),
    "leased": (("leased",), ON_ITS_WAY),
    "transmitting": (("leased", "transmitting"), ON_ITS_WAY),
    "expired": ((("expired", ledger.EXPIRED),), DAY_IS_OVER),
    "nothing was due": (("leased", ("skipped", "You had studied all that was due.")), HAD_NOTHING_TO_SEND),
    "sent again without an answer, then failed": (
        ("leased", "transmitting", ("pending", ledger.SENT_AGAIN), "leased", ("failed", NOT_WRITTEN)),
        MAY_HAVE_ARRIVED,
    ),
    "on its way without an answer, then skipped": (
        ("leased", "transmitting", ("pending", ledger.SENT_AGAIN), "leased", ("skipped", ADDRESS_BOUNCES)),
        MAY_HAVE_ARRIVED,
    ),
    "refused once, unanswered once": (
        ("leased", "transmitting", ("pending", SERVER_BUSY), "leased", "transmitting", ("failed", SERVER_AWAY)),
        MAY_HAVE_ARRIVED,
    ),
}


def make(learner: Learner, steps, **fields) -> Reminder:
    leased = {"lease_token": "a" * 32, "lease_until": NOON} if steps and steps[-1] in ("leased", "transmitting") else {}
    return make_row(learner, now=NOON, steps=steps, **leased, **fields)


@pytest.mark.parametrize("steps", SAFE.values(), ids=SAFE.keys())
def test_what_never_reached_anybody_waits_to_be_sent_again(ada: Learner, steps) -> None:
    reminder = make(ada, steps)
    assert retry(reminder, NOON) == ""
    reminder.refresh_from_db()
    assert (reminder.state, reminder.reason, reminder.smtp_reply) == ("pending", TRIED_AGAIN, "")
    last = reminder.transitions.last()
    assert last is not None
    assert (last.from_state, last.to_state, last.at, last.reason) == (_state(steps), "pending", NOON, TRIED_AGAIN)


def _state(steps) -> str:
    return str(steps[-1][0] if isinstance(steps[-1], tuple) else steps[-1])


@pytest.mark.parametrize(("steps", "why"), NEVER.values(), ids=NEVER.keys())
def test_everything_else_is_refused_in_words_and_left_alone(ada: Learner, steps, why: str) -> None:
    reminder = make(ada, steps)
    before = (reminder.state, reminder.transitions.count())
    assert retry(reminder, NOON) == why
    reminder.refresh_from_db()
    assert (reminder.state, reminder.transitions.count()) == before


def test_a_day_that_is_over_stays_over(ada: Learner) -> None:
    reminder = make(ada, SAFE["not written"], expires_at=NOON)
    assert retry(reminder, NOON) == DAY_IS_OVER
    assert retry(reminder, NOON - timedelta(seconds=1)) == ""


def test_twice_is_once(ada: Learner) -> None:
    reminder = make(ada, SAFE["not written"])
    twin = Reminder.objects.select_related("learner__user").get(pk=reminder.pk)
    assert retry(reminder, NOON) == ""
    assert retry(reminder, NOON) == ON_ITS_WAY
    assert retry(twin, NOON) == MOVED_ON
    assert reminder.transitions.filter(to_state="pending").count() == 1


def test_who_read_it_before_it_was_sent_out_again_changes_nothing(ada: Learner) -> None:
    """As failed as it was then, but an attempt later: what happened in between is not in the history that was read."""
    reminder = make(ada, SAFE["not written"])
    Reminder.objects.filter(pk=reminder.pk).update(attempt=reminder.attempt + 1)
    assert not ledger.reopen(reminder, NOON, reason=TRIED_AGAIN)


def test_ten_at_once_leave_one_change(ada: Learner, at_once) -> None:
    reminder = make(ada, SAFE["not written"])

    def again() -> str:
        return retry(Reminder.objects.select_related("learner__user").get(pk=reminder.pk), NOON)

    found = at_once(10, again)
    assert found.count("") == 1
    changes = at_once(1, lambda: reminder.transitions.filter(to_state="pending").count())
    assert changes == [1]


def test_an_address_that_is_held_back_is_lifted_first(ada: Learner) -> None:
    reminder = make(ada, SAFE["address bounces"])
    SuppressedAddress.objects.suppress(ada, ada.user.email.upper(), reason="550", at=NOON)
    assert retry(reminder, NOON) == HELD_BACK
    SuppressedAddress.objects.all().delete()
    assert retry(reminder, NOON) == ""


def test_what_a_restored_database_does_not_know_of_is_not_sent_again(ada: Learner) -> None:
    reminder = make(ada, SAFE["not written"])
    Stop.objects.stop(Stop.Cause.RESTORED, "restored", at=NOON - timedelta(minutes=30))
    Stop.objects.end(Stop.Cause.RESTORED, NOON)
    assert retry(reminder, NOON) == FROM_BACKUP


def test_what_failed_after_the_restore_may_be_tried_again(ada: Learner) -> None:
    reminder = make(ada, SAFE["not written"])
    Stop.objects.stop(Stop.Cause.RESTORED, "restored", at=NOON - timedelta(hours=2))
    assert retry(reminder, NOON) == ""


def test_the_mail_goes_out_once(student: Learner, mailoutbox) -> None:
    """Written down as failed though nothing was wrong with it, so that the next run can show that it is taken up."""
    now = datetime(2026, 3, 2, 8, tzinfo=UTC)
    reminder = make_row(student, now=now, steps=SAFE["not written"])
    assert delivery.deliver_due(lambda: now)["sent"] == 0
    assert retry(reminder, now) == ""
    assert delivery.deliver_due(lambda: now)["sent"] == 1
    assert retry(Reminder.objects.get(pk=reminder.pk), now) == WAS_SENT
    assert len(mailoutbox) == 1


def test_three_queries_judge_any_number(django_assert_num_queries) -> None:
    """Histories, the last restore, suppressed addresses."""
    for count in (1, 20):
        rows = [make(make_learner(), SAFE["not written"]) for _ in range(count)]
        with django_assert_num_queries(3):
            assert set(refusals(rows, NOON).values()) == {""}

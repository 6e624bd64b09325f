from datetime import UTC, date, datetime, time, timedelta

import pytest

from learners.plans.models import StudyPlan
from learners.reminders import ledger
from learners.reminders.ledger import Verdict, claim
from learners.reminders.models import Reminder, ReminderTransition, TickRecord
from tests.factories import MONDAY, make_guided, make_learner, make_plan, make_user

pytestmark = pytest.mark.django_db
SIX = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
SEVEN = SIX + timedelta(hours=1)
State = Reminder.State


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def taken(now: datetime = SEVEN) -> Reminder:
    [found] = claim(now)
    return found


def the_row() -> Reminder:
    return Reminder.objects.get(local_date=MONDAY)


def history(reminder: Reminder) -> list[tuple[str, str]]:
    return list(reminder.transitions.values_list("from_state", "to_state"))


# Making rows


def test_a_tick_makes_the_rows_of_the_next_36_hours(student):
    ledger.tick(SIX)
    assert list(Reminder.objects.order_by("local_date").values_list("local_date", "state")) == [
        (date(2026, 3, 2), "pending"),
        (date(2026, 3, 3), "pending"),
    ]


def test_a_second_tick_changes_nothing(student):
    ledger.tick(SIX)
    before = list(Reminder.objects.values())
    assert ledger.tick(SIX + minutes(1)).created == 0
    assert list(Reminder.objects.values()) == before


def test_key_and_message_id_follow_from_learner_date_and_kind(student):
    ledger.tick(SIX)
    assert the_row().key == f"{student.pk}.2026-03-02.digest"
    assert the_row().message_id == f"<{student.pk}.2026-03-02.digest@127.0.0.1>"


def test_who_has_switched_reminders_off_gets_no_row(student):
    student.stop_reminders()
    assert ledger.tick(SIX).created == 0


def test_who_has_no_active_plan_gets_no_row(student):
    StudyPlan.objects.update(state=StudyPlan.State.PAUSED)
    assert ledger.tick(SIX).created == 0


def test_who_has_two_plans_gets_one_row_a_day(student):
    make_plan(student, make_guided())
    ledger.tick(SIX)
    assert Reminder.objects.filter(local_date=MONDAY).count() == 1


def test_whose_account_is_closed_gets_no_row(db):
    make_plan(make_learner(user=make_user(is_active=False)))
    assert ledger.tick(SIX).created == 0


def test_a_learner_with_an_unknown_zone_harms_nobody_else(student):
    make_plan(make_learner(time_zone="Mars/Base"))
    ledger.tick(SIX)
    assert set(Reminder.objects.values_list("learner", flat=True)) == {student.pk}


def test_a_new_hour_moves_what_is_pending(student):
    ledger.tick(SIX)
    student.reminder_time = time(9, 30)
    student.save()
    ledger.tick(SIX + minutes(1))
    assert the_row().due_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_a_new_zone_moves_what_is_pending(student):
    ledger.tick(SIX)
    student.time_zone = "America/New_York"
    student.save()
    ledger.tick(SIX + minutes(1))
    assert (the_row().due_at, the_row().tz_name) == (datetime(2026, 3, 2, 12, 0, tzinfo=UTC), "America/New_York")


def test_a_new_hour_leaves_what_was_sent(student):
    ledger.tick(SEVEN)
    reminder = taken()
    ledger.begin_transmission(reminder, SEVEN)
    ledger.finish(reminder, Verdict(State.SENT), SEVEN)
    student.reminder_time = time(9, 30)
    student.save()
    ledger.tick(SEVEN + minutes(1))
    assert (the_row().due_at, the_row().state) == (SEVEN, "sent")


def test_a_tick_says_when_it_was(student):
    ledger.tick(SIX)
    ledger.tick(SEVEN)
    assert list(TickRecord.objects.values_list("at", flat=True)) == [SEVEN]


def test_a_tick_counts_what_is_due(student):
    assert (ledger.tick(SIX).due, ledger.tick(SEVEN).due) == (0, 1)


def test_a_tick_makes_the_same_number_of_queries_for_one_learner_and_for_many(student, django_assert_num_queries):
    # 1-7 learners (locked, then read), their rows, insert, their next look (in a savepoint), 8-10 no more learners, 11-19 lapsed
    # leases, lapsed transmissions and expired rows (savepoint, select, release each; there is nothing to move), 20 the tick
    # itself, 21 how many are due
    certification = make_guided()
    with django_assert_num_queries(21):
        ledger.tick(SIX)
    for _ in range(20):
        make_plan(certification=certification)
    with django_assert_num_queries(21):
        ledger.tick(SIX)


def test_a_tick_for_nobody_looks_at_nobody(student, django_assert_num_queries):
    ledger.tick(SIX)
    with django_assert_num_queries(14):  # as above, without a learner
        ledger.tick(SIX)


def test_twenty_ticks_at_once_leave_what_one_leaves(at_once, students):
    at_once(20, lambda: ledger.tick(SIX))
    [keys] = at_once(1, lambda: sorted(row.key for row in Reminder.objects.all()))
    assert keys == sorted(f"{learner.pk}.{day}.digest" for learner in students for day in ("2026-03-02", "2026-03-03"))


# Claiming


def test_what_is_due_can_be_claimed(student):
    ledger.tick(SEVEN)
    reminder = taken()
    assert (reminder.state, reminder.attempt, reminder.lease_until) == ("leased", 1, SEVEN + minutes(15))


def test_what_is_not_due_yet_cannot_be_claimed(student):
    ledger.tick(SIX)
    assert claim(SEVEN - minutes(1)) == []


def test_what_is_claimed_cannot_be_claimed_again(student):
    ledger.tick(SEVEN)
    taken()
    assert claim(SEVEN) == []


def test_what_has_expired_cannot_be_claimed(student):
    ledger.tick(SEVEN)
    assert claim(SEVEN + timedelta(hours=12)) == []


def test_eight_workers_at_once_share_the_rows_without_a_double(at_once, students):
    def take_all() -> list[str]:
        return [reminder.key for [reminder] in iter(lambda: claim(SEVEN), [])]

    at_once(1, lambda: ledger.tick(SEVEN))
    keys = [key for keys in at_once(8, take_all) for key in keys]
    assert sorted(keys) == sorted(f"{learner.pk}.2026-03-02.digest" for learner in students)


# Leases


def test_a_lapsed_lease_returns_to_pending(student):
    ledger.tick(SEVEN)
    taken()
    assert ledger.tick(SEVEN + minutes(15.1)).returned == 1
    assert the_row().state == "pending"


def test_a_running_lease_is_left_alone(student):
    ledger.tick(SEVEN)
    taken()
    ledger.tick(SEVEN + minutes(14))
    assert the_row().state == "leased"


def test_a_lapsed_transmission_is_uncertain_and_never_sent_again(student):
    ledger.tick(SEVEN)
    ledger.begin_transmission(taken(), SEVEN)
    later = SEVEN + minutes(16)
    assert ledger.tick(later).uncertain == 1
    assert claim(later) == []


def test_a_worker_that_slept_past_its_lease_cannot_begin_to_transmit(student):
    ledger.tick(SEVEN)
    sleeper = taken()
    ledger.tick(SEVEN + minutes(16))
    assert not ledger.begin_transmission(sleeper, SEVEN + minutes(16))


def test_nor_when_another_worker_has_taken_the_row_since(student):
    ledger.tick(SEVEN)
    sleeper = taken()
    ledger.tick(SEVEN + minutes(16))
    other = taken(SEVEN + minutes(16))
    assert not ledger.begin_transmission(sleeper, SEVEN + minutes(16))
    assert ledger.begin_transmission(other, SEVEN + minutes(16))


def test_a_worker_whose_lease_is_gone_cannot_write_the_end(student):
    ledger.tick(SEVEN)
    sleeper = taken()
    ledger.tick(SEVEN + minutes(16))
    assert not ledger.finish(sleeper, Verdict(State.SENT), SEVEN + minutes(16))
    assert the_row().state == "pending"


def test_what_could_not_be_sent_in_time_expires_with_a_reason(student):
    ledger.tick(SEVEN)
    assert ledger.tick(SEVEN + timedelta(hours=12)).expired == 1
    assert (the_row().state, the_row().reason) == ("expired", ledger.EXPIRED)


# Ends


def test_every_change_of_state_is_written_down(student):
    ledger.tick(SEVEN)
    reminder = taken()
    ledger.begin_transmission(reminder, SEVEN)
    ledger.finish(reminder, Verdict(State.SENT), SEVEN)
    assert history(reminder) == [("pending", "leased"), ("leased", "transmitting"), ("transmitting", "sent")]


def test_the_reaper_writes_history_too(student):
    ledger.tick(SEVEN)
    reminder = taken()
    ledger.tick(SEVEN + minutes(16))
    assert history(reminder)[-1] == ("leased", "pending")


def test_a_sent_mail_says_when_and_holds_no_lease(student):
    ledger.tick(SEVEN)
    reminder = taken()
    ledger.begin_transmission(reminder, SEVEN)
    ledger.finish(reminder, Verdict(State.SENT), SEVEN + minutes(1))
    assert (the_row().sent_at, the_row().lease_token) == (SEVEN + minutes(1), None)


@pytest.mark.parametrize(("attempt", "wait"), [(1, 1), (2, 5), (3, 15), (4, 60), (9, 60)])
def test_another_try_waits_longer_each_time(attempt, wait):
    reminder = Reminder(learner_id=7, local_date=MONDAY, attempt=attempt)
    assert minutes(wait) <= ledger.back_off(reminder) <= minutes(wait * 1.2)


def test_a_failed_try_is_not_claimed_before_its_time(student):
    ledger.tick(SEVEN)
    reminder = taken()
    ledger.finish(reminder, Verdict(State.PENDING), SEVEN)
    assert claim(SEVEN + minutes(1) - timedelta(seconds=1)) == []
    assert taken(SEVEN + minutes(2)).attempt == 2


def test_the_databases_clock_is_now_in_utc(db):
    assert abs(ledger.database_clock() - datetime.now(UTC)) < timedelta(seconds=5)


def test_history_is_gone_with_the_learner(student):
    ledger.tick(SEVEN)
    taken()
    student.user.delete()
    assert not ReminderTransition.objects.exists()

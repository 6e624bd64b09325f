"""Another time zone, hour or quiet hours, in the midst of the days: no date is repeated, and the page knows which day comes first."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from learners.profiles.models import AT_ONCE, Learner
from learners.reminders import delivery, ledger
from learners.reminders.ahead import Ahead
from learners.reminders.digest import Outlook
from learners.reminders.models import Reminder
from tests.factories import MONDAY, make_learner, make_plan, make_user

pytestmark = pytest.mark.django_db
FIRST, LAST = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # UTC+14 and UTC−11: 25 hours apart
SEVEN = datetime(2026, 3, 2, 7, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def student(db) -> Learner:
    """Mail at seven on Kiritimati, and a task for every day."""
    learner = make_learner(user=make_user(email="ada@example.org", name="Ada"), time_zone=FIRST)
    make_plan(learner, tasks=tuple({"due": MONDAY + timedelta(days=day)} for day in range(-3, 20)))
    return learner


def change(learner: Learner, **fields) -> None:
    Learner.objects.filter(pk=learner.pk).update(next_look_at=AT_ONCE, **fields)


def live(start: datetime, hours: int, *, every: int = 1) -> None:
    """Tick and send every so many hours."""
    for number in range(0, hours, every):
        now = start + number * HOUR
        ledger.tick(now)
        delivery.deliver_due(lambda at=now: at)  # type: ignore[misc]


def sent() -> list[date]:
    return list(Reminder.objects.digests_sent().order_by("sent_at").values_list("local_date", flat=True))


def said_next(learner: Learner, now: datetime) -> Outlook:
    """The next mail, as the page says it."""
    client = Client()
    with time_machine.travel(now, tick=False):
        client.force_login(learner.user, backend="django.contrib.auth.backends.ModelBackend")
        ahead: Ahead = client.get(reverse("reminders:reminders")).context["ahead"]
    assert len({row.day for row in ahead.days}) == len(ahead.days)
    assert ahead.next_mail
    return ahead.next_mail


def said_first(learner: Learner, now: datetime) -> date:
    return said_next(learner, now).day


def next_sent(start: datetime) -> date:
    before = len(sent())
    for number in range(0, 72, 2):
        live(start + number * HOUR, 1)
        if len(sent()) > before:
            return sent()[-1]
    raise AssertionError("No mail in three days.")


MORNING = datetime(
    2026, 3, 1, 17, tzinfo=UTC
)  # Monday 2 March, 07:00 on Kiritimati; there it is Sunday 06:00 in Pago Pago


@pytest.mark.parametrize("later", [1, 5, 12, 23, 26])
def test_from_the_first_clock_of_the_world_to_the_last_and_back_no_date_is_repeated(later, student):
    live(MORNING - 2 * HOUR, 3)
    assert sent() == [MONDAY]
    now = MORNING
    for zone in (LAST, FIRST, LAST):
        now += later * HOUR
        change(student, time_zone=zone)
        live(now, later, every=2)
    live(now + later * HOUR, 72, every=6)
    assert len(set(sent())) == len(sent()) == len(mail.outbox)
    assert Reminder.objects.count() == Reminder.objects.values("learner", "local_date", "kind").distinct().count()


@pytest.mark.parametrize("later", [1, 9, 17, 25, 33, 49])
def test_after_a_change_of_zone_the_page_names_the_day_that_comes_first(later, student):
    live(MORNING - 24 * HOUR, 24 + later, every=6)
    now = MORNING + later * HOUR
    change(student, time_zone=LAST)
    said = said_first(student, now)
    assert said not in sent()
    assert said == next_sent(now)


@pytest.mark.parametrize("later", [1, 9, 17, 25, 33, 49])
def test_and_so_it_does_on_the_way_back(later, student):
    change(student, time_zone=LAST)
    live(MORNING - 24 * HOUR, 24 + later, every=6)
    now = MORNING + later * HOUR
    change(student, time_zone=FIRST)
    said = said_first(student, now)
    assert said not in sent()
    assert said == next_sent(now)


def test_what_is_overdue_is_counted_in_the_first_mail_that_is_to_come(student):
    live(MORNING - 24 * HOUR, 25, every=24)
    change(student, time_zone=LAST)
    assert sent() == [MONDAY - timedelta(days=1), MONDAY]
    first = said_next(student, MORNING)
    assert (first.day, first.tasks) == (TUESDAY, 5)


@pytest.mark.parametrize("hour", [0, 6, 9, 20, 23])
def test_another_hour_after_todays_mail_brings_no_second_one(hour, student):
    change(student, time_zone="UTC")
    live(SEVEN, 1)
    change(student, reminder_time=time(hour))
    assert said_first(student, SEVEN + HOUR) == TUESDAY
    live(SEVEN + HOUR, 16)
    assert sent() == [MONDAY]


def test_a_mail_that_waits_follows_a_later_hour(student):
    change(student, time_zone="UTC")
    live(SEVEN - HOUR, 1)
    change(student, reminder_time=time(20))
    live(SEVEN, 13)
    assert sent() == []
    live(SEVEN + 13 * HOUR, 1)
    assert sent() == [MONDAY]


# Quiet hours


def test_a_late_mail_is_not_sent_in_quiet_hours(student):
    change(student, time_zone="UTC", quiet_from=time(9), quiet_until=time(6))
    ledger.tick(SEVEN)
    live(SEVEN + 2 * HOUR, 20)
    assert sent() == []
    row = Reminder.objects.get(local_date=MONDAY)
    assert (row.state, row.reason) == ("expired", "It could not be sent in time. What was open is in the next mail.")
    live(SEVEN + 24 * HOUR, 1)
    assert sent() == [TUESDAY]


def test_a_late_mail_is_sent_before_quiet_hours_begin(student):
    change(student, time_zone="UTC", quiet_from=time(9), quiet_until=time(6))
    ledger.tick(SEVEN)
    live(SEVEN + timedelta(minutes=119), 1)
    assert sent() == [MONDAY]


def test_quiet_hours_that_are_chosen_while_a_mail_waits_count_for_it(student):
    change(student, time_zone="UTC")
    ledger.tick(SEVEN)
    change(student, quiet_from=time(8), quiet_until=time(6))
    assert said_first(student, SEVEN + HOUR) == TUESDAY
    live(SEVEN + HOUR, 12)
    assert sent() == []


def test_given_up_they_let_the_mail_that_waits_go_out_late(student):
    change(student, time_zone="UTC", quiet_from=time(12), quiet_until=time(6))
    ledger.tick(SEVEN)
    change(student, quiet_from=None, quiet_until=None)
    live(SEVEN + 6 * HOUR, 1)
    assert sent() == [MONDAY]

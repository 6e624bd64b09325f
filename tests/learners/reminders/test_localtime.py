from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.reminders.localtime import due_instant, slot, slots_within

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Asia/Kolkata",
]


@pytest.mark.parametrize(
    ("zone", "day", "at", "due"),
    [
        ("America/New_York", date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), datetime(2026, 10, 3, 15, 45, tzinfo=UTC)),
        ("Africa/Cairo", date(2026, 4, 24), time(0, 30), datetime(2026, 4, 23, 22, 30, tzinfo=UTC)),
        ("Asia/Kolkata", date(2026, 6, 1), time(7, 0), datetime(2026, 6, 1, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_wall_time_is_due_as_rfc_5545_says(zone, day, at, due):
    assert due_instant(day, at, zone) == due


def test_a_time_that_asks_for_the_second_pass_still_gets_the_first():
    assert due_instant(date(2026, 10, 25), time(2, 30, fold=1), "Europe/Berlin") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_a_morning_mail_lives_for_twelve_hours():
    found = slot(date(2026, 3, 2), time(7, 0), "Europe/Berlin")
    assert found.expires - found.due == timedelta(hours=12)


def test_an_evening_mail_dies_at_local_midnight():
    assert slot(date(2026, 3, 2), time(20, 0), "Europe/Berlin").expires == datetime(2026, 3, 2, 23, 0, tzinfo=UTC)


def test_slots_within_36_hours_are_todays_and_tomorrows():
    now = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)
    found = slots_within(timedelta(hours=36), at=time(7, 0), zone="UTC", now=now)
    assert [slot.day for slot in found] == [date(2026, 3, 2), date(2026, 3, 3)]


def test_an_hour_that_passed_today_still_counts_while_it_is_alive():
    now = datetime(2026, 3, 2, 18, 59, tzinfo=UTC)
    assert date(2026, 3, 2) in [
        slot.day for slot in slots_within(timedelta(hours=36), at=time(7, 0), zone="UTC", now=now)
    ]


def test_an_hour_that_passed_too_long_ago_is_left_out():
    now = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
    assert date(2026, 3, 2) not in [
        slot.day for slot in slots_within(timedelta(hours=36), at=time(7, 0), zone="UTC", now=now)
    ]


@given(
    day=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    at=st.times().map(lambda value: value.replace(second=0, microsecond=0)),
    zone=st.sampled_from(ZONES),
)
def test_a_mail_expires_after_it_is_due_and_on_its_own_local_day(day, at, zone):
    found = slot(day, at, zone)
    assert found.due < found.expires
    assert (found.expires - timedelta(microseconds=1)).astimezone(ZoneInfo(zone)).date() == day

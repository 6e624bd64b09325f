from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.reminders.localtime import Slot, due_instant, slot, slots_within

SECOND = timedelta(seconds=1)
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Asia/Kolkata",
    "America/Nuuk",
]


def in_utc(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type,misc]


# A wall time, and when it is due in UTC.
TABLE = {
    "New York 2026-03-08 02:30 is due 07:30": ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:30"),
    "New York 2026-11-01 01:30 is due 05:30": ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30"),
    "Berlin 2026-03-29 02:30 is due 01:30": ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29 01:30"),
    "Berlin 2026-10-25 02:30 is due 00:30": ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 00:30"),
    "Lord Howe 2026-10-04 02:15 is due 2026-10-03 15:45": ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45"),
    "Cairo 2026-04-24 00:30 is due 2026-04-23 22:30": ("Africa/Cairo", "2026-04-24 00:30", "2026-04-23 22:30"),
    "Kolkata 2026-06-01 07:00 is due 01:30": ("Asia/Kolkata", "2026-06-01 07:00", "2026-06-01 01:30"),
}  # fmt: skip


@pytest.mark.parametrize(("zone", "wall", "due"), TABLE.values(), ids=TABLE)
def test_a_wall_time_is_due_as_rfc_5545_says(zone, wall, due):
    at, expected = datetime.fromisoformat(wall), datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert due_instant(at.date(), at.time(), zone) == expected
    assert slot(at.date(), at.time(), zone).due == expected


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


# Every time zone

EVERY_HALF_HOUR = [time(number // 2, number % 2 * 30) for number in range(48)] + [time(23, 59)]
THE_YEAR = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]


def around_changes(zone: str) -> set[date]:
    """The days of the year on which the clocks change, one before and one after; and the first day, for zones without any."""
    noons = [datetime.combine(day, time(12), ZoneInfo(zone)).utcoffset() for day in THE_YEAR]
    changed = [n for n in range(1, 365) if noons[n] != noons[n - 1]]
    return {THE_YEAR[0], *(THE_YEAR[min(n + beside, 364)] for n in changed for beside in (-1, 0, 1))}


def test_in_every_time_zone_each_mail_of_a_year_can_be_sent_on_its_own_day():
    """Due before it expires, and both on its own local date, however the clocks change."""
    for zone in sorted(available_timezones()):
        for day in around_changes(zone):
            for at in EVERY_HALF_HOUR:
                found = slot(day, at, zone)
                assert found.due < found.expires, (zone, day, at)
                local = [moment.astimezone(ZoneInfo(zone)) for moment in (found.due, found.expires - SECOND)]
                assert {moment.date() for moment in local} == {day}, (zone, day, at)


@pytest.mark.parametrize("at", [time(0), time(2, 30), time(7), time(23, 30)], ids=str)
@pytest.mark.parametrize(
    ("zone", "first", "left_out"),
    [
        ("Pacific/Apia", date(2011, 12, 27), [date(2011, 12, 30)]),
        ("Pacific/Kwajalein", date(1993, 8, 18), [date(1993, 8, 21)]),
        ("Australia/Lord_Howe", date(2026, 4, 2), []),
        ("Australia/Lord_Howe", date(2026, 10, 1), []),
        ("Africa/Casablanca", date(2026, 2, 12), []),
        ("Africa/Casablanca", date(2026, 3, 19), []),
        ("Antarctica/Troll", date(2026, 3, 26), []),
        ("Antarctica/Troll", date(2026, 10, 22), []),
        ("America/Nuuk", date(2026, 3, 26), []),
        ("America/St_Johns", date(2006, 10, 26), []),  # back at a minute past midnight: a date begins twice
        ("Africa/Cairo", date(2026, 4, 21), []),
    ],
)
def test_tick_by_tick_no_date_is_repeated_or_left_out(zone, first, left_out, at):
    """A day that is not on the calendar there has no mail."""
    days = [first + timedelta(days=number) for number in range(8)]
    begin, end = due_instant(days[0], time(0), zone), due_instant(days[-1], time(0), zone)
    found: dict[date, set[Slot]] = {}
    for hour in range(int((end - begin) / timedelta(hours=1))):
        now = begin + timedelta(hours=hour)
        given = list(slots_within(timedelta(hours=36), at=at, zone=zone, now=now))
        assert [one.due for one in given] == sorted({one.due for one in given})
        for one in given:
            found.setdefault(one.day, set()).add(one)
    assert [day for day in days if day not in found] == left_out
    assert all(len(same) == 1 for same in found.values())
    assert all(one.due < one.expires for same in found.values() for one in same)


def test_a_missing_last_hour_is_an_hour_earlier_and_not_on_the_next_day():
    """At 23:00 on 28 March 2026 it is midnight in Nuuk."""
    found = slot(date(2026, 3, 28), time(23, 30), "America/Nuuk")
    assert (found.due, found.expires) == (in_utc(2026, 3, 29, 0, 30), in_utc(2026, 3, 29, 1))


# Quiet hours


@pytest.mark.parametrize(
    ("at", "quiet", "expires"),
    [
        (time(7), (time(12), time(14)), in_utc(2026, 3, 2, 12)),  # begins while the mail lives
        (time(7), (time(12), time(7)), in_utc(2026, 3, 2, 12)),  # over midnight; its end is in quiet hours no more
        (time(7), (time(22), time(6)), in_utc(2026, 3, 2, 19)),  # begins after the twelve hours
        (time(15), (time(12), time(14)), in_utc(2026, 3, 3)),  # began and ended before the mail is due
        (time(5), (time(23), time(5)), in_utc(2026, 3, 2, 17)),  # began on the day before
        (time(20), (time(22), time(6)), in_utc(2026, 3, 2, 22)),
        (time(20), (time(0), time(6)), in_utc(2026, 3, 3)),  # begins at the midnight that ends it anyway
        (time(7), (time(7, 1), time(7)), in_utc(2026, 3, 2, 7, 1)),  # one minute a day is left
        (time(7), None, in_utc(2026, 3, 2, 19)),
    ],
)
def test_a_late_mail_lives_until_the_next_quiet_hours_begin(at, quiet, expires):
    found = slot(date(2026, 3, 2), at, "UTC", quiet)
    assert (found.due, found.expires) == (datetime.combine(date(2026, 3, 2), at, UTC), expires)


@pytest.mark.parametrize(
    ("at", "quiet", "due", "expires"),
    [
        # Put on at two, the clock has the afternoon's offset at ten.
        (time(7), (time(10), time(16)), in_utc(2026, 3, 29, 5), in_utc(2026, 3, 29, 8)),
        # They begin at an hour that is missing: 02:30 with the offset before the gap is 03:30.
        (time(1, 30), (time(2, 30), time(5)), in_utc(2026, 3, 29, 0, 30), in_utc(2026, 3, 29, 1, 30)),
        # The mail's hour is missing, and where it lands it is quiet: it waits for their end, 04:00.
        (time(2, 30), (time(3), time(4)), in_utc(2026, 3, 29, 2), in_utc(2026, 3, 29, 14)),
    ],
)
def test_quiet_hours_follow_the_clock_through_a_gap(at, quiet, due, expires):
    found = slot(date(2026, 3, 29), at, "Europe/Berlin", quiet)
    assert (found.due, found.expires) == (due, expires)


@pytest.mark.parametrize(
    ("at", "quiet", "expires"),
    [
        (
            time(1, 30),
            (time(2, 30), time(5)),
            in_utc(2026, 10, 25, 0, 30),
        ),  # both doubled hours count as their first pass
        (time(2, 30), (time(3), time(5)), in_utc(2026, 10, 25, 2, 0)),
        (time(2, 30), (time(22), time(2, 30)), in_utc(2026, 10, 25, 12, 30)),
    ],
)
def test_quiet_hours_begin_with_the_first_pass_of_a_doubled_hour(at, quiet, expires):
    assert slot(date(2026, 10, 25), at, "Europe/Berlin", quiet).expires == expires


def test_a_mail_that_would_wait_in_quiet_hours_until_the_next_day_expires_as_it_falls_due():
    """Only a change of the clocks brings a mail into quiet hours; should another do it, nothing is sent in them."""
    found = slot(date(2026, 3, 2), time(23), "UTC", (time(22), time(6)))
    assert found.expires == found.due == in_utc(2026, 3, 3)


@pytest.mark.parametrize("now", [in_utc(2026, 3, 2, 11, 59), in_utc(2026, 3, 2, 12)])
def test_a_mail_of_today_is_left_out_once_its_quiet_hours_have_begun(now):
    found = slots_within(timedelta(hours=36), at=time(7), zone="UTC", now=now, quiet=(time(12), time(14)))
    assert (date(2026, 3, 2) in [slot.day for slot in found]) == (now.hour == 11)


wall_times = st.times().map(lambda value: value.replace(second=0, microsecond=0))


@given(
    day=st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    at=wall_times,
    zone=st.sampled_from(ZONES),
    quiet=st.tuples(wall_times, wall_times).filter(lambda pair: pair[0] != pair[1]),
    part=st.floats(0, 1, exclude_max=True),
)
def test_no_mail_lives_in_quiet_hours(day, at, zone, quiet, part):
    """Asked of instants: between any two beginnings and ends on the days around."""
    found = slot(day, at, zone, quiet)
    assert found.due <= found.expires
    moment = found.due + timedelta(seconds=int(part * (found.expires - found.due).total_seconds()))
    start, end = quiet
    for first in (day - timedelta(days=1), day):
        last = first if start < end else first + timedelta(days=1)
        begins, ends = due_instant(first, start, zone), due_instant(last, end, zone)
        assert found.due == found.expires or not begins <= moment < ends


@given(day=st.dates(date(2025, 1, 1), date(2027, 12, 31)), at=wall_times, zone=st.sampled_from(ZONES))
def test_quiet_hours_that_end_before_the_mail_change_nothing(day, at, zone):
    quiet = (time(0), at.replace(minute=0)) if at.hour else None
    plain, found = slot(day, at, zone), slot(day, at, zone, quiet)
    moved = plain.due < due_instant(day, at.replace(minute=0), zone)
    assert moved or found == plain

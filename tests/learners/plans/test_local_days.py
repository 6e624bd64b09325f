"""A stretch of time as whole minutes of each local day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.plans.hands.local_days import minutes_by_local_day, minutes_up_to

BERLIN, UTC_ZONE, AUCKLAND = ZoneInfo("Europe/Berlin"), ZoneInfo("UTC"), ZoneInfo("Pacific/Auckland")
MONDAY = date(2026, 3, 2)


def at(hour: int, minute: int = 0, day: int = 2, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC)


@pytest.mark.parametrize(
    ("started", "stopped", "zone", "found"),
    [
        (at(18, 4), at(18, 50), UTC_ZONE, {MONDAY: 46}),
        (at(18, 4), at(18, 4, second=59), UTC_ZONE, {MONDAY: 1}),
        (at(18, 4), at(18, 0), UTC_ZONE, {MONDAY: 1}),
        (at(23, 30), at(0, 45, day=3), UTC_ZONE, {MONDAY: 30, date(2026, 3, 3): 45}),
        (at(22, 30), at(23, 45), BERLIN, {MONDAY: 30, date(2026, 3, 3): 45}),
        (at(23, 30), at(0, 45, day=3), AUCKLAND, {date(2026, 3, 3): 75}),
        (at(12), at(12, day=5), UTC_ZONE, {MONDAY: 720, date(2026, 3, 3): 720}),
        (
            datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
            BERLIN,
            {date(2026, 3, 29): 60},
        ),
    ],
    ids=[
        "an evening",
        "a moment",
        "a clock put back",
        "midnight",
        "midnight here",
        "no midnight here",
        "left on",
        "spring",
    ],
)
def test_a_stretch_is_whole_minutes_of_local_days(started, stopped, zone, found):
    assert minutes_by_local_day(started, stopped, zone) == found


@given(
    st.integers(0, 365 * 1440).map(lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)),
    st.integers(0, 200_000),
    st.sampled_from([BERLIN, AUCKLAND, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")]),
)
def test_the_days_hold_the_whole_minutes_between_and_no_day_more_than_it_has(started, seconds, zone):
    found = minutes_by_local_day(started, started + timedelta(seconds=seconds), zone)
    assert sum(found.values()) == min(max(1, seconds // 60), 1440)
    assert all(1 <= minutes <= 1440 for minutes in found.values())
    assert min(found) >= started.astimezone(zone).date()


@pytest.mark.parametrize(
    ("minutes", "days", "found"),
    [
        (75, 1, {MONDAY: 75}),
        (75, 2, {MONDAY: 38, date(2026, 3, 1): 37}),
        (3000, 1, {MONDAY: 1000, date(2026, 3, 1): 1000, date(2026, 2, 28): 1000}),
        (1, 3, {MONDAY: 1}),
    ],
)
def test_minutes_of_one_day_that_it_cannot_hold_reach_back(minutes, days, found):
    assert minutes_up_to(MONDAY, minutes, days) == found

"""A stretch of time as whole minutes of each local day. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
MOST_A_DAY = 1440


def minutes_by_local_day(started: datetime, stopped: datetime, zone: ZoneInfo) -> dict[date, int]:
    """At least one minute, and no more than those of the first day's length: a timer left running is no study.

    Both instants are aware. The sum is the whole minutes between them, whatever midnights lie there.
    """
    begin = started.astimezone(UTC)  # in a zone of its own, Python would count by the clock on the wall
    end = min(max(stopped.astimezone(UTC), begin), begin + DAY)
    total = max(1, (end - begin) // timedelta(minutes=1))
    found: dict[date, int] = {}
    day, counted = begin.astimezone(zone).date(), 0
    while counted < total:
        midnight = datetime.combine(day + DAY, time(), zone).astimezone(UTC)
        reached = total if midnight >= end else (midnight - begin) // timedelta(minutes=1)
        if reached > counted:
            found[day] = reached - counted
        day, counted = day + DAY, reached
    return found


def minutes_up_to(last: date, minutes: int, days: int = 1) -> dict[date, int]:
    """So many minutes spread evenly over `days` days of which `last` is the last; over more where a day would not hold them."""
    days = max(1, days, -(-minutes // MOST_A_DAY))
    share, rest = divmod(minutes, days)
    spread = {last - number * DAY: share + (number < rest) for number in range(days)}
    return {day: found for day, found in spread.items() if found}

"""Days in words as an iCalendar object (RFC 5545), whatever their titles hold. Pure.

The library escapes and folds. What it leaves to us: control characters, which the RFC allows in no text, and the exclusive end.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration

DAY = timedelta(days=1)
REFRESH = timedelta(hours=6)
# Control characters, and the two line separators of Unicode, at which some readers break lines too.
NOT_IN_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class DayEvent:
    """All day from `first` through `last`. `key` is its identity on this site, `path` the page behind it."""

    key: str
    first: date
    last: date
    title: str
    lines: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Stamped:
    """`sequence` counts what calendars were told of it, the last of it at `changed_at`."""

    event: DayEvent
    sequence: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Site:
    """`url` has no slash at its end; `host` makes the events' identities unique in the world."""

    url: str
    host: str


def ical(events: Iterable[Stamped], *, name: str, site: Site) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Cairn//Cairn//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", one_line(name))
    calendar.add("x-wr-calname", one_line(name))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for stamped in events:
        calendar.add_component(_event(stamped, site))
    if not calendar.subcomponents:
        calendar.add_component(_universal_time())
    return bytes(calendar.to_ical())


def _event(stamped: Stamped, site: Site) -> Event:
    event, address = stamped.event, f"{site.url}{stamped.event.path}"
    written = Event()
    written.add("uid", f"{event.key}@{site.host}")
    written.add("sequence", stamped.sequence)
    written.add("dtstamp", stamped.changed_at)
    written.add("last-modified", stamped.changed_at)
    written.add("dtstart", event.first)
    if event.last < date.max:
        written.add("dtend", event.last + DAY)
    written.add("summary", one_line(event.title))
    written.add("description", "\n".join([*(one_line(line) for line in event.lines), address]))
    written.add("url", address)
    written.add("transp", "TRANSPARENT")  # a day with a task in it is still free for meetings
    return written


def _universal_time() -> Timezone:
    """For a calendar without events: the RFC wants at least one component in each, and this one shows nothing."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  local time, as the RFC has it there
    standard.add("tzoffsetfrom", timedelta(0))
    standard.add("tzoffsetto", timedelta(0))
    zone.add_component(standard)
    return zone


def one_line(text: str) -> str:
    return NOT_IN_TEXT.sub(" ", text).strip()

"""What two independent libraries read in a calendar file. Neither is asked for what the other one says."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import vobject
from icalendar import Calendar


@dataclass(frozen=True)
class Read:
    """`end` is the day after the last one: the end of an all-day event is exclusive."""

    uid: str
    first: date
    end: date
    title: str
    text: str
    sequence: int
    stamp: datetime


def by_icalendar(content: bytes) -> dict[str, Read]:
    return {str(event["uid"]): _one(event) for event in Calendar.from_ical(content).walk("VEVENT")}


def _one(event: Any) -> Read:
    return Read(
        uid=str(event["uid"]),
        first=event.decoded("dtstart"),
        end=event.decoded("dtend"),
        title=str(event["summary"]),
        text=str(event["description"]),
        sequence=int(event["sequence"]),
        stamp=event.decoded("dtstamp"),
    )


def by_vobject(content: bytes) -> dict[str, Read]:
    calendar = vobject.readOne(content.decode())
    return {event.uid.value: _other(event) for event in calendar.contents.get("vevent", [])}


def _other(event: Any) -> Read:
    return Read(
        uid=event.uid.value,
        first=event.dtstart.value,
        end=event.dtend.value,
        title=event.summary.value,
        text=event.description.value,
        sequence=int(event.sequence.value),
        stamp=event.dtstamp.value,
    )


def read(content: bytes) -> dict[str, Read]:
    """By key, without the host; both libraries must say the same."""
    found, other = by_icalendar(content), by_vobject(content)
    assert found == other
    return {uid.partition("@")[0]: event for uid, event in found.items()}


def lines(content: bytes) -> list[str]:
    """Unfolded, as they are written."""
    return content.decode().replace("\r\n ", "").split("\r\n")

"""A calendar file by the letter of RFC 5545, whatever the titles hold."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.calendars.ical import DayEvent, Site, Stamped, ical, one_line
from tests.learners.calendars.reading import Read, lines, read

SITE = Site("https://cairn.example.org", "cairn.example.org")
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


def file_of(title: str = "A task", *, first: date = MONDAY, last: date | None = None, text: str = "A plan") -> bytes:
    event = DayEvent("task-7", first, last or first, title, (text,), "/plans/1/tasks/7/")
    return ical([Stamped(event, 3, AT)], name="Cairn", site=SITE)


def event_of(title: str = "A task", **days) -> Read:
    return read(file_of(title, **days))["task-7"]


def test_an_event_says_who_it_is_when_it_changed_and_where_its_page_is() -> None:
    written = lines(file_of())
    assert "UID:task-7@cairn.example.org" in written
    assert "SEQUENCE:3" in written
    assert "DTSTAMP:20260302T120000Z" in written
    assert "LAST-MODIFIED:20260302T120000Z" in written
    assert "URL:https://cairn.example.org/plans/1/tasks/7/" in written
    assert event_of().text == "A plan\nhttps://cairn.example.org/plans/1/tasks/7/"


def test_it_does_not_block_the_day() -> None:
    assert "TRANSP:TRANSPARENT" in lines(file_of())


def test_the_calendar_says_its_name_and_how_often_to_ask() -> None:
    written = lines(file_of())
    assert written[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert {"NAME:Cairn", "X-WR-CALNAME:Cairn", "CALSCALE:GREGORIAN"} <= set(written)
    assert {"REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"} <= set(written)


def test_a_calendar_without_events_holds_something_that_shows_nothing() -> None:
    empty = ical([], name="Cairn", site=SITE)
    assert read(empty) == {}
    assert [line for line in lines(empty) if line.startswith("BEGIN")] == [
        "BEGIN:VCALENDAR",
        "BEGIN:VTIMEZONE",
        "BEGIN:STANDARD",
    ]


@pytest.mark.parametrize(
    ("first", "last", "start", "end"),
    [
        (MONDAY, MONDAY, "20260302", "20260303"),
        (MONDAY, date(2026, 3, 5), "20260302", "20260306"),
        (date(2026, 12, 31), date(2026, 12, 31), "20261231", "20270101"),
        (date(2026, 12, 30), date(2027, 1, 2), "20261230", "20270103"),
        (date(2024, 2, 29), date(2024, 2, 29), "20240229", "20240301"),
        (date(2024, 2, 28), date(2024, 2, 28), "20240228", "20240229"),
        (date(2026, 2, 28), date(2026, 2, 28), "20260228", "20260301"),
    ],
    ids=["one day", "spread", "year end", "over the year end", "leap day", "before it", "no leap year"],
)
def test_days_are_dates_and_the_end_is_exclusive(first: date, last: date, start: str, end: str) -> None:
    written = lines(file_of(first=first, last=last))
    assert f"DTSTART;VALUE=DATE:{start}" in written
    assert f"DTEND;VALUE=DATE:{end}" in written


def test_the_last_day_there_is_has_no_end() -> None:
    written = lines(file_of(first=date.max))
    assert "DTSTART;VALUE=DATE:99991231" in written
    assert not [line for line in written if line.startswith("DTEND")]


@pytest.mark.parametrize(
    "title",
    [
        "Read: one, two; three",
        "a\\b and a literal \\n and \\, and \\;",
        'He said "no": twice',
        "Prüfung – Übung “sehr schwer” 日本語 🏔️👩‍🚀",
        "END:VEVENT",
        "<b>bold</b> & more",
        "x" * 200,
        "ü" * 200,
        "🏔" * 200,
        "a, " * 66,
    ],
)
def test_a_nasty_title_comes_back_as_it_was(title: str) -> None:
    assert event_of(title).title == title.strip()


def test_a_line_break_in_a_title_cannot_begin_a_property_of_its_own() -> None:
    written = file_of("A\r\nEND:VEVENT\rATTENDEE:mailto:x@example.org\n\x0b\x85\u2028z")
    assert read(written)["task-7"].title == "A END:VEVENT ATTENDEE:mailto:x@example.org z"
    assert not [line for line in lines(written) if line.startswith("ATTENDEE")]


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_title_survives_the_way_through_both_readers(title: str, text: str) -> None:
    found = event_of(title, text=text)
    assert found.title == one_line(title)
    assert found.text == f"{one_line(text)}\nhttps://cairn.example.org/plans/1/tasks/7/"


@given(st.text(max_size=300))
def test_no_line_is_longer_than_75_octets_and_no_letter_is_cut(title: str) -> None:
    for line in file_of(title).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


@given(st.dates(max_value=date(9999, 12, 30)), st.integers(0, 400))
def test_any_days_come_back_as_they_were(first: date, length: int) -> None:
    last = date.fromordinal(min(first.toordinal() + length, date(9999, 12, 30).toordinal()))
    found = event_of(first=first, last=last)
    assert (found.first, found.end.toordinal()) == (first, last.toordinal() + 1)

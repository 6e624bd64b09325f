"""The text part's lines."""

import sys
from datetime import time
from unicodedata import bidirectional, category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.profiles.lines import COLUMNS, clean, tidy
from learners.reminders.digest import digest
from learners.reminders.mail import compose
from learners.reminders.models import Reminder
from learners.reminders.samples import MAKERS, Sample
from tests.factories import MONDAY, make_learner

TURNS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
LINK = "https://cairn.example.org/reminders/done/" + "x" * 60


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("one\n\n\n\ntwo\n", "one\n\ntwo\n"),
        ("\n\none  \n", "one\n"),
        (f"- {'word ' * 16}", f"- {'word ' * 13}word\n  word word\n"),
        (f"  Done: {LINK}", f"  Done: {LINK}\n"),
        ("one\n\n-- \ntwo", "one\n\n-- \ntwo\n"),
        (f"an-honest-hyphen {'x' * 60}-{'y' * 20}", f"an-honest-hyphen\n{'x' * 60}-{'y' * 20}\n"),
    ],
)
def test_lines_are_folded_and_empty_ones_stand_alone(given, found):
    assert tidy(given) == found


def test_no_control_character_and_no_turn_of_direction_stays():
    every_sign = "".join(map(chr, range(sys.maxunicode + 1)))
    gone = set(every_sign) - set(clean(every_sign))
    assert {sign for sign in every_sign if category(sign) == "Cc"} - gone == {"\n"}
    assert {sign for sign in gone if category(sign) != "Cc"} == {
        sign for sign in every_sign if bidirectional(sign) in TURNS or sign in "\u061c\u200e\u200f"
    }
    assert clean("one\r\ntwo\tthree\r") == "one\ntwo three"


@given(st.lists(st.sampled_from(["word", LINK, "\n", "\n\n", "- ", "  ", "-- \n"]), max_size=60).map(" ".join))
def test_no_word_is_lost_and_no_line_too_long_that_can_be_broken(text):
    found = tidy(text)
    assert found.split() == text.split()
    assert "\n\n\n" not in found
    assert tidy(found) == found
    assert all(len(line) <= COLUMNS or LINK in line for line in found.splitlines())


@pytest.mark.django_db
@pytest.mark.parametrize("sample", [Sample.BUSY, Sample.RENEWAL, Sample.WEEKLY])
def test_every_sample_fits_the_columns(sample):
    reminder = Reminder(
        learner=make_learner(), local_date=MONDAY, tz_name="UTC", local_time=time(7), message_id="<x@y>"
    )
    found = digest(MAKERS[sample](MONDAY))
    lines = compose(reminder, found).body.splitlines()  # type: ignore[arg-type]
    assert [line for line in lines if len(line) > COLUMNS and "://" not in line] == []
    assert "\n\n\n" not in "\n".join(lines)

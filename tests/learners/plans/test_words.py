"""The verdict in words, in numbers."""

from datetime import date

import pytest

from learners.plans.schedule import Remedies, Verdict
from learners.plans.words import day_words, days_to_exam, verdict_words

TODAY = date(2026, 3, 2)
EXAM = date(2026, 3, 20)
REMEDIES = Remedies(date(2026, 4, 1), 540, (90, 90, 90, 90, 90, 90, 0), ("a", "b"), drop_suffices=True)
TITLES = {"a": "Read on", "b": "Go further"}


def words(verdict, exam_date=EXAM):
    return verdict_words(verdict, exam_date=exam_date, minutes_a_week=360, titles=TITLES, today=TODAY)


@pytest.mark.parametrize(
    ("verdict", "exam_date", "headline"),
    [
        (Verdict(True, date(2026, 3, 9)), None, "With 6 h a week you finish on 9 March."),
        (
            Verdict(True, date(2026, 3, 9), slack_minutes=150),
            EXAM,
            "It fits: with 6 h a week you finish on 9 March, with 2 h 30 min to spare before the exam on 20 March.",
        ),
        (
            Verdict(True, date(2026, 3, 19)),
            EXAM,
            "It just fits: with 6 h a week you finish on 19 March, with nothing to spare before the exam on 20 March.",
        ),
        (
            Verdict(False, date(2026, 3, 31), short_minutes=90, remedies=REMEDIES),
            EXAM,
            "It does not fit: with 6 h a week, 1 h 30 min of work are left when the exam comes on 20 March.",
        ),
    ],
)
def test_the_headline_has_the_numbers(verdict, exam_date, headline):
    assert words(verdict, exam_date).headline == headline


def test_each_remedy_is_a_sentence_with_its_number():
    assert words(Verdict(False, date(2026, 3, 31), remedies=REMEDIES)).remedies == (
        "Move the exam to 1 April or later.",
        "Or study 9 h a week instead of 6 h.",
        "Or skip 2 optional tasks: “Read on”, “Go further”.",
    )


@pytest.mark.parametrize(
    ("remedies", "last"),
    [
        (Remedies(EXAM, 540, None, ("a",), drop_suffices=True), "Or skip the optional task “Read on”."),
        (
            Remedies(EXAM, 540, None, ("a", "b"), drop_suffices=False),
            "Skipping all 2 optional tasks would not be enough.",
        ),
        (Remedies(EXAM, 540, None, ("a",), drop_suffices=False), "Skipping the one optional task would not be enough."),
        (Remedies(EXAM, None, None, (), drop_suffices=False), "More time on the same weekdays would not be enough."),
    ],
)
def test_a_remedy_that_does_not_help_is_said_to(remedies, last):
    assert words(Verdict(False, EXAM, remedies=remedies)).remedies[-1] == last


@pytest.mark.parametrize(
    ("exam_date", "sentence"),
    [
        (None, ""),
        (date(2026, 3, 1), "The exam date was 1 March"),
        (TODAY, "The exam is today"),
        (date(2026, 3, 3), "1 day to the exam on 3 March"),
        (date(2027, 3, 2), "365 days to the exam on 2 Mar 2027"),
    ],
)
def test_the_days_to_the_exam_are_counted(exam_date, sentence):
    assert days_to_exam(exam_date, TODAY) == sentence


@pytest.mark.parametrize(("day", "said"), [(None, ""), (TODAY, "2 March"), (date(2028, 2, 29), "29 Feb 2028")])
def test_a_date_has_its_year_where_that_is_another(day, said):
    assert day_words(day, TODAY) == said

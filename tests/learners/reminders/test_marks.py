from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.reminders.digest import Digest, Facts, HeldCredential, OpenPlan, OpenTask, Outlook, digest, outlook
from learners.reminders.marks import EXAM_MARKS, RENEWAL_MARKS, is_due

END = date(2026, 6, 30)
MARKS = [(EXAM_MARKS, mark) for mark in EXAM_MARKS] + [(RENEWAL_MARKS, mark) for mark in RENEWAL_MARKS]


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.mark.parametrize(("marks", "mark"), MARKS)
def test_a_mark_is_said_on_its_day_and_not_again_on_the_next(marks, mark):
    day = END - days(mark)
    assert is_due(END, marks, today=day, last_mail=day - days(1))
    assert not is_due(END, (mark,), today=day + days(1), last_mail=day)


@pytest.mark.parametrize(("marks", "mark"), [(marks, mark) for marks, mark in MARKS if mark])
def test_a_mark_is_said_a_day_late(marks, mark):
    day = END - days(mark)
    assert is_due(END, marks, today=day + days(1), last_mail=day - days(1))


@pytest.mark.parametrize(("marks", "mark"), [(marks, mark) for marks, mark in MARKS if mark >= 7])
def test_a_mark_outlives_a_week_of_outage(marks, mark):
    day = END - days(mark)
    assert is_due(END, marks, today=day + days(6), last_mail=day - days(1))


@pytest.mark.parametrize(
    ("end", "marks", "today", "last_mail", "expected"),
    [
        (date(2027, 1, 5), EXAM_MARKS, date(2026, 12, 29), date(2026, 12, 28), True),
        (date(2027, 1, 5), EXAM_MARKS, date(2027, 1, 1), date(2026, 12, 29), False),
        (date(2027, 1, 5), EXAM_MARKS, date(2027, 1, 2), date(2026, 12, 31), True),
        (date(2028, 3, 30), EXAM_MARKS, date(2028, 2, 29), date(2028, 2, 28), True),
        (date(2028, 2, 29), RENEWAL_MARKS, date(2028, 2, 29), date(2028, 2, 28), True),
        (date(2028, 3, 1), EXAM_MARKS, date(2028, 2, 29), date(2028, 2, 28), True),
        (date(2027, 3, 1), EXAM_MARKS, date(2027, 2, 28), date(2027, 2, 27), True),
        (END, EXAM_MARKS, END - days(31), None, False),
        (END, EXAM_MARKS, END - days(20), None, True),
        (END, EXAM_MARKS, END, END - days(2), True),
        (END, EXAM_MARKS, END, END - days(1), False),
        (END, RENEWAL_MARKS, END + days(1), None, False),
        (date.max, RENEWAL_MARKS, END, None, False),
    ],
    ids=[
        "a week before an exam in January",
        "nothing on New Year's Day",
        "three days, across the year's end",
        "a mark on 29 February",
        "an end on 29 February",
        "the day before, in a leap year",
        "the day before, in another year",
        "far off",
        "the first mail of all",
        "the eve was missed, so the day says it",
        "the eve was said",
        "it is over",
        "the end of the calendar",
    ],
)
def test_the_edges(end, marks, today, last_mail, expected):
    assert is_due(end, marks, today=today, last_mail=last_mail) is expected


@given(st.sets(st.integers(0, 200)))
def test_whatever_days_are_lost_each_mark_is_said_by_the_next_mail_and_none_twice(lost):
    """`lost`: so many days before the end no mail can go out."""
    last: date | None = END - days(201)
    said = []
    for left in sorted(set(range(201)) - lost, reverse=True):
        today = END - days(left)
        if is_due(END, RENEWAL_MARKS, today=today, last_mail=last):
            said.append(left)
            last = today
    alive = {mark: [left for left in range(mark + 1) if left not in lost] for mark in RENEWAL_MARKS}
    assert said == sorted({max(left) for left in alive.values() if left}, reverse=True)


# In the mail


def facts(
    *, exam: date | None = None, ends: date | None = None, today: date = END, last_mail: date | None = None
) -> Facts:
    plans = (OpenPlan(1, "A plan", exam, ()),) if exam else ()
    credentials = (HeldCredential("A credential", "one", ends),) if ends else ()
    return Facts(today, True, True, plans, credentials, last_mail)


def test_an_exam_mark_is_worth_a_mail_without_a_task():
    found = digest(facts(exam=END + days(7)))
    assert isinstance(found, Digest)
    assert found.next_exam is not None
    assert found.next_exam.days_to_exam == 7


def test_a_renewal_mark_is_worth_a_mail_without_a_plan():
    found = digest(facts(ends=END + days(60)))
    assert isinstance(found, Digest)
    assert [(part.slug, part.days_left) for part in found.renewals] == [("one", 60)]


def test_a_mark_is_said_to_whoever_has_studied_all_today():
    assert isinstance(digest(Facts(END, True, True, (), (HeldCredential("A", "a", END),), studied_today=True)), Digest)


def test_a_paused_plan_silences_the_marks_too():
    paused = Facts(END, True, True, (), (HeldCredential("A", "a", END),), paused=True)
    assert not isinstance(digest(paused), Digest)


def test_the_nearest_exam_and_what_lapses_first_lead():
    plans = tuple(OpenPlan(number, "A plan", END + days(number), ()) for number in (14, 3))
    credentials = tuple(HeldCredential("A", f"{number}", END + days(number)) for number in (60, 30))
    found = digest(Facts(END, True, True, plans, credentials))
    assert isinstance(found, Digest)
    assert found.next_exam is not None
    assert found.next_exam.days_to_exam == 3
    assert [part.days_left for part in found.renewals] == [30, 60]


def ahead(given: Facts) -> list[Outlook]:
    return list(outlook(given, days=14))


def test_the_outlook_knows_the_days_of_an_exams_marks():
    found = ahead(facts(exam=END + days(10), last_mail=END - days(1)))
    assert [(END - day.day).days * -1 for day in found if day.exams] == [3, 7, 9]


def test_the_outlook_says_a_missed_mark_on_the_first_day():
    found = ahead(facts(ends=END + days(26), last_mail=END - days(5)))
    assert [day.day for day in found if day.renewals] == [END]


def test_the_outlook_speaks_of_a_new_version_once():
    plan = OpenPlan(1, "A plan", None, (OpenTask("Read", 30, END + days(2), END + days(2)),), new_version=2)
    found = ahead(Facts(END, True, True, (plan,)))
    assert [(day.is_mail, len(day.news)) for day in found[:4]] == [(True, 1), (False, 0), (True, 0), (False, 0)]

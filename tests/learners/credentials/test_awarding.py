"""Awarding and renewing: periods on one credential, by the certification's rule."""

from datetime import date, timedelta

import pytest

from certifications.models import Certification, Level, Program
from learners.credentials.awarding import award
from learners.credentials.exams import ExamAttempt
from learners.credentials.models import Credential, CredentialPeriod
from learners.profiles.models import Learner
from tests.factories import NOON, make_certification, make_credential, make_program

pytestmark = pytest.mark.django_db
Cause = CredentialPeriod.Cause
DAY = timedelta(days=1)
START, END = date(2024, 3, 2), date(2026, 3, 2)
IN_WINDOW = date(2026, 1, 15)
FROM_END = {"validity_months": 24, "renewal_window_months": 3, "renewal_from": "last_expiry"}
HELD = {"valid_from": START, "valid_until": END}


@pytest.fixture
def program(db) -> Program:
    return make_program("trail")


def at_level(program: Program, rank: int, **guide) -> Certification:
    level = Level.objects.get_or_create(slug=f"rank-{rank}", defaults={"name": f"Rank {rank}", "rank": rank + 1})[0]
    return make_certification(program=program, level=level, guide={**FROM_END, "renewed_by_higher": True, **guide})


def periods(learner: Learner, certification: Certification) -> list[tuple]:
    found = CredentialPeriod.objects.filter(credential__learner=learner, credential__certification=certification)
    return list(found.order_by("valid_from").values_list("valid_from", "valid_until", "cause"))


def attempt(learner: Learner, certification: Certification, on: date) -> ExamAttempt:
    return ExamAttempt.objects.create(
        learner=learner, certification=certification, exam_on=on, state="passed", booked_at=NOON
    )


def test_a_first_pass_is_earned(ada: Learner) -> None:
    certification = make_certification(guide=FROM_END)
    award(ada, certification, on=START)
    assert periods(ada, certification) == [(START, END, Cause.EARNED)]


@pytest.mark.parametrize(
    ("guide", "on", "expected"),
    [
        (FROM_END, date(2025, 6, 1), (date(2025, 6, 1), date(2027, 6, 1), Cause.RENEWED)),
        (FROM_END, IN_WINDOW, (END + DAY, date(2028, 3, 2), Cause.RENEWED)),
        (FROM_END, END, (END + DAY, date(2028, 3, 2), Cause.RENEWED)),
        (FROM_END, END + DAY, (END + DAY, date(2028, 3, 3), Cause.EARNED)),
        ({"validity_months": 24}, IN_WINDOW, (IN_WINDOW, date(2028, 1, 15), Cause.RENEWED)),
        ({}, IN_WINDOW, (IN_WINDOW, None, Cause.RENEWED)),
    ],
    ids=["early", "in the window", "on the last day", "lapsed", "from the pass", "no validity"],
)
def test_a_renewal_is_a_new_period_on_the_same_credential(ada: Learner, guide: dict, on: date, expected: tuple) -> None:
    certification = make_certification(guide=guide)
    credential = make_credential(ada, certification, periods=(HELD,))
    period = award(ada, certification, on=on)
    assert (period.credential, period.awarded_on) == (credential, on)
    assert periods(ada, certification) == [(START, END, Cause.RECORDED), expected]
    assert Credential.objects.count() == 1


def test_awarded_twice_it_is_one_period(ada: Learner) -> None:
    certification = make_certification(guide=FROM_END)
    make_credential(ada, certification, periods=(HELD,))
    passed = attempt(ada, certification, IN_WINDOW)
    first = award(ada, certification, on=IN_WINDOW, attempt=passed)
    assert award(ada, certification, on=IN_WINDOW, attempt=passed) == first
    assert award(ada, certification, on=IN_WINDOW) == first
    assert len(periods(ada, certification)) == 2


def test_an_attempt_is_put_to_a_period_that_was_there_without_one(ada: Learner) -> None:
    certification = make_certification(guide=FROM_END)
    first = award(ada, certification, on=START)
    passed = attempt(ada, certification, START)
    award(ada, certification, on=START, attempt=passed)
    first.refresh_from_db()
    assert first.attempt == passed


def test_with_an_end_of_its_own_it_is_written_down_as_it_stands(ada: Learner) -> None:
    certification = make_certification(guide=FROM_END)
    make_credential(ada, certification, periods=(HELD,))
    award(ada, certification, on=IN_WINDOW, until=date(2027, 1, 1))
    assert periods(ada, certification)[1] == (IN_WINDOW, date(2027, 1, 1), Cause.RECORDED)


def test_a_higher_pass_renews_the_lower_ones_that_are_held(ada: Learner, program: Program) -> None:
    low, silent = at_level(program, 10), at_level(program, 10, renewed_by_higher=False)
    not_held, lapsed, high = at_level(program, 20), at_level(program, 20), at_level(program, 30)
    for certification in (low, silent):
        make_credential(ada, certification, periods=(HELD,))
    make_credential(ada, lapsed, periods=({"valid_from": date(2020, 1, 1), "valid_until": date(2022, 1, 1)},))
    award(ada, high, on=IN_WINDOW)
    assert periods(ada, low) == [(START, END, Cause.RECORDED), (END + DAY, date(2028, 3, 2), Cause.BY_HIGHER)]
    assert len(periods(ada, silent)) == len(periods(ada, lapsed)) == 1
    assert periods(ada, not_held) == []


def test_a_higher_pass_recorded_twice_renews_the_lower_once(ada: Learner, program: Program) -> None:
    low, high = at_level(program, 10), at_level(program, 30)
    make_credential(ada, low, periods=(HELD,))
    for _time in range(2):
        award(ada, high, on=IN_WINDOW)
    assert len(periods(ada, low)) == 2


@pytest.mark.parametrize("rank", [10, 5])
def test_the_same_level_and_a_lower_one_renew_nothing(ada: Learner, program: Program, rank: int) -> None:
    held, passed = at_level(program, 10), at_level(program, rank)
    make_credential(ada, held, periods=(HELD,))
    award(ada, passed, on=IN_WINDOW)
    assert len(periods(ada, held)) == 1


def test_neither_another_programme_nor_another_person_is_touched(
    ada: Learner, stranger: Learner, program: Program
) -> None:
    low, elsewhere = at_level(program, 10), at_level(make_program("other"), 30)
    make_credential(ada, low, periods=(HELD,))
    make_credential(stranger, low, periods=(HELD,))
    award(ada, elsewhere, on=IN_WINDOW)
    award(ada, at_level(program, 30), on=IN_WINDOW)
    assert len(periods(ada, low)) == 2
    assert len(periods(stranger, low)) == 1


def test_a_pass_of_the_lower_itself_on_the_same_day_counts_too(ada: Learner, program: Program) -> None:
    low, high = at_level(program, 10), at_level(program, 30)
    make_credential(ada, low, periods=(HELD,))
    award(ada, high, on=IN_WINDOW)
    award(ada, low, on=IN_WINDOW)
    assert [cause for _from, _until, cause in periods(ada, low)].count(Cause.RENEWED) == 1
    assert max(until for _from, until, _cause in periods(ada, low)) == date(2028, 3, 2)


def test_the_page_says_how_a_period_came(signed_in, ada: Learner, program: Program, noon) -> None:
    low, high = at_level(program, 10), at_level(program, 30)
    make_credential(ada, low, periods=(HELD,))
    award(ada, high, on=IN_WINDOW)
    page = signed_in.get("/credentials/").content.decode()
    assert "renewed by a higher one on 15 Jan 2026" in page
    assert "earned on 15 Jan 2026" in page


@pytest.mark.parametrize("count", [1, 8])
def test_the_lower_ones_are_read_at_once(
    ada: Learner, program: Program, count: int, django_assert_max_num_queries
) -> None:
    """Beside the reading, each renewed one is looked for and written."""
    for _number in range(count):
        make_credential(ada, at_level(program, 10), periods=(HELD,))
    high = at_level(program, 30)
    with django_assert_max_num_queries(18 + 4 * count):
        award(ada, high, on=IN_WINDOW)

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learners.credentials.expiry import LOOKS, Code, Period, add_months, standing, standing_of_one, valid_until
from learners.credentials.words import WORDS

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
MONTHS = st.integers(0, 240)


def ending_in(days: int) -> Period:
    return Period(date(2024, 1, 1), TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 2), 24, date(2028, 3, 2)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 3, 31), 0, date(2026, 3, 31)),
    ],
)
def test_months_are_added_on_the_calendar_and_kept_within_the_month(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, MONTHS)
def test_the_end_lies_the_months_ahead_and_never_on_a_later_day_of_the_month(day: date, months: int) -> None:
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end.day < day.day and (end + DAY).day == 1)


def test_without_a_rule_there_is_no_end() -> None:
    assert valid_until(TODAY, None) is None


@pytest.mark.parametrize(
    ("days_left", "code"),
    [
        (400, Code.VALID),
        (91, Code.VALID),
        (90, Code.RENEW_NOW),
        (31, Code.RENEW_NOW),
        (30, Code.EXPIRING),
        (1, Code.EXPIRING),
        (0, Code.EXPIRING),
        (-1, Code.EXPIRED),
        (-400, Code.EXPIRED),
    ],
)
def test_a_single_period_stands_by_the_days_left(days_left: int, code: Code) -> None:
    assert standing([ending_in(days_left)], today=TODAY).code == code


def test_the_last_day_is_valid_still() -> None:
    found = standing([ending_in(0)], today=TODAY)
    assert (found.day, found.days_left) == (TODAY, 0)


@pytest.mark.parametrize(
    ("periods", "code", "day"),
    [
        ([Period(date(2020, 1, 1))], Code.VALID, None),
        ([ending_in(10), Period(TODAY + 11 * DAY, TODAY + 700 * DAY)], Code.VALID, TODAY + 700 * DAY),
        ([ending_in(10), Period(TODAY + 10 * DAY, TODAY + 700 * DAY)], Code.VALID, TODAY + 700 * DAY),
        ([ending_in(10), Period(TODAY + 12 * DAY, TODAY + 700 * DAY)], Code.EXPIRING, TODAY + 10 * DAY),
        ([ending_in(10), Period(TODAY + 11 * DAY)], Code.VALID, None),
        ([ending_in(-10), Period(TODAY + 5 * DAY, TODAY + 700 * DAY)], Code.EXPIRED, TODAY - 10 * DAY),
        ([ending_in(-10), Period(TODAY, TODAY + 60 * DAY)], Code.RENEW_NOW, TODAY + 60 * DAY),
        ([Period(date(2024, 1, 1), date(2028, 1, 1), revoked_on=TODAY)], Code.REVOKED, TODAY),
        ([Period(date(2024, 1, 1), None, revoked_on=TODAY - 9 * DAY)], Code.REVOKED, TODAY - 9 * DAY),
        ([Period(date(2024, 1, 1), date(2028, 1, 1), revoked_on=TODAY + DAY)], Code.EXPIRING, TODAY),
        (
            [Period(date(2020, 1, 1), date(2022, 1, 1), revoked_on=date(2021, 1, 1)), ending_in(200)],
            Code.VALID,
            TODAY + 200 * DAY,
        ),
        (
            [
                Period(date(2020, 1, 1), date(2030, 1, 1), revoked_on=date(2024, 1, 1)),
                Period(date(2022, 1, 1), date(2023, 1, 1)),
            ],
            Code.REVOKED,
            date(2024, 1, 1),
        ),
        ([Period(TODAY + DAY, TODAY + 700 * DAY)], Code.NOT_YET, None),
        ([], Code.NOT_YET, None),
    ],
    ids=[
        "without end",
        "renewed from the next day",
        "renewed from the last day",
        "a day's gap ahead",
        "renewed for good",
        "lapsed, renewed from later on",
        "lapsed, renewed from today",
        "revoked today",
        "revoked, was without end",
        "will be revoked tomorrow",
        "revoked long ago, awarded again",
        "revoked after a shorter period lapsed",
        "begins tomorrow",
        "no period",
    ],
)
def test_periods_together_say_how_a_credential_stands(periods: list[Period], code: Code, day: date | None) -> None:
    found = standing(periods, today=TODAY)
    assert (found.code, found.day) == (code, day)


@given(st.lists(st.builds(lambda day, months: Period(day, add_months(day, months)), DAYS, MONTHS), max_size=4), DAYS)
def test_the_order_of_the_periods_does_not_matter(periods: list[Period], today: date) -> None:
    assert standing(periods, today=today) == standing(periods[::-1], today=today)


@given(st.lists(st.builds(lambda day, months: Period(day, add_months(day, months)), DAYS, MONTHS), max_size=4), DAYS)
def test_it_holds_exactly_when_some_period_covers_today(periods: list[Period], today: date) -> None:
    holds = standing(periods, today=today).code in {Code.VALID, Code.RENEW_NOW, Code.EXPIRING}
    assert holds == any(period.valid_from <= today <= period.last_day for period in periods)


@pytest.mark.parametrize(("days_left", "code"), [(60, Code.VALID), (3, Code.VALID), (-3, Code.EXPIRED)])
def test_one_period_among_several_is_never_asked_to_renew(days_left: int, code: Code) -> None:
    assert standing_of_one(ending_in(days_left), today=TODAY) == code


def test_every_code_has_a_look_and_a_word() -> None:
    assert set(LOOKS) == set(WORDS) == set(Code)

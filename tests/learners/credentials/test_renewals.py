from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certifications.validity import CountsFrom, NewPeriod, Rule
from learners.credentials.expiry import Code, Period, add_months, covered_until, standing
from learners.credentials.renewal_words import HEADS, ICONS, TEXTS, gives, head, text
from learners.credentials.renewals import Chance, outlook, period_by_higher, period_for

DAY = timedelta(days=1)
START, END = date(2024, 5, 31), date(2026, 5, 31)
HELD = Period(START, END)
NAMED, UNNAMED = Rule(24, 3, CountsFrom.LAST_EXPIRY), Rule(24)
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))
RULES = st.builds(
    Rule, st.integers(1, 60), st.none() | st.integers(1, 12), st.sampled_from(list(CountsFrom)), st.just(True)
)


@pytest.mark.parametrize(
    ("rule", "day", "chance"),
    [
        (NAMED, date(2026, 2, 27), Chance.LOCKED),
        (NAMED, date(2026, 2, 28), Chance.OPEN),
        (NAMED, END, Chance.OPEN),
        (NAMED, END + DAY, Chance.LAPSED),
        (UNNAMED, date(2026, 3, 1), Chance.NO_HURRY),
        (UNNAMED, date(2026, 3, 2), Chance.OPEN),
        (UNNAMED, END + DAY, Chance.LAPSED),
        (NAMED, START - DAY, Chance.NOT_YET),
    ],
)
def test_how_it_stands_with_renewing_on_a_day(rule: Rule, day: date, chance: Chance) -> None:
    assert outlook([HELD], rule, day).chance == chance


@pytest.mark.parametrize(
    ("period", "chance"),
    [(Period(START), Chance.ENDLESS), (Period(START, END, revoked_on=date(2025, 1, 1)), Chance.REVOKED)],
)
def test_what_has_no_end_or_was_revoked_is_not_renewed(period: Period, chance: Chance) -> None:
    found = outlook([period], NAMED, date(2026, 3, 1))
    assert (found.chance, found.window, found.may_renew) == (chance, None, False)
    assert gives(found, NAMED) == []


def test_the_window_is_of_the_last_day_of_unbroken_cover() -> None:
    renewed_already = [HELD, Period(END + DAY, date(2028, 5, 31))]
    found = outlook(renewed_already, NAMED, date(2026, 4, 1))
    assert (found.chance, found.end) == (Chance.LOCKED, date(2028, 5, 31))


@pytest.mark.parametrize(
    ("rule", "day", "code"),
    [
        (Rule(24, 6), date(2025, 11, 30), Code.RENEW_NOW),
        (Rule(24, 6), date(2025, 11, 29), Code.VALID),
        (Rule(24, 2), date(2026, 3, 30), Code.VALID),
        (Rule(24, 2), date(2026, 3, 31), Code.RENEW_NOW),
        (Rule(24, 2), date(2026, 5, 1), Code.EXPIRING),
        (Rule(24), date(2026, 3, 2), Code.RENEW_NOW),
        (Rule(24), date(2026, 3, 1), Code.VALID),
    ],
)
def test_the_rules_window_says_when_to_renew_and_ninety_days_where_it_names_none(
    rule: Rule, day: date, code: Code
) -> None:
    assert standing([HELD], today=day, rule=rule).code == code


@given(RULES, st.lists(DAYS, max_size=5))
def test_passes_one_after_another_never_shorten_the_cover_and_never_begin_twice(rule: Rule, days: list[date]) -> None:
    periods: list[Period] = []
    for day in sorted(set(days)):
        before = covered_until(periods, day)
        found, is_renewal = period_for(periods, rule, day)
        periods.append(Period(found.valid_from, found.valid_until))
        after = covered_until(periods, day)
        assert is_renewal == (before is not None)
        assert after is not None
        assert before is None or after >= before
    assert len({period.valid_from for period in periods}) == len(periods)


@given(st.integers(6, 60), st.integers(1, 5), DAYS, st.integers(1, 4))
def test_renewed_in_time_from_the_old_end_periods_never_overlap(
    months: int, window: int, start: date, times: int
) -> None:
    rule, periods = Rule(months, window, CountsFrom.LAST_EXPIRY), [Period(start, add_months(start, months))]
    for _time in range(times):
        end = periods[-1].last_day
        found, _is_renewal = period_for(periods, rule, add_months(end, -window))
        periods.append(Period(found.valid_from, found.valid_until))
        assert (found.valid_from, found.valid_until) == (end + DAY, add_months(end, months))


@pytest.mark.parametrize(
    ("periods", "rule", "expected"),
    [
        ([HELD], Rule(24, 3, renewed_by_higher=True), NewPeriod(date(2026, 4, 1), date(2028, 4, 1))),
        ([HELD], Rule(24, 3, CountsFrom.LAST_EXPIRY, True), NewPeriod(END + DAY, date(2028, 5, 31))),
        ([HELD], Rule(24, 3), None),
        ([HELD], Rule(1, 3, renewed_by_higher=True), None),
        ([Period(START)], Rule(24, 3, renewed_by_higher=True), None),
        ([Period(START, date(2026, 3, 1))], Rule(24, 3, renewed_by_higher=True), None),
        ([Period(START, END, date(2026, 3, 1))], Rule(24, 3, renewed_by_higher=True), None),
        ([], Rule(24, 3, renewed_by_higher=True), None),
    ],
    ids=["from the pass", "from the end", "no such rule", "no longer", "endless", "lapsed", "revoked", "never held"],
)
def test_what_a_higher_pass_gives_a_lower_one(periods: list[Period], rule: Rule, expected: NewPeriod | None) -> None:
    assert period_by_higher(periods, rule, date(2026, 4, 1)) == expected


@pytest.mark.parametrize(
    ("rule", "day", "said"),
    [
        (NAMED, date(2026, 4, 1), "Inside the window a renewed period counts from the old end"),
        (NAMED, date(2025, 4, 1), "So early, the period counts from the day of the pass"),
        (UNNAMED, date(2026, 4, 1), "A pass today would give a period from 1 Apr 2026 through 1 Apr 2028."),
        (Rule(), date(2026, 4, 1), "The rule names no validity"),
        (Rule(24, 3, renewed_by_higher=True), date(2026, 4, 1), "Passing a higher level of the same programme"),
    ],
)
def test_what_it_gives_is_said_in_words(rule: Rule, day: date, said: str) -> None:
    assert said in " ".join(gives(outlook([HELD], rule, day), rule))


def test_every_chance_has_its_words_and_icon() -> None:
    assert set(HEADS) == set(TEXTS) == set(ICONS) == set(Chance)
    for day in (date(2023, 1, 1), date(2025, 1, 1), date(2026, 4, 1), date(2027, 1, 1)):
        found = outlook([HELD], NAMED, day)
        assert "%(" not in head(found) + text(found)

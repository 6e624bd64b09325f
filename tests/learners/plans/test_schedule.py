"""The scheduler by tables. Weeks begin on Monday 2 March 2026; the invariants are in test_schedule_invariants."""

from datetime import date, timedelta

import pytest

from learners.plans.schedule import (
    Availability,
    NoStudyTimeError,
    Phase,
    Remedies,
    Schedule,
    Step,
    TooLongError,
    minutes_by_day,
    schedule,
)

MONDAY = date(2026, 3, 2)
HOUR_A_DAY = Availability((60,) * 7)
WEEKDAYS_ONLY = Availability((60, 60, 60, 60, 60, 0, 0))


def day(number: int) -> date:
    """The number-th day; 1 is Monday 2 March."""
    return MONDAY + timedelta(days=number - 1)


def steps(*minutes: int, optional: tuple[int, ...] = ()) -> tuple[Step, ...]:
    return tuple(
        Step(f"s{number}", value, optional=number in optional) for number, value in enumerate(minutes, start=1)
    )


def of(
    *minutes: int, availability: Availability = HOUR_A_DAY, exam: date | None = None, optional: tuple[int, ...] = ()
) -> Schedule:
    return schedule([Phase("one", steps(*minutes, optional=optional))], availability, start=MONDAY, exam_date=exam)


def days_of(found: Schedule) -> list[tuple[int, int]]:
    return [((dated.starts - MONDAY).days + 1, (dated.due - MONDAY).days + 1) for dated in found.dates]


@pytest.mark.parametrize(
    ("minutes", "availability", "expected"),
    [
        pytest.param((60, 60), HOUR_A_DAY, [(1, 1), (2, 2)], id="a full day each"),
        pytest.param((30, 30, 30), HOUR_A_DAY, [(1, 1), (1, 1), (2, 2)], id="two share a day"),
        pytest.param((30, 45, 15), HOUR_A_DAY, [(1, 1), (2, 2), (2, 2)], id="what does not fit moves whole"),
        pytest.param((30, 60), HOUR_A_DAY, [(1, 1), (2, 2)], id="a whole day's task waits for a whole day"),
        pytest.param((150,), HOUR_A_DAY, [(1, 3)], id="longer than a day is spread"),
        pytest.param((30, 100), HOUR_A_DAY, [(1, 1), (1, 3)], id="spreading begins with the rest of the day"),
        pytest.param(
            (60,) * 6, WEEKDAYS_ONLY, [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (8, 8)], id="no study at the weekend"
        ),
        pytest.param((330,), WEEKDAYS_ONLY, [(1, 8)], id="spread over a weekend"),
        pytest.param(
            (60, 60), Availability((60,) * 7, ((day(1), day(3)),)), [(4, 4), (5, 5)], id="days off at the start"
        ),
        pytest.param((90,), Availability((60,) * 7, ((day(2), day(2)),)), [(1, 3)], id="spread around a day off"),
        pytest.param(
            (100,), Availability((30, 120, 0, 0, 0, 0, 0)), [(1, 2)], id="spread from a short day into a long one"
        ),
        pytest.param(
            (20, 100), Availability((30, 120, 0, 0, 0, 0, 0)), [(1, 1), (2, 2)], id="moved whole to a long day"
        ),
        pytest.param(
            (60, 90),
            Availability((60, 60, 120, 0, 0, 0, 0)),
            [(1, 1), (2, 3)],
            id="no day stays empty for a longer one",
        ),
        pytest.param((), HOUR_A_DAY, [], id="nothing to do"),
    ],
)
def test_steps_land_on_their_days(minutes, availability, expected):
    assert days_of(of(*minutes, availability=availability)) == expected


def test_the_next_phase_begins_after_the_one_before():
    found = schedule([Phase("a", steps(30)), Phase("b", (Step("b1", 45),))], HOUR_A_DAY, start=MONDAY)
    assert days_of(found) == [(1, 1), (2, 2)]


def test_the_29th_of_february_is_a_day_like_any():
    found = schedule([Phase("a", steps(60, 60))], HOUR_A_DAY, start=date(2028, 2, 29))
    assert [dated.due for dated in found.dates] == [date(2028, 2, 29), date(2028, 3, 1)]


def test_a_plan_crosses_the_year_end():
    found = schedule([Phase("a", steps(60, 60))], HOUR_A_DAY, start=date(2026, 12, 31))
    assert found.verdict.last_day == date(2027, 1, 1)


def test_a_pinned_step_stays_and_takes_its_minutes_from_the_day():
    pinned = Step("pinned", 40, fixed=(day(1), day(1)))
    found = schedule([Phase("one", (*steps(30), pinned))], HOUR_A_DAY, start=MONDAY)
    assert days_of(found) == [(2, 2), (1, 1)]


def test_a_done_step_stays_in_the_past():
    done = Step("done", 500, done=True, fixed=(day(-9), day(-9)))
    found = schedule([Phase("one", (done, *steps(60)))], HOUR_A_DAY, start=MONDAY)
    assert days_of(found) == [(-9, -9), (1, 1)]


def test_a_done_step_after_the_exam_does_not_make_the_plan_late():
    done = Step("done", 60, done=True, fixed=(day(9), day(9)))
    assert schedule([Phase("one", (done,))], HOUR_A_DAY, start=MONDAY, exam_date=day(5)).verdict.fits


def test_loads_count_every_minute_on_its_day():
    assert of(30, 100).loads == {day(1): 60, day(2): 60, day(3): 10}


@pytest.mark.parametrize(("by_day", "met"), [(1, False), (2, True), (3, True)])
def test_a_phase_says_whether_it_ends_by_its_day(by_day, met):
    found = schedule([Phase("one", steps(60, 60), by_day=by_day)], HOUR_A_DAY, start=MONDAY)
    assert (found.phases[0].last_day, found.phases[0].by, found.phases[0].met) == (day(2), day(by_day), met)


def test_a_phase_without_steps_meets_its_day():
    assert schedule([Phase("empty", (), by_day=1)], HOUR_A_DAY, start=MONDAY).phases[0].met


@pytest.mark.parametrize(
    ("exam", "fits", "slack", "short", "late"),
    [
        pytest.param(None, True, 0, 0, 0, id="no exam"),
        pytest.param(day(3), True, 30, 0, 0, id="the rest of the last day"),
        pytest.param(day(5), True, 150, 0, 0, id="two more days"),
        pytest.param(day(2), False, 0, 30, 1, id="the exam day is no study day"),
        pytest.param(day(1), False, 0, 90, 2, id="exam on the first day"),
    ],
)
def test_the_verdict_says_by_how_much(exam, fits, slack, short, late):
    verdict = of(60, 30, exam=exam).verdict
    assert (verdict.fits, verdict.slack_minutes, verdict.short_minutes, verdict.days_late) == (fits, slack, short, late)


def test_slack_counts_no_day_off():
    away = Availability((60,) * 7, ((day(3), day(4)),))
    assert of(60, 60, availability=away, exam=day(6)).verdict.slack_minutes == 60


def remedies_of(found: Schedule) -> Remedies:
    assert found.verdict.remedies is not None
    return found.verdict.remedies


def test_the_proposed_exam_date_fits_and_the_day_before_does_not():
    proposed = remedies_of(of(*[60] * 10, exam=day(5))).earliest_exam
    assert proposed == day(11)
    assert of(*[60] * 10, exam=proposed).verdict.fits
    assert not of(*[60] * 10, exam=proposed - timedelta(days=1)).verdict.fits


def test_the_proposed_minutes_fit():
    remedies = remedies_of(of(*[60] * 10, exam=day(6)))
    assert remedies.weekday_minutes is not None
    assert remedies.minutes_a_week == 120 * 7
    assert of(*[60] * 10, availability=Availability(remedies.weekday_minutes), exam=day(6)).verdict.fits


def test_no_minutes_are_proposed_where_no_day_is_left():
    assert remedies_of(of(60, exam=day(1))).minutes_a_week is None


def test_nobody_is_told_to_study_more_than_twelve_hours_a_day():
    assert remedies_of(of(*[720] * 3, exam=day(3))).minutes_a_week is None


@pytest.mark.parametrize(
    ("optional", "exam", "dropped", "suffices"),
    [
        pytest.param((1, 2, 3), day(4), ("s3",), True, id="the longest alone suffices"),
        pytest.param((1, 2), day(4), ("s2",), True, id="of equals the last"),
        pytest.param((1, 2), day(3), ("s2", "s1"), True, id="two are needed"),
        pytest.param((1,), day(2), ("s1",), False, id="all of them are not enough"),
        pytest.param((), day(2), (), False, id="none is optional"),
    ],
)
def test_as_few_optional_steps_as_suffice_are_dropped(optional, exam, dropped, suffices):
    remedies = remedies_of(of(60, 60, 90, exam=exam, optional=optional))
    assert (remedies.drop, remedies.drop_suffices) == (dropped, suffices)


def test_without_any_minutes_there_is_no_schedule():
    with pytest.raises(NoStudyTimeError):
        of(60, availability=Availability((0,) * 7))


@pytest.mark.parametrize(
    ("minutes", "availability"),
    [
        pytest.param(100_000, Availability((5, 0, 0, 0, 0, 0, 0)), id="too much work"),
        pytest.param(60, Availability((60,) * 7, ((date(2020, 1, 1), date.max),)), id="days off cover everything"),
    ],
)
def test_what_would_take_ten_years_is_refused(minutes, availability):
    with pytest.raises(TooLongError):
        of(minutes, availability=availability)


def test_the_end_of_the_calendar_is_no_crash():
    with pytest.raises(TooLongError):
        schedule([Phase("one", steps(60, 60))], HOUR_A_DAY, start=date.max)


def test_minutes_by_day_replays_what_was_laid():
    laid = of(30, 100)
    fixed = [
        Step(dated.key, minutes, fixed=(dated.starts, dated.due))
        for dated, minutes in zip(laid.dates, (30, 100), strict=True)
    ]
    assert minutes_by_day(fixed, HOUR_A_DAY) == laid.loads

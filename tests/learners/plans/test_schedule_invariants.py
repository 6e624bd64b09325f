"""What holds for every schedule, whatever goes in."""

from collections import defaultdict
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learners.plans.schedule import Availability, Phase, Schedule, Step, minutes_by_day, schedule

MONDAY = date(2026, 3, 2)
day_numbers = st.integers(0, 60)
weeks = st.lists(st.integers(0, 180), min_size=7, max_size=7).filter(lambda minutes: sum(minutes) >= 60).map(tuple)
ranges = st.builds(
    lambda first, length: (MONDAY + timedelta(days=first), MONDAY + timedelta(days=first + length)),
    day_numbers,
    st.integers(0, 9),
)
availabilities = st.builds(Availability, weeks, st.lists(ranges, max_size=3).map(tuple))
exams = st.none() | day_numbers.map(lambda number: MONDAY + timedelta(days=number + 1))


@st.composite
def phases(draw: st.DrawFn) -> list[Phase]:
    found = []
    for number in range(draw(st.integers(1, 3))):
        made = []
        for index in range(draw(st.integers(0, 6))):
            fixed = draw(st.none() | ranges)
            made.append(
                Step(
                    f"{number}-{index}",
                    draw(st.integers(1, 400)),
                    optional=draw(st.booleans()),
                    done=fixed is not None and draw(st.booleans()),
                    fixed=fixed,
                )
            )
        found.append(Phase(f"phase-{number}", tuple(made), by_day=draw(st.none() | st.integers(1, 60))))
    return found


def all_steps(given_phases: list[Phase]) -> list[Step]:
    return [step for phase in given_phases for step in phase.steps]


def movable_dates(given_phases: list[Phase], found: Schedule) -> list[tuple[date, date, Step]]:
    return [
        (dated.starts, dated.due, step)
        for step, dated in zip(all_steps(given_phases), found.dates, strict=True)
        if step.fixed is None
    ]


def fixed_load(given_phases: list[Phase], availability: Availability) -> dict[date, int]:
    done = [step for step in all_steps(given_phases) if step.done]
    others = [step for step in all_steps(given_phases) if step.fixed and not step.done]
    loads: defaultdict[date, int] = defaultdict(int)
    for day, minutes in minutes_by_day([*done, *others], availability).items():
        loads[day] += minutes
    return loads


@given(phases(), availabilities, exams)
def test_the_same_input_gives_the_same_schedule(given_phases, availability, exam):
    assert schedule(given_phases, availability, start=MONDAY, exam_date=exam) == schedule(
        given_phases, availability, start=MONDAY, exam_date=exam
    )


@given(phases(), availabilities, exams)
def test_every_step_has_one_date_in_the_order_given(given_phases, availability, exam):
    found = schedule(given_phases, availability, start=MONDAY, exam_date=exam)
    assert [dated.key for dated in found.dates] == [step.key for step in all_steps(given_phases)]


@given(phases(), availabilities, exams)
def test_done_and_pinned_steps_never_move(given_phases, availability, exam):
    found = schedule(given_phases, availability, start=MONDAY, exam_date=exam)
    for step, dated in zip(all_steps(given_phases), found.dates, strict=True):
        assert step.fixed is None or step.fixed == (dated.starts, dated.due)


@given(phases(), availabilities)
def test_a_step_begins_where_the_one_before_it_ended_or_later(given_phases, availability):
    reached = MONDAY
    for starts, due, _step in movable_dates(given_phases, schedule(given_phases, availability, start=MONDAY)):
        assert reached <= starts <= due
        reached = due


@given(phases(), availabilities)
def test_no_step_begins_or_ends_on_a_day_without_study(given_phases, availability):
    for starts, due, _step in movable_dates(given_phases, schedule(given_phases, availability, start=MONDAY)):
        assert availability.minutes_on(starts) > 0
        assert availability.minutes_on(due) > 0


@given(phases(), availabilities)
def test_no_day_holds_more_than_its_minutes_unless_fixed_steps_do(given_phases, availability):
    fixed = fixed_load(given_phases, availability)
    for day, minutes in schedule(given_phases, availability, start=MONDAY).loads.items():
        assert minutes <= max(availability.minutes_on(day), fixed.get(day, 0))


@given(phases(), availabilities)
def test_the_loads_add_up_to_the_work(given_phases, availability):
    found = schedule(given_phases, availability, start=MONDAY)
    assert sum(found.loads.values()) == sum(step.minutes for step in all_steps(given_phases))


@given(st.lists(st.integers(1, 400), max_size=8), st.integers(1, 180), st.lists(ranges, max_size=3).map(tuple))
def test_what_fits_into_a_study_day_is_never_split_where_all_are_alike(minutes, a_day, days_off):
    steps = tuple(Step(str(number), value) for number, value in enumerate(minutes))
    found = schedule([Phase("one", steps)], Availability((a_day,) * 7, days_off), start=MONDAY)
    for step, dated in zip(steps, found.dates, strict=True):
        assert step.minutes > a_day or dated.starts == dated.due


@given(phases(), availabilities)
def test_no_study_day_before_the_last_stays_empty(given_phases, availability):
    found = schedule(given_phases, availability, start=MONDAY)
    moving = movable_dates(given_phases, found)
    day = MONDAY
    while moving and day < moving[-1][1]:
        assert availability.minutes_on(day) == 0 or day in found.loads
        day += timedelta(days=1)


buffers = st.integers(0, 14)


@given(phases(), availabilities, exams.filter(bool), buffers)
def test_what_fits_ends_before_the_days_kept_free_and_has_no_remedies(given_phases, availability, exam, buffer):
    verdict = schedule(given_phases, availability, start=MONDAY, exam_date=exam, buffer_days=buffer).verdict
    assert verdict.fits == (verdict.last_day is None or verdict.last_day < exam - timedelta(days=buffer))
    assert verdict.fits == (verdict.remedies is None)


@given(phases(), availabilities, exams.filter(bool), buffers)
def test_every_remedy_that_is_offered_fits(given_phases, availability, exam, buffer):
    def fits(these=given_phases, week=availability, date=exam) -> bool:
        return schedule(these, week, start=MONDAY, exam_date=date, buffer_days=buffer).verdict.fits

    remedies = schedule(given_phases, availability, start=MONDAY, exam_date=exam, buffer_days=buffer).verdict.remedies
    if remedies is None:
        return
    assert fits(date=remedies.earliest_exam)
    assert not fits(date=remedies.earliest_exam - timedelta(days=1))
    if remedies.weekday_minutes:
        assert fits(week=Availability(remedies.weekday_minutes, availability.days_off))
    kept = [
        Phase(phase.key, tuple(step for step in phase.steps if step.key not in remedies.drop), phase.by_day)
        for phase in given_phases
    ]
    assert fits(kept) == remedies.drop_suffices


@given(phases(), availabilities, exams.filter(bool))
def test_only_optional_steps_that_can_move_are_dropped(given_phases, availability, exam):
    remedies = schedule(given_phases, availability, start=MONDAY, exam_date=exam).verdict.remedies
    droppable = {step.key for step in all_steps(given_phases) if step.optional and step.fixed is None}
    assert remedies is None or set(remedies.drop) <= droppable

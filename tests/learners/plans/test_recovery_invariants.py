"""What holds for every preview, whatever a plan looks like."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learners.plans.recovery.previews import Ground, Piece, Way, preview
from learners.plans.schedule import Availability, Step

MONDAY = date(2026, 3, 2)
offsets = st.integers(-20, 40)
weeks = st.lists(st.integers(0, 180), min_size=7, max_size=7).map(tuple)
days_off = st.lists(
    st.tuples(offsets, st.integers(0, 9)).map(
        lambda pair: (MONDAY + timedelta(days=pair[0]), MONDAY + timedelta(days=sum(pair)))
    ),
    max_size=2,
).map(tuple)


@st.composite
def grounds(draw: st.DrawFn) -> Ground:
    pieces = []
    for number in range(draw(st.integers(0, 9))):
        due = MONDAY + timedelta(days=draw(offsets))
        days = (due - timedelta(days=draw(st.integers(0, 2))), due)
        done = draw(st.booleans()) and due == MONDAY
        fixed = days if done or (due >= MONDAY and draw(st.booleans())) else None
        step = Step(f"t{number}", draw(st.integers(1, 500)), draw(st.booleans()), done, fixed)
        pieces.append(Piece(step, number // 3, days))
    exam = draw(st.none() | offsets)
    return Ground(
        tuple(pieces),
        Availability(draw(weeks), draw(days_off)),
        MONDAY,
        MONDAY,
        None if exam is None else MONDAY + timedelta(days=exam),
        draw(st.integers(0, 5)),
    )


ways = st.sampled_from(Way)


@given(grounds(), ways)
def test_the_diff_adds_up_to_what_is_to_do(ground, way):
    found = preview(ground, way)
    keys = [*(one.key for one in found.moved), *found.dropped, *found.unchanged]
    assert sorted(keys) == sorted(piece.step.key for piece in ground.todo)


@given(grounds(), ways)
def test_done_work_and_pins_to_come_never_move_or_vanish(ground, way):
    found = preview(ground, way)
    touched = {*(one.key for one in found.moved), *found.dropped}
    assert not touched & {piece.step.key for piece in ground.pieces if piece.step.done or piece.step.fixed}


@given(grounds(), ways)
def test_nothing_is_moved_into_the_past_or_onto_a_day_off(ground, way):
    found = preview(ground, way)
    after = Availability(found.weekday_minutes[1], ground.availability.days_off)
    for one in found.moved:
        assert one.before != one.after
        assert one.after[0] >= ground.start
        assert all(after.minutes_on(edge) for edge in one.after)


@given(grounds(), ways)
def test_an_open_way_ends_before_the_exam_and_its_free_days(ground, way):
    found = preview(ground, way)
    exam, last = found.exam_date[1], found.last_day[1]
    if found.problem is None and exam and last:
        assert last < exam - timedelta(days=ground.buffer_days)


@given(grounds())
def test_each_way_gives_what_it_promises_to_hold(ground):
    date_held, hours_held, dropped = (preview(ground, way) for way in Way)
    for held in (date_held, dropped):
        assert held.exam_date[0] == held.exam_date[1]
    for held in (hours_held, dropped):
        assert held.weekday_minutes[0] == held.weekday_minutes[1]
    assert date_held.dropped == hours_held.dropped == ()
    optional = {piece.step.key for piece in ground.todo if piece.step.optional}
    assert set(dropped.dropped) <= optional
    assert all(one <= other for one, other in zip(*date_held.weekday_minutes, strict=True))


@given(grounds(), ways)
def test_the_same_ground_gives_the_same_preview(ground, way):
    assert preview(ground, way) == preview(ground, way)
    assert preview(ground, way).fingerprint == preview(ground, way).fingerprint

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from learners.plans.schedule import Availability
from learners.plans.weeks import HEIGHT, STEP, Week, chart, weeks

MONDAY = date(2026, 3, 2)
HOUR_A_DAY = Availability((60,) * 7)


def test_a_week_counts_only_the_days_between_start_and_exam():
    wednesday, next_tuesday = MONDAY + timedelta(days=2), MONDAY + timedelta(days=8)
    found = weeks({wednesday: 30, MONDAY + timedelta(days=7): 60}, HOUR_A_DAY, start=wednesday, exam_date=next_tuesday)
    assert found == (Week(MONDAY, 30, 300), Week(MONDAY + timedelta(days=7), 60, 60))


def test_work_after_the_exam_has_its_week_and_no_time():
    found = weeks({MONDAY + timedelta(days=7): 60}, HOUR_A_DAY, start=MONDAY, exam_date=MONDAY + timedelta(days=2))
    assert found[-1] == Week(MONDAY + timedelta(days=7), 60, 0)
    assert chart(found).bars[-1].is_over


def test_without_any_load_there_is_still_a_picture():
    assert chart(weeks({}, HOUR_A_DAY, start=MONDAY, exam_date=None)).width == STEP


@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 3000)), max_size=60))
def test_every_bar_stays_inside_the_picture(minutes):
    drawn = chart(tuple(Week(MONDAY, planned, available) for planned, available in minutes))
    for bar in drawn.bars:
        assert 0 <= bar.top <= HEIGHT
        assert bar.top + bar.height == bar.room_top + bar.room_height == HEIGHT
        assert 0 <= bar.left < bar.left + drawn.bar_width <= drawn.width

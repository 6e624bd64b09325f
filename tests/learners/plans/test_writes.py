"""From a wish to a plan in the database. The clock plays no part."""

from datetime import timedelta
from typing import Any

import pytest

from learners.plans.drafts import Wish, draw, horizons, plannable, rest_of, template_of, usual_horizon
from learners.plans.models import StudyPlan
from learners.plans.writes import create_plan
from learners.profiles.models import DayOff
from tests.factories import MONDAY, make_certification, make_guided, make_plan

pytestmark = pytest.mark.django_db
HOUR_A_DAY = (60,) * 7
AN_HOUR: dict[str, Any] = dict.fromkeys(StudyPlan.WEEKDAYS, 60)
NOTHING: dict[str, Any] = dict.fromkeys(StudyPlan.WEEKDAYS, 0)


@pytest.fixture
def guided(db):
    return make_guided(phases=((14, (60, 90)), (30, (120,)), (60, (45,))))


def drawn(certification, **changes):
    wish = Wish(**{"horizon_days": 30, "start": MONDAY, "exam_date": None, "weekday_minutes": HOUR_A_DAY, **changes})
    return draw(certification, template_of(certification.current_version), wish, ())


def test_a_later_horizon_contains_the_earlier(guided):
    found = horizons(template_of(guided.current_version))
    assert [(one.by_day, one.minutes, one.steps) for one in found] == [(14, 150, 2), (30, 270, 3), (60, 315, 4)]


def test_the_usual_horizon_is_the_shortest_with_all_that_is_required(guided):
    phases = template_of(guided.current_version)
    for step in phases[-1].steps.all():
        step.optional = True
    assert usual_horizon(horizons(phases)) == 30


def test_the_template_is_read_in_two_queries(guided, django_assert_num_queries):
    # phases, steps
    with django_assert_num_queries(2):
        horizons(template_of(guided.current_version))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"kind": "listed"}, id="listed"),
        pytest.param({"archived": True}, id="archived"),
        pytest.param({"phases": ()}, id="without a plan template"),
    ],
)
def test_for_some_certifications_there_is_no_plan_to_make(changes):
    make_guided("none", **changes)
    assert not plannable().exists()


def test_nothing_is_planned_for_a_draft():
    make_certification(published=False)
    assert not plannable().exists()


def test_a_retired_certification_can_still_be_planned():
    make_guided(retired=True)
    assert plannable().count() == 1


def test_the_plan_copies_the_steps_up_to_its_horizon_with_their_dates(ada, guided):
    plan, is_new = create_plan(ada, drawn(guided))
    assert is_new
    assert list(plan.tasks.values_list("key", "phase_key", "minutes", "starts", "due")) == [
        ("d14-s1", "day-14", 60, MONDAY, MONDAY),
        ("d14-s2", "day-14", 90, MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)),
        ("d30-s1", "day-30", 120, MONDAY + timedelta(days=2), MONDAY + timedelta(days=4)),
    ]


def test_the_plan_is_pinned_to_the_version_it_was_made_from(ada, guided):
    plan, _is_new = create_plan(ada, drawn(guided))
    assert (plan.version, plan.title, plan.horizon_days) == (guided.current_version, guided.name, 30)


def test_the_summary_is_there_from_the_start(ada, guided):
    plan, _is_new = create_plan(ada, drawn(guided))
    assert (plan.minutes_total, plan.next_due, plan.last_due) == (270, MONDAY, MONDAY + timedelta(days=4))


def test_the_week_is_kept_by_the_plan_and_becomes_the_learners(ada, guided):
    week = (10, 20, 30, 40, 50, 60, 70)
    plan, _is_new = create_plan(ada, drawn(guided, weekday_minutes=week))
    ada.refresh_from_db()
    assert plan.minutes_by_weekday == ada.minutes_by_weekday == week


def test_days_off_are_kept_for_all_plans_and_once(ada, guided):
    away = (MONDAY, MONDAY + timedelta(days=6))
    DayOff.objects.create(learner=ada, first=away[0], last=away[1])
    plan, _is_new = create_plan(ada, drawn(guided, day_off=away))
    assert list(ada.days_off.values_list("first", "last")) == [away]
    assert plan.next_due == MONDAY + timedelta(days=7)


def test_a_second_plan_for_the_same_certification_is_the_first_one(ada, guided):
    first, _is_new = create_plan(ada, drawn(guided))
    again, is_new = create_plan(ada, drawn(guided, weekday_minutes=(5,) * 7))
    assert (again, is_new, StudyPlan.objects.count()) == (first, False, 1)
    ada.refresh_from_db()
    assert ada.minutes_by_weekday == HOUR_A_DAY


def test_two_people_plan_for_the_same_certification(ada, stranger, guided):
    create_plan(ada, drawn(guided))
    assert create_plan(stranger, drawn(guided))[1]


def test_the_number_of_queries_does_not_grow_with_the_steps(ada, stranger, django_assert_num_queries):
    # savepoint, learner (locked), running plan, learner's week, plan, tasks, summary, release
    few, many = make_guided(phases=((14, (60,)),)), make_guided(phases=((14, (60,) * 40),))
    for learner, certification in ((ada, few), (stranger, many)):
        draft = drawn(certification)
        with django_assert_num_queries(8):
            create_plan(learner, draft)


def test_the_forecast_lays_what_is_overdue_from_today_on(ada):
    plan = make_plan(
        ada,
        tasks=({"due": MONDAY - timedelta(days=9)}, {"due": MONDAY - timedelta(days=8)}),
        **AN_HOUR,
    )
    found = rest_of(plan, plan.tasks.all(), (), MONDAY)
    assert found is not None
    assert [dated.due for dated in found.dates] == [MONDAY, MONDAY + timedelta(days=1)]


def test_what_was_done_for_today_has_used_todays_minutes(ada):
    plan = make_plan(ada, tasks=({"state": "done"}, {}), **AN_HOUR)
    found = rest_of(plan, plan.tasks.all(), (), MONDAY)
    assert found is not None
    assert found.verdict.last_day == MONDAY + timedelta(days=1)


def test_there_is_no_forecast_where_nothing_is_left(ada):
    plan = make_plan(ada, tasks=({"state": "done"}, {"state": "skipped"}))
    assert rest_of(plan, plan.tasks.all(), (), MONDAY) is None


def test_there_is_no_forecast_without_minutes(ada):
    plan = make_plan(ada, tasks=({},), **NOTHING)
    assert rest_of(plan, plan.tasks.all(), (), MONDAY) is None

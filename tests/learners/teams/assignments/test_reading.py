"""Facts of many people are the facts of each."""

from datetime import date

import pytest

from learners.credentials.eligible import facts_of, facts_of_many
from learners.plans.goals.ways import brought_by, brought_by_many
from learners.plans.models import StudyPlan
from learners.profiles.models import DayOff, Experience, SkillStatement
from learners.teams.assignments.feasibility import Code
from learners.teams.assignments.reading import Asked, verdicts
from tests.factories import (
    MONDAY,
    NOON,
    make_certification,
    make_credential,
    make_guided,
    make_learner,
    make_plan,
    make_skill,
    make_waiver,
)
from tests.learners.teams.assignments import make_above

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def people():
    """Each brings something else; one nothing at all."""
    goal = make_guided("goal", phases=((30, (120,) * 10),))
    holder, stated, planner, nobody = (make_learner(monday=60 + number) for number in range(4))
    periods = ({"valid_from": date(2025, 1, 1), "valid_until": date(2026, 5, 1)},)
    make_credential(holder, goal, periods=periods)
    make_credential(stated, goal, periods=({"valid_from": date(2024, 1, 1), "valid_until": date(2025, 1, 1)},))
    SkillStatement.objects.create(learner=stated, skill=make_skill("git"))
    for label, years in (("Ops", "2.0"), ("ops ", "3.5")):
        Experience.objects.create(learner=stated, label=label, years=years)
    make_waiver(stated, goal, until=MONDAY)
    make_waiver(planner, goal, until=date(2026, 3, 1))
    make_plan(planner, goal, tasks=({"due": date(2026, 4, 1)},)).refresh_summary()
    DayOff.objects.create(learner=planner, first=MONDAY, last=MONDAY)
    return goal, [holder, stated, planner, nobody]


def test_of_many_as_of_each(people):
    _goal, learners = people
    asked = [(one, MONDAY) for one in learners]
    together = facts_of_many(asked, expected={})
    assert together == {one.pk: facts_of(one, MONDAY) for one in learners}
    plans = {
        one.pk: {plan.certification_id: plan for plan in StudyPlan.objects.filter(learner=one)} for one in learners
    }
    assert brought_by_many(asked, plans) == {one.pk: brought_by(one, MONDAY) for one in learners}


@pytest.mark.parametrize("is_chain", [False, True])
def test_verdicts_of_many_are_those_of_each(people, is_chain):
    goal, learners = people
    above = make_above("above", goal)
    asked = [
        Asked(10 * number + index, learner, certification, is_chain, date(2026, 4, 1))
        for number, learner in enumerate(learners)
        for index, certification in enumerate((goal, above))
    ]
    together = verdicts(asked, NOON)
    assert together == {one.key: verdicts([one], NOON)[one.key] for one in asked}
    assert len(set(together.values())) > 4


def test_without_a_plan_of_ours_there_is_no_way(ada):
    asked = [
        Asked(number, ada, make_certification(), chain, date(2026, 4, 1)) for number, chain in enumerate((False, True))
    ]
    assert verdicts(asked, NOON)[0].code == Code.NO_WAY


def test_without_hours_there_is_no_time(ada, people):
    goal, _learners = people
    for day in ada.WEEKDAYS:
        setattr(ada, day, 0)
    asked = [Asked(number, ada, goal, bool(number), date(2026, 4, 1)) for number in range(2)]
    assert {one.code for one in verdicts(asked, NOON).values()} == {Code.NO_TIME}


def test_nothing_asked_is_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert verdicts([], NOON) == {}


def test_a_paused_plan_is_judged_as_if_it_went_on_today(people):
    goal, learners = people
    StudyPlan.objects.update(state="paused", paused_on=MONDAY)
    found = verdicts([Asked(1, learners[2], goal, is_chain=False, due=date(2026, 3, 20))], NOON)[1]
    assert (found.code, found.is_paused) == (Code.FITS, True)

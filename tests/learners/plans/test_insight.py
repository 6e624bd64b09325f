"""What owners learn from running plans: sums without names."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from certifications.models import Certification
from certifications.owners import GROUP
from learners.plans.desk.insight import LEAST, insight
from learners.plans.models import StudyPlan, Task
from portal.models import User
from tests.factories import MONDAY, make_certification, make_guided, make_learner, make_plan, make_user

pytestmark = pytest.mark.django_db
PAGE = "plans:insight"
TUESDAY = MONDAY + timedelta(days=1)
DONE = {"state": Task.State.DONE}


def owner() -> User:
    made = make_user(is_staff=True)
    made.groups.add(Group.objects.get(name=GROUP))
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def alpha(db) -> Certification:
    return make_guided("alpha")


def plans(certification: Certification, count: int, *tasks: dict, **fields) -> None:
    for _number in range(count):
        make_plan(make_learner(), certification, tasks=tasks, **fields)


def test_certifications_stand_by_the_number_of_those_who_study_now(alpha: Certification) -> None:
    beta = make_guided("beta")
    plans(alpha, 1)
    plans(beta, 2)
    plans(alpha, 3, state=StudyPlan.State.LEFT)
    studied = insight(MONDAY).studied
    assert [(row.certification, row.learners) for row in studied] == [(beta, 2), (alpha, 1)]


def test_a_missed_step_is_overdue_or_skipped(alpha: Certification) -> None:
    plans(alpha, 3, {"title": "Labs"})
    plans(alpha, 2, {"title": "Labs", "state": Task.State.SKIPPED})
    plans(alpha, 5, {"title": "Labs", **DONE})
    (row,) = insight(TUESDAY).missed
    assert (row.step, row.overdue, row.skipped, row.plans, row.percent) == ("Labs", 3, 2, 10, 50)


def test_what_is_due_today_or_in_a_paused_plan_is_not_missed(alpha: Certification) -> None:
    plans(alpha, LEAST, {})
    assert not insight(MONDAY).missed
    StudyPlan.objects.update(state=StudyPlan.State.PAUSED)
    assert not insight(TUESDAY).missed


def test_a_step_that_takes_longer_stands_with_both_its_minutes(alpha: Certification) -> None:
    plans(alpha, LEAST, {"minutes": 60, "minutes_spent": 90, **DONE}, {"minutes": 60, "minutes_spent": 30, **DONE})
    (row,) = insight(MONDAY).slow
    assert (row.planned, row.taken, row.percent_more, row.learners) == (60, 90, 50, LEAST)


def test_too_few_learners_are_not_spoken_of(alpha: Certification) -> None:
    plans(alpha, LEAST - 1, {"minutes_spent": 90, **DONE}, {"state": Task.State.SKIPPED})
    found = insight(TUESDAY)
    assert (found.missed, found.slow) == ((), ())


def test_a_reworded_step_is_one_step(alpha: Certification) -> None:
    plans(alpha, 3, {"title": "Labs"})
    plans(alpha, 3, {"title": "The labs"})
    assert [row.plans for row in insight(TUESDAY).missed] == [6]


def test_it_can_be_narrowed_to_some(alpha: Certification) -> None:
    plans(alpha, 1)
    plans(make_guided("beta"), 1)
    page = (
        client_of(owner()).get(reverse(PAGE), {"certification": [str(alpha.pk), "x", "²", "9" * 30]}).content.decode()
    )
    assert "Alpha" in page
    assert "Beta" not in page


def test_the_page_takes_the_same_queries_however_many_study(django_assert_num_queries, alpha: Certification) -> None:
    """Session, person, two of permissions; three sums and the certifications."""
    asking = client_of(owner())
    for count in (5, 20):
        plans(alpha, count, {"minutes_spent": 90, **DONE}, {"state": Task.State.SKIPPED})
        plans(make_guided(), count, {"minutes_spent": 90, **DONE}, {"state": Task.State.SKIPPED})
        with django_assert_num_queries(8):
            asking.get(reverse(PAGE), headers={"HX-Request": "true"})


def test_the_page_names_nobody(alpha: Certification) -> None:
    for _number in range(LEAST):
        learner = make_learner(user=make_user(name="Wilhelmina"))
        make_plan(learner, alpha, tasks=({"minutes_spent": 90, **DONE},))
    page = client_of(owner()).get(reverse(PAGE)).content.decode()
    assert "Task 1" in page
    assert "Wilhelmina" not in page


def test_with_nothing_to_tell_it_says_so() -> None:
    page = client_of(owner()).get(reverse(PAGE)).content.decode()
    assert "Nobody follows a plan" in page
    assert "no step is overdue" in page


def test_the_desk_gets_the_piece_without_the_frame() -> None:
    answer = client_of(owner()).get(reverse(PAGE), headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize("name", ["insight", "example"])
def test_others_find_nothing(alpha: Certification, name: str) -> None:
    address = reverse(f"plans:{name}", args=[alpha.current_version_id] if name == "example" else [])
    assert client_of(owner()).get(address).status_code == 200
    assert Client().get(address).status_code == 302
    for stranger in (make_user(), make_user(is_staff=True)):
        assert client_of(stranger).get(address).status_code == 404


def test_an_example_plan_starts_next_monday(noon, alpha: Certification) -> None:
    page = client_of(owner()).get(reverse("plans:example", args=[alpha.current_version_id])).content.decode()
    assert "Monday 9 March 2026" in page
    assert "By day 14" in page


def test_a_version_without_a_plan_has_no_example() -> None:
    version = make_certification("bare").current_version_id
    assert client_of(owner()).get(reverse("plans:example", args=[version])).status_code == 404

import re
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from learners.plans.models import StudyPlan, Task
from learners.profiles.models import Learner
from learners.teams.models import Membership
from portal.models import User
from tests.factories import MONDAY, NOON, make_guided, make_learner, make_membership, make_plan, make_team, make_user

pytestmark = pytest.mark.django_db
MANAGER, MEMBER = Membership.Role.MANAGER, Membership.Role.MEMBER
STATUS, DATES = Membership.Visibility.STATUS, Membership.Visibility.DATES


def member_with_plan(team, name: str, *, overdue_days: int = 0, **membership) -> Membership:
    learner = make_learner(user=make_user(name=name))
    plan = make_plan(
        learner, tasks=({"due": MONDAY - timedelta(days=overdue_days)}, {"due": MONDAY + timedelta(days=9)})
    )
    plan.refresh_summary()
    return make_membership(team, learner, **membership)


def names(page: Any) -> list[str]:
    return [row.member.name for row in page.context["people"].rows]


@pytest.fixture
def team(ada: Learner):
    team = make_team("platform", name="Platform")
    make_membership(team, ada, role=MANAGER)
    return team


def test_the_manager_sees_a_tick_on_the_team_page(signed_in: Client, team, noon) -> None:
    membership = member_with_plan(team, "Grace")
    plan = StudyPlan.objects.get(learner=membership.learner)
    assert "0 %" in signed_in.get(team.get_absolute_url()).content.decode()
    member = Client()
    member.force_login(membership.learner.user, backend="django.contrib.auth.backends.ModelBackend")
    task = plan.tasks.first()
    assert task is not None
    member.post(reverse("plans:tick", args=[plan.pk, task.pk]))
    assert "50 %" in signed_in.get(team.get_absolute_url()).content.decode()


def test_whoever_is_overdue_longest_stands_first(signed_in: Client, team, noon) -> None:
    member_with_plan(team, "Alan")
    member_with_plan(team, "Zoe", overdue_days=9)
    member_with_plan(team, "Mary", overdue_days=3)
    make_membership(team, make_learner(user=make_user(name="Bob")))
    assert names(signed_in.get(team.get_absolute_url())) == ["Zoe", "Mary", "Alan", "Bob"]


def test_status_only_hides_every_number_and_date(signed_in: Client, team, noon) -> None:
    membership = member_with_plan(team, "Grace", overdue_days=3, visibility=STATUS)
    StudyPlan.objects.filter(learner=membership.learner).update(exam_date=date(2026, 5, 17))
    response = signed_in.get(team.get_absolute_url())
    (seen,) = response.context["people"].rows[0].member.plans
    assert (seen.percent, seen.next_due, seen.exam_date, seen.reason) == (None, None, None, "")
    assert "17 May 2026" not in response.content.decode()
    assert "27 February" not in response.content.decode()


def test_dates_are_shown_to_a_manager_who_may_see_them(signed_in: Client, team, noon) -> None:
    member_with_plan(team, "Grace", overdue_days=3, visibility=DATES)
    assert "27 February" in signed_in.get(team.get_absolute_url()).content.decode()


def test_nobody_is_shown_before_accepting(signed_in: Client, team, noon) -> None:
    member_with_plan(team, "Grace", accepted_at=None)
    assert "Grace" not in signed_in.get(team.get_absolute_url()).content.decode()


def test_leaving_ends_the_managers_sight_at_once(signed_in: Client, team, noon) -> None:
    membership = member_with_plan(team, "Grace")
    member = Client()
    member.force_login(membership.learner.user, backend="django.contrib.auth.backends.ModelBackend")
    member.post(reverse("teams:leave", args=[team.slug]))
    assert "Grace" not in signed_in.get(team.get_absolute_url()).content.decode()


def many_members(team, people: int) -> None:
    """By bulk insert: each with one running plan."""
    certification = make_guided()
    version = certification.versions.get()
    users = User.objects.bulk_create(User(email=f"m{n}@example.org", name=f"Person {n}") for n in range(people))
    learners = Learner.objects.bulk_create(Learner(user=user) for user in users)
    Membership.objects.bulk_create(Membership(team=team, learner=learner, accepted_at=NOON) for learner in learners)
    StudyPlan.objects.bulk_create(
        StudyPlan(
            learner=learner,
            certification=certification,
            version=version,
            title=certification.name,
            horizon_days=30,
            start=MONDAY,
            next_due=MONDAY - timedelta(days=number % 5),
        )
        for number, learner in enumerate(learners)
    )


@pytest.mark.parametrize("people", [10, 1000])
def test_the_team_page_asks_the_same_number_of_queries_for_any_team(
    signed_in: Client, team, noon, django_assert_num_queries, people: int
) -> None:
    many_members(team, people)
    # session, user, learner, teams, the look on record, members with plans, periods of credentials; of those who need help
    # their plans, what was done, pauses, days off, what the exams require
    with django_assert_num_queries(12):
        signed_in.get(team.get_absolute_url())
    with django_assert_num_queries(
        8
    ):  # the first five; of the people shown who is there, their plans, and their credentials
        signed_in.get(team.get_absolute_url())
    with django_assert_num_queries(6):  # the page is kept, and who is there is read
        signed_in.get(team.get_absolute_url())


def test_what_people_do_is_a_minute_old_at_most_and_what_they_allow_is_of_now(signed_in: Client, team, noon) -> None:
    grace = make_membership(team, make_learner(user=make_user(name="Grace")), visibility="dates")
    plan = make_plan(grace.learner, tasks=({"due": MONDAY + timedelta(days=9)},), exam_date=MONDAY + timedelta(days=30))
    plan.refresh_summary()
    for _ in range(2):
        page = signed_in.get(team.get_absolute_url()).content.decode()
    assert "1 Apr 2026" in page
    StudyPlan.objects.update(exam_date=MONDAY + timedelta(days=37))
    Membership.objects.filter(pk=grace.pk).update(visibility="status")
    assert "Apr 2026" not in signed_in.get(team.get_absolute_url()).content.decode()
    Membership.objects.filter(pk=grace.pk).update(visibility="dates")
    assert "1 Apr 2026" in signed_in.get(team.get_absolute_url()).content.decode()
    noon.shift(timedelta(seconds=61))
    signed_in.get(team.get_absolute_url())
    assert "8 Apr 2026" in signed_in.get(team.get_absolute_url()).content.decode()
    Membership.objects.filter(pk=grace.pk).update(left_at=NOON)
    assert "Grace" not in signed_in.get(team.get_absolute_url()).content.decode()


def test_a_large_team_is_shown_in_pages(signed_in: Client, team, noon) -> None:
    for number in range(51):
        make_membership(team, make_learner(user=make_user(name=f"Person {number:03}")))
    assert names(signed_in.get(team.get_absolute_url(), {"page": "2"})) == ["Person 050"]


@pytest.mark.parametrize(("role", "accepted"), [(MEMBER, NOON), (MANAGER, None)], ids=["member", "invited manager"])
def test_the_team_page_is_404_for_who_is_no_manager(as_stranger: Client, stranger, team, role, accepted) -> None:
    make_membership(team, stranger, role=role, accepted_at=accepted)
    assert as_stranger.get(team.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND


def test_a_former_manager_gets_404(as_stranger: Client, stranger, team) -> None:
    make_membership(team, stranger, role=MANAGER, left_at=NOON)
    assert as_stranger.get(team.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND


def test_a_strangers_team_and_an_unknown_one_answer_alike(as_stranger: Client, team) -> None:
    answers = [as_stranger.get(address) for address in (team.get_absolute_url(), "/teams/unknown/")]
    assert [answer.status_code for answer in answers] == [HTTPStatus.NOT_FOUND] * 2
    bodies = [re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", answer.content) for answer in answers]
    assert bodies[0] == bodies[1]


def test_a_visitor_is_asked_to_log_in(team, db) -> None:
    response = Client().get(team.get_absolute_url())
    assert response.status_code == HTTPStatus.FOUND
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("action", ["accept", "leave", "visibility"])
def test_nobody_acts_on_anothers_membership(as_stranger: Client, team, action: str) -> None:
    member_with_plan(team, "Grace", accepted_at=None)
    response = as_stranger.post(reverse(f"teams:{action}", args=[team.slug]), {"visibility": DATES})
    assert response.status_code == HTTPStatus.NOT_FOUND
    assert not Membership.objects.filter(role=MEMBER, accepted_at__isnull=False).exists()


@pytest.mark.parametrize("action", ["accept", "leave", "visibility"])
def test_looking_changes_nothing(signed_in: Client, team, action: str) -> None:
    assert signed_in.get(reverse(f"teams:{action}", args=[team.slug])).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_a_member_accepts_and_says_what_is_seen(signed_in: Client, ada: Learner, noon) -> None:
    membership = make_membership(make_team("data"), ada, accepted_at=None)
    page = signed_in.get("/teams/").content.decode()
    assert "What shall your managers see of you?" in page
    signed_in.post(reverse("teams:accept", args=["data"]), {"visibility": STATUS})
    membership.refresh_from_db()
    assert (membership.accepted_at, membership.visibility) == (NOON, STATUS)


def test_a_nonsense_visibility_is_refused_in_words(signed_in: Client, ada: Learner) -> None:
    membership = make_membership(make_team("data"), ada, accepted_at=None)
    response = signed_in.post(reverse("teams:accept", args=["data"]), {"visibility": "everything"}, follow=True)
    assert "Choose what your managers see." in response.content.decode()
    membership.refresh_from_db()
    assert membership.accepted_at is None


def test_accepting_twice_keeps_the_first_moment(signed_in: Client, ada: Learner, noon) -> None:
    membership = make_membership(make_team("data"), ada, accepted_at=NOON - timedelta(days=3))
    signed_in.post(reverse("teams:accept", args=["data"]), {"visibility": DATES})
    membership.refresh_from_db()
    assert membership.accepted_at == NOON - timedelta(days=3)


def test_one_person_is_in_a_team_once_at_a_time(ada: Learner) -> None:
    team = make_team()
    make_membership(team, ada)
    with pytest.raises(IntegrityError):
        make_membership(team, ada)


def test_a_plan_that_was_left_is_not_shown(signed_in: Client, team, noon) -> None:
    membership = member_with_plan(team, "Grace")
    StudyPlan.objects.filter(learner=membership.learner).update(state=StudyPlan.State.LEFT)
    assert signed_in.get(team.get_absolute_url()).context["people"].rows[0].member.plans == ()


def test_a_done_task_is_no_reason_for_help(signed_in: Client, team, noon) -> None:
    learner = make_learner(user=make_user(name="Grace"))
    done = {"due": MONDAY - timedelta(days=30), "state": Task.State.DONE}
    plan = make_plan(learner, make_guided(), tasks=(done, {"due": MONDAY + timedelta(days=2)}))
    plan.refresh_summary()
    make_membership(team, learner)
    assert signed_in.get(team.get_absolute_url()).context["people"].survey.whole.needing_help == 0


def test_a_paused_plan_is_never_overdue(signed_in: Client, team, noon) -> None:
    member_with_plan(team, "Alan", overdue_days=2)
    membership = member_with_plan(team, "Grace", overdue_days=9)
    StudyPlan.objects.filter(learner=membership.learner).update(state=StudyPlan.State.PAUSED)
    page = signed_in.get(team.get_absolute_url())
    assert names(page) == ["Alan", "Grace"]
    assert page.context["people"].survey.whole.needing_help == 1

"""A manager grants a waiver to a member of their team, and to nobody else."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from learners.credentials.models import Waiver
from learners.plans.gates import gate_of
from learners.teams.models import Membership
from tests.factories import (
    MONDAY,
    NOON,
    make_certification,
    make_learner,
    make_membership,
    make_skill,
    make_team,
    make_waiver,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("noon"),
    pytest.mark.ignore_template_errors,  # crispy's own templates look up what is not always there
]


@pytest.fixture
def member(ada):
    """Of a team that Ada manages."""
    team = make_team("platform")
    make_membership(team, ada, role=Membership.Role.MANAGER)
    return make_membership(team, make_learner())


@pytest.fixture
def goal():
    certification = make_certification("goal", name="Goal", published=False)
    version = certification.versions.get()
    version.prerequisites.create(key="git", kind="skill", skill=make_skill("git"))
    version.state, certification.current_version = "published", version
    version.save()
    certification.save()
    return certification


def page(member):
    return reverse("teams:waivers", args=[member.team.slug, member.pk])


def given(goal, **changes):
    return {"certification": goal.pk, "key": "", "reason": "Ten years of it", "until": "2026-12-31", **changes}


def test_what_a_manager_grants_opens_the_exam_and_stays_on_record(signed_in, ada, member, goal):
    assert signed_in.post(page(member), given(goal)).status_code == HTTPStatus.FOUND
    waiver = Waiver.objects.get()
    assert (waiver.learner, waiver.granted_by, waiver.reason) == (member.learner, ada.user, "Ten years of it")
    assert gate_of(member.learner, goal.pk, MONDAY).is_open
    assert "Ten years of it" in signed_in.get(page(member)).content.decode()
    signed_in.post(reverse("teams:take-back", args=[member.team.slug, member.pk, waiver.pk]))
    assert not gate_of(member.learner, goal.pk, MONDAY).is_open
    assert Waiver.objects.get().revoked_at == NOON


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("until", "2026-03-01", "That day is over."),
        ("until", "2126-03-01", "Is the year right?"),
        ("until", "soon", "Enter a valid date."),
        ("reason", "   ", "This field is required."),
        ("key", "gti", "It has no prerequisite of that key. It has: git."),
    ],
)
def test_a_slip_is_told_at_its_field_and_what_was_typed_is_kept(signed_in, member, goal, field, typed, words):
    answer = signed_in.post(page(member), given(goal, **{field: typed}))
    assert words in str(answer.context["form"].errors[field])
    assert not Waiver.objects.exists()
    assert "Ten years of it" in answer.content.decode() or field == "reason"


def test_a_certification_that_asks_for_nothing_needs_no_waiver(signed_in, member):
    answer = signed_in.post(page(member), given(make_certification("free")))
    assert "certification" in answer.context["form"].errors


def everyone(member):
    former, of_another_team, plain = make_learner(), make_learner(), make_learner()
    make_membership(member.team, former, role=Membership.Role.MANAGER, left_at=NOON)
    make_membership(make_team("other"), of_another_team, role=Membership.Role.MANAGER)
    make_membership(member.team, plain)
    return {"former": former, "another team": of_another_team, "member": plain, "the member": member.learner}


@pytest.mark.parametrize("who", ["former", "another team", "member", "the member"])
def test_who_does_not_manage_the_team_finds_nothing(member, goal, who):
    client = Client()
    client.force_login(everyone(member)[who].user, backend="django.contrib.auth.backends.ModelBackend")
    waiver = make_waiver(member.learner, goal)
    assert client.get(page(member)).status_code == HTTPStatus.NOT_FOUND
    assert client.post(page(member), given(goal)).status_code == HTTPStatus.NOT_FOUND
    back = reverse("teams:take-back", args=[member.team.slug, member.pk, waiver.pk])
    assert client.post(back).status_code == HTTPStatus.NOT_FOUND


def test_who_has_left_the_team_is_out_of_reach(signed_in, member, goal):
    member.leave(now=NOON)
    assert signed_in.post(page(member), given(goal)).status_code == HTTPStatus.NOT_FOUND


def test_a_manager_takes_back_only_what_they_granted(signed_in, stranger, member, goal):
    waiver = make_waiver(member.learner, goal, granted_by=stranger.user)
    back = reverse("teams:take-back", args=[member.team.slug, member.pk, waiver.pk])
    assert signed_in.post(back).status_code == HTTPStatus.NOT_FOUND


def test_a_visitor_is_asked_to_log_in(client, member):
    assert client.get(page(member)).status_code == HTTPStatus.FOUND

"""Teams at the owners' desk: a circle is refused in words, invitations are to read."""

from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from learners.teams.invitations.models import Invitation
from learners.teams.models import Membership, Team
from tests.factories import make_invitation, make_team, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def desk():
    client = Client()
    user = make_user(is_staff=True, is_superuser=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def save(desk: Client, team: Team, **fields):
    form = {"name": team.name, "slug": team.slug, "parent": "", "memberships-TOTAL_FORMS": 0}
    form |= {
        "memberships-INITIAL_FORMS": 0,
        "coverage_targets-TOTAL_FORMS": 0,
        "coverage_targets-INITIAL_FORMS": 0,
    } | fields
    return desk.post(reverse("admin:learners_team_change", args=[team.pk]), form)


def test_a_circle_is_refused_and_named(desk):
    top = make_team("a", name="A")
    below = make_team("b", name="B", parent=top)
    answer = save(desk, top, parent=below.pk)
    assert "That would close a ring: A → B → A." in answer.content.decode()
    top.refresh_from_db()
    assert top.parent is None


def test_an_owner_puts_somebody_into_a_team_who_then_decides(desk, ada, signed_in):
    team = make_team("a", name="A")
    place = {"learner": ada.pk, "role": "member", "visibility": "dates", "id": "", "team": team.pk}
    form = {f"memberships-0-{name}": value for name, value in place.items()} | {"memberships-TOTAL_FORMS": 1}
    assert save(desk, team, **form).status_code == HTTPStatus.FOUND
    assert Membership.objects.get(learner=ada).accepted_at is None
    assert "What shall your managers see of you?" in signed_in.get("/teams/").content.decode()


def test_invitations_can_be_read_and_not_changed(desk):
    invitation = make_invitation(make_team(), "grace@example.org")
    assert "grace@example.org" in desk.get(reverse("admin:learners_invitation_changelist")).content.decode()
    address = reverse("admin:learners_invitation_change", args=[invitation.pk])
    assert desk.get(address).status_code == HTTPStatus.OK
    assert desk.post(address, {"address": "x@example.org"}).status_code == HTTPStatus.FORBIDDEN
    assert desk.get(reverse("admin:learners_invitation_add")).status_code == HTTPStatus.FORBIDDEN
    assert Invitation.objects.get().address == "grace@example.org"

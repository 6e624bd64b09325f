"""Curriculum owners grant waivers at the desk; nobody changes or deletes one."""

from http import HTTPStatus

import pytest
from django.urls import reverse

from learners.credentials.models import Waiver
from tests.certifications.desk import client_of, make_owner
from tests.factories import NOON, make_certification, make_skill, make_user, make_waiver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon"), pytest.mark.ignore_template_errors]
ADD = "admin:learners_waiver_add"


@pytest.fixture
def goal():
    certification = make_certification("goal", published=False)
    version = certification.versions.get()
    version.prerequisites.create(key="git", kind="skill", skill=make_skill("git"))
    version.state, certification.current_version = "published", version
    version.save()
    certification.save()
    return certification


def given(goal, **changes):
    return {"email": "ADA@example.org", "certification": goal.pk, "reason": "Known", "until": "2026-12-31", **changes}


def test_an_owner_grants_by_address(ada, goal):
    owner = make_owner()
    client_of(owner).post(reverse(ADD), given(goal))
    waiver = Waiver.objects.get()
    assert (waiver.learner, waiver.granted_by, waiver.granted_at) == (ada, owner, NOON)


def test_an_address_of_nobody_is_told_at_its_field(ada, goal):
    answer = client_of(make_owner()).post(reverse(ADD), given(goal, email="nobody@example.org"))
    assert answer.context["adminform"].form.errors == {"email": ["Nobody here has this address."]}


def test_an_owner_takes_back_from_the_list_and_the_record_stays(ada, goal):
    waiver = make_waiver(ada, goal)
    client = client_of(make_owner())
    client.post(reverse("admin:learners_waiver_changelist"), {"action": "take_back", "_selected_action": waiver.pk})
    waiver.refresh_from_db()
    assert waiver.revoked_at == NOON
    assert client.get(reverse("admin:learners_waiver_change", args=[waiver.pk])).status_code == HTTPStatus.OK
    assert client.post(reverse("admin:learners_waiver_delete", args=[waiver.pk])).status_code == HTTPStatus.FORBIDDEN
    changed = client.post(reverse("admin:learners_waiver_change", args=[waiver.pk]), given(goal, reason="Other"))
    assert changed.status_code == HTTPStatus.FORBIDDEN


def test_a_person_can_be_deleted_with_the_waivers_and_no_waiver_alone(ada, goal):
    waiver = make_waiver(ada, goal)
    admin = client_of(make_user(is_staff=True, is_superuser=True))
    assert admin.post(reverse("admin:learners_waiver_delete", args=[waiver.pk]), {"post": "yes"}).status_code == 403
    admin.post(reverse("admin:portal_user_delete", args=[ada.user.pk]), {"post": "yes"})
    assert not Waiver.objects.exists()


def test_staff_that_keep_no_curriculum_do_not_see_waivers(ada, goal):
    staff = client_of(make_user(is_staff=True))
    assert staff.get(reverse(ADD)).status_code == HTTPStatus.FORBIDDEN
    assert staff.get(reverse("admin:learners_waiver_changelist")).status_code == HTTPStatus.FORBIDDEN

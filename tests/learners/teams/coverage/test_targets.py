"""Targets: written by managers, refused where they say nothing, and never twice."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from certifications.models import Level
from learners.teams.coverage.models import CoverageTarget
from learners.teams.models import Membership, Team
from tests.factories import make_certification, make_membership, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(ada) -> Team:
    team = make_team("platform", name="Platform")
    make_membership(team, ada, role=Membership.Role.MANAGER)
    return team


@pytest.fixture
def architect():
    return make_certification("architect")


def new(team: Team) -> str:
    return reverse("teams:new-target", args=[team.slug])


def of(certification) -> str:
    return f"certification-{certification.pk}"


def test_a_manager_adds_a_certification(signed_in, team, architect):
    answer = signed_in.post(new(team), {"what": of(architect), "least": "3"})
    assert answer.url == reverse("teams:coverage", args=[team.slug])
    target = CoverageTarget.objects.get()
    assert (target.team, target.certification, target.program, target.least) == (team, architect, None, 3)


def test_a_manager_adds_a_programme_from_a_level_on(signed_in, team, architect):
    signed_in.post(new(team), {"what": f"program-{architect.program_id}", "level": architect.level_id, "least": "1"})
    target = CoverageTarget.objects.get()
    assert (target.certification, target.program, target.level) == (None, architect.program, architect.level)


def test_a_target_can_be_changed_to_another_kind(signed_in, team, architect):
    target = CoverageTarget.objects.create(team=team, program=architect.program, level=architect.level, least=1)
    address = reverse("teams:target", args=[team.slug, target.pk])
    form = signed_in.get(address).context["form"]
    assert form["what"].value() == f"program-{architect.program_id}"
    signed_in.post(address, {"what": of(architect), "level": "", "least": "2"})
    target.refresh_from_db()
    assert (target.certification, target.program, target.level, target.least) == (architect, None, None, 2)


def test_a_target_saved_as_it_was_stays(signed_in, team, architect):
    target = CoverageTarget.objects.create(team=team, certification=architect, least=1)
    answer = signed_in.post(reverse("teams:target", args=[team.slug, target.pk]), {"what": of(architect), "least": "1"})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("least", "0", "At least one."),
        ("least", "-2", "Ensure this value is greater than or equal to 0."),
        ("least", "99999", "That is more than 10000 people."),
        ("least", "three", "Enter a whole number."),
        ("least", "", "This field is required."),
        ("what", "", "This field is required."),
        ("what", "certification-0", "Select a valid choice. certification-0 is not one of the available choices."),
        ("what", "program-x", "Select a valid choice. program-x is not one of the available choices."),
        ("level", "0", "Select a valid choice. That choice is not one of the available choices."),
    ],
)
def test_nonsense_is_refused_at_the_field_and_what_was_typed_is_kept(signed_in, team, architect, field, value, error):
    answer = signed_in.post(new(team), {"what": of(architect), "least": "1", field: value})
    form = answer.context["form"]
    assert error in form.errors[field]
    assert form[field].value() == value
    assert not CoverageTarget.objects.exists()


def test_a_level_goes_with_a_programme_only(signed_in, team, architect):
    answer = signed_in.post(new(team), {"what": of(architect), "level": architect.level_id, "least": "1"})
    assert list(answer.context["form"].errors) == ["level"]


@pytest.mark.parametrize("kind", ["certification", "program", "level"])
def test_the_same_thing_twice_is_refused_in_words(signed_in, team, architect, kind):
    given = {"what": of(architect) if kind == "certification" else f"program-{architect.program_id}", "least": "1"}
    given |= {"level": architect.level_id} if kind == "level" else {}
    for _time in range(2):
        answer = signed_in.post(new(team), given)
    assert answer.context["form"].errors["what"] == ["The team has a target for this already."]
    assert CoverageTarget.objects.count() == 1


def test_another_team_may_want_the_same(signed_in, team, architect):
    CoverageTarget.objects.create(team=make_team(), certification=architect, least=1)
    assert signed_in.post(new(team), {"what": of(architect), "least": "1"}).status_code == 302


def test_a_programme_may_have_a_target_beside_that_of_a_level(team, architect):
    CoverageTarget.objects.create(team=team, program=architect.program, least=3)
    CoverageTarget.objects.create(team=team, program=architect.program, level=architect.level, least=1)
    assert team.coverage_targets.count() == 2


def test_removing_asks_by_a_form_and_takes_the_target_alone(signed_in, team, architect):
    target = CoverageTarget.objects.create(team=team, certification=architect, least=1)
    address = reverse("teams:remove-target", args=[team.slug, target.pk])
    assert signed_in.get(address).status_code == 405
    signed_in.post(address)
    assert not team.coverage_targets.exists()


def test_the_target_of_another_team_is_404_under_ones_own(signed_in, team, architect):
    other = CoverageTarget.objects.create(team=make_team(), certification=architect, least=1)
    for name in ("target", "remove-target"):
        assert signed_in.post(reverse(f"teams:{name}", args=[team.slug, other.pk])).status_code == 404


def test_the_database_refuses_nonsense(team, architect):
    level = Level.objects.get()
    wrong = (
        {"least": 1},
        {"least": 0, "certification": architect},
        {"least": 1, "certification": architect, "program": architect.program},
        {"least": 1, "certification": architect, "level": level},
    )
    for fields in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            CoverageTarget.objects.create(team=team, **fields)


def test_an_owner_edits_targets_in_the_admin(admin_client, team, architect):
    CoverageTarget.objects.create(team=team, certification=architect, least=4)
    page = admin_client.get(reverse("admin:learners_team_change", args=[team.pk])).content.decode()
    assert 'name="coverage_targets-0-least" value="4"' in page

"""What the link of an invitation does, for whom it is for and for everybody else."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from learners.teams.invitations.inviting import accept
from learners.teams.invitations.models import Invitation
from learners.teams.models import Membership
from tests.factories import (
    MONDAY,
    NOON,
    make_credential,
    make_invitation,
    make_learner,
    make_membership,
    make_plan,
    make_team,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
MANAGER, MEMBER = Membership.Role.MANAGER, Membership.Role.MEMBER
STATUS, DATES, TASKS = Membership.Visibility.values


@pytest.fixture
def team():
    team = make_team("platform", name="Platform")
    make_membership(team, make_learner(user=make_user(name="Hedy Head")), role=MANAGER)
    return team


@pytest.fixture
def asked(team, ada) -> Invitation:
    return make_invitation(team, "ada@example.org", invited_by=make_user(name="Ivo Inviter"))


def say(client: Client, what: str, invitation: Invitation, visibility: str = DATES):
    return client.post(
        reverse(f"teams:{what}-invitation", args=[invitation.token]), {"visibility": visibility}, follow=True
    )


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_page_says_who_asks_and_who_would_look(signed_in, asked):
    page = text(signed_in.get(asked.get_absolute_url()))
    assert "From Ivo Inviter." in page
    assert "Managed by Hedy Head." in page
    assert not Membership.objects.filter(role=MEMBER).exists()


def test_each_level_shows_ones_own_rows_as_the_managers_would_see_them(signed_in, ada, asked):
    plan = make_plan(ada, tasks=({"due": MONDAY - timedelta(days=3), "title": "Draw the map"},) * 7)
    plan.refresh_summary()
    make_credential(ada, periods=({"valid_from": MONDAY - timedelta(days=9)},))
    answer = signed_in.get(asked.get_absolute_url())
    assert [preview.choice.value for preview in answer.context["previews"]] == [STATUS, DATES, TASKS]
    pages = [preview.page for preview in answer.context["previews"]]
    assert [len(page.credentials) for page in pages] == [0, 1, 1]
    (((status, _need, none),), ((dates, _n, neither),), ((_plan, _need_too, tasks),)) = (page.plans for page in pages)
    assert (len(none), len(neither), len(tasks)) == (0, 0, 7)
    assert (status.percent, status.next_due, status.reason) == (None, None, "")
    assert dates.next_due.iso == "2026-02-27"
    assert text(answer).count("Draw the map") == 5
    assert "7 tasks in all" in text(answer)


def told(page) -> object:
    plans = [(plan, need and need.reasons, tasks) for plan, need, tasks in page.plans]
    return plans, page.credentials, page.shows_tasks


def test_the_preview_is_what_the_manager_then_sees(signed_in, ada, team, asked):
    make_plan(ada, tasks=({"due": MONDAY - timedelta(days=3)},)).refresh_summary()
    make_credential(ada, periods=({"valid_from": MONDAY - timedelta(days=9)},))
    previews = {one.choice.value: one.page for one in signed_in.get(asked.get_absolute_url()).context["previews"]}
    say(signed_in, "accept", asked, DATES)
    manager = Client()
    head = Membership.objects.get(team=team, role=MANAGER).learner
    manager.force_login(head.user, backend="django.contrib.auth.backends.ModelBackend")
    place = Membership.objects.get(learner=ada)
    for level in (DATES, STATUS, TASKS):
        signed_in.post(reverse("teams:visibility", args=[team.slug]), {"visibility": level})
        page = manager.get(reverse("teams:member", args=[team.slug, place.pk])).context["page"]
        assert told(page) == told(previews[level])


def test_accepted_it_is_a_place_with_what_was_chosen(signed_in, ada, team, asked):
    answer = say(signed_in, "accept", asked, STATUS)
    assert "You are in the team Platform now." in text(answer)
    place = Membership.objects.get(learner=ada)
    assert (place.team, place.role, place.visibility, place.accepted_at) == (team, MEMBER, STATUS, NOON)
    assert list(place.visibility_changes.values_list("visibility", "at")) == [(STATUS, NOON)]
    assert Invitation.objects.get().accepted_at == NOON


def test_used_twice_it_says_so_and_changes_nothing(signed_in, ada, asked):
    say(signed_in, "accept", asked)
    assert "You have accepted this invitation already." in text(say(signed_in, "accept", asked, TASKS))
    assert Membership.objects.get(learner=ada).visibility == DATES


def test_used_twice_after_leaving_it_opens_nothing(signed_in, ada, team, asked):
    say(signed_in, "accept", asked)
    signed_in.post(reverse("teams:leave", args=[team.slug]))
    say(signed_in, "accept", asked)
    assert not Membership.objects.open().filter(learner=ada).exists()


def test_two_at_the_same_moment_are_one(ada, asked):
    first, second = (Invitation.objects.get() for _time in range(2))
    assert accept(first, ada, visibility=STATUS, now=NOON)
    assert accept(second, ada, visibility=TASKS, now=NOON) is None
    assert Membership.objects.get(learner=ada).visibility == STATUS


def test_declined_it_is_over(signed_in, ada, asked):
    say(signed_in, "decline", asked)
    assert "declined or taken back" in text(signed_in.get(asked.get_absolute_url()))
    assert not Membership.objects.filter(learner=ada).exists()


def test_taken_back_between_looking_and_accepting(signed_in, ada, asked):
    asked.close(now=NOON)
    assert "declined or taken back" in text(say(signed_in, "accept", asked))
    assert not Membership.objects.filter(learner=ada).exists()


def test_after_its_end_it_is_over(signed_in, ada, asked):
    Invitation.objects.update(expires_at=NOON)
    assert "time of this invitation is over" in text(say(signed_in, "accept", asked))
    assert not Membership.objects.filter(learner=ada).exists()


@pytest.mark.parametrize("state", [{}, {"accepted_at": NOON}, {"closed_at": NOON}, {"expires_at": NOON}], ids=str)
def test_to_another_address_it_says_nothing_of_anybody(as_stranger, asked, state):
    Invitation.objects.update(**state)
    pages = [
        as_stranger.get(asked.get_absolute_url()),
        say(as_stranger, "accept", asked),
        say(as_stranger, "decline", asked),
    ]
    for page in pages:
        assert "this invitation is for another address" in text(page)
        for secret in ("ada@", "Platform", "Ivo", "Hedy"):
            assert secret not in text(page)
    assert not Membership.objects.filter(role=MEMBER).exists()
    assert Invitation.objects.filter(**{"closed_at": None, "accepted_at": None} | state).exists()


@pytest.mark.parametrize("proven", [True, False])
def test_another_address_of_ones_own_counts_once_it_is_proven(as_stranger, stranger, asked, proven):
    EmailAddress.objects.create(user=stranger.user, email="Ada@example.org", verified=proven)
    page = text(as_stranger.get(asked.get_absolute_url()))
    assert ("From Ivo Inviter." in page) == proven
    assert (asked.get_absolute_url() in text(as_stranger.get("/teams/"))) == proven


def test_a_visitor_is_led_to_sign_up_and_back_and_reads_no_name(client, asked):
    page = text(client.get(asked.get_absolute_url()))
    assert f"{reverse('account_signup')}?next=/teams/invitations/" in page
    for secret in ("ada@", "Platform", "Ivo", "Hedy"):
        assert secret not in page


def test_from_the_link_through_sign_up_to_the_team(client, team):
    asked = make_invitation(team, "new@example.org")
    form = {"email": "New@example.org", "password1": "a long way home", "password2": "a long way home"}
    form |= {"name": "Newcomer", "time_zone": "UTC", "next": asked.get_absolute_url()}
    answer = client.post(reverse("account_signup"), form, follow=True)
    assert answer.redirect_chain[-1][0] == asked.get_absolute_url()
    say(client, "accept", asked)
    assert Membership.objects.get(role=MEMBER).learner.user.name == "Newcomer"


def test_who_only_visits_answers_nothing(client, asked):
    for what in ("accept", "decline"):
        answer = client.post(reverse(f"teams:{what}-invitation", args=[asked.token]), {"visibility": TASKS})
        assert answer["Location"].startswith(reverse("account_login"))
    assert Invitation.objects.unanswered().exists()


@pytest.mark.parametrize("token", ["1", "1:forged", "x:y", "éé"])
def test_a_forged_link_is_unknown(signed_in, asked, token):
    for name in ("invitation", "accept-invitation"):
        address = reverse(f"teams:{name}", args=[token])
        answer = signed_in.get(address) if name == "invitation" else signed_in.post(address)
        assert answer.status_code == HTTPStatus.NOT_FOUND


def test_the_signature_of_one_opens_no_other(signed_in, team, asked):
    other = make_invitation(team)
    forged = f"{other.pk}:{asked.token.split(':')[1]}"
    assert signed_in.get(reverse("teams:invitation", args=[forged])).status_code == HTTPStatus.NOT_FOUND


def test_a_nonsense_level_is_refused(signed_in, ada, asked):
    assert "Choose what your managers see." in text(say(signed_in, "accept", asked, "everything"))
    assert not Membership.objects.filter(learner=ada).exists()


def test_a_manager_to_be_needs_no_level(signed_in, ada, team):
    asked = make_invitation(team, "ada@example.org", role=MANAGER)
    signed_in.post(reverse("teams:accept-invitation", args=[asked.token]))
    assert signed_in.get(team.get_absolute_url()).status_code == HTTPStatus.OK


def test_who_is_in_already_stays_as_they_are(signed_in, ada, team, asked):
    make_membership(team, ada, visibility=TASKS)
    Invitation.objects.update(role=MANAGER)
    say(signed_in, "accept", asked, STATUS)
    place = Membership.objects.get(learner=ada)
    assert (place.role, place.visibility) == (MEMBER, TASKS)


@pytest.mark.parametrize("plans", [1, 6])
def test_the_preview_costs_the_same_for_any_number_of_plans(signed_in, ada, asked, plans, django_assert_num_queries):
    for _number in range(plans):
        make_plan(ada, tasks=({"due": MONDAY},)).refresh_summary()
        make_credential(ada, periods=({"valid_from": MONDAY},))
    # session, user, invitation, learner, own addresses, teams above, managers; plans, periods; what each level's page asks
    with django_assert_num_queries(25):
        signed_in.get(asked.get_absolute_url())


def test_the_page_of_a_place_shows_the_same_previews(signed_in, ada, team):
    make_membership(team, ada, visibility=STATUS)
    answer = signed_in.get(reverse("teams:shown", args=[team.slug]))
    assert (len(answer.context["previews"]), answer.context["chosen"]) == (3, STATUS)
    assert "Managed by Hedy Head." in text(answer)


def test_nobody_opens_the_page_of_anothers_place(as_stranger, ada, team):
    make_membership(team, ada)
    assert as_stranger.get(reverse("teams:shown", args=[team.slug])).status_code == HTTPStatus.NOT_FOUND

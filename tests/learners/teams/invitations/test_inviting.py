"""Invitations by mail: who may send them, what goes out, and what becomes of a list."""

from datetime import timedelta
from http import HTTPStatus
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from learners.teams.invitations.mail import send_some
from learners.teams.invitations.models import GOOD_FOR, KEPT, Invitation
from learners.teams.invitations.tasks import send_invitations
from learners.teams.models import Membership
from tests.factories import NOON, make_invitation, make_learner, make_membership, make_team, make_user

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("noon"),
    pytest.mark.ignore_template_errors,  # crispy's own templates look up what is not always there
]
MANAGER, MEMBER = Membership.Role.MANAGER, Membership.Role.MEMBER


@pytest.fixture
def team(ada):
    team = make_team("platform", name="Platform")
    make_membership(team, ada, role=MANAGER)
    return team


@pytest.fixture
def bell(monkeypatch):
    """Counts how often the worker is rung for, and lets nothing go out."""
    rung: list[bool] = []
    monkeypatch.setattr(send_invitations, "delay", lambda: rung.append(True))
    return rung


def ask(client: Client, team, addresses: str, role: str = MEMBER):
    return client.post(reverse("teams:members", args=[team.slug]), {"addresses": addresses, "role": role}, follow=True)


def words(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_each_address_is_invited_once_in_small_letters(signed_in, ada, team, bell, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = ask(signed_in, team, "Grace@Example.org, alan@example.org;\n<grace@example.org>")
    assert "2 invitations go out." in words(answer)
    found = Invitation.objects.order_by("address").values_list("address", "role", "invited_by", "expires_at")
    assert list(found) == [(a, MEMBER, ada.user.pk, NOON + GOOD_FOR) for a in ("alan@example.org", "grace@example.org")]
    assert bell == [True]


def test_one_bad_address_and_nothing_is_done(signed_in, team, bell):
    answer = ask(signed_in, team, "grace@example.org, alan@, grace@example")
    assert "alan@, grace@example." in str(answer.context["form"].errors["addresses"])
    assert "grace@example.org, alan@" in answer.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("typed", ["", " ,; "])
def test_no_address_is_said(signed_in, team, typed):
    assert "addresses" in ask(signed_in, team, typed).context["form"].errors


def test_more_than_a_hundred_are_sent_to_the_roster(signed_in, team):
    answer = ask(signed_in, team, "\n".join(f"a{n}@example.org" for n in range(101)))
    assert "Use a roster" in str(answer.context["form"].errors["addresses"])


def test_who_is_in_or_asked_is_named_and_not_asked_again(signed_in, team, bell):
    make_membership(team, make_learner(user=make_user(email="grace@example.org")))
    make_membership(team, make_learner(user=make_user(email="by-admin@example.org")), accepted_at=None)
    make_invitation(team, "alan@example.org")
    answer = ask(signed_in, team, "GRACE@example.org alan@example.org by-admin@example.org")
    assert "0 invitations go out." in words(answer)
    assert "In the team already: GRACE@example.org." in words(answer)
    assert "Invited already: alan@example.org, by-admin@example.org." in words(answer)
    assert Invitation.objects.count() == 1


def test_who_left_may_be_asked_again(signed_in, team, bell):
    make_membership(team, make_learner(user=make_user(email="grace@example.org")), left_at=NOON)
    make_invitation(team, "alan@example.org", closed_at=NOON)
    assert "2 invitations go out." in words(ask(signed_in, team, "grace@example.org alan@example.org"))


def test_the_mail_names_team_and_sender_and_its_link_opens_the_invitation(team, ada):
    invitation = make_invitation(team, "grace@example.org", invited_by=ada.user)
    assert send_some(now=NOON) is False
    (message,) = mail.outbox
    assert (message.to, message.subject) == (["grace@example.org"], "You are invited to the team Platform")
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    for body in (str(message.body), html):
        assert "Ada invites you to the team Platform" in body
        assert invitation.get_absolute_url() in body
        assert "16 March 2026" in body
    assert "<style" not in html.split("<body")[1]
    invitation.refresh_from_db()
    assert invitation.sent_at == NOON


def test_a_second_worker_sends_nothing_twice(team):
    make_invitation(team)
    send_some(now=NOON)
    send_some(now=NOON)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    "fields", [{"closed_at": NOON}, {"accepted_at": NOON}, {"expires_at": NOON}, {"failure": "550"}], ids=str
)
def test_what_is_not_open_goes_out_to_nobody(team, fields):
    make_invitation(team, **fields)
    send_some(now=NOON)
    assert mail.outbox == []


def test_a_mail_server_that_is_away_leaves_all_to_be_sent(team, monkeypatch):
    make_invitation(team)
    make_invitation(team)

    def hang_up(_self, _messages):
        raise SMTPServerDisconnected

    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", hang_up)
        assert send_some(now=NOON) is False
    assert Invitation.objects.unsent(NOON).count() == 2
    send_some(now=NOON)
    assert len(mail.outbox) == 2


def test_a_refused_address_is_told_and_the_others_go_out(signed_in, team, monkeypatch):
    make_invitation(team, "nobody@example.org")
    make_invitation(team, "grace@example.org")
    send = EmailBackend.send_messages

    def refuse(self, messages):
        if messages[0].to == ["nobody@example.org"]:
            raise SMTPRecipientsRefused({"nobody@example.org": (550, b"5.1.1 unknown user")})
        return send(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    send_some(now=NOON)
    assert [message.to for message in mail.outbox] == [["grace@example.org"]]
    page = signed_in.get(reverse("teams:members", args=[team.slug])).content.decode()
    assert "The mail server refuses it: 550 5.1.1 unknown user" in page


def test_sent_again_its_time_begins_anew(signed_in, team, bell, django_capture_on_commit_callbacks):
    invitation = make_invitation(team, created_at=NOON - timedelta(days=30), sent_at=NOON, failure="550 no")
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("teams:send-again", args=[team.slug, invitation.pk]))
    assert Invitation.objects.unsent(NOON).get().expires_at == NOON + GOOD_FOR
    assert bell == [True]


def test_taken_back_it_cannot_be_sent_again(signed_in, team):
    invitation = make_invitation(team)
    signed_in.post(reverse("teams:take-back-invitation", args=[team.slug, invitation.pk]))
    assert Invitation.objects.get().closed_at == NOON
    again = signed_in.post(reverse("teams:send-again", args=[team.slug, invitation.pk]))
    assert again.status_code == HTTPStatus.NOT_FOUND


def test_addresses_of_people_who_never_answered_are_dropped(team):
    make_invitation(team, "old@example.org", expires_at=NOON - KEPT - timedelta(days=1))
    make_invitation(team, "used@example.org", expires_at=NOON - KEPT - timedelta(days=1), accepted_at=NOON)
    make_invitation(team, "young@example.org", expires_at=NOON)
    send_invitations()
    assert set(Invitation.objects.values_list("address", flat=True)) == {"used@example.org", "young@example.org"}


@pytest.mark.parametrize("people", [2, 60])
def test_the_members_page_asks_the_same_number_of_queries(signed_in, team, people, django_assert_num_queries):
    for _number in range(people):
        make_membership(team, make_learner())
        make_invitation(team)
    # session, user, learner, team; two lists, each counted and read
    with django_assert_num_queries(8):
        signed_in.get(reverse("teams:members", args=[team.slug]))


def test_a_manager_removes_a_member_who_is_out_at_once(signed_in, team):
    place = make_membership(team, make_learner(user=make_user(name="Grace")))
    signed_in.post(reverse("teams:remove", args=[team.slug, place.pk]), follow=True)
    place.refresh_from_db()
    assert place.left_at == NOON
    assert "Grace" not in signed_in.get(team.get_absolute_url()).content.decode()


def leave(client: Client, team, ada, way: str):
    own = Membership.objects.get(team=team, learner=ada)
    address = (
        reverse("teams:leave", args=[team.slug])
        if way == "leave"
        else reverse("teams:remove", args=[team.slug, own.pk])
    )
    return client.post(address, follow=True)


@pytest.mark.parametrize("way", ["leave", "remove"])
def test_the_last_manager_stays_and_is_told_why(signed_in, ada, team, way):
    make_membership(team, make_learner(), role=MANAGER, accepted_at=None)
    answer = leave(signed_in, team, ada, way)
    assert "Nobody else manages Platform." in words(answer)
    assert Membership.objects.current().filter(learner=ada).exists()


@pytest.mark.parametrize("way", ["leave", "remove"])
@pytest.mark.parametrize("where", ["here", "above"])
def test_a_manager_goes_where_another_is_left(signed_in, ada, team, way, where):
    top = make_team("top")
    team.parent = top
    team.save()
    make_membership(team if where == "here" else top, make_learner(), role=MANAGER)
    answer = leave(signed_in, team, ada, way)
    assert answer.status_code == HTTPStatus.OK
    assert signed_in.get(team.get_absolute_url()).status_code == HTTPStatus.NOT_FOUND


WAYS = {
    "members": ("get", []),
    "remove": ("post", ["place"]),
    "send-again": ("post", ["invitation"]),
    "take-back-invitation": ("post", ["invitation"]),
    "roster": ("get", []),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("who", ["member", "former manager", "manager elsewhere", "manager below", "asked manager"])
def test_who_does_not_manage_the_team_finds_nothing(team, way, who):
    method, needs = WAYS[way]
    rows = {"place": make_membership(team, make_learner()), "invitation": make_invitation(team)}
    where = {"manager elsewhere": make_team("other"), "manager below": make_team("below", parent=team)}.get(who, team)
    states: dict[str, dict[str, Any]] = {"former manager": {"left_at": NOON}, "asked manager": {"accepted_at": None}}
    learner = make_learner()
    make_membership(where, learner, role=MEMBER if who == "member" else MANAGER, **states.get(who, {}))
    client = Client()
    client.force_login(learner.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse(f"teams:{way}", args=[team.slug, *(rows[need].pk for need in needs)])
    assert getattr(client, method)(address).status_code == HTTPStatus.NOT_FOUND
    if method == "get":
        assert client.post(address, {"addresses": "x@example.org", "role": MANAGER}).status_code == HTTPStatus.NOT_FOUND
    assert Membership.objects.current().filter(pk=rows["place"].pk).exists()
    assert Invitation.objects.unanswered().count() == 1


def test_nobody_acts_on_what_is_another_teams(signed_in, team):
    other = make_team("other")
    place, invitation = make_membership(other, make_learner()), make_invitation(other)
    for way, pk in (("remove", place.pk), ("send-again", invitation.pk), ("take-back-invitation", invitation.pk)):
        assert signed_in.post(reverse(f"teams:{way}", args=[team.slug, pk])).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("way", ["remove", "send-again", "take-back-invitation"])
def test_looking_changes_nothing(signed_in, team, way):
    address = reverse(f"teams:{way}", args=[team.slug, 1])
    assert signed_in.get(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED

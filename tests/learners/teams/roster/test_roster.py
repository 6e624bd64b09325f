"""A roster is checked line by line before anybody is invited, and then it is all of it or nothing."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from learners.teams.invitations import inviting
from learners.teams.invitations.addresses import Outcome
from learners.teams.invitations.models import Invitation
from learners.teams.invitations.tasks import send_invitations
from learners.teams.models import Membership
from learners.teams.roster.models import RosterUpload
from learners.teams.roster.reading import MOST_ROWS, RosterError, read
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


@pytest.fixture(autouse=True)
def bell(monkeypatch):
    monkeypatch.setattr(send_invitations, "delay", lambda: None)


def upload(client: Client, team, text: str | bytes):
    content = text if isinstance(text, bytes) else text.encode()
    address = reverse("teams:roster", args=[team.slug])
    return client.post(address, {"file": SimpleUploadedFile("people.csv", content)}, follow=True)


def confirm(client: Client, team):
    return client.post(reverse("teams:roster-confirm", args=[team.slug, RosterUpload.objects.get().pk]), follow=True)


def outcomes(response) -> list[tuple[int, str, int]]:
    return [(row.line.number, row.outcome, row.first) for row, _words in response.context["rows"]]


def test_the_dry_run_says_of_each_line_what_would_happen_and_does_nothing(signed_in, team):
    make_membership(team, make_learner(user=make_user(email="grace@example.org")))
    make_invitation(team, "alan@example.org")
    answer = upload(
        signed_in,
        team,
        "Name;E-Mail;Role\nMary;mary@example.org;\n\nGrace;GRACE@example.org;member\nAlan;alan@example.org;\n"
        "No;not-an-address;\nMary M;Mary@Example.org;\nNone;;\nBoss;boss@example.org;Manager\nOdd;odd@example.org;king\n",
    )
    assert outcomes(answer) == [
        (2, Outcome.NEW, 0),
        (4, Outcome.MEMBER, 0),
        (5, Outcome.INVITED, 0),
        (6, Outcome.MALFORMED, 0),
        (7, Outcome.DUPLICATE, 2),
        (8, Outcome.MALFORMED, 0),
        (9, Outcome.NEW, 0),
        (10, Outcome.MALFORMED, 0),
    ]
    page = " ".join(answer.content.decode().split())
    assert "2 people would be invited. Nothing is done yet." in page
    assert "as on line 2" in page
    assert Invitation.objects.count() == 1
    assert "2 invitations go out." in confirm(signed_in, team).content.decode()
    made = Invitation.objects.exclude(address="alan@example.org").order_by("address").values_list("address", "role")
    assert list(made) == [("boss@example.org", MANAGER), ("mary@example.org", MEMBER)]
    assert not RosterUpload.objects.exists()


def test_nothing_but_addresses_and_roles_is_kept(signed_in, team):
    upload(signed_in, team, "email,salary\nmary@example.org,90000\n")
    assert RosterUpload.objects.get().lines == [[2, "mary@example.org", "member"]]


def test_a_list_can_be_cut_to_one_outcome(signed_in, team):
    upload(signed_in, team, "email\na@example.org\nbad\n")
    address = reverse("teams:roster-check", args=[team.slug, RosterUpload.objects.get().pk])
    assert outcomes(signed_in.get(address, {"only": "malformed"})) == [(3, Outcome.MALFORMED, 0)]
    assert len(outcomes(signed_in.get(address, {"only": "nonsense"}))) == 2


def test_what_became_of_a_line_between_check_and_yes_counts(signed_in, team):
    upload(signed_in, team, "email\na@example.org\nb@example.org\n")
    make_invitation(team, "a@example.org")
    assert "1 invitation goes out." in confirm(signed_in, team).content.decode()
    assert Invitation.objects.count() == 2


def test_all_of_it_or_nothing(signed_in, team, monkeypatch):
    upload(signed_in, team, "email\n" + "".join(f"p{n}@example.org\n" for n in range(5)))
    calls = []

    def fail() -> None:
        calls.append(Invitation.objects.count())
        raise RuntimeError

    monkeypatch.setattr(inviting, "ring", fail)
    with pytest.raises(RuntimeError):
        confirm(signed_in, team)
    assert (calls, Invitation.objects.count()) == ([5], 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"email\n", "no addresses"),
        (b"name,role\nMary,member\n", "one of them must be “email”"),
        ("email\nm\xe4ry@example.org".encode("latin-1"), "not in UTF-8"),
        (b"email\n\0", "no CSV file"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(signed_in, team, content, words):
    answer = upload(signed_in, team, content)
    assert words in str(answer.context["form"].errors["file"])
    assert not RosterUpload.objects.exists()


def test_a_list_without_a_heading_is_a_list_of_addresses(team):
    lines = read(b"\xef\xbb\xbfmary@example.org\r\ngrace@example.org\r\n")
    assert [(line.number, line.address) for line in lines] == [(1, "mary@example.org"), (2, "grace@example.org")]


@pytest.mark.parametrize("heading", ["email\n", ""])
def test_one_row_too_many_is_refused_and_the_most_is_not(heading):
    rows = [f"p{number}@example.org\n" for number in range(MOST_ROWS + 1)]
    assert len(read((heading + "".join(rows[1:])).encode())) == MOST_ROWS
    with pytest.raises(RosterError, match="50,000"):
        read((heading + "".join(rows)).encode())


def test_fifty_thousand_rows_cost_a_query_for_each_thousand(signed_in, team):
    upload(signed_in, team, "email\n" + "".join(f"p{number}@example.org\n" for number in range(MOST_ROWS)))
    pk = RosterUpload.objects.get().pk
    with CaptureQueriesContext(connection) as checking:
        signed_in.get(reverse("teams:roster-check", args=[team.slug, pk]))
    with CaptureQueriesContext(connection) as writing:
        signed_in.post(reverse("teams:roster-confirm", args=[team.slug, pk]))
    assert Invitation.objects.count() == MOST_ROWS
    assert len(checking) == 8  # session, user, learner, team, upload, three of what is taken
    at_once = inviting.BATCH if connection.vendor == "postgresql" else 90  # SQLite takes 999 values at once
    assert len(writing) < MOST_ROWS / at_once + 30


def test_a_roster_thrown_away_invites_nobody(signed_in, team):
    upload(signed_in, team, "email\na@example.org\n")
    signed_in.post(reverse("teams:roster-drop", args=[team.slug, RosterUpload.objects.get().pk]))
    assert not RosterUpload.objects.exists()
    assert not Invitation.objects.exists()


def test_a_second_roster_takes_the_place_of_the_first_and_old_ones_go(signed_in, team, noon):
    other = make_learner()
    RosterUpload.objects.create(
        manager=other, team=team, name="old", lines=[], created_at=NOON - timedelta(days=1, seconds=1)
    )
    upload(signed_in, team, "email\na@example.org\n")
    upload(signed_in, team, "email\nb@example.org\n")
    assert RosterUpload.objects.get().lines[0][1] == "b@example.org"


def test_nobody_opens_the_roster_of_another_manager(signed_in, as_stranger, stranger, team):
    upload(signed_in, team, "email\na@example.org\n")
    make_membership(team, stranger, role=MANAGER)
    pk = RosterUpload.objects.get().pk
    for way in ("roster-confirm", "roster-drop"):
        assert as_stranger.post(reverse(f"teams:{way}", args=[team.slug, pk])).status_code == HTTPStatus.NOT_FOUND
    assert as_stranger.get(reverse("teams:roster-check", args=[team.slug, pk])).status_code == HTTPStatus.NOT_FOUND
    assert RosterUpload.objects.exists()


def test_a_manager_no_more_confirms_nothing(signed_in, ada, team):
    upload(signed_in, team, "email\na@example.org\n")
    Membership.objects.update(left_at=NOON)
    assert confirm(signed_in, team).status_code == HTTPStatus.NOT_FOUND
    assert not Invitation.objects.exists()

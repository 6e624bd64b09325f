"""A credential earned elsewhere: handed in, withdrawn, accepted, not accepted."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from certifications.models import Certification
from learners.credentials import claims
from learners.credentials.exams import CredentialClaim, Evidence
from learners.credentials.models import Credential, CredentialPeriod
from learners.profiles.models import Learner
from tests.certifications.desk import client_of, make_owner
from tests.factories import MONDAY, NOON, make_certification, make_claim, make_credential, make_learner, make_user
from tests.learners.credentials.files import lying, pdf, picture, shelf_at, upload

__all__ = ["shelf_at"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon", "shelf_at")]
ADD, LIST = "/credentials/add/", "/credentials/"
State = CredentialClaim.State


@pytest.fixture
def goal(db) -> Certification:
    return make_certification("goal", name="Goal", guide={"validity_months": 24})


def given(goal: Certification, **changes) -> dict:
    sent = {"certification": goal.pk, "valid_from": "2026-01-12", "valid_until": "", "note": "By post"}
    return {**sent, "evidence": [upload(pdf(), "proof.pdf")], **changes}


def test_handed_in_it_waits_with_its_files_and_counts_for_nothing(signed_in: Client, ada, goal, shelf_at) -> None:
    answer = signed_in.post(ADD, given(goal, evidence=[upload(pdf(), "one.pdf"), upload(picture(), "two.png")]))
    assert answer["Location"] == LIST
    claim = CredentialClaim.objects.get()
    assert (claim.learner, claim.state, claim.made_at, claim.note) == (ada, State.WAITING, NOON, "By post")
    assert [file.name for file in claim.evidence.all()] == ["one.pdf", "two.png"]
    assert len(lying(shelf_at)) == 2
    assert not Credential.objects.exists()
    page = signed_in.get(LIST)
    assert page.context["held"] == []
    assert "waiting for review" in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "months", "kept"),
    [("", 24, date(2028, 1, 12)), ("", None, None), ("2027-05-01", 24, date(2027, 5, 1))],
)
def test_the_end_is_what_was_typed_or_what_the_rule_says(signed_in: Client, typed: str, months, kept) -> None:
    signed_in.post(ADD, given(make_certification(guide={"validity_months": months}), valid_until=typed))
    assert CredentialClaim.objects.get().valid_until == kept


def test_certifications_are_grouped_by_programme_and_listed_ones_are_there(signed_in: Client, goal) -> None:
    listed = make_certification(kind="listed", program=goal.program)
    gone = make_certification(archived=True)
    choices = dict(signed_in.get(ADD).context["form"].fields["certification"].choices)
    assert {pk for pk, _name in choices[goal.program.name]} == {goal.pk, listed.pk}
    assert gone.program.name not in choices


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"certification": ""}, "certification", "This field is required."),
        ({"certification": 999_999}, "certification", "Select a valid choice."),
        ({"valid_from": "2026-03-03"}, "valid_from", "That day is still to come."),
        ({"valid_from": "0026-01-12"}, "valid_from", "Is the year right?"),
        ({"valid_from": "2026-02-30"}, "valid_from", "Enter a valid date."),
        ({"valid_until": "2025-01-12"}, "valid_until", "A credential must not end before it begins."),
        ({"valid_until": "9999-01-12"}, "valid_until", "Is the year right?"),
        ({"note": "x" * 501}, "note", "at most 500 characters"),
        ({"evidence": []}, "evidence", "Choose at least one file that shows it."),
        ({"evidence": [upload(b"<svg/>", "a.png")]}, "evidence", "is neither a PDF nor"),
    ],
)
def test_a_slip_is_told_at_its_field_and_what_was_typed_stays(
    signed_in: Client, goal, changes: dict, field: str, message: str
) -> None:
    for sent in changes.get("evidence", []):
        sent.seek(0)
    answer = signed_in.post(ADD, given(goal, **changes))
    assert message in str(answer.context["form"].errors[field])
    page = answer.content.decode()
    assert ("By post" if "note" not in changes else "x" * 501) in page
    assert "Please choose the files again" in page
    assert not CredentialClaim.objects.exists()


def test_one_that_waits_already_is_told(signed_in: Client, ada, goal) -> None:
    make_claim(ada, goal)
    assert "waits for review already" in str(signed_in.post(ADD, given(goal)).context["form"].errors["certification"])


def test_two_tabs_that_hand_in_the_same_make_one(ada, goal, shelf_at) -> None:
    make_claim(ada, goal)
    with pytest.raises(ValidationError, match="waits for review already"):
        claims.hand_in(CredentialClaim(learner=ada, certification=goal, valid_from=MONDAY), [], now=NOON)
    assert CredentialClaim.objects.count() == 1
    assert lying(shelf_at) == []


def test_what_is_on_record_from_that_day_is_told(signed_in: Client, ada, goal) -> None:
    make_credential(ada, goal, periods=({"valid_from": date(2026, 1, 12)},))
    errors = signed_in.post(ADD, given(goal)).context["form"].errors
    assert errors["valid_from"] == ["You hold this credential from that day on already."]


def test_a_visitor_is_asked_to_log_in(client: Client) -> None:
    assert client.get(ADD)["Location"].startswith("/accounts/login/")


def test_withdrawn_it_is_gone_with_its_files(
    signed_in: Client, goal, shelf_at, django_capture_on_commit_callbacks
) -> None:
    signed_in.post(ADD, given(goal))
    claim = CredentialClaim.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("credentials:withdraw", args=[claim.pk]))
    claim.refresh_from_db()
    assert claim.state == State.WITHDRAWN
    assert not Evidence.objects.exists()
    assert lying(shelf_at) == []
    assert list(signed_in.get(LIST).context["claims"]) == []
    signed_in.post(ADD, given(goal))
    assert CredentialClaim.objects.waiting().count() == 1


def test_what_was_not_accepted_can_be_let_be_and_stays_on_the_desks_record(signed_in: Client, ada, goal) -> None:
    claim = make_claim(ada, goal, evidence=1, state=State.REJECTED, review_note="Illegible", reviewed_at=NOON)
    signed_in.post(reverse("credentials:withdraw", args=[claim.pk]))
    claim.refresh_from_db()
    assert (claim.state, claim.review_note, claim.evidence.count()) == (State.WITHDRAWN, "Illegible", 0)
    assert list(signed_in.get(LIST).context["claims"]) == []
    page = signed_in.get(reverse("credentials:credential", args=[make_credential(ada, goal).pk]))
    assert [event.words for event in page.context["page"].history] == ["Handed in as earned elsewhere."]


def test_nobody_withdraws_anothers(as_stranger: Client, ada, goal) -> None:
    claim = make_claim(ada, goal)
    assert as_stranger.post(reverse("credentials:withdraw", args=[claim.pk])).status_code == HTTPStatus.NOT_FOUND
    assert as_stranger.get(f"{ADD}?again={claim.pk}").context["form"].initial.get("note") is None


def test_what_was_reviewed_meanwhile_is_not_withdrawn(signed_in: Client, ada, goal) -> None:
    claim = make_claim(ada, goal, evidence=1, state=State.ACCEPTED)
    signed_in.post(reverse("credentials:withdraw", args=[claim.pk]))
    claim.refresh_from_db()
    assert (claim.state, claim.evidence.count()) == (State.ACCEPTED, 1)


# The review ----------------------------------------------------------------------------------------------------------


def test_accepting_awards_the_credential_once(ada, goal) -> None:
    claim, reviewer = make_claim(ada, goal, valid_until=date(2027, 6, 1)), make_owner()
    claims.accept(claim, by=reviewer, now=NOON, note="Seen")
    again = CredentialClaim.objects.get()
    with pytest.raises(ValidationError, match="reviewed or withdrawn meanwhile"):
        claims.accept(again, by=make_owner(), now=NOON + timedelta(hours=1))
    again.refresh_from_db()
    period = CredentialPeriod.objects.get()
    assert (period.valid_from, period.valid_until) == (date(2026, 1, 12), date(2027, 6, 1))
    assert (again.state, again.period, again.reviewed_by, again.reviewed_at) == (State.ACCEPTED, period, reviewer, NOON)
    assert period.credential.learner == ada


def test_a_second_period_is_added_to_the_same_credential(ada, goal) -> None:
    credential = make_credential(ada, goal, periods=({"valid_from": date(2024, 1, 12)},))
    claims.accept(make_claim(ada, goal), by=make_owner(), now=NOON)
    assert credential.periods.count() == 2


def test_what_came_on_record_meanwhile_is_not_awarded_again(ada, goal) -> None:
    claim = make_claim(ada, goal)
    make_credential(ada, goal, periods=({"valid_from": claim.valid_from, "revoked_on": MONDAY},))
    with pytest.raises(ValidationError, match="on record already"):
        claims.accept(claim, by=make_owner(), now=NOON)
    assert CredentialClaim.objects.waiting().get() == claim


def test_what_a_pass_of_that_day_gave_is_not_awarded_again(ada, goal) -> None:
    claim = make_claim(ada, goal)
    make_credential(ada, goal, periods=({"valid_from": MONDAY, "awarded_on": claim.valid_from, "cause": "renewed"},))
    with pytest.raises(ValidationError, match="on record already"):
        claims.accept(claim, by=make_owner(), now=NOON)


def test_what_was_renewed_by_a_higher_one_that_day_does_not_stand_against_it(ada, goal) -> None:
    claim = make_claim(ada, goal, valid_until=date(2027, 6, 1))
    make_credential(ada, goal, periods=({"valid_from": MONDAY, "awarded_on": claim.valid_from, "cause": "by_higher"},))
    claims.accept(claim, by=make_owner(), now=NOON)
    claim.refresh_from_db()
    assert claim.period is not None
    assert (claim.period.valid_from, claim.period.valid_until) == (date(2026, 1, 12), date(2027, 6, 1))


def test_a_withdrawn_one_is_neither_accepted_nor_refused(ada, goal) -> None:
    claim = make_claim(ada, goal, state=State.WITHDRAWN)
    for move in (claims.accept, claims.reject):
        with pytest.raises(ValidationError, match="doesn't wait any more"):
            move(claim, by=make_owner(), now=NOON, note="Why")


@pytest.mark.parametrize("move", [claims.accept, claims.reject])
def test_nobody_reviews_their_own(goal, move) -> None:
    reviewer = make_owner()
    claim = make_claim(make_learner(user=reviewer), goal)
    with pytest.raises(ValidationError, match="your own"):
        move(claim, by=reviewer, now=NOON, note="Fine")
    assert CredentialClaim.objects.waiting().get() == claim


def test_not_accepting_wants_a_reason_and_lets_the_learner_hand_in_again(signed_in: Client, ada, goal) -> None:
    claim = make_claim(ada, goal, note="By post")
    with pytest.raises(ValidationError, match="Say why"):
        claims.reject(claim, by=make_owner(), now=NOON, note="  ")
    claims.reject(claim, by=make_owner(), now=NOON, note="The scan can't be read.")
    page = signed_in.get(LIST).content.decode()
    assert "The scan can&#x27;t be read." in page
    assert f"{ADD}?again={claim.pk}" in page
    assert signed_in.get(f"{ADD}?again={claim.pk}").context["form"].initial["note"] == "By post"
    signed_in.post(ADD, given(goal))
    CredentialClaim.objects.waiting().update(made_at=NOON + timedelta(minutes=1))
    assert [one.state for one in signed_in.get(LIST).context["claims"]] == [State.WAITING]


@pytest.mark.parametrize("asked", ["x", "9" * 30, "-1", "²"])
def test_nonsense_to_hand_in_again_is_an_empty_form(signed_in: Client, goal, asked: str) -> None:
    assert signed_in.get(ADD, {"again": asked}).status_code == HTTPStatus.OK


def test_the_form_knows_from_which_certification_one_comes(signed_in: Client, goal) -> None:
    assert signed_in.get(f"{ADD}?certification=goal").context["form"].initial == {"certification": goal}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"valid_from": "2026-01-12"}, "Left empty, it is 12 Jan 2028"),
        ({"valid_from": ""}, "Left empty, it is worked out"),
        ({"valid_from": "2026-02-31"}, "Left empty, it is worked out"),
        ({"valid_from": "9999-01-12"}, "Left empty, it is worked out"),
        ({"valid_from": "2026-01-12", "certification": "x"}, "Left empty, it is worked out"),
    ],
)
def test_the_end_by_rule_is_proposed(signed_in: Client, goal, asked: dict, words: str) -> None:
    page = signed_in.get(reverse("credentials:end-by-rule"), {"certification": str(goal.pk), **asked})
    assert words in page.content.decode()


def test_a_rule_without_an_end_is_said(signed_in: Client) -> None:
    asked = {"certification": str(make_certification().pk), "valid_from": "2026-01-12"}
    assert "it has no end" in signed_in.get(reverse("credentials:end-by-rule"), asked).content.decode()


@pytest.mark.parametrize("count", [1, 20])
def test_the_form_asks_the_same_number_of_queries_for_any_catalogue(
    signed_in: Client, ada: Learner, django_assert_num_queries, count: int
) -> None:
    for _number in range(count):
        make_certification()
    # session, user, learner, certifications with programme and version
    with django_assert_num_queries(4):
        signed_in.get(ADD)


def test_an_address_that_names_no_certification_chooses_none(signed_in: Client) -> None:
    """PostgreSQL takes no NUL, not even to look for it."""
    assert signed_in.get(f"{ADD}?certification=a%00").status_code == 200


# At the desk ---------------------------------------------------------------------------------------------------------


def desk(name: str, *args: int) -> str:
    return reverse(f"admin:learners_credentialclaim_{name}", args=args)


@pytest.mark.ignore_template_errors
def test_a_reviewer_finds_what_waits_and_accepts_it(ada, goal) -> None:
    claim, client = make_claim(ada, goal, evidence=1), client_of(make_owner())
    assert desk("change", claim.pk) in client.get(desk("changelist")).content.decode()
    assert client.get(desk("change", claim.pk))["Location"] == desk("review", claim.pk)
    page = client.get(desk("review", claim.pk)).content.decode()
    assert reverse("credentials:evidence", args=[claim.evidence.get().pk]) in page
    assert "Accepting awards Goal from 12 Jan 2026 on" in page
    assert client.post(desk("accept", claim.pk), {"note": ""})["Location"] == desk("changelist")
    assert Credential.objects.get().learner == ada
    again = client.post(desk("accept", claim.pk), {"note": ""})
    assert "reviewed or withdrawn meanwhile" in again.content.decode()
    assert CredentialPeriod.objects.count() == 1


@pytest.mark.ignore_template_errors
def test_the_desks_home_says_how_many_wait(ada, goal) -> None:
    client = client_of(make_owner())
    assert "for review" not in client.get(reverse("admin:index")).content.decode()
    make_claim(ada, goal)
    make_claim(ada)
    assert "2 credentials earned elsewhere wait for review" in client.get(reverse("admin:index")).content.decode()


@pytest.mark.ignore_template_errors
def test_a_review_without_a_reason_comes_back(ada, goal) -> None:
    claim, client = make_claim(ada, goal), client_of(make_owner())
    assert "Say why" in client.post(desk("reject", claim.pk), {"note": ""}).content.decode()
    assert "x" * 501 in client.post(desk("reject", claim.pk), {"note": "x" * 501}).content.decode()
    for name in ("accept", "reject"):
        assert "Null characters are not allowed" in client.post(desk(name, claim.pk), {"note": "a\0"}).content.decode()
    assert CredentialClaim.objects.waiting().exists()
    client.post(desk("reject", claim.pk), {"note": "Whose is it?"})
    claim.refresh_from_db()
    assert (claim.state, claim.review_note) == (State.REJECTED, "Whose is it?")
    assert "Whose is it?" in client.get(desk("review", claim.pk)).content.decode()


@pytest.mark.ignore_template_errors
def test_nobody_adds_edits_or_deletes_one_at_the_desk(ada, goal) -> None:
    claim, client = make_claim(ada, goal), client_of(make_user(is_staff=True, is_superuser=True))
    assert client.get(desk("add")).status_code == HTTPStatus.FORBIDDEN
    assert client.post(desk("delete", claim.pk), {"post": "yes"}).status_code == HTTPStatus.FORBIDDEN
    client.post(desk("change", claim.pk), {"state": "accepted"})
    assert CredentialClaim.objects.waiting().exists()
    client.post(reverse("admin:portal_user_delete", args=[ada.user.pk]), {"post": "yes"})
    assert not CredentialClaim.objects.exists()


@pytest.mark.ignore_template_errors
def test_only_reviewers_reach_the_review(ada, goal, as_stranger: Client) -> None:
    claim = make_claim(ada, goal)
    for client in (as_stranger, client_of(make_user(is_staff=True)), Client()):
        for name in ("review", "accept", "reject"):
            answer = client.post(desk(name, claim.pk), {"note": "x"})
            assert answer.status_code in {HTTPStatus.FOUND, HTTPStatus.FORBIDDEN}
    assert client_of(make_user(is_staff=True)).get(desk("review", claim.pk)).status_code == HTTPStatus.FORBIDDEN
    assert CredentialClaim.objects.waiting().exists()

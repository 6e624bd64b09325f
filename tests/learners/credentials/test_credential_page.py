"""The page of one credential, for its holder."""

from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from learners.credentials.exams import CredentialClaim, ExamAttempt
from learners.profiles.models import Learner
from tests.certifications.desk import make_owner
from tests.factories import (
    MONDAY,
    NOON,
    make_attempt,
    make_certification,
    make_claim,
    make_credential,
    make_evidence,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)


@pytest.fixture
def goal(db):
    return make_certification("goal", name="Goal", guide={"renewal": "Sit the updated exam."})


def page_of(credential) -> str:
    return reverse("credentials:credential", args=[credential.pk])


def expiring(learner: Learner, goal):
    return make_credential(
        learner, goal, periods=({"valid_from": MONDAY - 300 * DAY, "valid_until": MONDAY + 9 * DAY},)
    )


def test_a_stranger_and_a_visitor_do_not_see_it(ada, goal, as_stranger: Client) -> None:
    address = page_of(expiring(ada, goal))
    assert as_stranger.get(address).status_code == HTTPStatus.NOT_FOUND
    assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_it_says_how_it_stands_and_how_to_renew(signed_in: Client, ada, goal) -> None:
    page = signed_in.get(page_of(expiring(ada, goal))).content.decode()
    assert "Expiring" in page
    assert "9 days left" in page
    assert "Sit the updated exam." in page


def test_the_list_leads_to_it(signed_in: Client, ada, goal) -> None:
    assert page_of(expiring(ada, goal)) in signed_in.get("/credentials/").content.decode()


def test_hidden_it_offers_to_show_it_and_shown_it_gives_the_link(signed_in: Client, ada, goal, settings) -> None:
    settings.SITE_URL = "https://cairn.example.org"
    credential = expiring(ada, goal)
    assert "Show it by a link" in signed_in.get(page_of(credential)).content.decode()
    signed_in.post(reverse("credentials:show", args=[credential.pk]))
    credential.refresh_from_db()
    page = signed_in.get(page_of(credential)).content.decode()
    assert f'value="https://cairn.example.org/verify/{credential.verify_token}/"' in page
    assert "Hide it" in page


def test_without_a_name_it_says_what_others_will_read(signed_in: Client, ada, goal) -> None:
    ada.user.name = ""
    ada.user.save()
    assert "It says “name not given”." in signed_in.get(page_of(expiring(ada, goal))).content.decode()


def test_what_happened_is_told_newest_first(signed_in: Client, ada, goal) -> None:
    credential = expiring(ada, goal)
    make_attempt(ada, goal, state=ExamAttempt.State.FAILED, exam_on=date(2025, 1, 7))
    make_attempt(ada, goal, state=ExamAttempt.State.CANCELLED, exam_on=date(2025, 1, 8))
    make_attempt(ada, goal, state=ExamAttempt.State.PASSED, exam_on=date(2025, 4, 7))
    make_claim(
        ada,
        goal,
        state=CredentialClaim.State.REJECTED,
        review_note="Illegible",
        reviewed_at=NOON,
        reviewed_by=make_owner(),
    )
    credential.periods.create(valid_from=MONDAY + DAY)
    credential.periods.create(valid_from=MONDAY + 10 * DAY, awarded_on=date(2025, 4, 6), cause="renewed")
    history = signed_in.get(page_of(credential)).context["page"].history
    assert [(event.words, event.note) for event in history] == [
        ("Not accepted by a reviewer.", "Illegible"),
        ("Handed in as earned elsewhere.", ""),
        ("A period of validity began.", ""),
        ("Exam passed.", ""),
        ("Renewed.", ""),
        ("Exam not passed.", ""),
    ]


def test_evidence_is_there_with_the_way_to_add_more(signed_in: Client, ada, goal) -> None:
    credential = expiring(ada, goal)
    attempt = make_attempt(ada, goal, state=ExamAttempt.State.PASSED)
    found = make_evidence(attempt=attempt)
    page = signed_in.get(page_of(credential)).content.decode()
    assert reverse("credentials:evidence", args=[found.pk]) in page
    assert reverse("credentials:attempt-evidence", args=[attempt.pk]) in page


@pytest.mark.parametrize("count", [1, 15])
def test_the_page_asks_the_same_number_of_queries_however_much_happened(
    signed_in: Client, ada, goal, django_assert_num_queries, count: int
) -> None:
    credential = expiring(ada, goal)
    for number in range(count):
        credential.periods.create(valid_from=MONDAY - (301 + number) * DAY)
        claim = make_claim(ada, goal, evidence=2, state=CredentialClaim.State.ACCEPTED, reviewed_at=NOON)
        assert claim.pk
        make_evidence(attempt=make_attempt(ada, goal, state=ExamAttempt.State.PASSED))
    # session, user, learner, credential with certification, periods, claims, their evidence, attempts, their evidence
    with django_assert_num_queries(9):
        signed_in.get(page_of(credential))

"""The link by which a holder shows a credential, and the public page behind it."""

import re
from datetime import timedelta
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from learners.credentials.models import Credential
from learners.profiles.models import Learner
from tests.factories import MONDAY, make_certification, make_credential

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
DAY = timedelta(days=1)


def lasting(days: int, **fields) -> dict:
    return {"valid_from": MONDAY - 300 * DAY, "valid_until": MONDAY + days * DAY, **fields}


@pytest.fixture
def credential(ada: Learner) -> Credential:
    return make_credential(ada, make_certification("goal", name="Goal"), periods=(lasting(400),))


def shown(credential: Credential, token: str = "a-link") -> str:
    Credential.objects.filter(pk=credential.pk).update(is_public=True, verify_token=token)
    return reverse("verify:credential", args=[token])


def press(client: Client, name: str, credential: Credential) -> HTTPStatus:
    answer = client.post(reverse(f"credentials:{name}", args=[credential.pk]))
    credential.refresh_from_db()
    return HTTPStatus(answer.status_code)


def test_a_link_is_made_when_it_is_first_shown_and_cannot_be_guessed(signed_in: Client, credential) -> None:
    assert (credential.verify_token, credential.is_public) == (None, False)
    press(signed_in, "show", credential)
    assert re.fullmatch(r"[\w-]{43}", credential.verify_token)
    assert Client().get(f"/verify/{credential.verify_token}/").status_code == HTTPStatus.OK


def test_hidden_and_shown_again_it_is_the_same_link(signed_in: Client, credential) -> None:
    press(signed_in, "show", credential)
    first = credential.verify_token
    press(signed_in, "hide", credential)
    assert Client().get(f"/verify/{first}/").status_code == HTTPStatus.NOT_FOUND
    press(signed_in, "show", credential)
    assert credential.verify_token == first
    assert Client().get(f"/verify/{first}/").status_code == HTTPStatus.OK


@pytest.mark.parametrize("is_shown", [True, False])
def test_a_new_link_ends_the_old_one_and_shows_nothing_that_was_hidden(signed_in, credential, is_shown: bool) -> None:
    press(signed_in, "show", credential)
    old = credential.verify_token
    if not is_shown:
        press(signed_in, "hide", credential)
    press(signed_in, "new-link", credential)
    assert credential.is_public is is_shown
    assert Client().get(f"/verify/{old}/").status_code == HTTPStatus.NOT_FOUND
    found = Client().get(f"/verify/{credential.verify_token}/").status_code
    assert found == (HTTPStatus.OK if is_shown else HTTPStatus.NOT_FOUND)


def test_hidden_and_unknown_give_the_same_answer(client: Client, credential) -> None:
    address = shown(credential)
    Credential.objects.update(is_public=False)
    hidden, unknown = client.get(address), client.get("/verify/nobody-has-this-link/")
    assert hidden.status_code == unknown.status_code == HTTPStatus.NOT_FOUND
    assert hidden.content == unknown.content
    assert dict(hidden.headers) == dict(unknown.headers)


@pytest.mark.parametrize("name", ["show", "hide", "new-link"])
def test_only_its_holder_presses_and_only_by_a_form(signed_in, as_stranger, credential, name: str) -> None:
    shown(credential)
    assert press(as_stranger, name, credential) == HTTPStatus.NOT_FOUND
    assert press(Client(), name, credential) == HTTPStatus.FOUND
    answer = signed_in.get(reverse(f"credentials:{name}", args=[credential.pk]))
    assert answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert (credential.verify_token, credential.is_public) == ("a-link", True)


@pytest.mark.parametrize(
    ("period", "sentence", "reason"),
    [
        (lasting(400), "This credential is valid.", "Valid until 6 Apr 2027: 400 days left."),
        (lasting(60), "This credential is valid.", "Valid until 1 May 2026: 60 days left."),
        (lasting(0, valid_until=None), "This credential is valid.", "It does not expire."),
        (lasting(20), "This credential is valid, and expires soon.", "Valid until 22 Mar 2026: 20 days left."),
        (lasting(-1), "This credential has expired.", "Its last valid day was 1 Mar 2026."),
        (
            lasting(400, revoked_on=MONDAY - DAY, revoked_reason="Found out"),
            "This credential was revoked: it is not valid.",
            "Revoked on 1 Mar 2026.",
        ),
        ({"valid_from": MONDAY + DAY}, "This credential is not valid yet.", "No period of validity has begun."),
    ],
    ids=["valid", "renew now", "no end", "expiring", "expired", "revoked", "not yet"],
)
def test_each_state_is_said_in_words(client: Client, ada, period: dict, sentence: str, reason: str) -> None:
    page = client.get(shown(make_credential(ada, periods=(period,)))).content.decode()
    assert sentence in page
    assert reason in page
    assert "2 Mar 2026</time> (UTC)" in page
    assert "Found out" not in page


def test_it_names_holder_certification_and_issuer_and_never_the_address(client: Client, credential) -> None:
    page = client.get(shown(credential)).content.decode()
    assert "<strong>Ada</strong>" in page
    assert "Goal" in page
    assert credential.certification.program.issuer.name in page
    assert "ada@example.org" not in page


@pytest.mark.parametrize("name", ["", "   "])
def test_a_holder_without_a_name_is_not_named_by_address(client: Client, ada, credential, name: str) -> None:
    ada.user.name = name
    ada.user.save()
    page = client.get(shown(credential)).content.decode()
    assert "name not given" in page
    assert "ada@example.org" not in page


def test_the_page_is_neither_indexed_nor_kept_nor_does_it_tell_where_one_comes_from(client, credential) -> None:
    answer = client.get(shown(credential))
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "private, no-store"


def test_every_period_stands_on_it_with_its_stamp(client: Client, ada) -> None:
    credential = make_credential(ada, periods=(lasting(-5), {"valid_from": MONDAY}))
    page = client.get(shown(credential)).content.decode()
    assert 'class="stamp stamp-expired"' in page
    assert 'class="stamp stamp-valid"' in page


def test_with_its_holder_the_page_is_gone(client: Client, ada, credential) -> None:
    address = shown(credential)
    ada.user.delete()
    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_asks_two_queries_for_any_number_of_periods(
    client: Client, ada, django_assert_num_queries, count: int
) -> None:
    periods = tuple({"valid_from": MONDAY - number * DAY} for number in range(count))
    address = shown(make_credential(ada, periods=periods))
    # the credential with its holder and certification, its periods
    with django_assert_num_queries(2):
        client.get(address)

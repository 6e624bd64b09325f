"""Sign-up, log-in, log-out and reset, as people walk through them."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from learners.profiles.models import Learner
from portal.models import User
from tests.factories import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
SIGN_UP, LOG_IN, LOG_OUT = reverse("account_signup"), reverse("account_login"), reverse("account_logout")
RESET = reverse("account_reset_password")
SECRET = "a long and winding trail"
GIVEN = {
    "name": "Grace Hopper",
    "email": "Grace@Example.org",
    "password1": SECRET,
    "password2": SECRET,
    "time_zone": "America/New_York",
}


def signed_up() -> Client:
    client = Client()
    response = client.post(SIGN_UP, GIVEN)
    assert response.status_code == 302, response.context["form"].errors
    return client


def is_logged_in(client: Client) -> bool:
    return client.get(reverse("profiles:settings")).status_code == 200


def test_sign_up_asks_for_name_and_time_zone():
    form = Client().get(SIGN_UP).context["form"]
    assert list(form.fields) == ["name", "email", "password1", "password2", "time_zone"]


def test_the_time_zone_may_be_guessed_at_sign_up_only(signed_in):
    assert b"data-guess-time-zone" in Client().get(SIGN_UP).content
    assert b"data-guess-time-zone" not in signed_in.get(reverse("profiles:settings")).content


def test_sign_up_makes_a_learner_with_name_and_zone():
    signed_up()
    learner = Learner.objects.get(user__email="grace@example.org")
    assert (learner.user.name, learner.time_zone) == ("Grace Hopper", "America/New_York")


def test_sign_up_logs_in_and_leads_to_today():
    client = signed_up()
    assert client.get(reverse("home"))["Location"] == reverse("plans:today")


@pytest.mark.parametrize("email", ["grace@example.org", "GRACE@EXAMPLE.ORG"])
def test_an_address_signs_up_once_in_whatever_case(email):
    signed_up()
    Client().post(SIGN_UP, {**GIVEN, "email": email})
    assert User.objects.count() == 1


def test_the_database_refuses_the_same_address_in_another_case():
    make_user(email="grace@example.org")
    with pytest.raises(IntegrityError):
        User.objects.create(email="GRACE@example.org")


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("time_zone", "Mars/Base"), ("password2", "else"), ("email", "no")]
)
def test_a_wrong_value_is_said_at_its_field(field, value):
    response = Client().post(SIGN_UP, {**GIVEN, field: value})
    assert response.context["form"].errors.keys() == {field}
    assert not User.objects.exists()


def test_one_logs_in_with_the_address_in_any_case():
    signed_up()
    client = Client()
    client.post(LOG_IN, {"login": "GRACE@example.org", "password": SECRET})
    assert is_logged_in(client)


def test_a_wrong_password_does_not_log_in():
    signed_up()
    client = Client()
    client.post(LOG_IN, {"login": "grace@example.org", "password": "guess"})
    assert not is_logged_in(client)


def test_after_log_in_one_is_where_one_wanted_to_go():
    signed_up()
    client = Client()
    wanted = client.get(reverse("profiles:settings"))["Location"]
    assert client.post(wanted, {"login": "grace@example.org", "password": SECRET})["Location"] == reverse(
        "profiles:settings"
    )


def test_log_out_is_a_post_and_logs_out():
    client = signed_up()
    client.get(LOG_OUT)
    assert is_logged_in(client)
    client.post(LOG_OUT)
    assert not is_logged_in(client)


def test_a_forgotten_password_can_be_set_anew_by_mail():
    signed_up()
    client = Client()
    client.post(RESET, {"email": "GRACE@example.org"})
    message = mail.outbox[-1]
    [link] = re.findall(r"https?://\S+/accounts/password/reset/key/\S+", str(message.body))
    form = client.get(link.partition("testserver")[2], follow=True)
    client.post(
        form.request["PATH_INFO"], {"password1": "another way up the hill", "password2": "another way up the hill"}
    )
    client.post(LOG_IN, {"login": "grace@example.org", "password": "another way up the hill"})
    assert message.to == ["grace@example.org"]
    assert is_logged_in(client)


def test_a_reset_link_works_once():
    response = Client().get(reverse("account_reset_password_from_key", args=["1", "bad-key"]), follow=True)
    assert b"This link no longer works" in response.content


def test_a_reset_answers_the_same_for_an_address_that_nobody_has():
    signed_up()
    answers = [
        Client().post(RESET, {"email": email}, follow=True) for email in ("grace@example.org", "nobody@example.org")
    ]
    assert answers[0].request["PATH_INFO"] == answers[1].request["PATH_INFO"]


def test_with_verification_on_one_is_in_only_after_the_link_in_the_mail(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    client = signed_up()
    assert not is_logged_in(client)
    [link] = re.findall(r"https?://\S+/accounts/confirm-email/\S+", str(mail.outbox[-1].body))
    client.post(link.partition("testserver")[2])
    client.post(LOG_IN, {"login": "grace@example.org", "password": SECRET})
    assert is_logged_in(client)


OPEN_PAGES = [
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_email_verification_sent",
]
OWN_PAGES = ["account_logout", "account_email", "account_change_password", "mfa_index", "mfa_activate_totp"]


def recently_logged_in() -> Client:
    client = signed_up()
    EmailAddress.objects.update(verified=True)
    client.post(reverse("account_reauthenticate"), {"password": SECRET})
    return client


@pytest.mark.parametrize("name", OPEN_PAGES)
def test_a_page_before_log_in_has_the_house_around_it(name):
    assert_house(Client().get(reverse(name)).content.decode())


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_of_ones_own_account_has_the_house_around_it(name):
    assert_house(recently_logged_in().get(reverse(name)).content.decode())


def assert_house(content: str) -> None:
    assert content.count("<h1") == 1
    assert 'class="site-header"' in content
    assert "css/account.css" in content
    assert "style=" not in content
    assert re.search(r"<title>\s*\S.* · Cairn</title>", content, re.DOTALL)

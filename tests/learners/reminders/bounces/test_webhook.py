"""The signed address, as any sender by the Standard Webhooks specification would use it. Signed here by the specification's words."""

import base64
import hashlib
import hmac
import json

import pytest
from django.test import Client
from django.urls import reverse

from learners.profiles.models import Learner
from learners.reminders.bounces.models import AddressEvent
from learners.reminders.models import SuppressedAddress
from tests.factories import NOON, make_learner, make_user
from tests.learners.reminders.bounces.mails import sent_reminder
from tests.learners.reminders.conftest import AtOnce

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
ADDRESS = reverse("reminders:bounces")
KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
BOUNCE = {"type": "bounce", "kind": "permanent", "address": "ada@example.org", "diagnostic": "550 5.1.1 unknown"}
COMPLAINT = {"type": "complaint", "address": "ada@example.org"}


@pytest.fixture(autouse=True)
def secret(settings) -> None:
    settings.BOUNCE_WEBHOOK_SECRET = SECRET


def signature(body: bytes, *, report_id: str = "msg_1", at: float = NOON.timestamp(), key: bytes = KEY) -> str:
    signed = hmac.new(key, f"{report_id}.{int(at)}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def post(told: object, *, report_id: str = "msg_1", at: float = NOON.timestamp(), sign: str | None = None):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    headers = {
        "webhook-id": report_id,
        "webhook-timestamp": str(int(at)),
        "webhook-signature": sign if sign is not None else signature(body, report_id=report_id, at=at),
    }
    return Client(enforce_csrf_checks=True).post(ADDRESS, body, content_type="application/json", headers=headers)


def suppressed() -> list[tuple[str, str, str]]:
    return list(SuppressedAddress.objects.order_by("pk").values_list("address", "cause", "reason"))


def is_on(learner: Learner) -> bool:
    return Learner.objects.get(pk=learner.pk).reminders_on


# What follows


def test_a_permanent_bounce_suppresses_the_address_and_leaves_the_preference(ada, stranger):
    assert post(BOUNCE).status_code == 200
    assert suppressed() == [("ada@example.org", "bounce", "550 5.1.1 unknown")]
    assert is_on(ada)


def test_a_transient_bounce_is_on_record_and_suppresses_nothing(ada):
    assert post(BOUNCE | {"kind": "transient"}).status_code == 200
    assert suppressed() == []
    event = AddressEvent.objects.get()
    assert (event.learner, event.what, event.at, event.diagnostic) == (ada, "transient", NOON, "550 5.1.1 unknown")


def test_a_complaint_suppresses_the_address_and_turns_the_reminders_off(ada, stranger):
    assert post(COMPLAINT).status_code == 200
    assert suppressed() == [("ada@example.org", "complaint", "A reminder was reported as unwanted.")]
    assert (is_on(ada), is_on(stranger)) == (False, True)


def test_a_complaint_weighs_more_than_the_bounce_before_it_and_a_bounce_not_more_than_a_complaint(ada):
    post(BOUNCE)
    post(COMPLAINT, report_id="msg_2")
    post(BOUNCE, report_id="msg_3")
    assert [cause for _address, cause, _reason in suppressed()] == ["complaint"]


def test_of_two_bounces_the_first_reason_stays(ada):
    post(BOUNCE)
    post(BOUNCE | {"diagnostic": "another"}, report_id="msg_2")
    assert suppressed() == [("ada@example.org", "bounce", "550 5.1.1 unknown")]


@pytest.mark.parametrize("address", ["ADA@example.ORG", "ada@example.org"])
def test_case_makes_no_difference(address, ada):
    post(BOUNCE | {"address": address})
    assert [address for address, *_ in suppressed()] == ["ada@example.org"]


@pytest.mark.parametrize("address", ["zoe@bücher.example", "zoe@xn--bcher-kva.example"])
def test_an_international_domain_is_the_same_in_letters_and_in_ascii(address):
    make_learner(user=make_user(email="zoe@bücher.example"))
    post(BOUNCE | {"address": address})
    assert [address for address, *_ in suppressed()] == ["zoe@xn--bcher-kva.example"]


@pytest.mark.parametrize("by", ["message_id", "reminder_key"])
def test_the_mail_that_came_back_is_noted_where_it_is_named(by, ada, stranger):
    own, other = sent_reminder(ada), sent_reminder(stranger)
    named = {"message_id": "message_id", "reminder_key": "key"}[by]
    post(BOUNCE | {by: getattr(own, named)})
    post(BOUNCE | {by: getattr(other, named)}, report_id="msg_2")
    assert [event.reminder for event in AddressEvent.objects.order_by("pk")] == [own, None]


def test_what_no_database_takes_is_left_out_and_a_long_diagnostic_is_cut(ada):
    assert post(BOUNCE | {"diagnostic": "550\x00no" + "x" * 5000}).status_code == 200
    assert suppressed()[0][2] == "550 no" + "x" * 494


# Nobody's address, and the same report again


@pytest.mark.parametrize("told", [BOUNCE, COMPLAINT])
def test_an_address_of_nobody_answers_like_a_known_one_and_leaves_nothing_of_it(told, ada):
    known, unknown = post(told), post(told | {"address": "nobody@example.org"}, report_id="msg_2")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert len(suppressed()) == 1
    event = AddressEvent.objects.get(learner=None)
    assert (event.diagnostic, event.reminder) == ("", None)


@pytest.mark.parametrize("again", [BOUNCE, COMPLAINT, BOUNCE | {"address": "stranger@example.org"}])
def test_a_repeated_id_answers_the_same_and_changes_nothing_whatever_it_says(again, ada, stranger):
    first = post(BOUNCE)
    before = (suppressed(), AddressEvent.objects.count())
    second = post(again)
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert (suppressed(), AddressEvent.objects.count()) == before
    assert is_on(ada)


def test_a_report_that_comes_again_does_not_undo_what_the_learner_did_since(ada):
    post(COMPLAINT)
    ada.start_reminders()
    SuppressedAddress.objects.all().delete()
    post(COMPLAINT)
    assert is_on(ada)
    assert suppressed() == []


def test_the_same_report_from_many_sides_at_once_is_taken_once(at_once: AtOnce):
    make_learner(user=make_user(email="ada@example.org"))
    answers = at_once(8, lambda: post(COMPLAINT).status_code)
    assert answers == [200] * 8
    assert at_once(1, AddressEvent.objects.count) == [1]
    assert at_once(1, SuppressedAddress.objects.count) == [1]


def test_after_30_days_a_report_is_forgotten(noon, ada):
    post(BOUNCE)
    noon.move_to(NOON.replace(month=4, day=2))
    post(BOUNCE, report_id="msg_2", at=NOON.replace(month=4, day=2).timestamp())
    assert AddressEvent.objects.count() == 1


# Who may


def nothing_changed() -> bool:
    return not AddressEvent.objects.exists() and not suppressed()


def test_without_a_secret_there_is_no_such_address(settings, ada):
    settings.BOUNCE_WEBHOOK_SECRET = ""
    assert post(BOUNCE).status_code == 404
    assert Client().get(ADDRESS).status_code == 404
    assert nothing_changed()


@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_only_a_post_is_taken(method, signed_in):
    assert getattr(signed_in, method)(ADDRESS).status_code == 405


BODY = json.dumps(BOUNCE).encode()


@pytest.mark.parametrize(
    "sign",
    [
        "",
        "v1",
        "v1,",
        "v1,é",
        "v1,not-base64",
        "v1,a,b",
        f"v1a,{signature(BODY)[3:]}",
        signature(BODY, key=b"x" * 32),
        signature(BODY, report_id="msg_2"),
        signature(BODY, at=NOON.timestamp() - 1),
        signature(BODY + b" "),
    ],
)
def test_a_wrong_signature_changes_nothing(sign, ada):
    answer = post(BODY, sign=sign)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (401, "text/plain")
    assert nothing_changed()


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-299, 200), (299, 200), (301, 401)])
def test_a_timestamp_may_be_five_minutes_off(seconds, status, ada):
    assert post(BOUNCE, at=NOON.timestamp() + seconds).status_code == status
    assert nothing_changed() == (status == 401)


@pytest.mark.parametrize("stamp", ["", "soon", "nan", "1e999"])
def test_a_timestamp_that_is_none_changes_nothing(stamp, ada):
    headers = {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature(BODY)}
    assert Client().post(ADDRESS, BODY, content_type="application/json", headers=headers).status_code == 401
    assert nothing_changed()


def test_while_a_secret_changes_one_of_several_signatures_is_enough(ada):
    assert post(BODY, sign=f"v1a,abcd {signature(BODY, key=b'x' * 32)} {signature(BODY)}").status_code == 200
    assert len(suppressed()) == 1


def test_the_specifications_own_example_is_signed_like_this():
    key = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = signature(b'{"test": 2432232314}', report_id="msg_p5jXN8AQM9LWM0D4loKWxJek", at=1614265330, key=key)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


# The form


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (b"", "Invalid JSON"),
        (b"{", "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON"),
        (b'{"type": "bounce", "address": "\\ud800@example.org", "kind": "permanent"}', "Invalid JSON"),
        ([], "Input should be an object"),
        ({}, "type: Field required"),
        ({"type": "delivered", "address": "ada@example.org"}, "type: Input should be 'bounce' or 'complaint'"),
        ({"type": "bounce", "address": "ada@example.org"}, "a bounce needs its kind: permanent or transient"),
        (BOUNCE | {"kind": "hard"}, "kind: Input should be 'permanent' or 'transient'"),
        (BOUNCE | {"address": "ada"}, "address: Value error, is no e-mail address"),
        (BOUNCE | {"address": "a\x00da@example.org"}, "address: Value error, is no e-mail address"),
        (BOUNCE | {"address": f"{'a' * 250}@example.org"}, "address: String should have at most 254 characters"),
        (BOUNCE | {"diagnostic": 550}, "diagnostic: Input should be a valid string"),
    ],
)
def test_an_unknown_shape_says_what_is_wrong(told, words, ada):
    answer = post(told)
    assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (400, "text/plain")
    assert words in answer.content.decode()
    assert nothing_changed()


def test_what_else_is_told_is_left_alone(ada):
    assert post(BOUNCE | {"campaign": 7}).status_code == 200


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 413)])
def test_256_kb_are_taken_and_not_a_byte_more(more, status, ada):
    padding = 256 * 1024 - len(json.dumps(BOUNCE | {"diagnostic": ""})) + more
    assert post(BOUNCE | {"diagnostic": "x" * padding}).status_code == status
    assert nothing_changed() == (status == 413)

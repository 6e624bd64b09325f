from datetime import date, timedelta
from http import HTTPStatus

import pytest
from django.test import Client

from learners.credentials.expiry import Code
from learners.credentials.models import Credential, CredentialPeriod
from learners.profiles.models import Learner
from tests.factories import MONDAY, NOON, make_certification, make_claim, make_credential, make_waiver

pytestmark = pytest.mark.django_db
PAGE = "/credentials/"
DAY = timedelta(days=1)


def lasting(days: int, **fields) -> dict:
    return {"valid_from": MONDAY - 300 * DAY, "valid_until": MONDAY + days * DAY, **fields}


def codes(client: Client) -> list[Code]:
    return [one.status.code for one in client.get(PAGE).context["held"]]


def test_a_visitor_is_asked_to_log_in(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")


def test_nobody_sees_anothers_credentials(as_stranger: Client, ada: Learner, noon) -> None:
    make_credential(ada, periods=(lasting(400),))
    assert codes(as_stranger) == []


def test_without_a_credential_the_page_says_what_to_do(signed_in: Client) -> None:
    page = signed_in.get(PAGE).content.decode()
    assert "No credential is recorded for you yet." in page
    assert 'href="/certifications/"' in page


def test_waivers_stay_on_record_with_who_why_and_until_when(
    signed_in: Client, as_stranger: Client, ada: Learner, noon
) -> None:
    goal = make_certification("goal", name="Goal")
    for changes in ({}, {"until": MONDAY - DAY, "reason": "Was enough"}, {"revoked_at": NOON, "reason": "In error"}):
        make_waiver(ada, goal, granted_by=ada.user, **changes)
    page = signed_in.get(PAGE)
    assert sorted((one.reason, counts) for one, counts in page.context["waivers"]) == [
        ("In error", False),
        ("Ten years in the trade", True),
        ("Was enough", False),
    ]
    assert "waived by Ada until 31 Dec 2026." in page.content.decode()
    assert as_stranger.get(PAGE).context["waivers"] == []


def test_what_asks_for_something_now_stands_first(signed_in: Client, ada: Learner, noon) -> None:
    for days in (-5, 400, 60, 7):
        make_credential(ada, periods=(lasting(days),))
    assert codes(signed_in) == [Code.EXPIRING, Code.RENEW_NOW, Code.VALID, Code.EXPIRED]


def test_an_expired_period_stays_visible_and_stamped(signed_in: Client, ada: Learner, noon) -> None:
    make_credential(ada, periods=(lasting(-5), {"valid_from": MONDAY, "valid_until": MONDAY + 500 * DAY}))
    response = signed_in.get(PAGE)
    (held,) = response.context["held"]
    assert [one.code for one in held.periods] == [Code.VALID, Code.EXPIRED]
    assert 'class="stamp stamp-expired"' in response.content.decode()


def test_a_revoked_credential_says_when_and_why(signed_in: Client, ada: Learner, noon) -> None:
    make_credential(
        ada, periods=(lasting(400, revoked_on=date(2026, 1, 9), revoked_reason="The exam was sat by another."),)
    )
    page = signed_in.get(PAGE).content.decode()
    assert "Revoked on 9 Jan 2026." in page
    assert "The exam was sat by another." in page


@pytest.mark.parametrize(("days", "shown"), [(20, True), (-5, True), (400, False)])
def test_how_to_renew_is_said_when_it_is_time(signed_in: Client, ada: Learner, noon, days: int, shown: bool) -> None:
    certification = make_certification(guide={"renewal": "Sit the updated exam."})
    make_credential(ada, certification, periods=(lasting(days),))
    assert ("Sit the updated exam." in signed_in.get(PAGE).content.decode()) == shown


def test_an_archived_certification_is_named_without_a_dead_link(signed_in: Client, ada: Learner, noon) -> None:
    certification = make_certification(archived=True)
    make_credential(ada, certification, periods=(lasting(400),))
    page = signed_in.get(PAGE).content.decode()
    assert certification.name in page
    assert certification.get_absolute_url() not in page


def test_today_is_the_holders_own_day(signed_in: Client, ada: Learner, noon) -> None:
    make_credential(ada, periods=(lasting(0),))
    noon.shift(timedelta(hours=11))
    assert codes(signed_in) == [Code.EXPIRING]
    Learner.objects.filter(pk=ada.pk).update(time_zone="Asia/Tokyo")
    assert codes(signed_in) == [Code.EXPIRED]


@pytest.mark.parametrize("count", [1, 10, 40])
def test_the_page_asks_the_same_number_of_queries_for_any_number_of_credentials(
    signed_in: Client, ada: Learner, noon, django_assert_num_queries, count: int
) -> None:
    for _number in range(count):
        make_credential(ada, periods=(lasting(-200), {"valid_from": MONDAY}))
        make_waiver(ada, make_certification())
        make_claim(ada, evidence=2)
    # session, user, learner, credentials with certification, their periods, waivers, claims, their evidence
    with django_assert_num_queries(8):
        signed_in.get(PAGE)


def test_the_page_is_only_read(signed_in: Client) -> None:
    assert signed_in.post(PAGE).status_code == HTTPStatus.METHOD_NOT_ALLOWED


@pytest.mark.parametrize(("months", "expected"), [(24, date(2028, 3, 2)), (None, None)])
def test_the_end_follows_the_rule_of_the_certification(ada: Learner, months: int | None, expected: date | None) -> None:
    credential = make_credential(ada, make_certification(guide={"validity_months": months}))
    assert credential.end_by_rule(MONDAY) == expected


def test_a_certification_without_a_guide_has_no_rule(ada: Learner) -> None:
    credential = make_credential(ada, make_certification(published=False))
    assert credential.end_by_rule(MONDAY) is None


@pytest.fixture
def at_the_desk(ada: Learner, admin_client: Client) -> Client:
    return admin_client


def record(client: Client, learner: Learner, certification_pk: int, **period: str):
    form = {
        "learner": learner.pk,
        "certification": certification_pk,
        "periods-TOTAL_FORMS": 1,
        "periods-INITIAL_FORMS": 0,
        **{f"periods-0-{name}": value for name, value in period.items()},
    }
    return client.post("/admin/learners/credential/add/", form)


@pytest.mark.ignore_template_errors
def test_an_owner_records_a_credential_and_the_end_is_worked_out(at_the_desk: Client, ada: Learner) -> None:
    certification = make_certification(guide={"validity_months": 24})
    record(at_the_desk, ada, certification.pk, valid_from="2026-03-02", valid_until="")
    assert CredentialPeriod.objects.get(credential__learner=ada).valid_until == date(2028, 3, 2)


@pytest.mark.ignore_template_errors
def test_an_end_that_was_typed_is_kept(at_the_desk: Client, ada: Learner) -> None:
    certification = make_certification(guide={"validity_months": 24})
    record(at_the_desk, ada, certification.pk, valid_from="2026-03-02", valid_until="2027-01-31")
    assert CredentialPeriod.objects.get(credential__learner=ada).valid_until == date(2027, 1, 31)


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize(
    ("period", "message"),
    [
        ({"valid_from": "0026-03-02"}, "Is the year right?"),
        ({"valid_from": "9999-03-02"}, "Is the year right?"),
        ({"valid_from": "2026-03-02", "valid_until": "2025-03-02"}, "A period must not end before it begins."),
        ({"valid_from": ""}, "Please submit at least 1 form."),
    ],
)
def test_a_slip_is_answered_at_the_form(
    at_the_desk: Client, ada: Learner, period: dict[str, str], message: str
) -> None:
    response = record(at_the_desk, ada, make_certification(guide={"validity_months": 24}).pk, **period)
    assert message in response.content.decode()
    assert not Credential.objects.exists()


@pytest.mark.ignore_template_errors
def test_without_a_certification_the_form_comes_back(at_the_desk: Client, ada: Learner) -> None:
    response = at_the_desk.post(
        "/admin/learners/credential/add/",
        {
            "learner": ada.pk,
            "certification": "",
            "periods-TOTAL_FORMS": 1,
            "periods-INITIAL_FORMS": 0,
            "periods-0-valid_from": "2026-03-02",
        },
    )
    assert "This field is required." in response.content.decode()


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("address", ["/admin/learners/credential/", "/admin/learners/credential/add/"])
def test_the_desk_opens(at_the_desk: Client, ada: Learner, address: str) -> None:
    make_credential(ada, periods=(lasting(3),))
    assert at_the_desk.get(address).status_code == HTTPStatus.OK

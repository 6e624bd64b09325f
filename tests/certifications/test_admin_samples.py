"""Sample people beside the rule of renewal, as it is typed and before it is saved. Noon on Monday 2 March 2026."""

import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import Certification, CurriculumVersion
from certifications.publishing import start_draft
from tests.certifications.desk import as_shown, change_url, client_of, make_owner
from tests.factories import make_certification

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors, pytest.mark.usefixtures("noon")]
FROM_RENEWAL = "Counts from the day of the renewal: 121 days of the old period are not added."
HX = {"HX-Request": "true"}
TYPED = {"validity_months": "24", "renewal_window_months": "3", "renewal_from": "last_expiry"}


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


@pytest.fixture
def certification(db) -> Certification:
    return make_certification("alpha", name="Alpha", guide={"validity_months": 12})


@pytest.fixture
def draft(certification: Certification) -> CurriculumVersion:
    return start_draft(certification)


def samples_url(version: CurriculumVersion) -> str:
    return reverse("admin:certifications_curriculumversion_samples", args=[version.pk])


def test_the_form_shows_them_beside_the_rule(owner: Client, draft: CurriculumVersion) -> None:
    page = owner.get(change_url(draft)).content.decode()
    assert samples_url(draft) in page
    assert "No window is named, so nothing is locked; the last 90 days are taken for the window." in page
    assert "March 2, 2027" in page or "2 Mar 2027" in page


def test_they_follow_what_is_typed_and_nothing_is_saved(owner: Client, draft: CurriculumVersion) -> None:
    rows = owner.get(samples_url(draft), TYPED, headers=HX).context["rows"]
    assert [(row.name, row.renewed_on, row.valid_from, row.valid_until) for row in rows] == [
        ("Early", "2 Nov 2027", "2 Nov 2027", "2 Nov 2029"),
        ("On time", "1 Jan 2028", "3 Mar 2028", "2 Mar 2030"),
        ("Late, on the last valid day", "2 Mar 2028", "3 Mar 2028", "2 Mar 2030"),
        ("Lapsed", "2 Apr 2028", "2 Apr 2028", "2 Apr 2030"),
        ("Awarded on 29 February, renewed on the last valid day", "28 Feb 2030", "1 Mar 2030", "28 Feb 2032"),
    ]
    draft.refresh_from_db()
    assert (draft.validity_months, draft.renewal_from) == (12, "award")


def test_each_is_said_in_words(owner: Client, draft: CurriculumVersion) -> None:
    rows = owner.get(samples_url(draft), TYPED, headers=HX).context["rows"]
    assert [row.words for row in rows][:4] == [
        "Before the window opens on 2 Dec 2027. " + FROM_RENEWAL,
        "Inside the window, open from 2 Dec 2027. Counts from the old end: no day is lost.",
        "Inside the window, open from 2 Dec 2027. Counts from the old end: no day is lost.",
        "After the end. Counts from the day of the renewal, after 30 days without cover.",
    ]


def test_by_a_higher_one_is_a_row_where_the_rule_says_so(owner: Client, draft: CurriculumVersion) -> None:
    rows = owner.get(samples_url(draft), {**TYPED, "renewed_by_higher": "on"}, headers=HX).context["rows"]
    assert rows[-1].name == "Renewed by passing a higher level"


def test_without_a_validity_there_is_nothing_to_renew(owner: Client, draft: CurriculumVersion) -> None:
    page = owner.get(samples_url(draft), {"validity_months": ""}, headers=HX).content.decode()
    assert "there is nothing to renew" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"validity_months": "two years"}, "Valid for (months): Enter a whole number."),
        ({"validity_months": "0"}, "Valid for (months): Ensure this value is greater than or equal to 1."),
        ({"validity_months": "99999999999999999999"}, "Ensure this value is less than or equal to 600."),
        ({"renewal_from": "the moon"}, "A renewed period counts from: Select a valid choice."),
    ],
)
def test_a_slip_is_named_with_its_field(owner: Client, draft: CurriculumVersion, typed: dict, said: str) -> None:
    assert said in owner.get(samples_url(draft), {**TYPED, **typed}, headers=HX).content.decode()


def test_without_javascript_the_whole_form_is_sent_by_a_button(owner: Client, draft: CurriculumVersion) -> None:
    data = as_shown(owner.get(change_url(draft))) | TYPED
    page = owner.post(samples_url(draft), data)
    assert "<html" in page.content.decode()
    assert "Nothing is saved." in page.content.decode()
    assert len(page.context["rows"]) == 5
    draft.refresh_from_db()
    assert draft.validity_months == 12


def test_the_rule_is_saved_with_the_form(owner: Client, draft: CurriculumVersion) -> None:
    owner.post(change_url(draft), as_shown(owner.get(change_url(draft))) | TYPED | {"renewed_by_higher": "on"})
    draft.refresh_from_db()
    assert (draft.renewal_window_months, draft.renewal_from, draft.renewed_by_higher) == (3, "last_expiry", True)


def test_a_published_version_shows_them_of_what_it_says(owner: Client, certification: Certification) -> None:
    version = certification.current_version
    assert version
    page = owner.get(change_url(version)).content.decode()
    assert "Late, on the last valid day" in page
    assert "Show sample people" not in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_they_are_for_owners_alone(draft: CurriculumVersion, signed_in: Client, client: Client, method: str) -> None:
    for somebody in (signed_in, client):
        assert getattr(somebody, method)(samples_url(draft), TYPED).status_code == 302

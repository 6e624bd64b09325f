"""What an owner sees first."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from certifications.publishing import hand_in, start_draft
from tests.certifications.desk import change_url, client_of, make_owner
from tests.factories import make_certification, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


def home_of(client: Client) -> str:
    return client.get(reverse("admin:index")).content.decode()


def test_drafts_that_wait_are_linked_with_whose_they_are(owner: Client) -> None:
    draft = start_draft(make_certification("alpha", name="Alpha"), by=make_user(name="Bo"))
    page = home_of(owner)
    assert f'<a href="{change_url(draft)}">Alpha, version 2</a>' in page
    assert "Bo" in page


def test_what_waits_for_a_review_stands_apart_from_the_drafts(owner: Client) -> None:
    draft = start_draft(make_certification("alpha", name="Alpha"), by=make_user(name="Bo"))
    hand_in(draft, now=timezone.now() - timedelta(days=3), by=make_user(name="Grace"))
    reviews, drafts = home_of(owner).split('id="drafts-heading"')
    assert reverse("admin:certifications_curriculumversion_publish", args=[draft.pk]) in reviews
    assert "handed in 3\xa0days ago, Grace" in reviews
    assert change_url(draft) not in drafts.split('id="unpublished-heading"')[0]


def test_what_the_lint_finds_is_said_with_its_weight(owner: Client) -> None:
    make_certification("alpha", name="Alpha")
    page = home_of(owner).split('id="findings-heading"')[1]
    assert "error" in page.split("</section>")[0]
    assert "Alpha" in page.split("</section>")[0]


def test_how_learners_get_on_is_reached_by_address(owner: Client) -> None:
    page = home_of(owner)
    address = reverse("plans:insight")
    assert f'hx-get="{address}"' in page
    assert f'href="{address}"' in page


def test_a_certification_that_nobody_can_see_is_named(owner: Client) -> None:
    certification = make_certification("alpha", published=False)
    certification.versions.all().delete()
    assert change_url(certification) in home_of(owner)


@pytest.mark.parametrize(
    "fields", [{}, {"published": False}, {"archived": True}], ids=["published", "drafted", "archived"]
)
def test_a_certification_with_a_guide_or_in_the_archive_is_not_called_unpublished(owner: Client, fields: dict) -> None:
    certification = make_certification("alpha", **fields)
    assert change_url(certification) not in home_of(owner)


def test_an_empty_desk_says_what_to_do(owner: Client) -> None:
    page = home_of(owner)
    assert "open the certification and choose “Edit the guide”" in page
    assert "None: every certification" in page


def test_the_catalogue_is_counted(owner: Client) -> None:
    for slug in ("one", "two", "three"):
        make_certification(slug)
    assert "<strong>3</strong> certifications" in home_of(owner)


def test_staff_outside_the_group_see_none_of_it() -> None:
    start_draft(make_certification("alpha"))
    page = home_of(client_of(make_user(is_staff=True)))
    assert "Drafts waiting" not in page


def test_the_home_takes_the_same_queries_however_much_waits(owner: Client, django_assert_max_num_queries) -> None:
    """Session and person, permissions, drafts, reviews, certifications without a guide, six counts, recent actions, the lint, what stops the reminders and how many of them wait."""
    for count in (1, 10, 40):
        for number in range(count):
            start_draft(make_certification(f"c-{count}-{number}"), by=make_user())
            make_certification(f"u-{count}-{number}", published=False).versions.all().delete()
        with django_assert_max_num_queries(39):
            home_of(owner)

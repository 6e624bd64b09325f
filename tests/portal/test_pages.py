import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import Role
from learners.profiles.models import Learner
from portal.models import User
from tests.factories import make_certification

# Home


@pytest.mark.django_db
def test_home_is_open_to_everybody():
    assert Client().get("/").status_code == 200


def test_home_leads_who_is_logged_in_to_their_day(signed_in):
    assert signed_in.get("/")["Location"] == reverse("plans:today")


@pytest.mark.django_db
def test_a_chosen_role_leads_to_its_page():
    Role.objects.create(slug="engineer", name="Engineer", summary="Builds.")
    assert Client().get("/", {"role": "engineer"})["Location"] == reverse("certifications:role", args=["engineer"])


@pytest.mark.django_db
def test_a_role_that_is_unknown_is_not_found():
    assert Client().get("/", {"role": "wizard"}).status_code == 404


@pytest.mark.django_db
def test_home_offers_the_roles_and_a_search_of_the_catalogue():
    Role.objects.create(slug="engineer", name="Engineer", summary="Builds.")
    content = Client().get("/").content.decode()
    assert '<option value="engineer">Engineer</option>' in content
    assert f'action="{reverse("certifications:catalogue")}"' in content


@pytest.mark.django_db
def test_home_shows_the_map_of_the_catalogue():
    make_certification("navigator")
    assert reverse("certifications:certification", args=["navigator"]) in Client().get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 10, 50])
def test_home_makes_the_same_number_of_queries_for_few_certifications_and_for_many(rows, django_assert_num_queries):
    for _ in range(rows):
        make_certification()
    # 1 revision of the catalogue, 2 roles, 3 names of certifications, 4 certifications on the map, 5 levels on the map
    with django_assert_num_queries(5):
        Client().get("/")
    # 1 revision of the catalogue; the rest is in the cache
    with django_assert_num_queries(1):
        Client().get("/")


@pytest.mark.django_db
def test_home_shows_a_role_that_was_added_after_it_was_kept():
    Client().get("/")
    Role.objects.create(slug="engineer", name="Engineer", summary="Builds.")
    assert '<option value="engineer">' in Client().get("/").content.decode()


# Not found


@pytest.mark.django_db
def test_an_unknown_address_is_not_found_and_not_a_log_in():
    response = Client().get("/nowhere/")
    assert response.status_code == 404
    assert b"There is nothing here" in response.content


def test_an_unknown_address_looks_the_same_to_who_is_logged_in(signed_in):
    assert b"There is nothing here" in signed_in.get("/nowhere/").content


# People in the admin


@pytest.mark.ignore_template_errors
def test_a_user_can_be_made_in_the_admin_and_the_address_is_kept_in_lower_case(admin_client):
    secret = "a long and winding trail"
    given = {
        "email": "Grace@Example.org",
        "name": "Grace",
        "usable_password": "true",
        "password1": secret,
        "password2": secret,
    }
    assert admin_client.post(reverse("admin:portal_user_add"), given).status_code == 302
    assert User.objects.filter(email="grace@example.org").exists()


@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("name", ["portal_user", "learners_learner"])
def test_people_are_listed_and_opened_in_the_admin(name, admin_client, ada):
    found = {"portal_user": ada.user.pk, "learners_learner": ada.pk}[name]
    assert admin_client.get(reverse(f"admin:{name}_changelist"), {"q": "ada"}).status_code == 200
    assert admin_client.get(reverse(f"admin:{name}_change", args=[found])).status_code == 200


@pytest.mark.ignore_template_errors
def test_a_learner_goes_with_the_account_and_not_without(admin_client, ada):
    """What erasing takes care of, files and sums, would be left behind."""
    without = admin_client.post(reverse("admin:learners_learner_delete", args=[ada.pk]), {"post": "yes"})
    assert (without.status_code, Learner.objects.filter(pk=ada.pk).exists()) == (403, True)
    many = {"action": "delete_selected", "_selected_action": [ada.pk], "post": "yes"}
    admin_client.post(reverse("admin:learners_learner_changelist"), many)
    assert Learner.objects.filter(pk=ada.pk).exists()
    admin_client.post(reverse("admin:portal_user_delete", args=[ada.user_id]), {"post": "yes"})
    assert not Learner.objects.filter(pk=ada.pk).exists()

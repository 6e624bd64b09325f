"""Who may sit at the desk, and how far it reaches."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from certifications.owners import GROUP
from learners.credentials.exams import CredentialClaim
from learners.credentials.models import Waiver
from learners.reminders.models import Reminder, SuppressedAddress
from learners.reminders.stopping import Stop
from tests.certifications.desk import change_url, client_of, edit_guide_url, make_owner
from tests.factories import make_certification, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
OURS = [model for model in admin.site._registry if model._meta.app_label == "certifications"]
THEIRS_TOO = {CredentialClaim, Waiver, Reminder, Stop, SuppressedAddress}
OTHERS = [model for model in admin.site._registry if model._meta.app_label != "certifications"]


def changelist(model) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def test_the_group_may_do_everything_with_the_catalogue_review_credentials_look_after_the_mail_and_nothing_else() -> (
    None
):
    held = Group.objects.get(name=GROUP).permissions.values_list("content_type__app_label", "codename")
    models = apps.get_app_config("certifications").get_models(include_auto_created=False)
    everything = {
        ("certifications", f"{verb}_{model._meta.model_name}")
        for model in models
        for verb in ("add", "change", "delete", "view")
    }
    reviews = {("learners", "view_credentialclaim"), ("learners", "change_credentialclaim")}
    reminders = {
        ("learners", codename)
        for codename in (
            "view_reminder",
            "change_reminder",
            "view_stop",
            "view_suppressedaddress",
            "delete_suppressedaddress",
        )
    }
    assert set(held) == everything | reviews | reminders


def test_migrating_again_gives_back_what_the_group_lost_and_takes_what_it_should_not_have() -> None:
    group = Group.objects.get(name=GROUP)
    before = set(group.permissions.values_list("pk", flat=True))
    group.permissions.remove(*group.permissions.all()[:3])
    group.permissions.add(Permission.objects.get(codename="add_group"))
    call_command("migrate", verbosity=0)
    assert set(Group.objects.get(name=GROUP).permissions.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_an_owner_reaches_every_model_of_the_catalogue(model) -> None:
    assert client_of(make_owner()).get(changelist(model)).status_code == 200


@pytest.mark.parametrize("model", [one for one in OTHERS if one not in THEIRS_TOO], ids=lambda model: model.__name__)
def test_an_owner_reaches_neither_people_nor_their_plans_nor_teams(model) -> None:
    assert client_of(make_owner()).get(changelist(model)).status_code == 403


def test_an_owner_s_index_lists_the_catalogue_waivers_what_waits_for_review_and_the_mail_only() -> None:
    """Waivers are the owners' to grant: they let somebody sit an exam without what the catalogue asks for."""
    answer = client_of(make_owner()).get(reverse("admin:index"))
    listed = {app["app_label"]: [model["object_name"] for model in app["models"]] for app in answer.context["app_list"]}
    assert listed.keys() == {"certifications", "learners"}
    assert listed["learners"] == ["CredentialClaim", "Reminder", "Stop", "SuppressedAddress", "Waiver"]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_staff_outside_the_group_reach_nothing(model) -> None:
    assert client_of(make_user(is_staff=True)).get(changelist(model)).status_code == 403


def test_staff_outside_the_group_start_no_draft() -> None:
    certification = make_certification()
    assert client_of(make_user(is_staff=True)).post(edit_guide_url(certification)).status_code == 403
    assert certification.versions.count() == 1


@pytest.mark.parametrize("client", [Client, lambda: client_of(make_user())], ids=["visitor", "learner"])
def test_everybody_else_is_sent_to_the_log_in(client) -> None:
    certification = make_certification()
    for answer in (client().get(change_url(certification)), client().post(edit_guide_url(certification))):
        assert answer.status_code == 302
        assert "login" in answer["Location"]
    assert certification.versions.count() == 1

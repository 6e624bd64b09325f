"""Erasing an account leaves no trace of the person, and everybody else as they were."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse

from certifications.models import CurriculumVersion, VersionEvent
from certifications.owners import GROUP
from learners.credentials.exams import CredentialClaim
from learners.credentials.models import Waiver
from learners.plans.models import PlanRevision
from learners.privacy.erasing import OnlyAdministratorError, erase, erase_unless_last
from learners.privacy.registry import KINDS
from learners.profiles.models import Learner
from learners.reminders.ledger import tick
from learners.reminders.models import Reminder
from learners.teams.models import Membership
from portal.models import User
from tests.factories import MONDAY, NOON, make_learner, make_membership, make_plan, make_team, make_user
from tests.learners.credentials.files import lying
from tests.learners.privacy.full import PASSWORD, all_rows, log, places_of, sign_in

PAGE, ERASED, MY_DATA = reverse("privacy:erase"), reverse("privacy:erased"), reverse("privacy:my_data")
Capture = Callable[..., object]


@pytest.fixture
def gone(zuleika: Learner, django_capture_on_commit_callbacks: Capture) -> Learner:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        erase(zuleika.user, now=NOON)
    return zuleika


# No trace


def test_before_there_are_traces_everywhere(zuleika):
    assert len(places_of("zuleika")) > 20


def test_neither_the_address_nor_a_word_of_the_person_is_left_in_the_database(gone):
    left = places_of("zuleika")
    assert left == [
        "certifications_versionevent.note",
        "learners_credentialclaim.review_note",
        "learners_waiver.reason",
    ]
    own_words = {
        *VersionEvent.objects.filter(note__contains="zuleika").values_list("note", flat=True),
        *CredentialClaim.objects.filter(review_note__contains="zuleika").values_list("review_note", flat=True),
        *Waiver.objects.filter(reason__contains="zuleika").values_list("reason", flat=True),
    }  # what they wrote for others, as a test needs a word to find: the person themselves stands in none
    assert own_words == {"zuleika edits", "zuleika can't read it", "zuleika allows it"}
    assert places_of("Quartermaine", "zuleika@") == places_of("Neighbourly Quartermaine")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_no_row_of_any_kind_leads_to_the_person(kind, zuleika):
    user = User.objects.get(pk=zuleika.user_id)
    before = set(kind.rows(user).values_list("pk", flat=True))
    assert before
    erase(zuleika.user, now=NOON)
    assert not kind.rows(user).exists()
    still = kind.model._default_manager.filter(pk__in=before)
    assert still.count() == (0 if kind.is_a_persons else len(before))


def test_the_constraints_of_the_database_hold(gone):
    connection.check_constraints()


def test_the_files_are_gone_and_nobody_elses(gone, shelf_at: Path):
    assert {(shelf_at / name).read_bytes() for name in lying(shelf_at)} == {
        b"file 0 of neighbourly",
        b"file 1 of neighbourly",
    }


def test_no_session_of_the_person_is_left_in_any_browser(zuleika, neighbour):
    elsewhere = sign_in(zuleika)
    erase(zuleika.user, now=NOON)
    assert elsewhere.get(MY_DATA)["Location"].startswith(reverse("account_login"))
    users = {session.get_decoded()["_auth_user_id"] for session in Session.objects.all()}
    assert users == {str(neighbour.user_id)}


def test_no_reminder_follows(zuleika):
    make_plan(zuleika, tasks=({},)).refresh_summary()
    tick(NOON)
    assert Reminder.objects.filter(learner=zuleika).count() > 1
    erase(zuleika.user, now=NOON)
    tick(NOON)
    assert not Reminder.objects.exclude(learner__in=Learner.objects.all()).exists()
    assert not Reminder.objects.filter(learner=zuleika.pk).exists()


# Everybody else


def test_rows_of_others_are_untouched(zuleika, neighbour):
    """Except that they name nobody where they named the person: each such change is in this list."""
    before = all_rows()
    erase(zuleika.user, now=NOON)
    after = all_rows()
    added = {table for table, rows in after.items() if set(map(repr, rows)) - set(map(repr, before[table]))}
    assert added == {
        "learners_formerfigure",
        "certifications_cataloguerevision",  # counts each change of a version, and the link to its author is one
        "certifications_curriculumversion",
        "certifications_versionevent",
        "django_admin_log",
        "learners_assignment",
        "learners_assignmentchange",
        "learners_credentialclaim",
        "learners_gonetotal",
        "learners_invitation",
        "learners_guestlink",
        "learners_look",
        "learners_nudge",
        "learners_planrevision",
        "learners_waiver",
    } | ({"sqlite_sequence"} & set(after))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_neighbour_keeps_every_row_that_is_not_about_the_person(kind, zuleika, neighbour):
    before = set(kind.rows(neighbour.user).values_list("pk", flat=True))
    hers = {
        pk
        for one in KINDS
        if one.model is kind.model and one.is_a_persons
        for pk in one.rows(zuleika.user).values_list("pk", flat=True)
    }
    erase(zuleika.user, now=NOON)
    assert set(kind.rows(neighbour.user).values_list("pk", flat=True)) == before - hers


def test_what_was_done_for_others_stays_without_a_name(gone, neighbour):
    assert Waiver.objects.get(learner=neighbour, reason="zuleika allows it").granted_by is None
    assert CredentialClaim.objects.get(learner=neighbour, review_note="zuleika can't read it").reviewed_by is None
    assert PlanRevision.objects.get(plan__learner=neighbour, why="rescheduled").by is None
    event = VersionEvent.objects.get(note="zuleika edits")
    assert (event.by, event.version.created_by, event.version.published_by) == (None, None, None)
    assert event.version.state == CurriculumVersion.State.PUBLISHED


def test_pages_that_named_the_person_say_that_somebody_has_left(gone, neighbour):
    page = sign_in(neighbour).get(reverse("credentials:credentials")).content.decode()
    assert "somebody who has left" in page


# The desk's log


def test_the_log_says_what_was_done_and_not_to_whom(zuleika, neighbour):
    entry = log(neighbour.user, zuleika.user, str(zuleika.user), '[{"changed": {"fields": ["Active"]}}]')
    erase(zuleika.user, now=NOON)
    entry.refresh_from_db()
    assert (entry.object_repr, entry.object_id) == ("a former member", None)
    assert entry.get_change_message() == "Changed Active."


def test_the_log_of_a_row_that_was_deleted_before_loses_the_name(zuleika, neighbour):
    plan = make_plan(zuleika)
    entry = log(neighbour.user, plan, str(plan))
    plan.delete()
    erase(zuleika.user, now=NOON)
    entry.refresh_from_db()
    assert entry.object_repr == f"a former member: {plan.title}"


def test_the_log_of_a_team_loses_the_name(zuleika, neighbour, team):
    message = '[{"added": {"name": "membership", "object": "Zuleika Quartermaine in Platform"}}]'
    entry = log(neighbour.user, team, "Platform", message)
    erase(zuleika.user, now=NOON)
    entry.refresh_from_db()
    assert (entry.object_repr, entry.object_id) == ("Platform", str(team.pk))
    assert "a former member in Platform" in entry.get_change_message()


def test_the_log_of_somebody_else_of_that_name_stays(zuleika, neighbour):
    namesake = make_learner(user=make_user(name=zuleika.user.name))
    entry = log(neighbour.user, namesake.user, str(namesake.user))
    erase(zuleika.user, now=NOON)
    entry.refresh_from_db()
    assert (entry.object_repr, entry.object_id) == (namesake.user.name, str(namesake.user_id))


def test_an_administrator_erases_an_account_in_the_same_way(
    zuleika, admin_client, shelf_at, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(reverse("admin:portal_user_delete", args=[zuleika.user_id]), {"post": "yes"})
    assert not User.objects.filter(pk=zuleika.user_id).exists()
    assert LogEntry.objects.filter(object_repr__icontains="zuleika").count() == 0
    assert len(lying(shelf_at)) == 2


# Those who cannot go, or leave something alone


def test_the_only_administrator_stays(noon, ada):
    User.objects.filter(pk=ada.user_id).update(is_superuser=True)
    with pytest.raises(OnlyAdministratorError):
        erase_unless_last(ada.user, now=NOON)
    client = sign_in(ada)
    for answer in (client.get(PAGE), client.post(PAGE, {"password": PASSWORD})):
        assert "You are the only administrator" in answer.content.decode()
        assert b'type="password"' not in answer.content
    assert User.objects.filter(pk=ada.user_id).exists()


@pytest.mark.parametrize(("is_active", "may_go"), [(True, True), (False, False)])
def test_one_of_two_administrators_may_go_when_the_other_can_sign_in(is_active, may_go, ada):
    User.objects.filter(pk=ada.user_id).update(is_superuser=True)
    make_user(is_superuser=True, is_active=is_active)
    sign_in(ada).post(PAGE, {"password": PASSWORD})
    assert User.objects.filter(pk=ada.user_id).exists() is not may_go


@pytest.mark.parametrize(("others", "said"), [(0, True), (1, False)])
def test_a_team_that_is_left_without_a_manager_is_named(others, said, ada, signed_in):
    team = make_team(name="Platform")
    make_membership(team, ada, role=Membership.Role.MANAGER)
    for _other in range(others):
        make_membership(team, make_learner(), role=Membership.Role.MANAGER)
    assert ("The team Platform will have no manager." in signed_in.get(PAGE).content.decode()) is said


@pytest.mark.parametrize(("others", "said"), [(0, True), (1, False)])
def test_the_only_owner_is_told_so(others, said, ada, signed_in):
    group = Group.objects.get(name=GROUP)
    ada.user.groups.add(group)
    for _other in range(others):
        make_user().groups.add(group)
    assert ("Nobody else is a curriculum owner" in signed_in.get(PAGE).content.decode()) is said


# The page


def test_the_page_asks_who_is_there(db):
    for answer in (Client().get(PAGE), Client().post(PAGE, {"password": PASSWORD})):
        assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("method", ["get", "head"])
def test_looking_erases_nothing(method, zuleika):
    assert getattr(sign_in(zuleika), method)(PAGE).status_code == 200
    assert User.objects.filter(pk=zuleika.user_id).exists()


def test_the_page_says_what_goes_and_what_stays(zuleika):
    page = sign_in(zuleika).get(PAGE).content.decode()
    goes, stays = page.partition('id="stays"')[::2]
    assert "Your study plans with their tasks" in goes
    assert "It can't be undone" in goes
    assert reverse("privacy:export") in goes
    assert "In the figures of Platform" in stays
    assert "Waivers that you granted to others" in stays


def test_where_nothing_stays_the_page_says_so(signed_in):
    page = signed_in.get(PAGE).content.decode()
    assert "Nothing." in page.partition('id="stays"')[2]


@pytest.mark.parametrize(
    ("given", "said"),
    [("wrong", "This is not your password. Nothing has been erased."), ("", "Write your password")],
)
def test_a_wrong_password_erases_nothing_and_is_said_at_the_field(given, said, ada, signed_in):
    answer = signed_in.post(PAGE, {"password": given})
    assert said in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert User.objects.filter(pk=ada.user_id).exists()
    assert not mail.outbox


def test_passwords_cannot_be_tried_for_ever(ada, signed_in):
    for _try in range(10):
        signed_in.post(PAGE, {"password": "wrong"})
    assert "Too many tries" in signed_in.post(PAGE, {"password": PASSWORD}).content.decode()
    assert User.objects.filter(pk=ada.user_id).exists()


@pytest.mark.parametrize(("given", "gone"), [("ADA@example.org", True), ("other@example.org", False), ("", False)])
def test_who_has_no_password_writes_the_address(given, gone, ada):
    ada.user.set_unusable_password()
    ada.user.save()
    client = sign_in(ada)
    assert b'name="password"' not in client.get(PAGE).content
    client.post(PAGE, {"email": given, "password": ""})
    assert User.objects.filter(pk=ada.user_id).exists() is not gone


def test_after_it_one_is_signed_out_and_told_so(ada, stranger, signed_in):
    answer = signed_in.post(PAGE, {"password": PASSWORD}, follow=True)
    assert answer.redirect_chain == [(ERASED, 302)]
    assert "Your account is erased" in answer.content.decode()
    assert "_auth_user_id" not in signed_in.session
    assert list(User.objects.values_list("pk", flat=True)) == [stranger.user_id]


def test_one_mail_says_that_it_is_done(ada, signed_in):
    signed_in.post(PAGE, {"password": PASSWORD})
    (message,) = mail.outbox
    assert isinstance(message, mail.EmailMultiAlternatives)
    assert (message.to, message.subject) == (["ada@example.org"], "Your Cairn account is erased")
    for part in (message.body, str(message.alternatives[0][0])):
        assert "Hello Ada," in part
        assert "no reminder follows" in part


def test_a_mail_server_that_is_away_changes_nothing(ada, signed_in, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert signed_in.post(PAGE, {"password": PASSWORD})["Location"] == ERASED
    assert not User.objects.filter(pk=ada.user_id).exists()
    assert "could not be sent" in caplog.text
    assert "ada@" not in caplog.text


def test_the_page_afterwards_is_for_those_who_are_signed_out(signed_in):
    assert Client().get(ERASED).status_code == 200
    assert signed_in.get(ERASED)["Location"] == MY_DATA


def test_who_was_erased_may_sign_up_anew(noon, ada, signed_in):
    signed_in.post(PAGE, {"password": PASSWORD})
    assert make_learner(user=make_user(email="ada@example.org")).local_date(NOON) == MONDAY


def test_to_erase_twice_is_to_erase_once(zuleika):
    again = User.objects.get(pk=zuleika.user_id)
    erase(zuleika.user, now=NOON)
    rows = all_rows()
    erase(again, now=NOON)
    statements = "certifications_cataloguerevision"  # counts statements where it can, not the rows that they change
    assert all_rows() | {statements: []} == rows | {statements: []}

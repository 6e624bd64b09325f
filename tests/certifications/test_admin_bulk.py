"""The same change to many certifications."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications.models import Certification, Level
from tests.certifications.desk import client_of, make_owner
from tests.factories import make_certification, make_program, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
LIST = "admin:certifications_certification_changelist"


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


def act(client: Client, action: str, chosen, *, confirmed: bool = True, **values):
    data = {"action": action, "_selected_action": [one.pk for one in chosen], **values}
    return client.post(reverse(LIST), data | ({"confirmed": "yes"} if confirmed else {}))


def test_first_it_says_what_will_happen_to_how_many(owner: Client) -> None:
    chosen = [make_certification("alpha"), make_certification("beta", archived=True)]
    page = act(owner, "archive", chosen, confirmed=False).content.decode()
    assert "1 certification will change." in page
    assert "1 is like that already." in page
    assert "They leave the catalogue" in page
    assert f"{reverse('plans:insight')}?certification={chosen[0].pk}" in page
    assert not Certification.objects.get(slug="alpha").archived


def test_archiving_and_taking_out_again(owner: Client) -> None:
    chosen = [make_certification("alpha"), make_certification("beta")]
    act(owner, "archive", chosen)
    assert Certification.objects.filter(archived=True).count() == 2
    act(owner, "restore", chosen)
    assert Certification.objects.filter(archived=False).count() == 2


def test_retiring_with_a_note_and_offering_again(owner: Client) -> None:
    certification = make_certification("alpha")
    act(owner, "retire", [certification], retired_note="Gone since May")
    certification.refresh_from_db()
    assert (certification.retired, certification.retired_note) == (True, "Gone since May")
    act(owner, "offer_again", [certification])
    certification.refresh_from_db()
    assert (certification.retired, certification.retired_note) == (False, "")


def test_a_note_that_is_too_long_comes_back_at_its_field(owner: Client) -> None:
    page = act(owner, "retire", [make_certification("alpha")], retired_note="x" * 201).content.decode()
    assert "at most 200 characters" in page
    assert not Certification.objects.filter(retired=True).exists()


def test_level_and_order_are_set_and_what_was_left_empty_stays(owner: Client) -> None:
    certification = make_certification("alpha")
    expert = Level.objects.create(slug="expert", name="Expert", rank=90)
    act(owner, "place", [certification], level=expert.pk, track="", optional="yes")
    changed = Certification.objects.get()
    assert (changed.level, changed.optional, changed.track_id) == (expert, True, certification.track_id)


def test_a_track_of_another_programme_is_refused_at_its_field(owner: Client) -> None:
    certification, other = make_certification("alpha"), make_certification("beta")
    page = act(owner, "place", [certification], track=other.track_id, level="", optional="").content.decode()
    assert "belongs to another programme" in page
    assert Certification.objects.get(slug="alpha").track_id == certification.track_id


def test_setting_nothing_is_refused(owner: Client) -> None:
    page = act(owner, "place", [make_certification("alpha")], track="", level="", optional="").content.decode()
    assert "Choose at least one thing" in page


def test_only_those_that_change_get_a_line_of_history(owner: Client) -> None:
    chosen = [make_certification("alpha"), make_certification("beta", archived=True)]
    act(owner, "archive", chosen)
    assert [entry.object_repr for entry in LogEntry.objects.all()] == ["Alpha"]
    assert LogEntry.objects.get().get_change_message() == "Changed archived."


def test_two_hundred_take_the_same_queries_as_two(owner: Client) -> None:
    program, counts = make_program(), []
    for size in (2, 200):
        Certification.objects.bulk_create(
            Certification(slug=f"c-{size}-{number}", name="C", program=program) for number in range(size)
        )
        chosen = Certification.objects.filter(slug__startswith=f"c-{size}-")
        with CaptureQueriesContext(connection) as captured:
            act(owner, "archive", chosen, select_across="0")
        counts.append(len(captured))
        assert chosen.filter(archived=True).count() == size
    assert counts[1] <= counts[0] + 1  # SQLite takes two statements for the history of so many


def test_everything_that_the_filter_shows_can_be_chosen_at_once(owner: Client) -> None:
    first, hidden = make_certification("alpha"), make_certification("beta")
    act_on_all = {"action": "archive", "_selected_action": [first.pk], "select_across": "1", "confirmed": "yes"}
    owner.post(f"{reverse(LIST)}?program__id__exact={first.program_id}", act_on_all)
    assert [one.slug for one in Certification.objects.filter(archived=True)] == ["alpha"]
    assert hidden.slug == "beta"


def test_positions_are_edited_in_the_list(owner: Client) -> None:
    certification = make_certification("alpha")
    rows = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": certification.pk, "form-0-position": 7}
    page = owner.get(reverse(LIST)).content.decode()
    assert 'aria-label="Position: Alpha"' in page
    owner.post(reverse(LIST), rows | {"_save": "Save"})
    assert Certification.objects.get().position == 7


def test_who_may_only_look_is_offered_no_change() -> None:
    certification = make_certification("alpha")
    for client in (Client(), client_of(make_user()), client_of(make_user(is_staff=True))):
        assert act(client, "archive", [certification]).status_code in (302, 403)
    assert not Certification.objects.get().archived

"""The publish page, the review on it, the comparison and the versions with their record."""

import pytest
from django.test import Client
from django.urls import reverse

from certifications.models import Certification, CurriculumVersion
from certifications.publishing import hand_in, make_current, publish_loaded, start_draft
from tests.certifications.desk import (
    as_shown,
    change_url,
    client_of,
    make_complete,
    make_owner,
    publish_url,
)
from tests.factories import NOON, make_certification, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = CurriculumVersion.State
MOVES = ("publish", "hand_in", "take_back", "send_back", "take_in", "revert")


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


@pytest.fixture
def certification() -> Certification:
    certification = make_certification("alpha", name="Alpha", published=False, guide={"summary": "Once upon a time."})
    make_complete(certification.versions.get())
    make_current(certification.versions.get(), now=NOON)
    return certification


@pytest.fixture
def draft(certification: Certification) -> CurriculumVersion:
    return start_draft(certification)


def move_url(version: CurriculumVersion, move: str) -> str:
    return reverse(f"admin:certifications_curriculumversion_{move}", args=[version.pk])


def page_url(certification: Certification, page: str) -> str:
    return reverse(f"admin:certifications_certification_{page}", args=[certification.pk])


def load_newer(certification: Certification, summary: str = "From the files.") -> CurriculumVersion:
    newer = CurriculumVersion.objects.create(
        certification=certification, number=7, state=State.LOADING, summary=summary
    )
    make_complete(newer)
    publish_loaded(now=NOON)
    return newer


def test_the_publish_page_shows_what_changes_word_by_word_and_the_minutes(
    owner: Client, draft: CurriculumVersion
) -> None:
    CurriculumVersion.objects.filter(pk=draft.pk).update(summary="Once upon a mountain.")
    draft.steps.update(minutes=45)
    page = owner.get(publish_url(draft)).content.decode()
    assert "Once upon a <del>time</del><ins>mountain</ins>." in page
    assert "<del>30</del> <ins>45</ins>" in page
    assert "+15" in page
    assert "Publish version 2" in page


def test_what_is_refused_has_no_button_and_says_why(owner: Client, draft: CurriculumVersion) -> None:
    draft.steps.all().delete()
    page = owner.get(publish_url(draft)).content.decode()
    assert "needs a plan" in page
    assert "Publish version 2" not in page


def test_a_stale_draft_shows_what_changed_and_the_way_on(
    owner: Client, certification: Certification, draft: CurriculumVersion
) -> None:
    newer = load_newer(certification)
    answer = owner.post(publish_url(draft))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Version 7 was published meanwhile: what it changed" in page
    assert "Not published." in page
    owner.post(move_url(draft, "take_in"), {"newer": newer.pk})
    owner.post(publish_url(draft))
    certification.refresh_from_db()
    assert certification.current_version == draft


@pytest.mark.parametrize("newer", ["", "x", "²", "999999"])
def test_nonsense_is_not_taken_in(
    owner: Client, certification: Certification, draft: CurriculumVersion, newer: str
) -> None:
    load_newer(certification)
    owner.post(move_url(draft, "take_in"), {"newer": newer})
    draft.refresh_from_db()
    assert draft.based_on
    assert draft.based_on.number == 1


def test_what_is_in_review_is_not_edited(owner: Client, draft: CurriculumVersion) -> None:
    data = as_shown(owner.get(change_url(draft)))
    owner.post(move_url(draft, "hand_in"), {"note": "Look at <b>this</b>."})
    answer = owner.post(change_url(draft), data | {"summary": "Too late.", "_save": "1"}, follow=True)
    draft.refresh_from_db()
    assert (draft.state, draft.summary) == (State.IN_REVIEW, "Once upon a time.")
    page = answer.content.decode()
    assert "handed in or published meanwhile" in page
    assert "This version is in review" in page
    assert 'name="_save"' not in page
    assert "Look at &lt;b&gt;this&lt;/b&gt;." in owner.get(publish_url(draft)).content.decode()


def test_a_review_ends_with_a_comment_and_the_draft_is_edited_again(owner: Client, draft: CurriculumVersion) -> None:
    hand_in(draft, now=NOON, by=None)
    owner.post(move_url(draft, "send_back"), {"note": "The lab is too short."})
    data = as_shown(owner.get(change_url(draft)))
    owner.post(change_url(draft), data | {"summary": "A longer lab.", "_save": "1"})
    draft.refresh_from_db()
    assert draft.summary == "A longer lab."
    assert "The lab is too short." in owner.get(publish_url(draft)).content.decode()


def test_what_is_published_already_has_no_publish_page(owner: Client, certification: Certification) -> None:
    version = certification.current_version
    assert version
    assert owner.get(publish_url(version))["Location"] == change_url(version)
    answer = owner.post(publish_url(version), follow=True)
    assert "published meanwhile" in answer.content.decode()


def test_the_record_says_who_changed_what(
    owner: Client, certification: Certification, draft: CurriculumVersion
) -> None:
    data = as_shown(owner.get(change_url(draft)))
    for _twice in range(2):
        owner.post(change_url(draft), data | {"summary": "Once upon a mountain.", "steps-0-minutes": 50, "_save": "1"})
    event = draft.events.get(kind="edited")
    assert str(event.by) == "Olga Owner"
    page = owner.get(page_url(certification, "versions")).content.decode()
    assert "Once upon a <del>time</del><ins>mountain</ins>." in page
    assert "<del>30</del> <ins>50</ins>" in page
    assert "Olga Owner" in page


def test_any_two_versions_are_compared(owner: Client, certification: Certification) -> None:
    for summary in ("Two.", "Three."):
        version = start_draft(certification)
        CurriculumVersion.objects.filter(pk=version.pk).update(summary=summary)
        version.refresh_from_db()
        make_current(version, now=NOON)
        certification.refresh_from_db()
    url = page_url(certification, "compare")
    assert "<del>Three.</del> <ins>Two.</ins>" in owner.get(url, {"a": 3, "b": 2}).content.decode()
    assert "<del>Two.</del> <ins>Three.</ins>" in owner.get(url).content.decode()
    assert "both say the same" in owner.get(url, {"a": 3, "b": 3}).content.decode()
    assert owner.get(url, {"a": "x", "b": "-1"}).status_code == 200


def test_an_old_version_is_gone_back_to_from_the_list(
    owner: Client, certification: Certification, draft: CurriculumVersion
) -> None:
    first = certification.versions.get(number=1)
    make_current(draft, now=NOON)
    assert "Revert to this as a new draft" in owner.get(page_url(certification, "versions")).content.decode()
    answer = owner.post(move_url(first, "revert"))
    third = certification.versions.get(number=3)
    assert answer["Location"] == change_url(third)
    again = owner.post(move_url(first, "revert"), follow=True)
    assert "Version 3 is open already" in again.content.decode()
    assert certification.versions.count() == 3


def test_pages_of_a_certification_without_any_version(owner: Client, certification: Certification) -> None:
    empty = make_certification("empty", published=False)
    empty.versions.all().delete()
    for page in ("versions", "compare"):
        assert "There is no version yet" in owner.get(page_url(empty, page)).content.decode()


@pytest.mark.parametrize("move", MOVES)
def test_only_owners_move_a_version(certification: Certification, draft: CurriculumVersion, move: str) -> None:
    data = {"note": "x", "newer": certification.current_version_id}
    assert client_of(make_user(is_staff=True)).post(move_url(draft, move), data).status_code == 403
    for client in (Client(), client_of(make_user())):
        assert "login" in client.post(move_url(draft, move), data)["Location"]
    assert list(certification.versions.values_list("state", flat=True)) == [State.DRAFT, State.PUBLISHED]


@pytest.mark.parametrize("page", ["versions", "compare"])
def test_only_owners_read_the_record(certification: Certification, page: str) -> None:
    assert client_of(make_user(is_staff=True)).get(page_url(certification, page)).status_code == 403


@pytest.mark.parametrize("move", MOVES[1:])
def test_a_move_is_no_link(owner: Client, draft: CurriculumVersion, move: str) -> None:
    assert owner.get(move_url(draft, move)).status_code == 405


def test_the_pages_take_the_same_queries_however_many_versions_and_steps(
    owner: Client, django_assert_max_num_queries
) -> None:
    """Session and person, permissions (two), the certification, versions, their events, the open draft; nine for
    contents, and 19 of the lint on the publish page."""
    for count in (1, 15):
        certification = make_certification(f"c-{count}", published=False)
        make_complete(certification.versions.get())
        phase = certification.versions.get().phases.get()
        for number in range(count):
            phase.steps.create(version=phase.version, key=f"s-{number}", title="Step", minutes=10)
        make_current(certification.versions.get(), now=NOON)
        for _turn in range(count):
            make_current(start_draft(certification), now=NOON)
            certification.refresh_from_db()
        draft = start_draft(certification)
        for url in (page_url(certification, "versions"), page_url(certification, "compare"), publish_url(draft)):
            with django_assert_max_num_queries(36):
                assert owner.get(url).status_code == 200

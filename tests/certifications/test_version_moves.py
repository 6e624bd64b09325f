"""Review, stale drafts, going back, and the record of all of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from certifications import frozen
from certifications.contents import GUIDE_FIELDS, SECTIONS, contents_of
from certifications.diff import diff, fingerprint
from certifications.history import recorded_edit
from certifications.models import Certification, CurriculumVersion, VersionEvent
from certifications.publishing import (
    hand_in,
    make_current,
    publish,
    publish_loaded,
    revert_to,
    send_back,
    start_draft,
    take_back,
    take_in,
    wait_for_other_publishers,
)
from tests.certifications.desk import make_complete
from tests.certifications.test_frozen import fill
from tests.factories import NOON, make_certification, make_guided, make_skill, make_user

pytestmark = pytest.mark.django_db
State = CurriculumVersion.State
LATER = NOON + timedelta(days=1)


@pytest.fixture
def certification() -> Certification:
    certification = make_certification("alpha", name="Alpha", published=False, guide={"summary": "As it was."})
    make_complete(certification.versions.get())
    make_current(certification.versions.get(), now=NOON)
    return certification


def overtaken(certification: Certification) -> CurriculumVersion:
    """A draft, and meanwhile a load has published a newer version with other words and a second step."""
    draft = start_draft(certification)
    newer = CurriculumVersion.objects.create(
        certification=certification, number=draft.number + 1, state=State.LOADING, summary="From the files."
    )
    make_complete(newer)
    newer.steps.create(phase=newer.phases.get(), key="lab", title="Build it", minutes=90, position=2)
    publish_loaded(now=LATER)
    return draft


def kinds(version: CurriculumVersion) -> list[str]:
    return [event.kind for event in version.events.order_by("at", "pk")]


def reasons(action, *arguments, **named) -> str:
    with pytest.raises(ValidationError) as caught:
        action(*arguments, **named)
    return " ".join(caught.value.messages)


# Review


def test_a_review_is_on_record_from_handing_in_to_publishing(certification: Certification) -> None:
    author, reviewer = make_user(name="Ann"), make_user(name="Rae")
    draft = start_draft(certification, by=author)
    hand_in(draft, now=NOON, by=author, note="Please look at the plan.")
    send_back(draft, now=NOON, by=reviewer, note="The lab is too short.")
    hand_in(draft, now=NOON, by=author)
    publish(draft, now=LATER, by=reviewer)
    told = [(e.kind, e.from_state, e.to_state, str(e.by), e.note) for e in draft.events.order_by("pk")]
    assert told == [
        ("started", "", "draft", "Ann", ""),
        ("handed_in", "draft", "in_review", "Ann", "Please look at the plan."),
        ("sent_back", "in_review", "draft", "Rae", "The lab is too short."),
        ("handed_in", "draft", "in_review", "Ann", ""),
        ("published", "in_review", "published", "Rae", ""),
    ]
    assert kinds(certification.versions.get(number=1)) == ["published", "retired"]


def test_sending_back_needs_a_comment(certification: Certification) -> None:
    draft = start_draft(certification)
    hand_in(draft, now=NOON, by=None)
    assert "Say what should change" in reasons(send_back, draft, now=NOON, by=None, note="  ")
    take_back(draft, now=NOON, by=None)
    assert CurriculumVersion.objects.get(pk=draft.pk).state == State.DRAFT


def test_the_slower_of_two_finds_what_the_quicker_did(certification: Certification) -> None:
    draft = start_draft(certification)
    seen_by_other = CurriculumVersion.objects.get(pk=draft.pk)
    hand_in(draft, now=NOON, by=None)
    assert "now “in review”" in reasons(hand_in, seen_by_other, now=NOON, by=None)
    assert kinds(draft).count("handed_in") == 1


# Stale


def test_a_stale_draft_is_refused_with_what_changed(certification: Certification) -> None:
    draft = overtaken(certification)
    said = reasons(publish, draft, now=LATER)
    assert "Version 3 was published meanwhile" in said
    assert "Summary changed" in said
    assert "Plan step “Build it” added" in said
    certification.refresh_from_db()
    assert certification.current_version
    assert certification.current_version.number == 3
    assert CurriculumVersion.objects.get(pk=draft.pk).state == State.DRAFT


def test_a_stale_draft_is_refused_to_one_who_read_it_before_the_other_published(certification: Certification) -> None:
    draft = CurriculumVersion.objects.select_related("certification").get(pk=start_draft(certification).pk)
    CurriculumVersion.objects.filter(pk=draft.pk).update(number=9)
    newer = CurriculumVersion.objects.create(certification=certification, number=2, state=State.LOADING)
    publish_loaded(now=LATER)
    assert "Version 2 was published meanwhile" in reasons(publish, draft, now=LATER)
    assert newer.pk == Certification.objects.get(pk=certification.pk).current_version_id


def test_a_first_draft_is_stale_when_a_load_was_first() -> None:
    certification = make_certification(published=False)
    draft = certification.versions.get()
    make_complete(draft)
    CurriculumVersion.objects.create(certification=certification, number=2, state=State.LOADING, summary="New.")
    publish_loaded(now=LATER)
    assert "Version 2 was published meanwhile" in reasons(publish, draft, now=LATER)


def test_who_has_taken_the_newer_version_in_may_publish(certification: Certification) -> None:
    draft, owner = overtaken(certification), make_user()
    newer = Certification.objects.get(pk=certification.pk).current_version_id or 0
    take_in(draft, newer, now=LATER, by=owner)
    publish(draft, now=LATER, by=owner)
    event = draft.events.get(kind="taken_in")
    assert (event.about_id, event.by) == (newer, owner)


def test_a_version_that_was_not_read_is_not_taken_in(certification: Certification) -> None:
    seen = certification.current_version_id or 0
    draft = overtaken(certification)
    assert "Yet another version" in reasons(take_in, draft, seen, now=LATER, by=None)
    assert "published meanwhile" in reasons(publish, draft, now=LATER)


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_an_owner_who_waits_for_a_load_is_refused_with_what_it_changed(certification: Certification) -> None:
    draft = CurriculumVersion.objects.select_related("certification").get(pk=start_draft(certification).pk)

    def click() -> str:
        try:
            return reasons(publish, draft, now=LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as owner:
        with transaction.atomic():
            wait_for_other_publishers()
            said = owner.submit(click)
            CurriculumVersion.objects.create(
                certification=certification, number=3, state=State.LOADING, summary="From the files."
            )
            publish_loaded(now=LATER)
            with pytest.raises(TimeoutError):
                said.result(timeout=0.5)
        assert "Summary changed" in said.result(timeout=10)


# Going back


def test_going_back_makes_a_draft_that_says_what_the_old_version_said(certification: Certification) -> None:
    first = certification.versions.get()
    draft = start_draft(certification)
    draft.summary = "As it is."
    draft.save()
    draft.steps.all().delete()
    draft.steps.create(phase=draft.phases.get(), key="other", title="Other", minutes=5)
    publish(draft, now=LATER)

    back = revert_to(first, by=make_user(name="Bo"))

    found = contents_of(first.pk, back.pk)
    assert fingerprint(found[first.pk]) == fingerprint(found[back.pk])
    assert (back.number, back.state, back.based_on) == (3, State.DRAFT, draft)
    assert back.events.get().about == first
    publish(back, now=LATER)


def test_going_back_never_writes_over_an_open_draft(certification: Certification) -> None:
    first = certification.versions.get()
    make_current(start_draft(certification), now=LATER)
    open_draft = start_draft(certification)
    assert "Version 3 is open already" in reasons(revert_to, first)
    assert certification.versions.get(state=State.DRAFT) == open_draft


# The record


def test_an_edit_says_what_was_and_what_is(certification: Certification) -> None:
    draft, owner = start_draft(certification), make_user()
    with recorded_edit(draft, by=owner, now=NOON):
        draft.steps.update(minutes=45)
    with recorded_edit(draft, by=owner, now=NOON):
        draft.steps.update(position=7)
    event = draft.events.get(kind="edited")
    assert (event.by, event.changes[0]["fields"]) == (owner, [{"field": "minutes", "old": 30, "new": 45}])


def test_a_load_puts_all_that_it_publishes_on_record_in_the_same_queries(django_assert_num_queries) -> None:
    for count in (1, 12):
        for number in range(count):
            certification = make_guided(f"c-{count}-{number}")
            CurriculumVersion.objects.create(certification=certification, number=2, state=State.LOADING)
        # two savepoint ends, what is replaced, what was loaded, three updates, the events
        with django_assert_num_queries(8):
            publish_loaded(now=LATER)
    version = CurriculumVersion.objects.get(certification__slug="c-12-3", number=2)
    assert [(e.kind, e.by) for e in version.events.all()] == [("loaded", None)]
    assert VersionEvent.objects.filter(kind="retired").count() == 13


def test_what_is_on_record_is_not_reworded(certification: Certification) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        VersionEvent.objects.update(note="It was somebody else.")
    assert frozen.EVENT_REFUSED in str(caught.value)


def test_the_record_of_a_published_version_is_not_removed(certification: Certification) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        certification.versions.get().events.all().delete()


def test_the_record_goes_with_a_deleted_draft_and_forgets_a_deleted_account(certification: Certification) -> None:
    owner = make_user()
    draft = start_draft(certification, by=owner)
    owner.delete()
    assert draft.events.get().by is None
    draft.delete()
    assert not VersionEvent.objects.filter(kind="started").exists()


def test_contents_are_read_in_nine_queries_however_much_they_say(django_assert_num_queries) -> None:
    for count in (1, 20):
        versions = [make_certification(published=False).versions.get() for _number in range(count)]
        for version in versions:
            fill(version)
            phase = version.phases.get()
            for number in range(count):
                version.steps.create(
                    phase=phase, key=f"s-{number}", title="S", minutes=5, skill=make_skill(f"s-{number}")
                )
        with django_assert_num_queries(9):
            found = contents_of(*(version.pk for version in versions))
        assert len({fingerprint(one) for one in found.values()}) == 1


def test_two_certifications_of_one_name_are_told_apart() -> None:
    one, other = (make_certification(f"same-{n}", name="Same") for n in (1, 2))
    versions = [make_certification(published=False).versions.get() for _turn in range(2)]
    for version, asked in zip(versions, (one, other), strict=True):
        version.prerequisites.create(key="it", kind="certification", certification=asked)
    found = contents_of(*(version.pk for version in versions))
    assert [change.key for change in diff(*found.values()).changes] == ["it"]


def test_no_field_that_an_owner_writes_is_left_out_of_a_comparison() -> None:
    apart = {"id", "key", "position", "version", "phase"}
    for model, fields in SECTIONS.values():
        assert {field.name for field in model._meta.fields} - apart == set(fields), model
    whose = {"certification", "number", "state", "content_hash", "based_on"}
    when = {"created_at", "created_by", "published_at", "published_by"}
    assert {field.name for field in CurriculumVersion._meta.fields} - apart - whose - when == set(GUIDE_FIELDS)

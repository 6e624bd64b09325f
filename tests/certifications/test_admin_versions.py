"""A draft is edited and published in the admin; what is published is only shown."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from certifications.models import Certification, CurriculumVersion, PlanPhase, PlanStep, Prerequisite
from certifications.publishing import make_current, publish, start_draft
from tests.certifications.desk import (
    add_row,
    as_shown,
    change_url,
    client_of,
    edit_guide_url,
    make_complete,
    make_owner,
    publish_url,
)
from tests.factories import NOON, make_certification, make_skill

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
State = CurriculumVersion.State


@pytest.fixture
def owner(db) -> Client:
    return client_of(make_owner())


@pytest.fixture
def certification() -> Certification:
    """Published, with all that a guided one needs."""
    certification = make_certification("alpha", name="Alpha", published=False, guide={"summary": "As it was."})
    version = certification.versions.get()
    make_complete(version)
    make_current(version, now=NOON)
    return certification


@pytest.fixture
def draft(certification: Certification) -> CurriculumVersion:
    return start_draft(certification)


def form_of(owner: Client, version: CurriculumVersion) -> dict:
    return as_shown(owner.get(change_url(version)))


def test_an_owner_changes_a_summary_and_the_public_page_shows_it(owner: Client, certification: Certification) -> None:
    old = certification.current_version
    page = owner.post(edit_guide_url(certification), follow=True)
    data = as_shown(page) | {"summary": "As it is.", "_publish": "Save and go to publish"}
    saved = owner.post(page.redirect_chain[-1][0], data, follow=True)
    assert "As it was." in Client().get(certification.get_absolute_url()).content.decode()
    answer = owner.post(saved.redirect_chain[-1][0], follow=True)

    assert "Published. The site shows Alpha, version 2 from now on." in answer.content.decode()
    public = Client().get(certification.get_absolute_url()).content.decode()
    assert "As it is." in public
    assert "As it was." not in public
    assert list(certification.versions.values_list("number", "state", "summary")) == [
        (2, State.PUBLISHED, "As it is."),
        (1, State.RETIRED, "As it was."),
    ]
    assert list(PlanStep.objects.filter(version=old).values_list("key", flat=True)) == ["read"]


def test_who_published_and_when_is_on_record(owner: Client, draft: CurriculumVersion, noon) -> None:
    owner.post(publish_url(draft))
    draft.refresh_from_db()
    assert (str(draft.published_by), draft.published_at) == ("Olga Owner", NOON)
    history = owner.get(reverse("admin:certifications_curriculumversion_history", args=[draft.pk])).content.decode()
    assert "state: published" in history


def test_saving_a_draft_publishes_nothing(owner: Client, draft: CurriculumVersion) -> None:
    owner.post(change_url(draft), form_of(owner, draft) | {"summary": "Not yet.", "_save": "1"})
    draft.refresh_from_db()
    assert (draft.summary, draft.state) == ("Not yet.", State.DRAFT)


def test_saving_what_was_shown_changes_no_row(owner: Client, draft: CurriculumVersion) -> None:
    Prerequisite.objects.create(version=draft, key="years", kind="experience", years=3)
    before = [list(rows.values()) for rows in (draft.steps, draft.phases, draft.prerequisites, draft.skills_taught)]
    owner.post(change_url(draft), form_of(owner, draft) | {"_save": "1"})
    assert [
        list(rows.values()) for rows in (draft.steps, draft.phases, draft.prerequisites, draft.skills_taught)
    ] == before


@pytest.mark.parametrize("button", ["_save", "_publish"])
def test_a_circle_is_refused_with_its_path_and_what_was_typed_is_kept(
    owner: Client, draft: CurriculumVersion, button: str
) -> None:
    beta = make_certification("beta", name="Beta", kind="listed")
    closing = start_draft(beta)
    Prerequisite.objects.create(version=closing, key="alpha", kind="certification", certification=draft.certification)
    publish(closing, now=NOON)
    data = form_of(owner, draft) | {"summary": "New words.", button: "1"}
    row = add_row(
        data, "prerequisites", kind="certification", certification=beta.pk, strength="required", group_minimum=1
    )
    answer = owner.post(change_url(draft), data)

    assert answer.status_code == 200
    form = answer.context["adminform"].form
    assert form.non_field_errors() == [
        "The prerequisites go round in a circle: Alpha → Beta → Alpha. Take one of them away."
    ]
    shown = as_shown(answer)
    assert (shown["summary"], str(shown[f"{row}-certification"])) == ("New words.", str(beta.pk))
    draft.refresh_from_db()
    assert (draft.summary, draft.state, draft.prerequisites.count()) == ("As it was.", State.DRAFT, 0)


def test_the_next_request_knows_nothing_of_a_refusal(owner: Client, draft: CurriculumVersion) -> None:
    data = form_of(owner, draft)
    row = add_row(
        data, "prerequisites", kind="certification", certification=draft.certification_id, strength="required"
    )
    data[f"{row}-group_minimum"] = 1
    assert owner.post(change_url(draft), data | {"_save": "1"}).status_code == 200
    answer = owner.post(change_url(draft), form_of(owner, draft) | {"_save": "1"})
    assert answer.status_code == 302


def test_publishing_without_skills_and_plan_says_so_and_keeps_the_words(
    owner: Client, draft: CurriculumVersion
) -> None:
    draft.skills_taught.all().delete()
    draft.steps.all().delete()
    owner.post(change_url(draft), form_of(owner, draft) | {"summary": "New words.", "_publish": "1"})
    answer = owner.post(publish_url(draft))
    assert len(answer.context["refusals"]) == 2
    assert all(str(reason) in answer.content.decode() for reason in answer.context["refusals"])
    draft.refresh_from_db()
    assert (draft.summary, draft.state) == ("New words.", State.DRAFT)


@pytest.mark.parametrize("state", [State.PUBLISHED, State.RETIRED])
def test_a_frozen_version_is_only_shown(owner: Client, certification: Certification, state: str) -> None:
    version = certification.current_version
    if state == State.RETIRED:
        make_current(start_draft(certification), now=NOON)
    page = owner.get(change_url(version)).content.decode()
    assert "Edit as a new draft" in page
    assert "Read the guide" in page
    assert 'name="_save"' not in page
    assert 'name="_publish"' not in page
    assert "<textarea" not in page


def test_a_draft_that_was_published_meanwhile_says_so(owner: Client, draft: CurriculumVersion) -> None:
    data = form_of(owner, draft)
    make_current(draft, now=NOON)
    answer = owner.post(change_url(draft), data | {"summary": "Too late.", "_publish": "1"}, follow=True)
    assert "was handed in or published meanwhile, so nothing was saved" in answer.content.decode()
    assert CurriculumVersion.objects.get(pk=draft.pk).summary == "As it was."


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_a_second_click_on_publish_finds_what_the_first_did(draft: CurriculumVersion) -> None:
    owners = [client_of(make_owner()) for _click in range(2)]
    together = Barrier(2)

    def click(owner: Client) -> str:
        together.wait(timeout=10)
        try:
            return owner.post(publish_url(draft), follow=True).content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clicks:
        pages = list(clicks.map(click, owners))
    for words in ("Published. The site shows", "was published meanwhile"):
        assert sum(words in page for page in pages) == 1
    assert draft.certification.versions.count() == 2


def test_a_draft_is_deleted_and_a_published_version_is_not(
    owner: Client, certification: Certification, draft: CurriculumVersion
) -> None:
    def delete(version: CurriculumVersion | None) -> int:
        assert version
        return owner.post(
            reverse("admin:certifications_curriculumversion_delete", args=[version.pk]), {"post": "yes"}
        ).status_code

    assert delete(draft) == 302
    assert delete(certification.current_version) == 403
    assert list(certification.versions.values_list("number", flat=True)) == [1]


def test_published_versions_are_not_deleted_from_the_list_either(owner: Client, certification: Certification) -> None:
    data = {"action": "delete_selected", "_selected_action": [certification.current_version_id], "post": "yes"}
    owner.post(reverse("admin:certifications_curriculumversion_changelist"), data)
    assert certification.versions.count() == 1


def test_versions_are_not_added_by_hand(owner: Client) -> None:
    assert owner.get(reverse("admin:certifications_curriculumversion_add")).status_code == 403


def test_an_empty_key_is_made_from_the_title_and_numbered(owner: Client, draft: CurriculumVersion) -> None:
    data = form_of(owner, draft)
    phase = draft.phases.get().pk
    for _turn in range(2):
        add_row(data, "steps", phase=phase, title="Read the docs", minutes=20, kind="read")
    add_row(data, "steps", phase=phase, title="Read", minutes=20, kind="read")
    owner.post(change_url(draft), data | {"_save": "1"})
    assert list(draft.steps.values_list("key", "position")) == [
        ("read", 1),
        ("read-the-docs", 2),
        ("read-the-docs-2", 3),
        ("read-2", 4),
    ]


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"kind": "experience", "years": "2", "label": "Cloud experience"}, "cloud-experience"),
        ({"kind": "experience", "years": "2.5"}, "25"),
        ({"kind": "skill", "skill": "linux"}, "linux"),
    ],
    ids=["label", "years", "skill"],
)
def test_a_prerequisite_is_keyed_by_what_it_asks_for(
    owner: Client, draft: CurriculumVersion, row: dict, key: str
) -> None:
    data = form_of(owner, draft)
    if "skill" in row:
        row = row | {"skill": make_skill(row["skill"]).pk}
    add_row(data, "prerequisites", strength="required", group_minimum=1, **row)
    owner.post(change_url(draft), data | {"_save": "1"})
    assert draft.prerequisites.get().key == key


def test_a_key_used_twice_is_refused_in_the_form(owner: Client, draft: CurriculumVersion) -> None:
    data = form_of(owner, draft)
    add_row(data, "steps", phase=draft.phases.get().pk, title="Again", minutes=20, kind="read", key="read")
    answer = owner.post(change_url(draft), data | {"_save": "1"})
    assert answer.status_code == 200
    assert draft.steps.count() == 1


def test_a_step_chooses_among_the_phases_of_its_own_version(owner: Client, draft: CurriculumVersion) -> None:
    foreign = PlanPhase.objects.create(
        version=make_certification(published=False).versions.get(), key="x", title="Not ours", by_day=3
    )
    data = form_of(owner, draft)
    row = add_row(data, "steps", phase=foreign.pk, title="Astray", minutes=20, kind="read")
    answer = owner.post(change_url(draft), data | {"_save": "1"})
    errors = {
        formset.prefix: formset.errors
        for formset in (inline.formset for inline in answer.context["inline_admin_formsets"])
    }
    assert list(errors["steps"][int(row.split("-")[1])]) == ["phase"]
    assert "Not ours" not in answer.content.decode()


@pytest.mark.parametrize(
    ("prefix", "values", "field"),
    [
        ("prerequisites", {"kind": "skill", "strength": "required", "group_minimum": 1}, "kind"),
        (
            "prerequisites",
            {"kind": "experience", "years": 2, "strength": "required", "group_minimum": 0},
            "group_minimum",
        ),
        ("phases", {"title": "Never", "by_day": 0}, "by_day"),
        ("steps", {"title": "Nothing", "minutes": 0, "kind": "read"}, "minutes"),
    ],
    ids=["says nothing", "needs none", "before day 1", "no minutes"],
)
def test_what_the_database_would_refuse_is_said_at_the_field(
    owner: Client, draft: CurriculumVersion, prefix: str, values: dict, field: str
) -> None:
    data = form_of(owner, draft)
    if prefix == "steps":
        values = values | {"phase": draft.phases.get().pk}
    row = add_row(data, prefix, **values)
    answer = owner.post(change_url(draft), data | {"_save": "1"})
    formset = next(
        inline.formset for inline in answer.context["inline_admin_formsets"] if inline.formset.prefix == prefix
    )
    assert list(formset.errors[int(row.split("-")[1])]) == [field]


def test_a_validity_that_ends_before_it_begins_is_said_at_the_field(owner: Client, draft: CurriculumVersion) -> None:
    answer = owner.post(
        change_url(draft), form_of(owner, draft) | {"validity_months": 24, "validity_months_max": 12, "_save": "1"}
    )
    assert answer.context["adminform"].form.errors == {
        "validity_months_max": ["The longest validity must not be below the shortest."]
    }


def test_a_phase_with_steps_is_not_deleted_in_passing(owner: Client, draft: CurriculumVersion) -> None:
    answer = owner.post(change_url(draft), form_of(owner, draft) | {"phases-0-DELETE": "on", "_save": "1"})
    assert "still has steps" in answer.content.decode()
    assert PlanStep.objects.filter(version=draft).count() == 1


def test_an_empty_phase_is_deleted(owner: Client, draft: CurriculumVersion) -> None:
    draft.steps.all().delete()
    owner.post(change_url(draft), form_of(owner, draft) | {"phases-0-DELETE": "on", "_save": "1"})
    assert not draft.phases.exists()


@pytest.mark.parametrize("published", [False, True], ids=["draft", "published"])
def test_the_page_of_a_version_takes_the_same_queries_however_long_its_plan(
    owner: Client, django_assert_max_num_queries, published: bool
) -> None:
    """Session and person, permissions, the version with its certification, a read for each of eight inlines, the names of
    chosen skills (two inlines) and certifications (two), the phases to choose from, drafts and content type."""
    for count in (1, 10, 60):
        certification = make_certification(f"plan-of-{count}", published=False)
        version = certification.versions.get()
        phase = version.phases.create(key="one", title="One", by_day=14)
        for number in range(count):
            skill = make_skill(f"skill-{count}-{number}")
            other = make_certification(f"other-{count}-{number}", kind="listed")
            version.steps.create(phase=phase, key=f"s-{number}", title="Step", minutes=30, skill=skill)
            version.skills_taught.create(skill=skill)
            version.prerequisites.create(key=f"p-{number}", kind="certification", certification=other)
            version.next_steps.create(key=f"n-{number}", direction="same_track", label="On", certification=other)
        if published:
            make_current(version, now=NOON)
        with django_assert_max_num_queries(20):
            assert owner.get(change_url(version)).status_code == 200

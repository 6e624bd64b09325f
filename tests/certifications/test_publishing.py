"""How a version becomes the current one, and what stands against it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from certifications.models import Certification, CurriculumVersion, PlanPhase, Prerequisite
from certifications.publishing import make_current, publish, start_draft
from tests.certifications.desk import make_complete
from tests.factories import NOON, make_certification, make_skill, make_user

pytestmark = pytest.mark.django_db
State = CurriculumVersion.State
ROWS = ("prerequisites", "skills_taught", "projects", "mistakes", "next_steps", "faq", "phases", "steps")


def make_listed(slug: str, **fields) -> Certification:
    return make_certification(slug, kind="listed", **fields)


def draft_asking_for(certification: Certification, *others: Certification) -> CurriculumVersion:
    draft = start_draft(certification)
    for other in others:
        Prerequisite.objects.create(version=draft, key=other.slug, kind="certification", certification=other)
    return draft


def reasons(version: CurriculumVersion) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        publish(version, now=NOON)
    return caught.value.messages


def test_publishing_moves_the_pointer_and_retires_the_version_before() -> None:
    certification = make_listed("first")
    old, owner = certification.versions.get(), make_user()
    draft = start_draft(certification)
    publish(draft, now=NOON + timedelta(days=1), by=owner)
    certification.refresh_from_db()
    old.refresh_from_db()
    assert certification.current_version == draft
    assert (draft.state, draft.published_at, draft.published_by) == (State.PUBLISHED, NOON + timedelta(days=1), owner)
    assert old.state == State.RETIRED


def test_the_retired_version_keeps_its_words() -> None:
    certification = make_listed("first", guide={"summary": "As it was."})
    draft = start_draft(certification)
    draft.summary = "As it is."
    draft.save()
    publish(draft, now=NOON)
    assert list(certification.versions.values_list("number", "summary")) == [(2, "As it is."), (1, "As it was.")]


def test_a_version_is_published_once() -> None:
    version = make_listed("first").versions.get()
    assert reasons(version) == ["This version is published already. Edit it as a new draft."]


def test_a_version_read_before_it_was_published_is_not_published_again() -> None:
    certification = make_listed("first", published=False)
    seen_by_one, seen_by_other = certification.versions.get(), certification.versions.get()
    publish(seen_by_one, now=NOON)
    assert "published already" in reasons(seen_by_other)[0]


@pytest.mark.parametrize(
    ("kind", "skill", "plan", "missing"),
    [
        ("guided", True, True, []),
        ("guided", False, True, ["skill"]),
        ("guided", True, False, ["plan"]),
        ("guided", False, False, ["skill", "plan"]),
        ("listed", False, False, []),
    ],
)
def test_a_guided_certification_needs_skills_and_a_plan(kind: str, skill: bool, plan: bool, missing: list[str]) -> None:
    version = make_certification(kind=kind, published=False).versions.get()
    make_complete(version)
    if not skill:
        version.skills_taught.all().delete()
    if not plan:
        version.steps.all().delete()
    if missing:
        assert [word for reason in reasons(version) for word in ("skill", "plan") if word in reason] == missing
    else:
        publish(version, now=NOON)


def test_a_circle_is_refused_with_its_path() -> None:
    a, b, c = (make_listed(slug, name=slug.upper()) for slug in "abc")
    publish(draft_asking_for(a, b), now=NOON)
    publish(draft_asking_for(b, c), now=NOON)
    draft = draft_asking_for(c, a)
    assert reasons(draft) == ["The prerequisites go round in a circle: A → B → C → A. Take one of them away."]
    assert CurriculumVersion.objects.get(pk=draft.pk).state == State.DRAFT


def test_a_certification_that_asks_for_itself_is_a_circle() -> None:
    a = make_listed("a", name="A")
    assert "A → A" in reasons(draft_asking_for(a, a))[0]


def test_only_current_versions_close_a_circle() -> None:
    """What b asked for in its retired version, or asks for in a draft that nobody published, does not count."""
    a, b = make_listed("a"), make_listed("b")
    publish(draft_asking_for(b, a), now=NOON)
    undone = start_draft(b)
    undone.prerequisites.all().delete()
    publish(undone, now=NOON)
    draft_asking_for(b, a)
    publish(draft_asking_for(a, b), now=NOON)


def test_a_draft_is_judged_by_its_own_prerequisites_and_not_by_those_it_replaces() -> None:
    a, b = make_listed("a"), make_listed("b")
    publish(draft_asking_for(a, b), now=NOON)
    turned = start_draft(a)
    turned.prerequisites.all().delete()
    publish(turned, now=NOON)
    publish(draft_asking_for(b, a), now=NOON)


def test_the_check_for_circles_takes_the_same_queries_however_many_prerequisites(django_assert_num_queries) -> None:
    # savepoint, (lock on PostgreSQL,) state, certification, 19 of the lint, savepoint, retire, version, certification, releases
    queries = 29 if connection.vendor == "postgresql" else 28
    for count in (1, 10):
        certification = make_listed(f"goal-{count}")
        publish(draft_asking_for(certification, *(make_listed(f"{count}-{n}") for n in range(count))), now=NOON)
        again = CurriculumVersion.objects.get(pk=start_draft(certification).pk)
        with django_assert_num_queries(queries):
            publish(again, now=NOON)


def test_a_draft_says_all_that_the_current_version_says() -> None:
    certification = make_certification(
        published=False,
        guide={"summary": "In short.", "validity_months": 24, "retake_wait_days": 14, "content_hash": "f" * 64},
    )
    version = certification.versions.get()
    make_complete(version)
    Prerequisite.objects.create(
        version=version, key="years", kind="experience", years=3, group="either", group_minimum=1
    )
    version.projects.create(key="project", title="A project", position=2)
    version.mistakes.create(key="mistake", title="A mistake", advice="Do not.")
    version.next_steps.create(key="next", direction="leadership", label="Up")
    version.faq.create(key="why", question="Why?", answer="Because.")
    make_current(version, now=NOON)

    draft = start_draft(certification, by=make_user())

    assert (draft.number, draft.state, draft.summary, draft.validity_months) == (2, State.DRAFT, "In short.", 24)
    for rows in ROWS:
        hidden = {"id", "version_id", "phase_id"}
        before, after = (
            [{name: value for name, value in row.items() if name not in hidden} for row in getattr(one, rows).values()]
            for one in (version, draft)
        )
        assert before == after != [], rows


def test_the_steps_of_a_draft_stand_in_its_own_phases() -> None:
    certification = make_certification(published=False)
    make_complete(certification.versions.get())
    make_current(certification.versions.get(), now=NOON)
    draft = start_draft(certification)
    assert draft.steps.get().phase == PlanPhase.objects.get(version=draft)


def test_a_draft_counts_as_from_no_file() -> None:
    certification = make_listed("first", guide={"content_hash": "f" * 64})
    assert start_draft(certification).content_hash == ""


def test_a_draft_begins_empty_where_nothing_was_published() -> None:
    certification = make_listed("first", published=False)
    certification.versions.all().delete()
    draft = start_draft(certification)
    assert (draft.number, draft.summary) == (1, "")


def test_the_open_draft_is_gone_on_with() -> None:
    certification = make_listed("first")
    assert start_draft(certification) == start_draft(certification)


def test_a_draft_comes_from_the_current_version_and_is_numbered_after_the_last() -> None:
    certification = make_listed("first")
    for summary in ("Two", "Three"):
        draft = start_draft(certification)
        draft.summary = summary
        draft.save()
        publish(draft, now=NOON)
    assert (start_draft(certification).number, start_draft(certification).summary) == (4, "Three")


def test_copying_a_version_takes_the_same_queries_however_long_its_plan(django_assert_max_num_queries) -> None:
    # lock, draft, last number, source, its fields, new version, and a read and a write (in a savepoint) for each of eight kinds
    for count in (1, 40):
        certification = make_certification(published=False)
        version = certification.versions.get()
        phase = version.phases.create(key="one", title="One", by_day=14)
        for number in range(count):
            version.steps.create(phase=phase, key=f"step-{number}", title="Step", minutes=30)
            version.skills_taught.create(skill=make_skill(f"skill-of-{count}-{number}"))
        make_current(version, now=NOON)
        with django_assert_max_num_queries(30):
            start_draft(certification)


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_owners_at_once_cannot_close_a_circle_between_them() -> None:
    a, b = make_listed("a"), make_listed("b")
    drafts = [draft_asking_for(a, b).pk, draft_asking_for(b, a).pk]
    together = Barrier(2)

    def one_owner(pk: int) -> bool:
        draft = CurriculumVersion.objects.get(pk=pk)
        together.wait(timeout=10)
        try:
            publish(draft, now=NOON)
        except ValidationError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as owners:
        assert sorted(owners.map(one_owner, drafts)) == [False, True]

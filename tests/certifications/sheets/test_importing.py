"""From a sheet to the catalogue: the dry run, the faults by row and column, and all or nothing."""

import pytest
from django.core.management import call_command

from certifications.models import Certification, Level, PlanStep, Prerequisite, Skill
from certifications.publishing import start_draft
from certifications.sheets.cells import file_rows
from certifications.sheets.errors import SheetError
from certifications.sheets.importing import ChangedMeanwhileError, apply, preview
from certifications.sheets.kinds import KINDS
from certifications.sheets.writing import csv_file, xlsx_file
from tests.factories import NOON, make_certification, make_guided, make_skill

pytestmark = pytest.mark.django_db
SKILL, STEPS, PREREQUISITES = KINDS["skill"], KINDS["steps"], KINDS["prerequisites"]


def sheet(*lines):
    return "\n".join(",".join(line) for line in lines).encode()


def told(kind, content, owner=None):
    return [(fault.row, fault.column, fault.what) for fault in preview(kind, content, owner).faults]


def run(kind, content, owner=None):
    return apply(kind, content, digest=preview(kind, content, owner).digest, owner=owner, by=None, now=NOON)


def test_what_was_exported_changes_nothing_for_every_sheet_of_the_shipped_catalogue():
    call_command("load_catalogue", verbosity=0)
    draft = start_draft(Certification.objects.get(slug="mlops-architect-advanced"))
    for kind in KINDS.values():
        owner = draft if kind.of_draft else None
        lines = list(file_rows(kind, kind.rows(owner)))
        assert lines, kind.name
        for pack in (csv_file, xlsx_file):
            seen = preview(kind, pack(kind.columns, lines), owner)
            assert (kind.name, seen.faults, seen.added, seen.changed) == (kind.name, (), [], [])
            assert seen.unchanged == len(lines)


def test_a_dry_run_says_what_is_added_and_changed_and_writes_nothing():
    make_skill("knots", name="Knots")
    make_skill("same", name="Same")
    content = sheet(("slug", "name"), ("knots", "Splices"), ("new", "New"), ("same", "Same"))
    seen = preview(SKILL, content)
    assert [row.key for row in seen.added] == ["new"]
    assert [(cell.column, cell.old, cell.new) for row in seen.changed for cell in row.changed] == [
        ("name", "Knots", "Splices")
    ]
    assert seen.unchanged == 1
    assert Skill.objects.get(slug="knots").name == "Knots"
    run(SKILL, content)
    assert dict(Skill.objects.values_list("slug", "name")) == {"knots": "Splices", "new": "New", "same": "Same"}


def test_what_has_no_column_stays_and_what_the_file_does_not_name_stays():
    make_skill("knots", name="Knots", summary="Bends.")
    make_skill("other", name="Other")
    run(SKILL, sheet(("slug", "name"), ("knots", "Splices")))
    assert Skill.objects.get(slug="knots").summary == "Bends."
    assert Skill.objects.filter(slug="other").exists()


def test_one_wrong_row_of_fifty_writes_none_of_them():
    lines = [(f"skill-{number}", f"Skill {number}") for number in range(50)]
    lines[36] = ("skill-36", "")
    content = sheet(("slug", "name"), *lines)
    assert told(SKILL, content) == [(38, "name", "This field is required.")]
    with pytest.raises(ChangedMeanwhileError):
        run(SKILL, content)
    assert not Skill.objects.exists()


@pytest.mark.parametrize(
    ("line", "column", "words"),
    [
        (("Not A Slug", "x"), "slug", "slug"),
        (("", "x"), "slug", "Without “slug” nobody knows which row is meant."),
        (("twice", "x"), "slug", "“twice” stands in row 2 already."),
        (("long", "x" * 201), "name", "at most 200 characters"),
    ],
)
def test_a_fault_names_its_row_and_column(line, column, words):
    (fault,) = told(SKILL, sheet(("slug", "name"), ("twice", "Twice"), line))
    assert fault[:2] == (3, column)
    assert words in fault[2]


def test_references_are_by_slug_and_a_slip_gets_a_hint():
    make_certification("alpha")
    content = sheet(("slug", "level", "retired"), ("alpha", "foundaton", "perhaps"))
    assert told(KINDS["certification"], content) == [
        (2, "level", "“foundaton” names nothing. Did you mean “foundation”?"),
        (2, "retired", "“perhaps” is neither true nor false."),
    ]


def test_a_rule_of_the_row_is_told_at_its_row():
    make_certification("alpha")
    (fault,) = told(KINDS["certification"], sheet(("slug", "level", "track"), ("alpha", "", "")))
    assert fault == (2, "", "A guided certification needs a track and a level.")


def test_a_value_that_only_one_may_have_is_told_at_its_cell():
    Level.objects.create(slug="first", name="First", rank=1)
    Level.objects.create(slug="second", name="Second", rank=2)
    assert told(KINDS["level"], sheet(("slug", "rank"), ("second", "1"))) == [
        (2, "rank", "“first” has the value 1 already.")
    ]


def test_a_change_in_between_is_not_written_over_blindly():
    make_skill("knots", name="Knots")
    content = sheet(("slug", "name"), ("knots", "Splices"))
    digest = preview(SKILL, content).digest
    Skill.objects.update(name="Bends")
    with pytest.raises(ChangedMeanwhileError):
        apply(SKILL, content, digest=digest, by=None, now=NOON)
    assert Skill.objects.get().name == "Bends"


def test_steps_go_into_a_draft_by_their_keys_and_never_into_what_is_published():
    guided = make_guided("alpha")
    draft = start_draft(guided)
    content = sheet(
        ("key", "phase", "title", "minutes"), ("d14-s1", "day-14", "Read it", "45"), ("new", "day-30", "New", "90")
    )
    run(STEPS, content, draft)
    (event,) = draft.events.filter(kind="edited")
    assert len(event.changes) == 2
    assert PlanStep.objects.filter(version=draft).count() == 4
    assert draft.steps.get(key="d14-s1").minutes == 45
    assert draft.steps.get(key="new").phase.key == "day-30"
    published = guided.versions.get(state="published")
    assert published.steps.get(key="d14-s1").minutes == 60
    draft.state = "in_review"
    assert told(STEPS, content, draft) == [(0, "", "This version is in review. Take it back first, then import.")]
    assert told(STEPS, content, published) == [
        (0, "", "This version is published: its rows never change. Edit it as a new draft.")
    ]


def test_a_step_of_no_minutes_or_of_another_plan_s_phase_is_told():
    draft = start_draft(make_guided("alpha"))
    content = sheet(("key", "phase", "title", "minutes"), ("a", "day-14", "A", "0"), ("b", "day-99", "B", "30"))
    assert [fault[:2] for fault in told(STEPS, content, draft)] == [(2, "minutes"), (3, "phase")]


def test_a_circle_that_a_sheet_closes_is_refused_with_its_path_and_nothing_is_written():
    alpha = make_certification("alpha", name="Alpha")
    beta = make_certification("beta", name="Beta", published=False)
    beta.versions.get().prerequisites.create(key="a", kind="certification", certification=alpha)
    beta.current_version = beta.versions.get()
    beta.save()
    draft = start_draft(alpha)
    content = sheet(("key", "kind", "certification"), ("b", "certification", "beta"))
    with pytest.raises(SheetError, match="Alpha → Beta → Alpha"):
        run(PREREQUISITES, content, draft)
    assert not Prerequisite.objects.filter(version=draft).exists()


@pytest.mark.parametrize("size", [10, 500])
def test_an_import_takes_no_more_queries_for_more_rows_than_its_batches(size, django_assert_max_num_queries):
    for number in range(size):
        make_skill(f"old-{number}")
    content = sheet(
        ("slug", "name"),
        *((f"old-{number}", f"Other {number}") for number in range(size)),
        *((f"new-{number}", f"New {number}") for number in range(size)),
    )
    digest = preview(SKILL, content).digest
    # two savepoints and their ends, what is stored, and on SQLite up to three inserts and updates for 500 rows each
    with django_assert_max_num_queries(7 if size == 10 else 12):
        apply(SKILL, content, digest=digest, by=None, now=NOON)

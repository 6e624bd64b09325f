"""Writing the stored catalogue out again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from certifications.files.exporter import in_yaml, split
from certifications.files.form import CatalogueFile, SkillForm, fingerprint
from certifications.files.loader import Outcome, load
from certifications.files.reader import read_content, read_files
from certifications.files.stored import stored_catalogue
from certifications.management.commands.load_catalogue import SHIPPED
from certifications.models import Certification, CurriculumVersion, PathStep, PlanStep, Program, Skill
from certifications.publishing import make_current, start_draft
from tests.certifications.files.small import load_data, small, together
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def said_by(forms: list[CatalogueFile]) -> Iterator[tuple[str, str, str]]:
    for form in forms:
        for kind, records in form:
            yield from ((kind, dict(record).get("slug", ""), fingerprint(record)) for record in records)


def read(folder: Path) -> list[CatalogueFile]:
    return [file.form for file in read_files([folder])]


def export(folder: Path) -> Path:
    call_command("export_catalogue", folder, verbosity=0)
    return folder


def load_folder(folder: Path) -> Outcome:
    outcome = load(read_files([folder]), now=NOON)
    assert not outcome.problems, outcome.problems
    return outcome


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    """A folder whose only file has been loaded."""
    folder = tmp_path / "in"
    folder.mkdir()
    load_data(folder, small())
    return folder


def test_what_was_loaded_is_exported(loaded, tmp_path):
    assert sorted(said_by(read(export(tmp_path / "out")))) == sorted(said_by(read(loaded)))


def test_the_database_gives_the_very_models_that_the_file_gave(loaded):
    stored = dict(stored_catalogue())
    for kind, records in read(loaded)[0]:
        assert sorted(stored[kind], key=repr) == sorted(records, key=repr)


def test_each_programme_has_its_file_and_each_other_kind_one(loaded, tmp_path):
    export(tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "glossary.yaml",
        "levels.yaml",
        "paths.yaml",
        "providers.yaml",
        "references.yaml",
        "roadmaps.yaml",
        "roles.yaml",
        "ropes.yaml",
        "skills.yaml",
        "sources.yaml",
    ]


def test_a_programme_called_like_a_kind_gets_a_file_of_its_own():
    program = small()["programs"][0] | {"slug": "skills"}
    form = CatalogueFile.model_validate({"programs": [program], "skills": small()["skills"]})
    assert set(split(form)) == {"skills.yaml", "_skills.yaml"}


def test_defaults_are_left_out(loaded, tmp_path):
    export(tmp_path / "out")
    text = (tmp_path / "out" / "ropes.yaml").read_text()
    assert "kind: listed" in text
    assert "kind: guided" not in text
    assert "optional: false" not in text


def changes_nothing(outcome: Outcome) -> bool:
    added, changed, _unchanged, retired = together(outcome)
    return (added, changed, retired, outcome.guides) == (0, 0, 0, [])


def test_an_export_loaded_again_changes_nothing(loaded, tmp_path):
    assert changes_nothing(load_folder(export(tmp_path / "out")))
    assert CurriculumVersion.objects.count() == 2


def test_an_owner_s_edits_are_exported_and_loaded_again_change_nothing(loaded, tmp_path):
    Skill.objects.filter(slug="splicing").update(name="Splicing, by Ada")
    Certification.objects.filter(slug="rigger").update(archived=True)
    draft = start_draft(Certification.objects.get(slug="rope-hand"))
    PlanStep.objects.filter(version=draft, key="read").update(minutes=75)
    draft.refresh_from_db()
    make_current(draft, now=NOON)
    assert changes_nothing(load_folder(export(tmp_path / "out")))
    text = (tmp_path / "out" / "ropes.yaml").read_text()
    assert "minutes: 75" in text
    assert "archived: true" in text


@pytest.mark.parametrize("edited", [False, True])
def test_an_export_in_an_empty_database_gives_the_same_export(tmp_path, edited):
    before = transaction.savepoint()
    load_data(tmp_path, small())
    if edited:
        Certification.objects.filter(slug="rigger").update(archived=True)
        Skill.objects.filter(slug="splicing").update(summary="Two\n\nparagraphs: “quoted”, 'twice' – # no comment\n")
    export(tmp_path / "one")
    transaction.savepoint_rollback(before)
    assert not Skill.objects.exists()
    load_folder(tmp_path / "one")
    export(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_text() == (tmp_path / "two" / path.name).read_text()


def test_what_was_never_published_is_left_out_with_the_arrows_to_it(loaded, tmp_path):
    draft = Certification.objects.create(slug="own", name="Our own", program=Program.objects.get())
    PathStep.objects.create(path_id=PathStep.objects.values_list("path", flat=True)[0], certification=draft, position=9)
    files = read(export(tmp_path / "out"))
    assert "own" not in {slug for _kind, slug, _said in said_by(files)}
    assert [len(path.steps) for form in files for path in form.paths] == [2]


def test_a_folder_with_other_catalogue_files_is_refused(loaded):
    with pytest.raises(CommandError, match=r"holds other catalogue files: small.yaml"):
        export(loaded)
    assert [path.name for path in loaded.iterdir()] == ["small.yaml"]


def test_an_export_may_go_over_the_last_one(loaded, tmp_path):
    export(tmp_path / "out")
    Skill.objects.filter(slug="splicing").update(name="Better")
    export(tmp_path / "out")
    assert "Better" in (tmp_path / "out" / "skills.yaml").read_text()


def test_a_folder_that_cannot_be_written_is_told(loaded, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written"):
        export(tmp_path / "file")


def test_what_would_not_load_again_is_told(loaded, tmp_path, capsys):
    Skill.objects.filter(slug="splicing").update(name=" ")
    with pytest.raises(SystemExit, match="1"):
        export(tmp_path / "out")
    assert "skills.yaml:3: “name” must not be blank" in capsys.readouterr().err


def test_the_shipped_catalogue_loads_and_comes_back(tmp_path):
    load_folder(SHIPPED)
    assert changes_nothing(load_folder(SHIPPED))
    assert sorted(said_by(read(export(tmp_path / "out")))) == sorted(said_by(read(SHIPPED)))
    assert changes_nothing(load_folder(tmp_path / "out"))


PRINTED = st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"]) | st.sampled_from(
    "\n\t:#-'\"[]{}&*!|>%@`~ "
)


@given(st.lists(st.text(PRINTED, min_size=1, max_size=150).filter(str.strip), min_size=1, max_size=5))
def test_any_text_comes_back_from_a_file_as_it_was(texts):
    form = CatalogueFile(skills=[SkillForm(slug=f"s{n}", name="N", summary=text) for n, text in enumerate(texts)])
    back = read_content("f.yaml", in_yaml(form).encode())
    assert not back.problems
    assert back.form == form

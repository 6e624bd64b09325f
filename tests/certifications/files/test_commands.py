"""load_catalogue at the terminal: what it prints, where, and how it ends."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command

from certifications.models import Certification, CurriculumVersion, Provider, Skill
from tests.certifications.files.small import guide, small, write

pytestmark = pytest.mark.django_db

WRONG = {
    "broken.yaml": "skills:\n  - slug: [\n",
    "keys.yaml": "skills:\n  - slug: knots\n    name: Knots\n    colour: red\n",
    "again.yaml": "skills:\n  - slug: knots\n    name: Knots\n",
    "types.yaml": "levels:\n  - slug: first\n    name: First\n    rank: high\n",
    "guides.yaml": """\
programs:
  - {slug: ropes, name: Ropes, issuer: nobody}
certifications:
  - slug: a
    name: A
    program: ropes
    kind: listed
    guide:
      prerequisites:
        - {key: b, certification: b}
      plan:
        - key: one
          title: One
          by_day: 14
          steps:
            - {key: s, title: S, minutes: -5}
  - slug: b
    name: B
    program: ropes
    kind: listed
    guide:
      prerequisites:
        - {key: a, certification: a}
""",
}
TOLD = [
    "broken.yaml:3: is not valid YAML: did not find expected node content while parsing a flow node",
    "guides.yaml:2: “issuer” names the provider “nobody”, and there is none",
    "guides.yaml:10: The prerequisites go round in a circle: a → b → a. Take one of them away.",
    "guides.yaml:16: “minutes” must be at least 1, not -5",
    "keys.yaml:2: the skill “knots” is named twice: first at again.yaml:2",
    "keys.yaml:4: unknown key “colour”",
    "types.yaml:4: “rank” must be a whole number, not high",
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: object, **options: object) -> tuple[str, str, int]:
    """(standard output, standard error, exit code)"""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_catalogue", *map(str, arguments), stdout=out, stderr=err, **options)
    except SystemExit as end:
        return out.getvalue(), err.getvalue(), int(str(end.code))
    return out.getvalue(), err.getvalue(), 0


def test_everything_wrong_in_all_files_is_told_in_one_run_and_nothing_is_written(folder):
    for name, text in WRONG.items():
        (folder / name).write_text(text)
    out, err, code = run(".")
    assert (out, code) == ("", 1)
    assert err.splitlines() == TOLD
    assert not Skill.objects.exists()


def test_a_right_file_beside_a_wrong_one_is_not_written_either(folder):
    write(folder, small())
    (folder / "wrong.yaml").write_text("skills: soon\n")
    assert run(folder) == ("", "wrong.yaml:1: “skills” must be a list, not soon\n", 1)
    assert not Provider.objects.exists()


def test_it_prints_counts_by_kind(folder):
    write(folder, small())
    out, err, code = run("small.yaml")
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines()}
    assert (err, code) == ("", 0)
    assert rows["added"] == ["changed", "unchanged", "retired"]
    assert rows["certifications"] == ["2", "0", "0", "0"]
    assert rows["together"] == ["14", "0", "0", "0"]
    assert "2 curriculum versions published." in out


def test_json_is_all_that_stands_on_standard_output(folder):
    data = small()
    write(folder, data)
    run("small.yaml")
    guide(data)["summary"] = "New."
    data["certifications"].pop(1)
    data["paths"][0]["steps"].pop(1)
    guide(data)["next_steps"].pop(0)
    data["skills"].append({"slug": "worming", "name": "Worming"})
    write(folder, data)
    out, err, code = run("small.yaml", "--json")
    said = json.loads(out)
    assert (err, code) == ("", 0)
    assert {name: said[name] for name in ("written", "added", "changed", "unchanged", "retired")} == {
        "written": True,
        "added": 1,
        "changed": 2,
        "unchanged": 11,
        "retired": 1,
    }
    assert said["kinds"]["skills"] == {"added": 1, "changed": 0, "unchanged": 2, "retired": 0}
    assert said["versions_published"] == 1


def test_json_lists_the_errors_as_well(folder):
    (folder / "wrong.yaml").write_text("skills: soon\n")
    out, err, code = run("wrong.yaml", "--json")
    told = {"file": "wrong.yaml", "line": 1, "what": "“skills” must be a list, not soon"}
    assert json.loads(out) == {"written": False, "errors": [told], "warnings": []}
    assert (err, code) == ("wrong.yaml:1: “skills” must be a list, not soon\n", 1)


def test_check_says_what_a_load_would_do_and_writes_nothing(folder):
    write(folder, small())
    out, _err, code = run("small.yaml", "--check")
    assert code == 0
    assert "2 curriculum versions would be published; nothing was written." in out
    assert not Certification.objects.exists()
    assert json.loads(run("small.yaml", "--check", "--json")[0])["written"] is False


def test_warnings_are_told_and_stop_nothing(folder):
    data = small()
    guide(data)["renewal_window_months"] = 3
    del guide(data)["validity_months"], guide(data)["validity_months_max"]
    write(folder, data)
    line = (folder / "small.yaml").read_text().splitlines().index("    renewal_window_months: 3") + 1
    _out, err, code = run("small.yaml", "--check")
    told = f"small.yaml:{line}: warning: There is a renewal window, but no validity that it could end with.\n"
    assert (err, code) == (told, 0)
    assert [one["line"] for one in json.loads(run("small.yaml", "--json")[0])["warnings"]] == [line]
    assert Certification.objects.exists()


def test_check_ends_with_1_where_anything_is_wrong(folder):
    (folder / "wrong.yaml").write_text("skills: soon\n")
    assert run("wrong.yaml", "--check")[2] == 1


def test_without_a_path_the_shipped_catalogue_is_loaded(folder):
    assert run()[1:] == ("", 0)
    guided = Certification.objects.filter(kind="guided")
    assert guided.exists()
    assert not CurriculumVersion.objects.filter(current_for__in=guided, steps__isnull=True).exists()
    assert not Certification.objects.filter(current_version__isnull=True).exists()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_shows_on_a_terminal_and_leaves_no_trace(folder):
    write(folder, small())
    err = Terminal()
    call_command("load_catalogue", "small.yaml", stdout=io.StringIO(), stderr=err)
    assert "reading small.yaml" in err.getvalue()
    assert "writing certifications" in err.getvalue()
    assert err.getvalue().endswith("\r\x1b[K")

"""One file at a time: its YAML, its form, its lines."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certifications.files.reader import read_content, read_files
from certifications.files.tree import read_tree, scalar

TOP = "skills:\n  - slug: one\n"


def told(text: str | bytes) -> list[str]:
    content = text if isinstance(text, bytes) else text.encode()
    return [str(problem) for problem in read_content("f.yaml", content).problems]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "is empty"),
        ("# only a comment\n", 1, "is empty"),
        ("null\n", 1, "is empty"),
        ("- one\n- two\n", 1, "must be a mapping"),
        ("just words\n", 1, "must be a mapping"),
        ("skills: [\n", 2, "is not valid YAML"),
        ("skills:\n  - slug: one: two\n", 2, "mapping values are not allowed"),
        ("skills:\n\t- slug: one\n", 2, "is not valid YAML"),
        ('skills:\n  - slug: "open\n', 3, "is not valid YAML"),
        ("skills: []\n---\nskills: []\n", 2, "a second document begins here"),
        (b"skills:\n  - slug: caf\xe9\n", 2, "is not UTF-8 text"),
        (b"skills:\n  - slug: a\x01b\n", 2, "a character that YAML does not allow"),
        ("[" * 10_000, 1, "nested deeper than 20 levels"),
        ("skills: []\nskills: []\n", 2, "“skills” stands here and on line 1: a key stands once"),
        (TOP + "    name: &it One\n", 3, "an anchor (&it) is not allowed"),
        (TOP + "    name: *it\n", 3, "an alias (*) is not allowed"),
        (TOP + "    name: !!python/name:os.system x\n", 3, "a tag (tag:yaml.org,2002:python/name:os.system) is not"),
        (TOP + "    name: !mine x\n", 3, "a tag (!mine) is not allowed"),
        (TOP + '    name: "a\\0b"\n', 3, "holds a control character"),
        ("? [skills]\n: []\n", 1, "a key must be a single word"),
    ],
)
def test_text_that_is_no_catalogue_is_told_with_its_line(text, line, words):
    assert any(one.startswith(f"f.yaml:{line}: ") and words in one for one in told(text)), told(text)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("name:", "“name” must be text (put it in quotes), and stands empty"),
        ("name: 5", "“name” must be text (put it in quotes), not 5"),
        ("name: [One]", "“name” must be text"),
        ('name: "  "', "“name” must not be blank"),
        (f"name: {'x' * 201}", "“name” must have 200 characters at most"),
        ("nmae: One", "unknown key “nmae”: did you mean “name”?"),
        ("summary: x", "“name” is missing"),
    ],
)
def test_a_record_out_of_form_names_the_key(row, words):
    assert any(words in one for one in told(f"{TOP}    {row}\n")), told(f"{TOP}    {row}\n")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("levels:\n  - slug: a\n    name: A\n    rank: ten\n", "4: “rank” must be a whole number, not ten"),
        ("levels:\n  - slug: a\n    name: A\n    rank: -1\n", "4: “rank” must be at least 0, not -1"),
        ("levels:\n  - slug: a\n    name: A\n    rank: 1.5\n", "4: “rank” must be a whole number, not 1.5"),
        ("levels:\n  - slug: a\n    name: A\n    rank: 40000\n", "4: “rank” must be at most 32767, not 40000"),
        ("levels:\n  - slug: A b\n    name: A\n    rank: 1\n", "2: “slug” must be lower-case letters and digits"),
        ("levels: soon\n", "1: “levels” must be a list, not soon"),
        ("levels:\n  - soon\n", "2: “levels”, item 1, must be a mapping of keys and values, not soon"),
        (
            "providers:\n  - slug: a\n    name: A\n    speciality: A\n    url: ftp://a\n",
            "5: “url” must be a web address",
        ),
        ("sources:\n  - code: A, B\n    title: T\n", "2: “code” must be one short word without commas"),
    ],
)
def test_a_value_out_of_form_stands_with_its_line(text, problem):
    assert any(one.startswith(f"f.yaml:{problem}") for one in told(text)), told(text)


def test_everything_wrong_in_a_file_is_told_at_once():
    text = "skills:\n  - slug: One\n    name: 1\n    colour: red\nlevels:\n  - name: L\n    rank: x\nextra: 1\n"
    assert sorted(int(one.split(":")[1]) for one in told(text)) == [2, 3, 4, 6, 7, 8]


def test_what_is_right_in_a_wrong_file_is_read_all_the_same():
    read = read_content("f.yaml", b"skills:\n  - slug: bad\n  - slug: good\n    name: Good\n")
    assert [skill.slug for skill in read.form.skills] == ["good"]
    assert read.problem(("skills", 0, "slug"), "x").line == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("12:30", "12:30"),
        ("2026-03-02", "2026-03-02"),
        ("007", "007"),
        ("1_000", "1_000"),
        ("1e5", "1e5"),
        ("true", True),
        ("~", None),
        ("-5", -5),
        ("2.5", 2.5),
    ],
)
def test_only_true_false_null_and_numbers_are_not_text(text, value):
    assert scalar(text) == value


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**9), 10**9)
        | st.text(st.characters(codec="ascii", min_codepoint=32, max_codepoint=126)),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=4),
        max_leaves=12,
    )
)
def test_json_means_the_same_here_as_anywhere(data):
    root, problems = read_tree(json.dumps({"data": data}).encode())
    assert not problems
    assert root.plain() == {"data": data}


def test_a_byte_order_mark_is_no_obstacle():
    assert not told(b"\xef\xbb\xbfskills: []\n")


def test_folders_are_searched_in_depth_and_each_file_is_read_once(tmp_path: Path):
    (tmp_path / "deep").mkdir()
    for name in ("b.yaml", "a.yml", "deep/c.yaml", "notes.txt", ".hidden.yaml"):
        (tmp_path / name).write_text("skills: []\n")
    read = read_files([tmp_path, tmp_path / "b.yaml"])
    assert [Path(file.name).name for file in read] == ["a.yml", "b.yaml", "c.yaml"]
    assert not any(file.problems for file in read)


def test_a_path_that_leads_nowhere_is_a_problem_of_its_own(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    problems = [str(file.problems[0]) for file in read_files([tmp_path / "gone.yaml", tmp_path / "empty"])]
    assert problems == [
        f"{tmp_path}/gone.yaml:1: cannot be read: No such file or directory",
        f"{tmp_path}/empty:1: holds no .yaml or .yml file",
    ]

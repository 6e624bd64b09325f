"""All files together: names, references, circles, and rules between values. The line is looked up in the text itself."""

import re

import pytest
import yaml

from certifications.files.check import Known, check
from certifications.files.form import fingerprint
from certifications.files.reader import read_content
from certifications.lint import Ask, Standing
from tests.certifications.files.small import guide, small


def problems_of(*contents, known=None):
    """Each content a mapping or a text; the files are called 1.yaml, 2.yaml …"""
    texts = [
        one if isinstance(one, str) else yaml.safe_dump(one, sort_keys=False, allow_unicode=True) for one in contents
    ]
    files = [read_content(f"{number}.yaml", text.encode()) for number, text in enumerate(texts, start=1)]
    return check(files, known or Known()).problems


def told(*contents, known=None):
    return [problem.what for problem in problems_of(*contents, known=known)]


def skill(slug):
    return {"slug": slug, "name": slug.title()}


def listed(slug, *asked):
    prerequisites = [{"key": f"k-{other}", "certification": other} for other in asked]
    return {"slug": slug, "name": slug, "program": "ropes", "kind": "listed", "guide": {"prerequisites": prerequisites}}


def asks(*others):
    """Published, and asking for these."""
    return Standing("", True, False, tuple(Ask(True, 1, (other,)) for other in others))


def ropes(*certifications):
    data = {key: small()[key] for key in ("sources", "providers", "programs")}
    return data | {"certifications": list(certifications)}


def test_the_small_catalogue_has_no_problem():
    assert told(small()) == []


def set_at(*path, to):
    def change(data):
        for step in path[:-1]:
            data = data[step]
        data[path[-1]] = to

    return change


CERTIFICATION = ("certifications", 0)
GUIDE = (*CERTIFICATION, "guide")
STEPS = (*GUIDE, "plan", 0, "steps")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (set_at("programs", 0, "issuer", to="gone"), "“issuer” names the provider “gone”, and there is none"),
        (set_at("providers", 0, "source", to="S, X"), "“source” names the source “X”, and there is none"),
        (set_at("providers", 0, "source", to="S,"), "“source” names the source “”, and there is none"),
        (set_at(*CERTIFICATION, "program", to="gone"), "“program” names the programme “gone”, and there is none"),
        (set_at(*CERTIFICATION, "level", to="gone"), "“level” names the level “gone”, and there is none"),
        (
            set_at(*CERTIFICATION, "track", to="gone"),
            "“track” names the track “gone”, which the programme “ropes” does",
        ),
        (set_at("certifications", 1, "replaced_by", to="gone"), "“replaced_by” names the certification “gone”"),
        (set_at("certifications", 1, "replaced_by", to="rigger"), "a certification cannot replace itself"),
        (set_at(*GUIDE, "skills", 1, to="gone"), "“skills” names the skill “gone”, and there is none"),
        (set_at(*GUIDE, "prerequisites", 1, "skill", to="gone"), "“skill” names the skill “gone”"),
        (set_at(*GUIDE, "next_steps", 0, "certification", to="gone"), "“certification” names the certification “gone”"),
        (set_at(*STEPS, 1, "skill", to="gone"), "“skill” names the skill “gone”"),
        (set_at("paths", 0, "focuses", 0, "program", to="gone"), "“program” names the programme “gone”"),
        (set_at("paths", 0, "steps", 0, "certification", to="gone"), "“certification” names the certification “gone”"),
        (set_at("roles", 0, "skills", 0, to="gone"), "“skills” names the skill “gone”"),
        (set_at("roles", 0, "recommendations", 0, "program", to="gone"), "“program” names the programme “gone”"),
        (set_at("roadmaps", 0, "role", to="gone"), "“role” names the role “gone”, and there is none"),
        (set_at("roadmaps", 0, "stages", 0, "skills", 0, to="gone"), "“skills” names the skill “gone”"),
        (set_at("references", 0, "program", to="gone"), "“program” names the programme “gone”"),
        (set_at("references", 0, "rows", 0, "role", to="gone"), "“role” names the role “gone”"),
        (set_at("references", 0, "rows", 0, "cells", to=["one"]), "the row has 1 cells for 2 columns"),
        (set_at(*GUIDE, "prerequisites", 0, "skill", to="splicing"), "a prerequisite says one thing"),
        (set_at(*GUIDE, "prerequisites", 0, to={"key": "nothing"}), "a prerequisite says one thing"),
        (set_at(*GUIDE, "prerequisites", 0, "group_minimum", to=3), "“group_minimum” is more than its group has"),
        (set_at(*GUIDE, "prerequisites", 1, "key", to="years"), "“years” stands twice in “prerequisites”"),
        (set_at(*GUIDE, "skills", 1, to="whipping"), "“whipping” stands twice in “skills”"),
        (set_at(*GUIDE, "plan", 1, "key", to="start"), "“start” stands twice in “plan”"),
        (set_at(*STEPS, 1, "key", to="read"), "“read” stands twice in “steps”"),
        (set_at(*GUIDE, "plan", 1, "steps", 0, "key", to="read"), "“read” is a step of an earlier phase already"),
        (set_at("programs", 0, "tracks", 1, "slug", to="deck"), "“deck” stands twice in “tracks”"),
        (set_at("paths", 0, "steps", 1, "certification", to="rope-hand"), "“rope-hand” stands twice in “steps”"),
        (set_at("levels", 1, "rank", to=10), "“rank” 10 is the level “first”'s already"),
        (set_at(*GUIDE, "plan", 1, "by_day", to=14), "“by_day” must rise from phase to phase: 14 comes after 14"),
        (set_at(*GUIDE, "validity_months_max", to=12), "“validity_months_max” must be at least 24, not 12"),
        (set_at(*GUIDE, "validity_months", to=None), "“validity_months_max” needs a “validity_months” beside it"),
        (set_at("roadmaps", 0, "months_max", to=2), "“months_max” must be at least 3, not 2"),
        (set_at("roadmaps", 0, "cost_min", to=101), "“cost_max” must be at least 101, not 100"),
        (set_at("roadmaps", 0, "stages", 0, "months_min", to=3), "“months_max” must be at least 3, not 2"),
        (set_at(*CERTIFICATION, "track", to=None), "a guided certification needs a “track”"),
        (set_at(*CERTIFICATION, "level", to=None), "a guided certification needs a “level”"),
        (set_at(*GUIDE, "plan", to=[]), "A guided certification needs a plan"),
        (set_at(*GUIDE, "skills", to=[]), "A guided certification needs at least one skill"),
    ],
)
def test_a_broken_rule_is_told(change, words):
    data = small()
    change(data)
    assert [what for what in told(data) if words in what], told(data)


def test_each_problem_stands_at_its_line_and_they_come_in_order():
    data = small()
    guide(data)["skills"][1] = "gone"
    guide(data)["plan"][1]["by_day"] = 2
    data["programs"][0]["issuer"] = "nobody"
    lines = yaml.safe_dump(data, sort_keys=False).splitlines()
    found = problems_of(data)
    assert [(lines[one.line - 1].strip()) for one in found] == ["issuer: nobody", "- gone", "by_day: 2"]


def test_a_slug_given_twice_names_both_places():
    first = "skills:\n  - slug: knots\n    name: Knots\n"
    second = "skills:\n  - name: Other\n    slug: other\n  - name: Knots again\n    slug: knots\n"
    assert [str(one) for one in problems_of(first, second)] == [
        "2.yaml:5: the skill “knots” is named twice: first at 1.yaml:2"
    ]


def test_kinds_have_slugs_of_their_own():
    assert told({"skills": [skill("sre")], "roles": [{"slug": "sre", "name": "SRE"}]}) == []


def test_references_reach_into_other_files_and_into_the_database():
    known = Known(loaded={"skills": {"stored": ""}})
    roles = {"roles": [{"slug": "r", "name": "R", "skills": ["written", "stored"]}]}
    assert told(roles, {"skills": [skill("written")]}, known=known) == []


def test_a_record_with_a_mistake_can_still_be_referred_to():
    wrong = {"skills": [{"slug": "knots", "name": 5}]}
    assert told(wrong, {"roles": [{"slug": "r", "name": "R", "skills": ["knots"]}]}) == [
        "“name” must be text (put it in quotes), not 5"
    ]


def test_what_a_broken_file_promises_is_not_reported_as_missing():
    broken = "skills:\n  - slug: knots\n    name: [\n"
    found = told(broken, {"roles": [{"slug": "r", "name": "R", "skills": ["knots", "gone"]}]})
    assert len(found) == 2
    assert found[1] == "“skills” names the skill “gone”, and there is none"


def test_a_circle_is_named_by_its_path():
    found = told(ropes(listed("a", "b"), listed("b", "c"), listed("c", "a")))
    assert found == ["The prerequisites go round in a circle: a → b → c → a. Take one of them away."]


def test_every_circle_is_told():
    found = told(ropes(listed("a", "b"), listed("b", "a"), listed("c", "c")))
    assert [re.sub(".*: |[.] Take.*", "", what) for what in found] == ["a → b → a", "c → c"]


def test_a_circle_through_the_database_is_found():
    known = Known(loaded={"certifications": {"stored": ""}}, standings={"stored": asks("a")})
    assert told(ropes(listed("a", "stored")), known=known) == [
        "The prerequisites go round in a circle: a → stored → a. Take one of them away."
    ]


def test_what_the_file_replaces_closes_no_circle():
    known = Known(loaded={"certifications": {"a": "old", "b": "old"}}, standings={"a": asks("b")})
    assert told(ropes(listed("a"), listed("b", "a")), known=known) == []


def test_where_the_file_says_nothing_new_the_owner_s_prerequisites_count():
    data = ropes(listed("a"), listed("b", "a"))
    read = read_content("1.yaml", yaml.safe_dump(data).encode())
    known = Known(guides={"a": fingerprint(read.form.certifications[0].guide)}, standings={"a": asks("b")})
    assert told(data, known=known) == ["The prerequisites go round in a circle: b → a → b. Take one of them away."]


def test_a_circle_of_owners_alone_is_not_the_files_fault():
    assert told(ropes(listed("a")), known=Known(standings={"x": asks("y"), "y": asks("x")})) == []


def test_a_certification_that_its_programme_drops_cannot_be_referred_to():
    known = Known(loaded={"certifications": {"dropped": "h"}}, owned={"dropped": "ropes"})
    assert told(ropes(listed("a", "dropped")), known=known) == [
        "“certification” names the certification “dropped”, and there is none"
    ]


def test_the_tracks_of_a_stored_programme_are_known():
    data = ropes(listed("a") | {"track": "deck"})
    del data["programs"]
    known = Known(loaded={"programs": {"ropes": ""}}, tracks={"ropes": ["deck"]})
    assert told(data, known=known) == []
    assert told(data, known=Known(loaded={"programs": {"ropes": ""}}, tracks={"ropes": ["other"]})) != []


@pytest.mark.parametrize(("rank", "count"), [(10, 1), (11, 0)])
def test_a_rank_may_not_meet_a_stored_level_s(rank, count):
    data = {"levels": [{"slug": "new", "name": "New", "rank": rank}]}
    assert len(told(data, known=Known(loaded={"levels": {"old": ""}}, ranks={"old": 10}))) == count

"""The page of the graph: what is drawn, what the table under it says, and how much of a large catalogue is shown."""

import re
from typing import Any

import pytest
from django.test import Client

from certifications import graph_page as page
from certifications.models import Certification, Level, NextStep, Prerequisite, Program
from certifications.publishing import make_current
from tests.factories import NOON, make_certification, make_program, make_skill

pytestmark = pytest.mark.django_db
ADDRESS = "/certifications/graph/"


def make_stone(
    slug: str, *asked: Certification, next_step: Certification | None = None, **fields: Any
) -> Certification:
    strength, group = fields.pop("strength", "required"), fields.pop("group", "")
    fields.setdefault("kind", "listed")
    made = make_certification(slug, name=slug.upper(), published=False, **fields)
    version = made.versions.get()
    for other in asked:
        Prerequisite.objects.create(
            version=version, key=other.slug, kind="certification", certification=other, strength=strength, group=group
        )
    if next_step:
        NextStep.objects.create(
            version=version, key="next", direction="leadership", label="Next", certification=next_step
        )
    make_current(version, now=NOON)
    return made


def level(rank: int) -> Level:
    return Level.objects.get_or_create(slug=f"l{rank}", defaults={"name": f"Level {rank}", "rank": rank})[0]


def drawn(shown: page.GraphPage) -> set[tuple[int, int, str]]:
    return {(line.arrow.first, line.arrow.then, line.arrow.kind) for line in shown.layout.lines}


def in_table(shown: page.GraphPage) -> set[tuple[int, int]]:
    """(what comes first, what comes after it), from all three columns."""
    asked = {(o.pk, n.stone.pk) for n in shown.nodes for together in n.asked for o in together.stones}
    unlocked = {(node.stone.pk, other.pk) for node in shown.nodes for other in node.unlocks}
    onward = {(node.stone.pk, other.pk) for node in shown.nodes for other in node.next_steps}
    assert asked == unlocked
    return asked | onward


def test_an_arrow_runs_from_what_is_asked_for_and_says_how_strongly() -> None:
    low = make_stone("low")
    middle = make_stone("middle", low, next_step=low)
    high = make_stone("high", middle, strength="recommended")
    shown = page.graph_page()
    assert drawn(shown) == {
        (low.pk, middle.pk, "required"),
        (middle.pk, high.pk, "recommended"),
        (middle.pk, low.pk, "next"),
    }


def test_what_is_asked_for_is_not_drawn_once_more_as_a_next_step() -> None:
    high = make_certification("high", kind="listed", published=False)
    low = make_stone("low", next_step=high)
    Prerequisite.objects.create(version=high.versions.get(), key="low", kind="certification", certification=low)
    make_current(high.versions.get(), now=NOON)
    shown = page.graph_page()
    assert drawn(shown) == {(low.pk, high.pk, "required")}
    assert [[stone.name for stone in node.next_steps] for node in shown.nodes] == [["High"], []]


def test_the_table_holds_the_arrows_of_the_picture() -> None:
    stones = [make_stone("s0")]
    for number in range(1, 12):
        asked = [stones[number // 2], stones[number // 3]] if number > 2 else stones[:1]
        stones.append(make_stone(f"s{number}", *dict.fromkeys(asked), next_step=stones[0], level=level(number % 4)))
    for shown in (page.graph_page(), page.graph_page(around="s5"), page.graph_page(program="program-of-s4")):
        assert in_table(shown) == {(first, then) for first, then, _kind in drawn(shown)} != set()


def test_columns_are_levels_by_rank_and_those_without_one_come_last() -> None:
    make_stone("none", level=None, track=None)
    make_stone("high", level=level(30))
    make_stone("low", level=level(20))
    shown = page.graph_page()
    assert [name for name, _x in shown.columns] == ["Level 20", "Level 30", ""]
    assert {node.stone.slug: node.box.column for node in shown.nodes} == {"low": 0, "high": 1, "none": 2}


def test_alternatives_are_told_apart_with_those_that_are_no_certification() -> None:
    one, other = make_stone("one"), make_stone("other")
    asking = make_certification("asking", kind="listed", published=False)
    rows = Prerequisite.objects.filter(version=asking.versions.get())
    common = {"version": asking.versions.get(), "group": "way-in"}
    rows.create(key="one", kind="certification", certification=one, **common)
    rows.create(key="other", kind="certification", certification=other, **common)
    rows.create(key="skill", kind="skill", skill=make_skill("git"), **common)
    rows.create(key="years", kind="experience", years=3, **common)
    make_current(asking.versions.get(), now=NOON)
    (node,) = (node for node in page.graph_page().nodes if node.stone.slug == "asking")
    (together,) = node.asked
    assert together.has_choice
    assert [stone.slug for stone in together.stones] == ["one", "other"]
    assert together.words == ["Git", "3+ years of experience"]


@pytest.mark.parametrize("hidden", ["archived", "draft"])
def test_what_the_public_does_not_see_is_not_on_it(hidden: str, client: Client) -> None:
    low = make_stone("low")
    make_stone("high", low)
    if hidden == "archived":
        Certification.objects.filter(pk=low.pk).update(archived=True)
    else:
        Certification.objects.filter(pk=low.pk).update(current_version=None)
    shown = page.graph_page()
    assert [node.stone.slug for node in shown.nodes] == ["high"]
    assert not drawn(shown)
    assert not in_table(shown)
    assert client.get(ADDRESS).status_code == 200


def test_the_links_stand_in_study_order_in_the_picture_and_in_the_table(client: Client) -> None:
    program = make_program("one")
    high = make_stone("high", program=program, position=1)
    low = make_stone("low", program=program, position=2)
    version = high.versions.create(number=2)
    Prerequisite.objects.create(version=version, key="low", kind="certification", certification=low)
    make_current(version, now=NOON)
    html = client.get(ADDRESS).content.decode()
    assert re.findall(r'<a class="node[^"]*" href="([^"]+)"', html) == [low.get_absolute_url(), high.get_absolute_url()]
    assert re.findall(r'rowheader"><a href="([^"]+)"', html) == [low.get_absolute_url(), high.get_absolute_url()]


def test_names_and_levels_are_escaped(client: Client) -> None:
    make_stone("x", level=Level.objects.create(slug="y", name="<b>Level</b>", rank=1))
    Certification.objects.update(name="<script>alert(1)</script>")
    Program.objects.update(name='"><i>')
    html = client.get(ADDRESS).content.decode()
    assert "<b>Level" not in html
    assert "<script>alert" not in html
    assert '"><i>' not in html


# How much of a large catalogue


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> dict[str, Certification]:
    """Two programmes of two, a chain across both; the most that is shown whole is three."""
    monkeypatch.setattr(page, "MOST_SHOWN_WHOLE", 3)
    first, second = make_program("first", position=1), make_program("second", position=2)
    a = make_stone("a", program=first)
    b = make_stone("b", a, program=first)
    c = make_stone("c", b, program=second)
    return {"a": a, "b": b, "c": c, "d": make_stone("d", c, program=second)}


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        ("", "abc"),
        ("?program=first", "abc"),
        ("?program=second", "bcd"),
        ("?program=all", "abcd"),
        ("?around=a", "abcd"),
        ("?around=d", "abcd"),
        ("?around=c&program=first", "abcd"),
    ],
)
def test_a_large_catalogue_begins_with_one_programme_and_what_it_is_joined_to(
    large: dict[str, Certification], client: Client, asked: str, slugs: str
) -> None:
    html = client.get(ADDRESS + asked).content.decode()
    assert re.findall(r'class="node" href="/certifications/(\w)/"', html) == list(slugs)


def test_around_a_certification_it_says_what_it_unlocks(large: dict[str, Certification], client: Client) -> None:
    html = client.get(f"{ADDRESS}?around=b").content.decode()
    assert "1 certification asks for it." in html
    assert "1 more stands behind." in html


@pytest.mark.parametrize("asked", ["?program=nothing", "?around=nothing", "?program=%00", "?around=a%27--"])
def test_what_is_not_there_is_not_found(large: dict[str, Certification], client: Client, asked: str) -> None:
    assert client.get(ADDRESS + asked).status_code == 404


def test_an_empty_catalogue_says_so(client: Client) -> None:
    assert "There is no certification yet" in client.get(ADDRESS).content.decode()
    assert client.get(f"{ADDRESS}?program=x").status_code == 404

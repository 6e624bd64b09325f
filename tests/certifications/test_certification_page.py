from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from certifications.models import (
    CareerRoadmap,
    Certification,
    CommonMistake,
    FaqEntry,
    LearningPath,
    NextStep,
    PathStep,
    PlanPhase,
    PlanStep,
    PracticeProject,
    Prerequisite,
    RoadmapCertification,
    Role,
    RoleRecommendation,
    SkillTaught,
    Source,
)
from certifications.publishing import make_current
from tests.certifications.reading import Page, read
from tests.factories import NOON, make_certification, make_guided, make_program, make_skill

pytestmark = pytest.mark.django_db
GUIDE = {
    "summary": "In short.",
    "audience": "For climbers.",
    "proves": "That you climb.",
    "preparation": "A month.",
    "exam": "On the rock.",
    "renewal": "Climb again.",
    "validity_months": 24,
    "validity_months_max": 36,
    "retake_wait_days": 14,
}


def make_full(**fields: Any) -> Certification:
    """One with everything that a page can show."""
    Source.objects.create(code="G", title="The guidebook")
    program = make_program("peaks", name="Peaks")
    certification = make_certification(
        "peak", name="Peak", published=False, program=program, guide=GUIDE, source="G", **fields
    )
    version = certification.versions.get()
    hill = make_certification("hill", name="Hill", program=program, optional=True, position=2)
    for position, (strength, row) in enumerate(
        [
            ("recommended", {"kind": "certification", "certification": hill}),
            ("required", {"kind": "experience", "years": 2, "label": "walking"}),
            ("required", {"kind": "skill", "skill": make_skill("knots", name="Knots"), "group": "g"}),
            ("required", {"kind": "skill", "skill": make_skill("maps", name="Maps"), "group": "g"}),
        ]
    ):
        Prerequisite.objects.create(version=version, key=f"p{position}", position=position, strength=strength, **row)
    SkillTaught.objects.create(version=version, skill=make_skill("ropes", name="Ropes", summary="Holding fast."))
    PracticeProject.objects.create(version=version, key="wall", title="Climb a wall", summary="A small one.")
    CommonMistake.objects.create(version=version, key="haste", title="Haste", advice="Go slowly.")
    FaqEntry.objects.create(version=version, key="cold", question="Is it cold?", answer="It is.")
    for direction, label, onward in [
        ("same_track", "Higher", None),
        ("cross_track", "Sea", None),
        ("leadership", "Guide", hill),
    ]:
        NextStep.objects.create(
            version=version, key=direction.replace("_", "-"), direction=direction, label=label, certification=onward
        )
    for position, (by_day, optional) in enumerate([(14, False), (30, True)]):
        phase = PlanPhase.objects.create(
            version=version, key=f"d{by_day}", title=f"Camp {by_day}", by_day=by_day, position=position
        )
        PlanStep.objects.create(
            version=version, phase=phase, key=f"s{by_day}", title=f"Walk {by_day}", minutes=90, optional=optional
        )
    make_current(version, now=NOON)
    return certification


def add_ways(certification: Certification) -> None:
    role = Role.objects.create(slug="guide", name="Mountain guide")
    RoleRecommendation.objects.create(role=role, program=certification.program, label="It", certification=certification)
    path = LearningPath.objects.create(slug="ridge", name="The ridge", summary="x")
    PathStep.objects.create(path=path, certification=certification, note="Near the end.")
    money = {"cost_min": 1, "cost_max": 2, "salary_entry": 1, "salary_mid": 2, "salary_senior": 3}
    roadmap = CareerRoadmap.objects.create(slug="up", name="Way up", role=role, months_min=1, months_max=2, **money)
    RoadmapCertification.objects.create(roadmap=roadmap, certification=certification, benefit="+10%")


@pytest.fixture
def page(client: Client) -> Page:
    add_ways(make_full())
    return read(client, "/certifications/peak/")


def test_the_sections_stand_in_the_same_order_everywhere(page: Page) -> None:
    assert [text for level, text in page.headings if level == 2] == [
        "Who it is for",
        "What you need first",
        "Skills you learn",
        "Projects you build",
        "The plan",
        "Common mistakes",
        "Exam, validity, renewal",
        "Where next",
        "Questions",
        "Where it stands",
    ]


def test_headings_descend_one_at_a_time(page: Page) -> None:
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    "text",
    [
        "In short.",
        "For climbers.",
        "That you climb.",
        "Required 2+ years of walking",
        "any one of: Knots or Maps",
        "Recommended Hill",
        "Ropes Holding fast.",
        "Climb a wall A small one.",
        "A month.",
        "Camp 14 Day 1 to 14 · 1 h 30 min · 1 step",
        "Camp 30 Day 15 to 30 · 1 h 30 min, all optional · 1 step",
        "Walk 14 read · 1 h 30 min",
        "Day 1 to 14: 1 h a week.",
        "Haste Go slowly.",
        "On the rock.",
        "after 14 days",
        "2 to 3 years",
        "Climb again.",
        "Same track Higher",
        "Cross-track Sea",
        "Leadership Guide",
        "Is it cold? It is.",
        "The ridge Near the end.",
        "Mountain guide",
        "Way up +10%",
        "Source: G, The guidebook",
        "Plan 2 h in 14 days",
        "Hill optional",
    ],
)
def test_the_page_tells(page: Page, text: str) -> None:
    assert text in page.text


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("/plans/new/peak/", "Make my plan"),
        ("/programmes/peaks/", "Peaks"),
        ("/certifications/hill/", "Hill"),
        ("/skills/ropes/", "Ropes"),
        ("/paths/ridge/", "The ridge"),
        ("/roles/guide/", "Mountain guide"),
        ("/roadmaps/up/", "Way up"),
        ("/providers/#issuer", "The issuer"),
    ],
)
def test_the_page_leads_on(page: Page, address: str, text: str) -> None:
    assert page.links[address] == text


def test_the_picture_of_the_plan_has_a_title_and_a_description(client: Client) -> None:
    make_guided("planned")
    html = client.get("/certifications/planned/").content.decode()
    assert "<title id=" in html
    assert "<desc id=" in html


def test_a_listed_one_says_that_there_is_no_plan_and_where_to_go(client: Client) -> None:
    make_certification("named", kind="listed", program=make_program("peaks"))
    page = read(client, "/certifications/named/")
    assert "There is no plan of ours for this one" in page.text
    assert page.links["/programmes/peaks/"] == "See the whole programme"
    assert "/plans/new/named/" not in page.links


def test_a_guided_one_without_a_plan_offers_none(client: Client) -> None:
    make_certification("early")
    assert "/plans/new/early/" not in read(client, "/certifications/early/").links


def test_a_retired_one_is_stamped_and_leads_to_what_replaced_it(client: Client) -> None:
    newer = make_certification("newer", name="Newer")
    make_guided("older", name="Older", retired=True, retired_note="Gone in 2026.", replaced_by=newer)
    page = read(client, "/certifications/older/")
    assert (1, "Older Retired") in page.headings
    assert "Gone in 2026." in page.text
    assert page.links["/certifications/newer/"] == "See what replaced it"
    assert "/plans/new/older/" not in page.links


def test_the_certification_itself_is_marked_among_its_siblings(client: Client) -> None:
    program = make_program("peaks")
    make_certification("one", program=program)
    make_certification("two", program=program)
    page = read(client, "/certifications/one/")
    assert "/certifications/two/" in page.links
    assert "/certifications/one/" not in page.links


@pytest.mark.parametrize("fields", [{"archived": True}, {"published": False}])
def test_what_is_not_public_is_not_found(client: Client, fields: dict[str, bool]) -> None:
    make_certification("hidden", **fields)  # type: ignore[arg-type]
    assert client.get("/certifications/hidden/").status_code == 404


def test_what_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/certifications/nothing/").status_code == 404


def test_a_next_step_that_is_archived_is_named_without_a_link(client: Client) -> None:
    certification = make_full()
    Certification.objects.filter(slug="hill").update(archived=True)
    page = read(client, f"/certifications/{certification.slug}/")
    assert "Leadership Guide" in page.text
    assert "/certifications/hill/" not in page.links


def test_texts_of_the_catalogue_cannot_bring_scripts(client: Client) -> None:
    make_certification("bad", name="<script>1</script>", guide={"summary": "<script>2</script>"})
    html = client.get("/certifications/bad/").content.decode()
    assert "<script>1" not in html
    assert "<script>2" not in html


def test_a_signed_in_learner_reads_the_same_page(signed_in: Client) -> None:
    make_full()
    assert read(signed_in, "/certifications/peak/").links["/plans/new/peak/"] == "Make my plan"

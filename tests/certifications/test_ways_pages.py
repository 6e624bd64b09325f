import pytest
from django.test import Client

from certifications.models import (
    CareerRoadmap,
    Certification,
    LearningPath,
    PathFocus,
    PathStep,
    RoadmapCertification,
    RoadmapStage,
    Role,
    RoleRecommendation,
    SkillTaught,
)
from certifications.publishing import make_current
from tests.certifications.reading import Page, read
from tests.factories import NOON, make_certification, make_program, make_skill

pytestmark = pytest.mark.django_db


def make_path() -> LearningPath:
    program = make_program("peaks", name="Peaks")
    path = LearningPath.objects.create(slug="ridge", name="Ridge", summary="Along the top.")
    PathFocus.objects.create(path=path, program=program, focus="Balance.")
    for position, slug in enumerate(["second", "first"], start=1):
        step = make_certification(slug, name=slug.capitalize(), program=program)
        PathStep.objects.create(path=path, certification=step, note=f"Note {slug}.", position=9 - position)
    return path


def make_role(**fields: object) -> Role:
    role = Role.objects.create(
        **{
            "slug": "guide",
            "name": "Guide",
            "summary": "Leads.",
            "focus": "Safety.",
            "scope": "A party.",
            "responsibilities": ["Ropes"],
            **fields,
        }
    )
    certification = make_certification("low", name="Low", published=False, program=make_program("peaks", name="Peaks"))
    version = certification.versions.get()
    SkillTaught.objects.create(version=version, skill=make_skill("knots", name="Knots"))
    make_current(version, now=NOON)
    role.skills.add(make_skill("knots"), make_skill("maps", name="Maps"))
    RoleRecommendation.objects.create(
        role=role, program=certification.program, label="The low one", certification=certification
    )
    RoleRecommendation.objects.create(role=role, program=certification.program, label="A named one", position=1)
    return role


def make_roadmap() -> CareerRoadmap:
    roadmap = CareerRoadmap.objects.create(
        slug="up",
        name="Way up",
        summary="Step by step.",
        role=make_role(),
        months_min=16,
        months_max=23,
        cost_min=500,
        cost_max=2500,
        salary_entry=100_000,
        salary_mid=155_000,
        salary_senior=250_000,
        salary_senior_open_ended=True,
        hired_by=["Huts"],
    )
    stage = RoadmapStage.objects.create(
        roadmap=roadmap, key="a", title="Foothills", months_min=4, months_max=6, salary=100_000, note="Skip when fit."
    )
    stage.skills.add(make_skill("knots"))
    RoadmapStage.objects.create(
        roadmap=roadmap,
        key="b",
        title="Summit",
        months_min=3,
        months_max=3,
        salary=250_000,
        salary_open_ended=True,
        position=1,
    )
    RoadmapCertification.objects.create(
        roadmap=roadmap, certification=make_certification("rock", name="Rock"), benefit="+12%", note="Hard."
    )
    return roadmap


@pytest.fixture
def page(client: Client) -> Page:
    make_roadmap()
    return read(client, "/roadmaps/up/")


def test_a_path_is_an_ordered_walk_with_a_focus_in_each_programme(client: Client) -> None:
    make_path()
    page = read(client, "/paths/ridge/")
    assert "Along the top." in page.text
    assert page.text.index("Note first.") < page.text.index("Note second.")
    assert "Peaks Balance." in page.text
    assert page.links["/certifications/?path=ridge"] == "Show these in the catalogue"


def test_the_list_of_paths_shows_each_walk(client: Client) -> None:
    make_path()
    assert "Ridge Along the top. First Second" in read(client, "/paths/").text


@pytest.mark.parametrize(
    "text",
    [
        "Leads.",
        "Focus Safety.",
        "Scope A party.",
        "Responsibilities Ropes",
        "Peaks The low one",
        "Peaks A named one",
        "Knots Low",
        "Maps not taught by any",
    ],
)
def test_a_role_tells(client: Client, text: str) -> None:
    make_role()
    assert text in read(client, "/roles/guide/").text


def test_a_role_leads_to_what_is_recommended_and_to_what_teaches_its_skills(client: Client) -> None:
    make_role()
    page = read(client, "/roles/guide/")
    assert page.links["/certifications/low/"] == "Low"
    assert page.links["/skills/knots/"] == "Knots"


def test_what_an_archived_certification_teaches_does_not_count(client: Client) -> None:
    role = make_role()
    role.recommendations.update(certification=None)
    Certification.objects.update(archived=True)
    assert "Knots not taught by any certification here" in read(client, "/roles/guide/").text


def test_the_list_of_roles_shows_what_is_recommended(client: Client) -> None:
    make_role()
    assert "Guide Leads. Recommended: The low one · A named one" in read(client, "/roles/").text


@pytest.mark.parametrize(
    "text",
    [
        "Step by step.",
        "Time to hire 16–23 months",
        "Cost $500–$2,500",
        "Salary at entry $100,000",
        "Salary in the middle $155,000",
        "Salary when senior $250,000+",
        "1 Foothills Skip when fit. 4–6 Knots $100,000",
        "2 Summit 3 $250,000+",
        "4–6 months · $100K",
        "3 months · $250K+",
        "Rock +12% Hard.",
        "Hired by Huts",
    ],
)
def test_a_roadmap_tells(page: Page, text: str) -> None:
    assert text in page.text


def test_a_roadmap_leads_to_its_role(page: Page) -> None:
    assert page.links["/roles/guide/"] == "Guide"


def test_a_roadmap_is_drawn_with_a_title_and_a_description(client: Client) -> None:
    make_roadmap()
    html = client.get("/roadmaps/up/").content.decode()
    assert "<title id=" in html
    assert "<desc id=" in html


def test_a_role_leads_to_its_roadmap(client: Client) -> None:
    make_roadmap()
    assert read(client, "/roles/guide/").links["/roadmaps/up/"] == "Way up"


def test_the_list_of_roadmaps_tells_how_long_each_takes(client: Client) -> None:
    make_roadmap()
    assert "Way up Step by step. Role Guide Time to hire 16–23 months Stages 2" in read(client, "/roadmaps/").text


@pytest.mark.parametrize("address", ["/paths/x/", "/roles/x/", "/roadmaps/x/", "/skills/x/"])
def test_what_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("/paths/", "No learning path has been loaded yet."),
        ("/roles/", "No role has been loaded yet."),
        ("/roadmaps/", "No roadmap has been loaded yet."),
        ("/skills/", "No skill has been loaded yet."),
        ("/glossary/", "No term has been explained yet."),
    ],
)
def test_an_empty_page_says_what_to_do(client: Client, address: str, advice: str) -> None:
    assert advice in read(client, address).text

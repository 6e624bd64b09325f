import pytest
from django.test import Client

from certifications.models import (
    LearningPath,
    OnwardNote,
    PathFocus,
    Prerequisite,
    Program,
    ProgramFaqEntry,
    Provider,
    Reference,
    ReferenceRow,
    Role,
    RoleRecommendation,
    SkillTaught,
    Source,
)
from certifications.publishing import make_current
from tests.certifications.reading import Page, read
from tests.factories import NOON, make_certification, make_program, make_skill

pytestmark = pytest.mark.django_db


def make_peaks() -> Program:
    Source.objects.create(code="G", title="The guidebook")
    texts = {"summary": "Up high.", "preparation": "Boots.", "exam": "A rope.", "validity": "For years.", "source": "G"}
    program = make_program("peaks", name="Peaks", url="https://www.example.org/", **texts)
    certification = make_certification(
        "low",
        name="Low",
        program=program,
        published=False,
        position=1,
        guide={"audience": "Beginners.", "validity_months": 24},
    )
    version = certification.versions.get()
    SkillTaught.objects.create(version=version, skill=make_skill("ropes", name="Ropes"))
    for key in ("knots", "maps"):
        Prerequisite.objects.create(
            version=version, key=key, kind="skill", skill=make_skill(key), group="g", strength="recommended"
        )
    make_current(version, now=NOON)
    OnwardNote.objects.create(program=program, direction="leadership", text="Lead others.")
    ProgramFaqEntry.objects.create(program=program, key="a", topic="general", question="Cold?", answer="Yes.")
    ProgramFaqEntry.objects.create(program=program, key="b", topic="program", question="Far?", answer="Quite.")
    RoleRecommendation.objects.create(
        role=Role.objects.create(slug="guide", name="Guide"),
        program=program,
        label="The low one",
        certification=certification,
    )
    path = LearningPath.objects.create(slug="ridge", name="Ridge", summary="x")
    PathFocus.objects.create(path=path, program=program, focus="Along the top.")
    return program


def add_reference(slug: str, kind: str, topic: str, program: Program | None = None) -> Reference:
    reference = Reference.objects.create(
        slug=slug,
        title=slug.capitalize(),
        kind=kind,
        topic=topic,
        program=program,
        row_heading="Thing",
        columns=["First", "Second"],
    )
    ReferenceRow.objects.create(reference=reference, key="b", title="Row two", cells=["c", "d"], position=2)
    ReferenceRow.objects.create(reference=reference, key="a", title="Row one", cells=["a", "b"], position=1)
    return reference


@pytest.fixture
def page(client: Client) -> Page:
    program = make_peaks()
    add_reference("ladder", "sequence", "program", program)
    return read(client, "/programmes/peaks/")


@pytest.mark.parametrize(
    "text",
    [
        "Up high.",
        "Preparation Boots.",
        "Exam A rope.",
        "Validity For years.",
        "Low Core Foundation Beginners. any one of: Knots or Maps recommended Ropes 1 2 years",
        "General Cold? Yes.",
        "About the programme Far? Quite.",
        "Leadership Lead others.",
        "Guide The low one",
        "Ridge Along the top.",
        "Ladder Row one a b Row two c d",
        "Source: G, The guidebook",
    ],
)
def test_a_programme_tells(page: Page, text: str) -> None:
    assert text in page.text


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("https://www.example.org/", "example.org"),
        ("/certifications/low/", "The low one"),
        ("/roles/guide/", "Guide"),
        ("/paths/ridge/", "Ridge"),
        ("/providers/#issuer", "The issuer"),
    ],
)
def test_a_programme_leads_on(page: Page, address: str, text: str) -> None:
    assert page.links[address] == text


def test_a_programme_does_not_show_its_archived_certifications(client: Client) -> None:
    make_certification("hidden", name="Hidden", program=make_program("peaks"), archived=True)
    page = read(client, "/programmes/peaks/")
    assert "Hidden" not in page.text
    assert "None of its certifications is published yet." in page.text


def test_a_programme_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/programmes/nothing/").status_code == 404


def test_the_list_of_programmes_counts_what_the_public_sees(client: Client) -> None:
    program = make_program("peaks", name="Peaks")
    make_certification("one", program=program)
    make_certification("two", program=program)
    make_certification("hidden", program=program, archived=True)
    make_certification("draft", program=program, published=False)
    assert "The issuer · 2 certifications" in read(client, "/programmes/").text


def test_the_list_of_programmes_shows_the_map_and_what_concerns_them_all(client: Client) -> None:
    make_certification("one", name="One", program=make_program("peaks", name="Peaks"))
    add_reference("everywhere", "list", "program")
    page = read(client, "/programmes/")
    assert page.links["/certifications/one/"] == "One"
    assert "Everywhere Row one a b" in page.text


def test_comparisons_stand_side_by_side_and_not_on_the_programmes_page(client: Client) -> None:
    program = make_program("peaks")
    add_reference("against", "table", "comparison", program)
    assert "Against Thing First Second Row one a b Row two c d" in read(client, "/certifications/compare/").text
    assert "Against" not in read(client, "/programmes/peaks/").text


def test_a_row_of_a_comparison_leads_to_its_certification_or_role(client: Client) -> None:
    reference = add_reference("against", "table", "comparison")
    reference.rows.filter(key="a").update(certification=make_certification("low"))
    reference.rows.filter(key="b").update(role=Role.objects.create(slug="guide", name="Guide"))
    links = read(client, "/certifications/compare/").links
    assert (links["/certifications/low/"], links["/roles/guide/"]) == ("Row one", "Row two")


def test_providers_tell_what_they_are_known_for_and_what_they_issue(client: Client) -> None:
    provider = Provider.objects.create(
        slug="p", name="Provider", speciality="Ropes", url="https://example.org", summary="Old."
    )
    make_program("peaks", name="Peaks", issuer=provider)
    page = read(client, "/providers/")
    assert "Provider Ropes Old. example.org Issues: Peaks" in page.text
    assert page.links["/programmes/peaks/"] == "Peaks"


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("/programmes/", "No programme has been loaded yet."),
        ("/providers/", "No provider has been loaded yet."),
        ("/certifications/compare/", "Nothing is compared yet."),
    ],
)
def test_an_empty_page_says_what_to_do(client: Client, address: str, advice: str) -> None:
    assert advice in read(client, address).text

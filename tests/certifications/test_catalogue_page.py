import pytest
from django.test import Client

from certifications.models import LearningPath, Level, PathStep, Role, RoleRecommendation, SkillTaught
from certifications.publishing import make_current
from certifications.views.catalogue import PAGE_SIZE
from tests.certifications.reading import read
from tests.factories import NOON, make_certification, make_guided, make_program, make_skill

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def two(db) -> None:
    """“Wanted” has everything that can be filtered by; “Other” has none of it."""
    wanted = make_certification(
        "wanted",
        name="Wanted",
        published=False,
        program=make_program("cloud", name="Cloud"),
        level=Level.objects.create(slug="expert", name="Expert", rank=40),
    )
    version = wanted.versions.get()
    SkillTaught.objects.create(version=version, skill=make_skill("git", name="Git"))
    make_current(version, now=NOON)
    role, path = (
        Role.objects.create(slug="boss", name="Boss"),
        LearningPath.objects.create(slug="sre", name="SRE", summary="x"),
    )
    for _twice in range(2):
        RoleRecommendation.objects.create(role=role, program=wanted.program, label="It", certification=wanted)
    PathStep.objects.create(path=path, certification=wanted)
    make_certification("other", name="Other")


FILTERS = {
    "program=cloud": "Programme: Cloud",
    "level=expert": "Level: Expert",
    "role=boss": "Role: Boss",
    "path=sre": "Learning path: SRE",
    "skill=git": "Skill: Git",
    "q=wanted": "Search: “wanted”",
}


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_leaves_what_fits_once(client: Client, two: None, query: str) -> None:
    page = read(client, f"/certifications/?{query}")
    assert "1 certification " in page.text
    assert "/certifications/wanted/" in page.links
    assert "/certifications/other/" not in page.links


@pytest.mark.parametrize(("query", "chip"), FILTERS.items())
def test_an_active_filter_is_a_chip_that_takes_it_away(client: Client, two: None, query: str, chip: str) -> None:
    page = read(client, f"/certifications/?{query}&page=")
    assert page.links["/certifications/"].startswith(chip)


def test_a_chip_keeps_the_other_filters(client: Client, two: None) -> None:
    page = read(client, "/certifications/?q=wanted&level=expert")
    assert page.links["/certifications/?q=wanted"].startswith("Level: Expert")
    assert page.links["/certifications/?level=expert"].startswith("Search")


def test_the_form_keeps_what_was_chosen(client: Client, two: None) -> None:
    html = client.get("/certifications/?q=wanted&level=expert").content.decode()
    assert '<option value="expert" selected>' in html
    assert 'value="wanted"' in html


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("level=nonsense", "Select a valid choice"),
        ("q=" + "x" * 101, "at most 100 characters"),
        ("q=%00", "Null characters"),
    ],
)
def test_a_value_that_cannot_be_is_said_at_its_field_and_filters_nothing(
    client: Client, two: None, query: str, message: str
) -> None:
    page = read(client, f"/certifications/?{query}")
    assert message in page.text
    assert "2 certifications" in page.text


def test_an_unlucky_search_says_what_to_do(client: Client, two: None) -> None:
    page = read(client, "/certifications/?q=nothing-like-it")
    assert "Remove a filter above" in page.text
    assert page.links["/certifications/"] == "Show every certification"


def test_an_empty_catalogue_says_who_fills_it(client: Client) -> None:
    assert "The catalogue is empty" in read(client, "/certifications/").text


def test_archived_and_unpublished_certifications_are_not_listed(client: Client) -> None:
    make_certification("archived", archived=True)
    make_certification("draft", published=False)
    assert "0 certifications" in read(client, "/certifications/").text


def test_a_retired_one_is_stamped(client: Client) -> None:
    make_certification("old", name="Old", retired=True)
    assert "Old Foundation Retired" in read(client, "/certifications/").text


def test_the_hours_of_the_plan_are_shown_without_the_optional_ones(client: Client) -> None:
    certification = make_guided("planned", phases=((14, (600, 120)),))
    assert certification.slug == "planned"
    assert "12 h of study" in read(client, "/certifications/").text


def test_a_skill_that_nothing_teaches_is_not_offered_as_a_filter(client: Client, two: None) -> None:
    make_skill("unused", name="Unused")
    html = client.get("/certifications/").content.decode()
    assert '<option value="git">' in html
    assert '<option value="unused">' not in html


def test_long_lists_come_in_pages_that_keep_the_filters(client: Client) -> None:
    program = make_program("p")
    for number in range(PAGE_SIZE + 1):
        make_certification(f"c-{number}", program=program, position=number)
    first, second = read(client, "/certifications/?q=c"), read(client, "/certifications/?q=c&page=2")
    assert first.links["?q=c&page=2"] == "Next"
    assert f"/certifications/c-{PAGE_SIZE}/" in second.links
    assert "/certifications/c-0/" not in second.links


@pytest.mark.parametrize("number", ["0", "99", "x", "-1"])
def test_a_page_that_is_not_there_is_the_nearest_one(client: Client, two: None, number: str) -> None:
    assert "2 certifications" in read(client, f"/certifications/?page={number}").text


def test_htmx_gets_only_the_results_and_a_clean_address(client: Client, two: None) -> None:
    answer = client.get("/certifications/?q=wanted&program=&level=", headers=HTMX)
    assert "<html" not in answer.content.decode()
    assert "/certifications/wanted/" in answer.content.decode()
    assert answer["HX-Push-Url"] == "/certifications/?q=wanted"


def test_htmx_without_a_filter_goes_back_to_the_bare_address(client: Client, two: None) -> None:
    assert client.get("/certifications/?q=", headers=HTMX)["HX-Push-Url"] == "/certifications/"


def test_the_browser_does_not_take_the_results_alone_for_the_page(client: Client, two: None) -> None:
    assert "HX-Request" in client.get("/certifications/")["Vary"]


def test_htmx_restoring_its_history_gets_the_whole_page(client: Client, two: None) -> None:
    answer = client.get("/certifications/", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_catalogue_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/certifications/").status_code == 405


def test_text_of_a_search_is_escaped(client: Client) -> None:
    assert "<script>alert" not in client.get("/certifications/?q=<script>alert(1)</script>").content.decode()

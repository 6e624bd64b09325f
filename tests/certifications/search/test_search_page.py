import pytest
from django.test import Client

from certifications.views.search import PAGE_SIZE
from tests.certifications.reading import read
from tests.factories import make_certification, make_skill

pytestmark = pytest.mark.django_db


def test_results_of_all_kinds_are_marked_counted_and_linked(client: Client) -> None:
    make_certification("cloud", name="Cloud", guide={"summary": "All about clouds."})
    make_skill("clouds", name="Reading clouds")
    html = client.get("/search/?q=cloud").content.decode()
    assert "<mark>Cloud</mark>" in html
    assert "All about <mark>clouds</mark>." in html
    page = read(client, "/search/?q=cloud")
    assert "2 results" in page.text
    assert page.links["/search/?q=cloud&kind=skill"] == "Skills 1"
    assert "/certifications/cloud/" not in read(client, "/search/?q=cloud&kind=skill").links


def test_what_was_meant_is_said(client: Client) -> None:
    make_skill("kubernetes", name="Kubernetes")
    assert "Nothing here has “kuberntes”. Did you mean" in read(client, "/search/?q=kuberntes").text


def test_texts_of_the_catalogue_and_of_the_search_are_escaped(client: Client) -> None:
    make_skill("bad", name="<b>bad</b>", summary="<script>bad</script>")
    html = client.get("/search/?q=<i>bad").content.decode()
    assert "&lt;<mark>b</mark>" in html or "<mark>bad</mark>" in html
    assert "<b>" not in html
    assert "<script>" not in html
    assert "<i>" not in html


def test_an_empty_search_asks_for_a_word_and_an_unlucky_one_says_what_to_do(client: Client) -> None:
    assert "Type a name" in read(client, "/search/").text
    page = read(client, "/search/?q=nothing-like-it")
    assert page.links["/certifications/"] == "Show every certification"
    assert "Nothing was found" in page.text


def test_a_kind_that_has_nothing_points_back(client: Client) -> None:
    make_skill("one", name="One")
    page = read(client, "/search/?q=one&kind=role")
    assert "Nothing of this kind" in page.text
    assert page.links["/search/?q=one"] == "Everything 1"


def test_long_lists_come_in_pages(client: Client) -> None:
    for number in range(PAGE_SIZE + 1):
        make_skill(f"thing-{number}", name=f"Thing {number}")
    page = read(client, "/search/?q=thing")
    assert page.links["?q=thing&page=2"] == "Next"
    assert "Page 2 of 2" in read(client, "/search/?q=thing&page=2").text


@pytest.mark.parametrize(
    "query", ["q=%00", "q=" + "x" * 10_000, "q=%22", "q=%F0%9F%97%BB", "kind=x&q=a", "q=a&page=-1"]
)
def test_whatever_is_asked_is_answered(client: Client, query: str) -> None:
    assert client.get(f"/search/?{query}").status_code == 200


def test_htmx_gets_only_the_results(client: Client) -> None:
    answer = client.get("/search/?q=one", headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert answer["HX-Push-Url"] == "/search/?q=one"


def test_free_text_is_never_kept(client: Client, django_assert_num_queries) -> None:
    make_skill("one", name="One")
    client.get("/search/?q=one")
    with django_assert_num_queries(5):
        client.get("/search/?q=one")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_search_is_only_read(client: Client, method: str) -> None:
    assert getattr(client, method)("/search/").status_code == 405

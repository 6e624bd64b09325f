from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from certifications.models import CatalogueRevision, Certification, SearchDocument, SkillTaught
from certifications.publishing import make_current
from certifications.search import KINDS, search, search_certifications
from certifications.search.words import excerpt, pieces, words_of
from tests.certifications.wide import make_wide
from tests.factories import NOON, make_certification, make_program, make_skill

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [row.slug for row in search_certifications(Certification.objects.for_catalogue(), text)]


def teaching(slug: str, skill: str) -> None:
    certification = make_certification(slug, published=False)
    version = certification.versions.get()
    SkillTaught.objects.create(version=version, skill=make_skill(skill, name=skill))
    make_current(version, now=NOON)


def test_the_name_itself_comes_before_its_beginning_before_its_middle_before_the_text() -> None:
    make_certification("d", name="Other", guide={"summary": "All about cloud."})
    make_certification("c", name="The Cloud")
    make_certification("b", name="Cloud Expert")
    make_certification("a", name="Cloud")
    assert found("cloud") == ["a", "b", "c", "d"]


def test_every_word_must_be_found_somewhere() -> None:
    make_certification("one", name="Cloud Expert", guide={"summary": "With Kubernetes."})
    make_certification("two", name="Cloud Expert too")
    assert found("kubernetes cloud") == ["one"]


def test_words_of_the_name_in_another_order_come_before_words_of_the_text() -> None:
    make_certification("told", name="Cloud", guide={"summary": "For an expert."})
    make_certification("named", name="Expert in Cloud")
    assert found("cloud expert") == ["named", "told"]


@pytest.mark.parametrize("text", ["one-slug", "ONE-SLUG"])
def test_the_slug_is_found(text: str) -> None:
    make_certification("one-slug", name="Something")
    assert found(text) == ["one-slug"]


def test_skills_are_found_and_nothing_is_found_twice() -> None:
    teaching("taught", "Feature stores")
    make_certification("other")
    assert found("feature stores") == ["taught"]


@pytest.mark.parametrize("field", ["program", "audience"])
def test_programme_and_audience_are_found(field: str) -> None:
    if field == "program":
        make_certification("one", program=make_program("mountains"))
    else:
        make_certification("one", guide={"audience": "Lovers of mountains."})
    assert found("mountains") == ["one"]


@pytest.mark.parametrize("text", ["%", "_", "zzz", "'"])
def test_signs_of_the_database_mean_nothing(text: str) -> None:
    make_certification("one", name="One")
    assert found(text) == []


def test_an_empty_search_leaves_everything_in_study_order() -> None:
    program = make_program("p")
    make_certification("second", program=program, position=2)
    make_certification("first", program=program, position=1)
    assert found("  ") == ["first", "second"]


# Everything, over the shipped catalogue


def best(text: str) -> tuple[str, str]:
    top = search(text).hits[0]
    return top.kind, top.slug


LOOKED_FOR = {
    "kubernetes": ("skill", "kubernetes"),
    "Certified MLOps Manager": ("certification", "mlops-manager"),
    "mlops-architect-advanced": ("certification", "mlops-architect-advanced"),
    "sre": ("role", "sre"),
    "data lineage": ("skill", "data-lineage"),
    "lineage DATA": ("skill", "data-lineage"),
    "FinOps Practitioner": ("role", "finops-practitioner"),
    "data engineer": ("role", "data-engineer"),
}
MISTYPED = {
    "kuberntes": ("kubernetes", ("skill", "kubernetes")),
    "kubernets": ("kubernetes", ("skill", "kubernetes")),
    "data linage": ("data lineage", ("skill", "data-lineage")),
    "certified mlops managr": ("certified mlops manager", ("certification", "mlops-manager")),
}


def test_what_people_look_for_stands_first_and_a_slip_of_the_finger_is_forgiven_and_said() -> None:
    call_command("load_catalogue", verbosity=0)
    assert {text: best(text) for text in LOOKED_FOR} == LOOKED_FOR
    assert {search(text).corrected for text in LOOKED_FOR} == {""}
    assert {text: (search(text).corrected, best(text)) for text in MISTYPED} == MISTYPED
    everything = search("model")
    assert all(everything.count(kind) for kind in ("certification", "skill", "term"))
    assert sum(everything.count(kind) for kind in KINDS) == len(everything.hits)
    assert {hit.kind for hit in search("data", kinds=("role",)).hits} == {"role"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        '"',
        "'",
        "*",
        "a OR",
        "NEAR(a b)",
        "-x",
        "%",
        "_",
        "(",
        "a & | !",
        "\0",
        "\u202e",
        "🪨",
        "x" * 10_000,
        "{a}:b^2",
    ],
)
def test_no_sign_means_anything_and_nothing_breaks(text, client):
    make_certification("one", name="Alpha")
    assert isinstance(search(text).hits, tuple)
    assert client.get("/search/", {"q": text}).status_code == 200


# The index follows the catalogue


def test_every_change_is_found_by_the_next_search() -> None:
    skill = make_skill("knots", name="Knots")
    assert best("knots") == ("skill", "knots")
    type(skill).objects.filter(pk=skill.pk).update(name="Splices")
    assert best("splices") == ("skill", "knots")
    assert best("knots") == ("skill", "knots")  # its slug still says so
    skill.delete()
    assert search("splices").hits == ()


def test_what_is_not_on_the_site_is_not_found() -> None:
    make_certification("draft", name="Hidden draft", published=False)
    make_certification("gone", name="Hidden archive", archived=True)
    assert search("hidden").hits == ()


@pytest.mark.parametrize("size", [2, 60])
def test_a_search_takes_the_same_queries_for_any_catalogue(size, django_assert_num_queries) -> None:
    make_wide(size)
    search("skill")
    # revision, whether the index is of it, full text, documents
    with django_assert_num_queries(4):
        assert search("skill").hits


def test_searching_is_no_change_of_the_catalogue() -> None:
    make_skill("knots")
    before = CatalogueRevision.objects.current()
    search("knots")
    assert CatalogueRevision.objects.current() == before


@pytest.mark.postgres
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
@pytest.mark.django_db(transaction=True)
def test_two_who_search_at_once_build_one_index() -> None:
    for number in range(30):
        make_skill(f"knot-{number}")

    def ask() -> int:
        try:
            return len(search("knot").hits)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = [future.result() for future in [pool.submit(ask) for _ in range(8)]]
    assert answers == [30] * 8
    assert SearchDocument.objects.count() == 30


# The page


def test_the_page_marks_what_was_found_and_escapes_the_rest(client) -> None:
    make_skill("knots", name="Knots <b>", summary="A knot & a bend.")
    text = client.get("/search/?q=knot").content.decode()
    assert "<mark>Knots</mark> &lt;b&gt;" in text
    assert "A <mark>knot</mark> &amp; a bend." in text
    assert 'href="/skills/knots/"' in text


def test_a_kind_is_chosen_by_its_link(client) -> None:
    make_skill("knots", name="Knots")
    make_certification("knots", name="Knots")
    assert [row.kind for row in client.get("/search/?q=knots").context["rows"]] == ["certification", "skill"]
    assert [row.kind for row in client.get("/search/?q=knots&kind=skill").context["rows"]] == ["skill"]
    assert [row.kind for row in client.get("/search/?q=knots&kind=nonsense").context["rows"]] == [
        "certification",
        "skill",
    ]


def test_nothing_found_says_what_to_do(client) -> None:
    text = client.get("/search/?q=zzz").content.decode()
    assert "Nothing is found for “zzz”." in text
    assert 'href="/certifications/"' in text


def test_many_results_come_in_pages_that_keep_the_question(client) -> None:
    for number in range(35):
        make_skill(f"knot-{number}")
    text = client.get("/search/?q=knot").content.decode()
    assert "?q=knot&amp;page=2" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [("CI/CD für Modelle", ["ci", "cd", "fur", "modelle"]), ("", []), ("a_b", ["a", "b"]), ("İ", ["i"])],
)
def test_words_are_compared_without_case_and_accents(text, words) -> None:
    assert words_of(text) == words


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_the_pieces_of_a_text_are_the_text(text, words) -> None:
    assert "".join(piece for _hit, piece in pieces(text, words)) == text
    assert len(excerpt(text, words, length=50)) <= 52

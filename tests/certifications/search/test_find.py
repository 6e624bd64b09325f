"""One set of expectations for both databases."""

import pytest
from django.core.management import call_command

from certifications.models import GlossaryTerm, Role
from certifications.search import find, hits, search_all
from tests.factories import make_certification, make_skill

pytestmark = pytest.mark.django_db

# What is typed: the kind and name that come first.
SHIPPED = {
    "kubernetes": ("skill", "Kubernetes"),
    "KUBERNETES": ("skill", "Kubernetes"),
    "kuberntes": ("skill", "Kubernetes"),
    "kubernets": ("skill", "Kubernetes"),
    "dokcer": ("skill", "Docker"),
    "mlops manager": ("certification", "Certified MLOps Manager"),
    "manager mlops": ("certification", "Certified MLOps Manager"),
    "drift detection": ("term", "Drift detection"),
    "sre": ("role", "SRE"),
    "feature stroe": ("term", "Feature store"),
    "explainabilty": ("term", "Explainability"),
    "docker certified": ("certification", "Docker Certified Associate"),
    "mlops-architect-professional": ("certification", "Certified MLOps Architect – Professional"),
}


def names(text: str) -> list[str]:
    return [hit.name for hit in search_all(text)]


def test_the_shipped_catalogue_answers_with_what_was_meant() -> None:
    call_command("load_catalogue", verbosity=0)
    first = {text: next(((hit.kind, hit.name) for hit in search_all(text)), None) for text in SHIPPED}
    assert first == SHIPPED
    architects = search_all("archtect", kinds=["certification"])
    assert {hit.name for hit in architects[:3]} == {
        f"Certified MLOps Architect – {level}" for level in ("Foundation", "Professional", "Advanced")
    }


def test_the_title_comes_before_its_beginning_its_words_the_keywords_and_the_text() -> None:
    make_skill("e", name="Aaa", summary="Of the cloud.")
    make_certification("d", name="Aab", program=make_certification("cloud-family").program)
    make_skill("c", name="Any cloud")
    make_skill("b", name="Cloud things")
    make_skill("a", name="Cloud")
    assert names("cloud") == ["Cloud", "Cloud family", "Cloud things", "Any cloud", "Aab", "Aaa"]


def test_every_kind_is_found_and_leads_somewhere() -> None:
    make_certification("c", name="Thing of c")
    make_skill("s", name="Thing of s")
    Role.objects.create(slug="r", name="Thing of r")
    GlossaryTerm.objects.create(slug="t", term="Thing of t", definition="So.")
    assert [hit.url for hit in search_all("thing")] == [
        "/certifications/c/",
        "/roles/r/",
        "/skills/s/",
        "/glossary/#t",
    ]
    assert [hit.kind for hit in search_all("thing", kinds=["role", "term"])] == ["role", "term"]
    assert len(search_all("thing", limit=3)) == 3


def test_what_was_corrected_is_told() -> None:
    make_skill("kubernetes", name="Kubernetes")
    assert find("kuberntes").asked.unknown == ("kuberntes",)
    assert find("kuber").asked.unknown == ()


def test_where_nothing_has_all_words_those_with_some_are_shown_and_told() -> None:
    make_skill("one", name="Mountain")
    make_skill("two", name="Sea", summary="Beside it is nothing.")
    found = find("mountain of the sea")
    assert found.loosened
    assert {hit.name for hit in hits(found.places, found.asked.words)} == {"Mountain", "Sea"}
    assert not find("mountain").loosened


def test_accents_do_not_matter_on_either_side() -> None:
    make_skill("one", name="Élan vital")
    assert names("elan") == names("ÉLAN") == ["Élan vital"]


def test_other_alphabets_are_found() -> None:
    make_skill("one", name="Облачные системы")
    make_skill("two", name="מערכות ענן")
    assert names("облачные") == ["Облачные системы"]
    assert names("ענן") == ["מערכות ענן"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "'",
        '"',
        '""*',
        "*",
        "%",
        "_",
        "-",
        "\0",
        "🗻",
        "\u202e",
        "&|!():*<->",
        "'); DROP TABLE",
        "{title_words} :",
        "^x",
        "\\",
        "½",
        "zz" * 5_000,
    ],
)
def test_signs_mean_nothing_and_find_nothing(text: str) -> None:
    make_skill("one", name="One")
    assert names(text) == []


@pytest.mark.parametrize(
    "text", ["one NEAR", "one AND", "NOT one", "one OR", 'one"', "one*", "-one", "o'ne one", "one " * 3_000]
)
def test_operators_are_words_like_any_other(text: str) -> None:
    make_skill("one", name="One", summary="And not near, or o, ne.")
    assert names(text) == ["One"]


def test_archived_and_unpublished_certifications_are_not_found() -> None:
    make_certification("archived", archived=True)
    make_certification("draft", published=False)
    assert names("archived") == names("draft") == []


@pytest.mark.parametrize("size", [1, 30])
def test_queries_do_not_grow_with_what_is_found(django_assert_num_queries, size: int) -> None:
    for number in range(size):
        make_skill(f"thing-{number}", name=f"Thing {number}")
    search_all("thing")
    with django_assert_num_queries(5):  # in step; known words; closeness; matches; documents
        assert len(search_all("thing")) == size
    with django_assert_num_queries(6):  # and the words like the unknown one
        assert len(search_all("thnig")) == size

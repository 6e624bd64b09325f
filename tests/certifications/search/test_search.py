import pytest

from certifications.models import Certification, SkillTaught
from certifications.publishing import make_current
from certifications.search import search
from tests.factories import NOON, make_certification, make_program, make_skill

pytestmark = pytest.mark.django_db


def found(text: str) -> list[str]:
    return [row.slug for row in search(Certification.objects.for_catalogue(), text)]


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

import pytest
from django.test import Client

from certifications.models import GlossaryTerm, Prerequisite, Reference, ReferenceRow, Role, Skill, SkillTaught, Source
from certifications.publishing import make_current
from tests.certifications.reading import read
from tests.factories import NOON, make_certification, make_skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def knots(db) -> Skill:
    """Taught by “Rope”, asked for by “Peak” and by a role."""
    knots = make_skill("knots", name="Knots", summary="Tying.")
    rope = make_certification("rope", name="Rope", published=False)
    SkillTaught.objects.create(version=rope.versions.get(), skill=knots)
    make_current(rope.versions.get(), now=NOON)
    peak = make_certification("peak", name="Peak", published=False)
    Prerequisite.objects.create(version=peak.versions.get(), key="k", kind="skill", skill=knots, strength="recommended")
    make_current(peak.versions.get(), now=NOON)
    Role.objects.create(slug="guide", name="Guide").skills.add(knots)
    return knots


def test_a_skill_tells_who_teaches_it_and_who_asks_for_it(client: Client, knots: Skill) -> None:
    page = read(client, "/skills/knots/")
    assert "Tying. Who teaches it Rope Foundation Who asks for it Peak recommended Guide role" in page.text
    assert page.links["/certifications/rope/"] == "Rope"
    assert page.links["/certifications/peak/"] == "Peak"


def test_only_the_version_in_force_teaches(client: Client, knots: Skill) -> None:
    newer = SkillTaught.objects.get().version.certification.versions.create(number=2)
    make_current(newer, now=NOON)
    assert "No certification of the catalogue teaches it." in read(client, "/skills/knots/").text


def test_the_list_of_skills_counts_teachers_and_roles(client: Client, knots: Skill) -> None:
    assert "K Knots Tying. taught by 1 certification · asked for by 1 role" in read(client, "/skills/").text


def test_the_glossary_goes_from_a_to_z_with_anchors(client: Client) -> None:
    Source.objects.create(code="G", title="The guidebook")
    GlossaryTerm.objects.create(slug="rope", term="Rope", definition="What holds.", source="G")
    GlossaryTerm.objects.create(slug="abseil", term="abseil", definition="Going *down*.")
    page = read(client, "/glossary/")
    assert "A abseil Going down. R Rope G What holds." in page.text
    assert page.links["#letter-A"] == "A"
    assert 'id="rope"' in client.get("/glossary/").content.decode()
    assert "G, The guidebook" in page.text


def test_the_glossary_shows_the_field_but_not_what_belongs_to_other_pages(client: Client) -> None:
    for slug, topic in (("area", "field"), ("against", "comparison"), ("gate", "program")):
        reference = Reference.objects.create(slug=slug, title=slug.capitalize(), kind="list", topic=topic, summary="S.")
        ReferenceRow.objects.create(reference=reference, key="one", title="One", cells=["Cell."])
    page = read(client, "/glossary/")
    assert "Area S. One Cell." in page.text
    assert page.links["#reference-area"] == "Area"
    assert "Against" not in page.text
    assert "Gate" not in page.text

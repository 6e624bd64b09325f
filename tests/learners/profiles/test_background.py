"""What learners state of themselves."""

from decimal import Decimal

import pytest
from django.urls import reverse

from learners.profiles.models import Experience, SkillStatement
from tests.factories import NOON, make_certification, make_skill

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]
PAGE = "/settings/background/"


@pytest.fixture
def asked():
    """A published certification asks for Git and for two years in the cloud."""
    certification = make_certification("goal", published=False)
    version = certification.versions.get()
    version.prerequisites.create(key="git", kind="skill", skill=make_skill("git", name="Git"))
    version.prerequisites.create(key="years", kind="experience", years=2, label="cloud experience")
    version.state, certification.current_version = "published", version
    version.published_at = NOON
    version.save()
    certification.save()


def test_the_page_asks_in_the_catalogue_s_own_words(signed_in, asked):
    make_skill("rust", name="Rust")
    text = signed_in.get(PAGE).content.decode()
    assert text.index("Asked for by a certification") < text.index("Git") < text.index("Others") < text.index("Rust")
    assert "Cloud experience" in text
    assert "All in all" in text


def test_what_is_stated_is_kept_changed_and_taken_back(signed_in, ada, asked):
    git, rust = make_skill("git"), make_skill("rust")
    signed_in.post(PAGE, {"skills": [git.pk, rust.pk], "years_0": "9", "years_1": "2.5"})
    assert set(ada.skill_statements.values_list("skill", flat=True)) == {git.pk, rust.pk}
    assert dict(ada.experience.values_list("label", "years")) == {"": Decimal(9), "cloud experience": Decimal("2.5")}
    signed_in.post(PAGE, {"skills": [git.pk], "years_0": "", "years_1": "3"})
    assert set(ada.skill_statements.values_list("skill", flat=True)) == {git.pk}
    assert dict(ada.experience.values_list("label", "years")) == {"cloud experience": Decimal(3)}


@pytest.mark.parametrize(("typed", "words"), [("-1", "Leave it empty"), ("99", "Sixty years"), ("many", "as a number")])
def test_a_slip_is_told_and_nothing_is_written(signed_in, asked, typed, words):
    answer = signed_in.post(PAGE, {"skills": [make_skill("git").pk], "years_0": typed})
    assert words in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()
    assert not SkillStatement.objects.exists()
    assert not Experience.objects.exists()


def test_a_skill_that_there_is_not_is_refused(signed_in, asked):
    answer = signed_in.post(PAGE, {"skills": ["0"]})
    assert answer.context["form"].errors["skills"]


def test_a_statement_is_one_s_own(signed_in, stranger, asked):
    stranger.skill_statements.create(skill=make_skill("git"))
    signed_in.post(PAGE, {"skills": []})
    assert stranger.skill_statements.exists()


def test_a_visitor_is_asked_to_log_in(client):
    assert reverse("account_login") in client.get(PAGE)["Location"]

"""The lint over the rows of the database."""

import pytest

from certifications.findings import lint_catalogue, lint_version, shown
from certifications.lint import Rule
from certifications.models import CurriculumVersion, Prerequisite
from certifications.publishing import make_current, start_draft
from tests.certifications.desk import make_complete
from tests.certifications.wide import make_wide
from tests.factories import NOON, make_certification

pytestmark = pytest.mark.django_db


def ask(version, other, **fields):
    return Prerequisite.objects.create(
        version=version, key=f"ask-{other.slug}", kind="certification", certification=other, **fields
    )


def draft_of(certification):
    draft = start_draft(certification)
    make_complete(draft)
    return draft


def found(findings):
    return [(finding.certification, finding.rule) for finding in findings]


def test_a_sound_draft_has_no_finding():
    assert lint_version(draft_of(make_certification("alpha"))) == []


def test_what_was_never_published_cannot_be_required():
    draft = draft_of(make_certification("alpha"))
    ask(draft, make_certification("beta", name="Beta", published=False))
    assert found(lint_version(draft)) == [("alpha", Rule.UNREACHABLE)]
    assert "“Beta” is required and is not on the site" in shown(lint_version(draft))[0].text


def test_the_draft_is_judged_and_not_what_it_replaces():
    hidden = make_certification("hidden", archived=True)
    alpha = make_certification("alpha", published=False)
    ask(alpha.versions.get(), hidden)
    make_complete(alpha.versions.get())
    make_current(alpha.versions.get(), now=NOON)
    draft = start_draft(alpha)
    assert found(lint_version(draft)) == [("alpha", Rule.UNREACHABLE)]
    draft.prerequisites.all().delete()
    assert lint_version(draft) == []


def test_a_circle_that_the_draft_closes_is_named_by_its_path():
    alpha, beta = make_certification("alpha", name="Alpha"), make_certification("beta", name="Beta", published=False)
    ask(beta.versions.get(), alpha)
    make_complete(beta.versions.get())
    make_current(beta.versions.get(), now=NOON)
    draft = draft_of(alpha)
    ask(draft, beta)
    assert [finding.text for finding in lint_version(draft)] == [
        "The prerequisites go round in a circle: Alpha → Beta → Alpha. Take one of them away."
    ]


@pytest.mark.parametrize("size", [2, 60])
def test_a_version_is_judged_in_the_same_number_of_queries(size, django_assert_num_queries):
    make_wide(size)
    version = CurriculumVersion.objects.get(certification__slug="certification-1")
    lint_version(version)
    # slugs of certifications and skills, 5 kinds of rows, skills taught, steps, phases, the version, the certification;
    # standings and asks; 5 kinds of pages
    with django_assert_num_queries(19):
        lint_version(version)


@pytest.mark.parametrize("size", [2, 60])
def test_the_catalogue_is_judged_in_the_same_number_of_queries_and_once_a_change(size, django_assert_num_queries):
    make_wide(size)
    with django_assert_num_queries(20):
        before = lint_catalogue()
    with django_assert_num_queries(1):
        assert lint_catalogue() == before
    make_certification("late", published=True)
    assert ("late", Rule.NO_PLAN) in found(lint_catalogue())


def test_errors_come_before_warnings():
    make_certification("full", guide={"renewal_window_months": 3})
    kinds = [finding.is_error for finding in lint_catalogue()]
    assert kinds == sorted(kinds, reverse=True)
    assert set(kinds) == {True, False}

"""The lint over what the database holds: a version before it is published, and the whole site for the owner's home."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.cache import caches
from django.utils.translation import gettext

from certifications.files import stored
from certifications.files.form import CertificationForm
from certifications.lint import WORDS, Around, Finding, Standing, beyond_reach, circles, lint, standing_of
from certifications.models import (
    CareerRoadmap,
    CatalogueRevision,
    Certification,
    CurriculumVersion,
    LearningPath,
    Program,
    Role,
    Skill,
)

PAGES = {
    "programs": Program,
    "skills": Skill,
    "paths": LearningPath,
    "roles": Role,
    "roadmaps": CareerRoadmap,
}


@dataclass(frozen=True)
class Shown:
    """A finding in the reader's language, with the certification that it is about."""

    is_error: bool
    certification: str
    name: str
    text: str


def lint_version(version: CurriculumVersion) -> list[Finding]:
    """What the site would find wrong were this version the current one; a constant number of queries."""
    form = stored.certification_form(version)
    seen = around(form)
    edges = [
        (slug, other)
        for slug, standing in seen.certifications.items()
        for ask in standing.asks
        for other in ask.certifications
        if other is not None
    ]
    own = [edge for edge in edges if edge[0] == form.slug]
    return [*(finding for _edge, finding in circles(edges, drawn=own, around=seen)), *lint(form, seen)]


def lint_catalogue() -> list[Finding]:
    """Of everything on the site, kept for as long as the catalogue has not changed; errors first."""
    revision = CatalogueRevision.objects.current()
    pages, key = caches["pages"], f"lint-{revision}"
    found: list[Finding] | None = pages.get(key) if revision is not None else None
    if found is None:
        found = _lint_catalogue()
        pages.set(key, found)
    return found


def shown(findings: list[Finding]) -> list[Shown]:
    names = dict(
        Certification.objects.filter(slug__in={finding.certification for finding in findings}).values_list(
            "slug", "name"
        )
    )
    return [
        Shown(
            finding.is_error,
            finding.certification,
            names.get(finding.certification, finding.certification),
            in_words(finding),
        )
        for finding in findings
    ]


def in_words(finding: Finding) -> str:
    return gettext(WORDS[finding.rule]) % finding.values


def around(form: CertificationForm | None = None) -> Around:
    """Seven queries. With a form, the certification as it says in the place of the one that stands."""
    certifications = stored.standings()
    if form is not None:
        certifications[form.slug] = standing_of(form)
    return Around(certifications, _pages(certifications))


def _pages(certifications: Mapping[str, Standing]) -> dict[str, set[str]]:
    named = {kind: set(model._default_manager.values_list("slug", flat=True)) for kind, model in PAGES.items()}
    return named | {"certifications": {slug for slug, standing in certifications.items() if standing.offered}}


def _lint_catalogue() -> list[Finding]:
    seen = around()
    beyond = beyond_reach(seen.certifications)
    found = [
        finding
        for form in stored.certification_forms()
        if not form.archived
        for finding in lint(form, seen, beyond=beyond)
    ]
    return sorted(found, key=lambda finding: not finding.is_error)

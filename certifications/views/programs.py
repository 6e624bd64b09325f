"""Programmes and those who stand behind them."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from certifications.asked import AskedGroup, grouped
from certifications.map import catalogue_map
from certifications.models import (
    Certification,
    Program,
    ProgramFaqEntry,
    Provider,
    Reference,
    Source,
)
from certifications.models.content import with_prerequisites, with_skills
from certifications.views.cached import cached_page


@login_not_required
@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "certifications/programs.html", _programs)


def _programs() -> dict[str, Any]:
    return {
        "map": catalogue_map(),
        "programs": Program.objects.for_programs_page(),
        "references": Reference.objects.for_programs_page(),
        "sources": Source.objects.all(),
    }


@login_not_required
@require_safe
def program(request: HttpRequest, slug: str) -> HttpResponse:
    return cached_page(request, "certifications/program.html", partial(_program, slug))


def _program(slug: str) -> dict[str, Any]:
    shown = get_object_or_404(Program.objects.for_program_page(), slug=slug)
    topics = ProgramFaqEntry.Topic
    faq = [(topic, [entry for entry in shown.faq.all() if entry.topic == topic]) for topic in topics]
    return {
        "program": shown,
        "rows": [(row, _asked(row)) for row in with_prerequisites(with_skills(shown.certifications.for_catalogue()))],
        "faq": [(topic, entries) for topic, entries in faq if entries],
        "references": shown.references.for_program_page(),
        "recommendations": shown.recommendations.select_related("role", "certification").order_by(
            "role__position", "position"
        ),
        "focuses": shown.path_focuses.select_related("path").order_by("path__position"),
        "sources": Source.objects.all(),
    }


def _asked(certification: Certification) -> list[AskedGroup]:
    version = certification.current_version
    return grouped(version.prerequisites.all()) if version else []


@login_not_required
@require_safe
def providers(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "certifications/providers.html", _providers)


def _providers() -> dict[str, Any]:
    return {"providers": Provider.objects.for_providers_page(), "sources": Source.objects.all()}

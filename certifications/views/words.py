"""Skills and the glossary: what the words of the catalogue mean and where they are taught."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from certifications.letters import by_letter
from certifications.models import Certification, GlossaryTerm, Prerequisite, Reference, Skill, Source
from certifications.views.cached import cached_page


@login_not_required
@require_safe
def skills(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "certifications/skills.html", _skills)


def _skills() -> dict[str, Any]:
    return {
        "letters": by_letter(Skill.objects.for_skills_page(), lambda skill: skill.name),
        "sources": Source.objects.all(),
    }


@login_not_required
@require_safe
def skill(request: HttpRequest, slug: str) -> HttpResponse:
    return cached_page(request, "certifications/skill.html", partial(_skill, slug))


def _skill(slug: str) -> dict[str, Any]:
    shown = get_object_or_404(Skill.objects.for_skill_page(), slug=slug)
    return {
        "skill": shown,
        "teachers": Certification.objects.for_skill_page().filter(
            current_version__in=shown.taught_by.values("version")
        ),
        "stages": shown.stages.for_skill_page(),
        "asked": Prerequisite.objects.for_skill_page().filter(skill=shown),
        "sources": Source.objects.all(),
    }


@login_not_required
@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "certifications/glossary.html", _glossary)


def _glossary() -> dict[str, Any]:
    return {
        "letters": by_letter(GlossaryTerm.objects.order_by("term"), lambda term: term.term),
        "references": Reference.objects.for_glossary_page(),
        "sources": Source.objects.all(),
    }

"""The page of one certification, in the same order for every one of them."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from certifications.asked import grouped
from certifications.models import Certification, CurriculumVersion, PlanPhase, Source, Strength
from certifications.timeline import PhaseEffort, plan_line
from certifications.views.cached import cached_page

OWN_ELIGIBILITY = "certifications/_own_eligibility.html"


@login_not_required
@require_safe
def certification(request: HttpRequest, slug: str) -> HttpResponse:
    build = partial(_certification, slug)
    return cached_page(request, "certifications/certification.html", build, finish=OWN_ELIGIBILITY)


def _certification(slug: str) -> dict[str, Any]:
    shown = get_object_or_404(Certification.objects.for_certification_page(), slug=slug)
    context = {"certification": shown, "sources": Source.objects.all(), **_place(shown)}
    return context | _guide(shown.current_version) if shown.current_version else context


def _guide(version: CurriculumVersion) -> dict[str, Any]:
    asked = grouped(version.prerequisites.for_certification_page())
    phases = list(version.phases.for_certification_page())
    bars = plan_line([_effort(phase) for phase in phases])
    return {
        "version": version,
        "required": [group for group in asked if group.strength == Strength.REQUIRED],
        "recommended": [group for group in asked if group.strength == Strength.RECOMMENDED],
        "skills": version.skills_taught.for_certification_page(),
        "projects": version.projects.order_by("position", "pk"),
        "mistakes": version.mistakes.order_by("position", "pk"),
        "next_steps": version.next_steps.for_certification_page(),
        "faq": version.faq.order_by("position", "pk"),
        "phases": list(zip(sorted(phases, key=lambda phase: phase.by_day), bars, strict=True)),
        "plan_minutes": sum(bar.minutes for bar in bars),
        "optional_minutes": sum(bar.optional_minutes for bar in bars),
        "plan_days": max((bar.by_day for bar in bars if not bar.is_optional), default=0),
        "line_days": bars[-1].by_day if bars else 0,
    }


def _effort(phase: PlanPhase) -> PhaseEffort:
    steps = phase.steps.all()
    return PhaseEffort(
        title=phase.title,
        by_day=phase.by_day,
        minutes=sum(step.minutes for step in steps if not step.optional),
        optional_minutes=sum(step.minutes for step in steps if step.optional),
        steps=len(steps),
    )


def _place(shown: Certification) -> dict[str, Any]:
    """Where it stands: among its siblings, on paths, before roles, on roadmaps."""
    return {
        "siblings": shown.program.certifications.offered().select_related("level", "track").in_study_order(),
        "path_steps": shown.path_steps.select_related("path").order_by("path__position"),
        "recommended_to": shown.recommended_to.select_related("role").order_by("role__position"),
        "on_roadmaps": shown.on_roadmaps.select_related("roadmap").order_by("roadmap__position"),
    }

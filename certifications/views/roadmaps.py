"""Career roadmaps: stages to a job with months and salary."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from certifications.models import CareerRoadmap, RoadmapStage, Source
from certifications.templatetags.catalogue import money_short
from certifications.timeline import STAGE_HEIGHT, StageMonths, stage_line
from certifications.views.cached import cached_page


@login_not_required
@require_safe
def roadmaps(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "certifications/roadmaps.html", _roadmaps)


def _roadmaps() -> dict[str, Any]:
    return {"roadmaps": CareerRoadmap.objects.for_roadmaps_page(), "sources": Source.objects.all()}


@login_not_required
@require_safe
def roadmap(request: HttpRequest, slug: str) -> HttpResponse:
    return cached_page(request, "certifications/roadmap.html", partial(_roadmap, slug))


def _roadmap(slug: str) -> dict[str, Any]:
    shown = get_object_or_404(CareerRoadmap.objects.for_roadmap_page(), slug=slug)
    stages = list(shown.stages.all())
    bars = stage_line([_months(stage, shown.currency) for stage in stages])
    return {
        "roadmap": shown,
        "stages": list(zip(stages, bars, strict=True)),
        "picture_height": STAGE_HEIGHT * len(bars),
        "sources": Source.objects.all(),
    }


def _months(stage: RoadmapStage, currency: str) -> StageMonths:
    salary = money_short(stage.salary, currency, stage.salary_open_ended) if stage.salary else ""
    return StageMonths(stage.title, stage.months_min, stage.months_max, salary)

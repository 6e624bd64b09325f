"""Ways through the catalogue: learning paths and roles."""

from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from certifications.models import Certification, LearningPath, Role, Skill, SkillTaught, Source
from certifications.views.cached import cached_page


@login_not_required
@require_safe
def paths(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "certifications/paths.html", _paths)


def _paths() -> dict[str, Any]:
    return {"paths": LearningPath.objects.for_paths_page(), "sources": Source.objects.all()}


@login_not_required
@require_safe
def path(request: HttpRequest, slug: str) -> HttpResponse:
    return cached_page(request, "certifications/path.html", partial(_path, slug))


def _path(slug: str) -> dict[str, Any]:
    shown = get_object_or_404(LearningPath.objects.for_path_page(), slug=slug)
    return {"path": shown, "sources": Source.objects.all()}


@login_not_required
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    return cached_page(request, "certifications/roles.html", _roles)


def _roles() -> dict[str, Any]:
    return {"roles": Role.objects.for_roles_page(), "sources": Source.objects.all()}


@login_not_required
@require_safe
def role(request: HttpRequest, slug: str) -> HttpResponse:
    return cached_page(request, "certifications/role.html", partial(_role, slug))


def _role(slug: str) -> dict[str, Any]:
    shown = get_object_or_404(Role.objects.for_role_page(), slug=slug)
    teachers = _teachers(shown.skills.all())
    return {
        "role": shown,
        "skills": [(skill, teachers[skill.pk]) for skill in shown.skills.all()],
        "sources": Source.objects.all(),
    }


def _teachers(skills: Iterable[Skill]) -> dict[int, list[Certification]]:
    """By skill, in study order. Two queries."""
    versions: dict[int, list[int]] = defaultdict(list)
    taught = SkillTaught.objects.in_force().filter(skill__in=[skill.pk for skill in skills]).order_by("pk")
    for version, skill in taught.values_list("version_id", "skill_id"):
        versions[version].append(skill)
    teachers: dict[int, list[Certification]] = defaultdict(list)
    for certification in Certification.objects.for_skill_page().filter(current_version__in=versions):
        for skill in versions[certification.current_version_id or 0]:
            teachers[skill].append(certification)
    return teachers

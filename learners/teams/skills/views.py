from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from certifications.models import Role
from learners.profiles.access import today_of
from learners.teams.access import managed_tree
from learners.teams.log.models import Look
from learners.teams.skills.pages import MOST_ALONE, alone, gaps, insight_of, looks, rows

PEOPLE_ON_A_PAGE = 25


@require_safe
def skills(request: HttpRequest, slug: str) -> HttpResponse:
    """`role` and `team` in the address narrow it: to what a role needs, and to a team inside this one."""
    part = managed_tree(request, slug, Look.Page.SKILLS, request.GET.get("team", ""))
    roles = list(Role.objects.order_by("position", "name"))
    role = _role(roles, request.GET.get("role", ""))
    found = insight_of(part.shown, role, today_of(part.manager))
    page = Paginator(found.people, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    lonely = alone(found)
    context = {
        "team": part.team,
        "part": part,
        "roles": roles,
        "role": role,
        "found": found,
        "counted": found.counted,
        "page": page,
        "rows": rows(found, list(page.object_list)),
        "alone": lonely[:MOST_ALONE],
        "more_alone": len(lonely[MOST_ALONE:]),
        "gaps": gaps(found),
        "looks": looks(),
    }
    return render(request, "learners/teams/skills.html", context)


def _role(roles: list[Role], slug: str) -> Role | None:
    """None without a slug; 404 for one that no role has."""
    if not slug:
        return None
    found = next((role for role in roles if role.slug == slug), None)
    if found is None:
        raise Http404
    return found

"""What the owners of the catalogue ask of the learners' side, reached from their desk by address. Others find nothing here."""

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from certifications.models import CurriculumVersion
from learners.plans.desk.insight import LEAST, insight
from learners.plans.drafts import Wish, draw, horizons, template_of, usual_horizon
from learners.plans.pages import preview_of
from learners.plans.views import is_fragment, varied

EXAMPLE_WEEK = (60, 60, 60, 60, 60, 0, 0)
ASKED_AT_MOST = 50


def for_owners(request: HttpRequest) -> None:
    if not (request.user.is_staff and request.user.has_perm("certifications.change_curriculumversion")):
        raise Http404


@require_safe
def study_insight(request: HttpRequest) -> HttpResponse:
    for_owners(request)
    asked = request.GET.getlist("certification")[:ASKED_AT_MOST]
    only = {int(pk) for pk in asked if pk.isascii() and pk.isdigit() and len(pk) <= 18}
    context = {"found": insight(timezone.localdate(), only=only), "least": LEAST, "is_narrowed": bool(only)}
    name = "_insight" if is_fragment(request) else "insight"
    return varied(render(request, f"learners/plans/{name}.html", context))


@require_safe
def example(request: HttpRequest, version_pk: int) -> HttpResponse:
    """The plan of any version, from next Monday on and an hour on each working day."""
    for_owners(request)
    version = get_object_or_404(CurriculumVersion.objects.select_related("certification"), pk=version_pk)
    phases = [phase for phase in template_of(version) if phase.steps.all()]
    if not phases:
        raise Http404
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    wish = Wish(usual_horizon(horizons(phases)), monday, None, EXAMPLE_WEEK)
    draft = draw(version.certification, phases, wish, ())
    context = {"version": version, "monday": monday, "preview": preview_of(draft, today)}
    name = "_example" if is_fragment(request) else "example"
    return varied(render(request, f"learners/plans/{name}.html", context))

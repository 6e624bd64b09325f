from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from certifications.models import Level, Program, Provider
from learners.profiles.models import Learner


@login_not_required
def bare(request: HttpRequest, size: int) -> HttpResponse:
    """What every page is measured against: one session look-up, three queries of one row, `size` bytes, no template."""
    request.session.get("nothing")
    for model in (Level, Program, Provider):
        model.objects.order_by("pk").first()
    return HttpResponse(b"x" * size)


@require_POST
def bare_post(request: HttpRequest) -> HttpResponse:
    """What every POST is measured against: CSRF, session and log-in as everywhere, one UPDATE, no template."""
    Learner.objects.filter(user=request.user.pk).update(reminders_on=True)
    return HttpResponse(b"x")

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse

from certifications.models import Level, Program, Provider


@login_not_required
def bare(request: HttpRequest, size: int) -> HttpResponse:
    """What every page is measured against: one session look-up, three queries of one row, `size` bytes, no template."""
    request.session.get("nothing")
    for model in (Level, Program, Provider):
        model.objects.order_by("pk").first()
    return HttpResponse(b"x" * size)

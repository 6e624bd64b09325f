"""A version as its page would be, for the owner's eyes: in the site's frame, built anew each time and never kept."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from certifications.models import Certification, CurriculumVersion
from certifications.views.certification import page_of


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("certifications.change_curriculumversion"):
        raise PermissionDenied
    version = get_object_or_404(CurriculumVersion, pk=pk)
    shown = Certification.objects.for_preview().get(pk=version.certification_id)
    context = page_of(shown, version) | {"is_preview": True}
    return render(request, "certifications/preview.html", context)

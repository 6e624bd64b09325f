"""A new certification that starts with all that another one says."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certifications.admin.certification_form import CertificationForm
from certifications.identities import clone
from certifications.models import Certification, Track


class CloneForm(CertificationForm):
    class Meta:
        model = Certification
        fields = ("name", "slug", "program", "track", "level")

    def __init__(self, *arguments: Any, kind: str, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.kind = kind
        self.fields["track"].queryset = Track.objects.select_related("program")  # type: ignore[attr-defined]
        for name in ("name", "slug"):
            self.fields[name].widget.attrs["class"] = "vTextField"

    def clean(self) -> dict[str, Any] | None:
        self.cleaned_data["kind"] = self.kind
        return super().clean()


@require_http_methods(["GET", "HEAD", "POST"])
def clone_certification(request: HttpRequest, pk: int) -> HttpResponse:
    user = request.user
    if not user.has_perms(["certifications.add_certification", "certifications.add_curriculumversion"]):
        raise PermissionDenied
    source = get_object_or_404(Certification, pk=pk)
    place = {"program": source.program_id, "track": source.track_id, "level": source.level_id}
    form = CloneForm(request.POST if request.method == "POST" else None, kind=source.kind, initial=place)
    if form.is_valid():
        draft = clone(source, form.save(commit=False), by=user if isinstance(user, AbstractBaseUser) else None)
        made = draft.certification
        LogEntry.objects.log_actions(user.pk, [made], ADDITION, _("Cloned from %s.") % source)  # type: ignore[arg-type]
        messages.success(request, _("%s is made. This is the draft of its guide: nobody sees it yet.") % made)
        return redirect("admin:certifications_curriculumversion_change", draft.pk)
    context = {
        **admin.site.each_context(request),
        "original": source,
        "form": form,
        "opts": Certification._meta,
        "title": _("Clone %s") % source,
    }
    return render(request, "admin/certifications/certification/clone.html", context)

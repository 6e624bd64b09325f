"""Handing in evidence, handing it out to the two who may see it, and taking it away."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.credentials import evidence
from learners.credentials.evidence_forms import EvidenceForm
from learners.credentials.exams import CredentialClaim, Evidence, ExamAttempt
from learners.credentials.file_kinds import MEDIA_TYPES, Kind
from learners.profiles.access import learner_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Shown:
    """What the page of an attempt's and of a claim's evidence says."""

    thing: ExamAttempt | CredentialClaim
    what: str
    who_sees: str


@require_safe
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Always a download, never a page of this site: the browser is told so in each way that it knows."""
    found = get_object_or_404(evidence.fetchable(request.user), pk=pk)
    try:
        opened = evidence.shelf().open(found.stored_as)
    except FileNotFoundError as reason:
        raise Http404 from reason
    kind = Kind(found.kind)
    response = FileResponse(opened, as_attachment=True, filename=found.name, content_type=MEDIA_TYPES[kind])
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


@form_page
def attempt_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    passed = ExamAttempt.objects.filter(learner=learner_of(request), state=ExamAttempt.State.PASSED)
    attempt = get_object_or_404(passed.select_related("certification", "learner"), pk=pk)
    what = _("Proof that you passed this exam, such as the score report or the certificate.")
    return _evidence_page(request, Shown(attempt, what, _("You and the reviewers of this portal.")))


@form_page
def claim_evidence(request: HttpRequest, pk: int) -> HttpResponse:
    waiting = CredentialClaim.objects.visible_to(learner_of(request)).waiting()
    claim = get_object_or_404(waiting.select_related("certification", "learner"), pk=pk)
    what = _("What shows that you earned this credential. It waits for review.")
    return _evidence_page(request, Shown(claim, what, _("You and the reviewers of this portal.")))


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Evidence.objects.removable_by(learner_of(request)).select_related("claim", "attempt"), pk=pk
    )
    if found.claim and found.claim.is_waiting and found.claim.evidence.count() == 1:
        messages.error(
            request, _("A credential that waits for review keeps one file. Add another first, or withdraw it.")
        )
    else:
        evidence.remove(Evidence.objects.filter(pk=found.pk))
        messages.success(request, _("Removed. The file is deleted."))
    if found.claim and not found.claim.is_waiting:
        return redirect("credentials:credentials")
    name = "claim-evidence" if found.claim_id else "attempt-evidence"
    return redirect(f"credentials:{name}", found.claim_id or found.attempt_id)


def _evidence_page(request: HttpRequest, shown: Shown) -> HttpResponse:
    form = EvidenceForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        uploads = form.cleaned_data["evidence"]
        try:
            evidence.keep(shown.thing, uploads, now=timezone.now())
        except ValidationError as error:
            form.add_error("evidence", error)
        else:
            count = len(uploads)
            messages.success(request, ngettext("%d file is kept.", "%d files are kept.", count) % count)
            return redirect(request.path)
    context = {
        "form": form,
        "shown": shown,
        "certification": shown.thing.certification,
        "kept": shown.thing.evidence.all(),
        "room": evidence.room_for(shown.thing),
    }
    return render(request, "learners/credentials/evidence.html", context)

"""A credential earned elsewhere: the learner's side."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import slug_re
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from certifications.models import Certification
from learners.credentials import claims
from learners.credentials.claim_forms import EARLIEST_YEAR, ClaimForm, end_by_rule
from learners.credentials.evidence_views import form_page
from learners.credentials.exams import CredentialClaim
from learners.profiles.access import learner_of, today_of


@form_page
def add(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ClaimForm(*given, learner=learner, today=today_of(learner), initial=_initial(request))
    if form.is_valid():
        try:
            claims.hand_in(form.save(commit=False), form.cleaned_data["evidence"], now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Handed in. It counts as yours once a reviewer has accepted it."))
            return redirect("credentials:credentials")
    return render(request, "learners/credentials/add.html", {"form": form})


def _initial(request: HttpRequest) -> dict[str, object]:
    """What was handed in before and not accepted, to be mended; or the certification from whose page one comes."""
    again, slug = request.GET.get("again", ""), request.GET.get("certification", "")
    if again.isascii() and again.isdecimal() and len(again) <= 18:
        claim = CredentialClaim.objects.visible_to(learner_of(request)).filter(pk=again).first()
        names = ("certification", "valid_from", "valid_until", "note")
        return {name: getattr(claim, name) for name in names} if claim else {}
    found = Certification.objects.offered().filter(slug=slug).first() if slug_re.match(slug) else None
    return {"certification": found} if found else {}


@require_safe
def end(request: HttpRequest) -> HttpResponse:
    """The fragment under the field of the last day: what the rule proposes for what is chosen above."""
    chosen, day = request.GET.get("certification", ""), None
    try:
        day = parse_date(request.GET.get("valid_from", ""))
    except ValueError:
        day = None
    certification = None
    if chosen.isascii() and chosen.isdecimal() and len(chosen) <= 18:
        certification = Certification.objects.offered().select_related("current_version").filter(pk=chosen).first()
    known = certification and day and EARLIEST_YEAR <= day.year < 2200
    context = {
        "is_known": bool(known),
        "certification": certification,
        "end": end_by_rule(certification, day) if certification and day and known else None,
    }
    return render(request, "learners/credentials/_end_by_rule.html", context)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    claim = get_object_or_404(CredentialClaim.objects.visible_to(learner_of(request)), pk=pk)
    if claims.withdraw(claim):
        messages.success(request, _("Withdrawn. Its files are deleted."))
    else:
        messages.warning(request, _("It was accepted meanwhile or is withdrawn already: there is nothing to withdraw."))
    return redirect("credentials:credentials")

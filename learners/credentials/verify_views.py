"""One credential: its holder's page, the link by which they show it, and the public page behind that link."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from learners.credentials import verification
from learners.credentials.credential_page import credential_page
from learners.credentials.models import Credential
from learners.profiles.access import learner_of, today_of


@require_safe
def credential(request: HttpRequest, pk: int) -> HttpResponse:
    learner = learner_of(request)
    found = get_object_or_404(Credential.objects.visible_to(learner).for_credentials_page(), pk=pk)
    token = found.verify_token
    context = {
        "page": credential_page(found, learner=learner, today=today_of(learner)),
        "credential": found,
        "holder": learner.user.name.strip(),
        "link": settings.SITE_URL + reverse("verify:credential", args=[token]) if token else "",
    }
    return render(request, "learners/credentials/credential.html", context)


@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, verification.show, _("Shown. Whoever has the link can check this credential."))


@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, verification.hide, _("Hidden. The link leads nowhere until you show it again."))


@require_POST
def new_link(request: HttpRequest, pk: int) -> HttpResponse:
    return _changed(request, pk, verification.make_new_link, _("A new link is made. The old one leads nowhere now."))


@login_not_required
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """Public. A hidden credential and an unknown link give the same answer."""
    found = get_object_or_404(Credential.objects.for_verification(token))
    page = verification.verified(found, today=timezone.now().date())
    response = render(request, "learners/credentials/verify.html", {"page": page})
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _changed(request: HttpRequest, pk: int, change: Callable[[Credential], None], done: str) -> HttpResponse:
    change(get_object_or_404(Credential.objects.visible_to(learner_of(request)), pk=pk))
    messages.success(request, done)
    return redirect("credentials:credential", pk)

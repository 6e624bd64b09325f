from allauth.core import ratelimit
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from learners.privacy.archive import archive
from learners.privacy.erasing import OnlyAdministratorError, erase_unless_last, farewell
from learners.privacy.forms import EraseForm
from learners.privacy.goodbye import goodbye, send
from learners.privacy.kinds import topics_of
from learners.privacy.registry import KINDS
from learners.profiles.access import learner_of
from learners.profiles.models import Learner


@require_safe
def my_data(request: HttpRequest) -> HttpResponse:
    return render(request, "learners/privacy/my_data.html", {"topics": topics_of(learner_of(request).user, KINDS)})


@require_POST
def export(request: HttpRequest) -> FileResponse:
    learner, now = learner_of(request), timezone.now()
    name = f"cairn-my-data-{learner.local_date(now).isoformat()}.zip"
    response = FileResponse(archive(learner, now=now), as_attachment=True, filename=name)
    response["Content-Type"] = "application/zip"
    response["Cache-Control"] = "private, no-store"
    return response


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """A POST that is refused shows the page again, which says why."""
    learner = learner_of(request)
    may_try = bool(ratelimit.consume(request, action="reauthenticate", user=request.user))
    form = EraseForm(request.POST if request.method == "POST" else None, user=learner.user, may_try=may_try)
    if form.is_valid() and _erased(request, learner):
        return redirect("privacy:erased")
    context = {"form": form, "farewell": farewell(learner), "email": learner.user.email}
    return render(request, "learners/privacy/erase.html", context)


@login_not_required
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("privacy:my_data")
    return render(request, "learners/privacy/erased.html")


def _erased(request: HttpRequest, learner: Learner) -> bool:
    """Signed out before the last mail goes: that may take as long as the mail server likes."""
    last_mail = goodbye(learner.user)
    try:
        erase_unless_last(learner.user, now=timezone.now())
    except OnlyAdministratorError:
        return False
    logout(request)
    send(last_mail)
    return True

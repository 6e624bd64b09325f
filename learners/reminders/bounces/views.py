from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from learners.profiles.access import learner_of
from learners.reminders.bounces import taking


@require_POST
def try_again(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    if taking.try_again(learner, timezone.now()):
        words = _("Reminders can go to %(address)s again. If one comes back, they stop.")
        messages.success(request, words % {"address": learner.user.email})
    return redirect("reminders:reminders")

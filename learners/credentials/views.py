from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learners.credentials.held import held
from learners.credentials.models import Credential
from learners.profiles.access import learner_of, today_of


@require_safe
def credentials(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    found = Credential.objects.visible_to(learner).for_credentials_page()
    return render(request, "learners/credentials/credentials.html", {"held": held(found, today=today_of(learner))})

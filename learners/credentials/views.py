from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from learners.credentials.exams import CredentialClaim
from learners.credentials.held import held
from learners.credentials.models import Credential, Waiver
from learners.profiles.access import learner_of, today_of


@require_safe
def credentials(request: HttpRequest) -> HttpResponse:
    learner = learner_of(request)
    found = Credential.objects.visible_to(learner).for_credentials_page()
    today = today_of(learner)
    waivers = [(waiver, waiver.is_in_force(today)) for waiver in Waiver.objects.for_credentials_page(learner)]
    claims = CredentialClaim.objects.visible_to(learner).for_credentials_page()
    context = {"held": held(found, today=today), "claims": claims, "waivers": waivers}
    return render(request, "learners/credentials/credentials.html", context)

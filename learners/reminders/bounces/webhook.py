"""The address at which whoever carries the portal's mail tells what came back, signed by standardwebhooks.com (docs/bounces.md)."""

from typing import Annotated, Literal, Self

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError as AddressError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from learners.reminders.bounces.taking import News, learner_at, take
from learners.reminders.models import Reminder

MOST_BYTES = 256 * 1024
HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


def _address(value: str) -> str:
    try:
        validate_email(value)
    except AddressError as error:
        raise ValueError("is no e-mail address") from error
    return value


class Told(BaseModel):
    """The form of the body; what else stands in it is left alone."""

    type: Literal["bounce", "complaint"]
    address: Annotated[str, Field(max_length=254), AfterValidator(_address)]
    kind: Literal["permanent", "transient"] | None = None
    diagnostic: str = ""
    message_id: str = ""
    reminder_key: str = ""

    @model_validator(mode="after")
    def _a_bounce_has_a_kind(self) -> Self:
        if self.type == "bounce" and self.kind is None:
            raise ValueError("a bounce needs its kind: permanent or transient")
        return self

    @property
    def what(self) -> str:
        return self.kind if self.type == "bounce" and self.kind else "complaint"


@csrf_exempt
@login_not_required
def bounces(request: HttpRequest) -> HttpResponse:
    """Whether the address is anybody's makes no difference to the answer."""
    if not settings.BOUNCE_WEBHOOK_SECRET:
        raise Http404
    return _take(request)


@require_POST
def _take(request: HttpRequest) -> HttpResponse:
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        return _answer(f"More than {MOST_BYTES} bytes.", 413)
    if refusal := _refusal(request, body):
        return _answer(refusal, 401)
    try:
        told = Told.model_validate_json(body)
    except ValidationError as error:
        return _answer(_in_words(error), 400)
    take(_news(told, request.headers["webhook-id"]), timezone.now())
    return _answer("Taken.", 200)


def _refusal(request: HttpRequest, body: bytes) -> str:
    """Empty where the signature is right. What is no signature at all fails as a ValueError."""
    given = {name: request.headers.get(name, "") for name in HEADERS}
    try:
        Webhook(settings.BOUNCE_WEBHOOK_SECRET).verify(body, given, json_parse=False)
    except (WebhookVerificationError, ValueError) as error:
        return str(error) if isinstance(error, WebhookVerificationError) else "No matching signature found"
    return ""


def _news(told: Told, report_id: str) -> News:
    learner = learner_at(told.address)
    named = Reminder.objects.filter(learner=learner).named(message_id=told.message_id, key=told.reminder_key)
    return News(("webhook", report_id), told.what, learner, named.first() if learner else None, told.diagnostic)


def _in_words(error: ValidationError) -> str:
    """A line for each fault, without what was sent."""
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    return "\n".join(": ".join(filter(None, [".".join(map(str, one["loc"])), one["msg"]])) for one in faults)


def _answer(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")

"""What a calendar program is answered that asks with a secret address."""

from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response


def answer(request: HttpRequest, content: bytes) -> HttpResponseBase:
    """A short one where it has the same content already. Kept by nobody else, and found by no search."""
    whole = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    whole["Cache-Control"] = "private, no-cache"
    whole["ETag"] = etag = f'"{sha256(content).hexdigest()}"'
    response = get_conditional_response(request, etag=etag, response=whole) or whole
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response

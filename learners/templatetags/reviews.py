"""What waits for a reviewer, for the desk's home."""

from django import template

from learners.credentials.exams import CredentialClaim

register = template.Library()


@register.inclusion_tag("admin/_claims_waiting.html")
def claims_waiting() -> dict[str, object]:
    """One query."""
    return {"count": CredentialClaim.objects.waiting().count()}

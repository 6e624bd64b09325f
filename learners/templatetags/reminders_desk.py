"""The reminders' part of the desk's home, and the banner while they are stopped."""

from django import template

from learners.profiles.models import Learner
from learners.reminders.desk.held import standing, waiting

register = template.Library()


@register.inclusion_tag("admin/_reminders_home.html")
def reminders_home() -> dict[str, object]:
    """Two queries."""
    return {"stops": standing(), **waiting()}


@register.inclusion_tag("admin/_reminders_stopped.html")
def reminders_stopped() -> dict[str, object]:
    """One query."""
    return {"stops": standing()}


@register.simple_tag
def learner_number(user_pk: int) -> int | None:
    """None of somebody who never studied here. One query."""
    return Learner.objects.filter(user=user_pk).values_list("pk", flat=True).first()

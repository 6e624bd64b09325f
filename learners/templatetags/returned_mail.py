"""What a learner is told where no reminder goes to their address."""

from django import template
from django.utils import timezone

from learners.profiles.models import Learner
from learners.reminders.bounces.taking import mailbox, next_try
from learners.reminders.models import SuppressedAddress

register = template.Library()


@register.inclusion_tag("learners/reminders/bounces/_held_back.html", takes_context=True)
def held_back(context: template.Context, learner: Learner) -> dict[str, object]:
    """One query, and one more where something is held back."""
    held = SuppressedAddress.objects.of(mailbox(learner)).first()
    return {
        "held": held,
        "learner": learner,
        "again_from": next_try(held, learner, timezone.now()) if held else None,
        "csrf_token": context.get("csrf_token"),
    }

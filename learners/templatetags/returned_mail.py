"""What a learner is told where no reminder goes to their address."""

from dataclasses import dataclass
from datetime import datetime

from django import template
from django.utils import timezone

from learners.profiles.models import Learner
from learners.reminders.bounces.taking import mailbox, next_try
from learners.reminders.models import SuppressedAddress

register = template.Library()


@dataclass(frozen=True, slots=True)
class HeldBack:
    """As `reminders/bounces/_held_back.html` shows it. `again_from` is None where it may be tried now."""

    cause: str
    reason: str
    again_from: datetime | None


@register.simple_tag
def held_back(learner: Learner) -> HeldBack | None:
    """One query, and one more where something is held back."""
    held = SuppressedAddress.objects.of(mailbox(learner)).first()
    return HeldBack(held.cause, held.reason, next_try(held, learner, timezone.now())) if held else None

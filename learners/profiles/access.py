"""From a request to the learner who makes it. Every view of the learners' rooms starts here."""

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone

from learners.profiles.models import Learner


def learner_of(request: HttpRequest) -> Learner:
    """The signed-in person as a learner, made on their first visit (an account made by command has none yet)."""
    learner, _made = Learner.objects.get_or_create(user_id=request.user.pk or 0)
    learner.user = request.user  # type: ignore[assignment]  # who is there has been read: every page here asks for a log-in
    return learner


def today_of(learner: Learner) -> date:
    """Today on the learner's own calendar. Views call this; nothing below them reads the clock."""
    return timezone.now().astimezone(ZoneInfo(learner.time_zone)).date()

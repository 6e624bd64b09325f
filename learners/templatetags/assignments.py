"""What managers ask of a learner, and how they are getting on, for pages of rooms that know no teams."""

from django import template
from django.utils import timezone

from learners.teams.assignments.models import Assignment
from learners.teams.people.nudges import Nudge

register = template.Library()


@register.inclusion_tag("learners/teams/_waiting.html", takes_context=True)
def waiting_assignments(context: template.Context) -> dict[str, object]:
    """How many wait for an answer of the signed-in learner, and the nudges of the last week. Two queries."""
    user = context["request"].user.pk
    nudges = Nudge.objects.lately(timezone.now()).filter(learner__user=user).select_related("by", "team")
    return {"count": Assignment.objects.waiting_for(user).count(), "nudges": list(nudges)}

"""What managers ask of a learner, for pages of rooms that know no teams."""

from django import template

from learners.teams.assignments.models import Assignment

register = template.Library()


@register.inclusion_tag("learners/teams/_waiting.html", takes_context=True)
def waiting_assignments(context: template.Context) -> dict[str, object]:
    """How many wait for an answer of the signed-in learner. One query."""
    return {"count": Assignment.objects.waiting_for(context["request"].user.pk).count()}

"""The learner's own eligibility, for the place that a certification's page keeps for it."""

from collections.abc import Collection

from django import template
from django.template.loader import render_to_string
from django.utils import timezone

from certifications.models import Certification
from learners.credentials.eligibility_words import worded
from learners.plans.node_states import HELD, IN_PROGRESS, standing_at
from learners.profiles.models import Learner

register = template.Library()
# The places in templates/certifications/_guide.html and _side.html.
ASKED, STATE = "asked", "state"


@register.simple_tag(takes_context=True)
def put_own_eligibility(context: template.Context, places: dict[str, str], names: Collection[str]) -> str:
    """For a learner the plain requirements give way to the tree with its ticks, and the side panel says how they stand."""
    request = context["request"]
    if ASKED not in names:
        return ""
    learner = Learner.objects.filter(user=request.user).first()
    slug = request.resolver_match.kwargs["slug"]
    found = Certification.objects.filter(slug=slug).values_list("pk", "retired").first()
    if learner is None or found is None:
        return ""
    pk, retired = found
    state, eligibility = standing_at(learner, pk, learner.local_date(timezone.now()))
    if not retired or state in {HELD, IN_PROGRESS}:
        places[STATE] = render_to_string("learners/credentials/_state.html", {"state": state})
    groups = worded(eligibility)
    addresses = {
        one.pk: one.get_absolute_url()
        for one in Certification.objects.offered().filter(
            pk__in=[row.certification for group in groups for row in group.rows if row.certification]
        )
    }
    places[ASKED] = render_to_string(
        "learners/credentials/_eligibility.html",
        {"groups": groups, "is_open": eligibility.is_open, "addresses": addresses},
    )
    return ""


@register.filter
def of(addresses: dict[int, str], pk: int | None) -> str:
    return addresses.get(pk, "") if pk else ""

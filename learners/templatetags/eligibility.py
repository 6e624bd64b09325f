"""The learner's own eligibility, put onto a certification's page as it was kept for everybody."""

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from certifications.models import Certification
from learners.credentials.eligibility_words import worded
from learners.plans.gates import gate_of
from learners.profiles.models import Learner

register = template.Library()
BEGIN, END = "<!--asked-->", "<!--/asked-->"


@register.simple_tag(takes_context=True)
def with_own_eligibility(context: template.Context, kept: SafeString) -> SafeString:
    """A visitor gets the page as it is; for a learner the plain requirements give way to the tree with its ticks."""
    request = context["request"]
    before, begin, rest = kept.partition(BEGIN)
    _plain, end, after = rest.partition(END)
    if not (begin and end and request.user.is_authenticated):
        return kept
    learner = Learner.objects.filter(user=request.user).first()
    slug = request.resolver_match.kwargs["slug"]
    pk = Certification.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if learner is None or pk is None:
        return kept
    eligibility = gate_of(learner, pk, learner.local_date(timezone.now()))
    groups = worded(eligibility)
    addresses = {
        one.pk: one.get_absolute_url()
        for one in Certification.objects.offered().filter(
            pk__in=[row.certification for group in groups for row in group.rows if row.certification]
        )
    }
    own = render_to_string(
        "learners/credentials/_eligibility.html",
        {"groups": groups, "is_open": eligibility.is_open, "addresses": addresses},
    )
    return mark_safe("".join((before, own, after)))  # three pieces that templates have rendered


@register.filter
def of(addresses: dict[int, str], pk: int | None) -> str:
    return addresses.get(pk, "") if pk else ""
